"""What goes over the wire between the desk and the pretend Stripe, judged by the installed SDK: requests and answers.

`tests/conftest.py` puts a tap into every test but those of the rehearsal, whose requests are wrong on purpose.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.rehearsal.stripe.forms import nested
from tests.shell.payments.sdk_answers import answer_problems
from tests.shell.payments.sdk_schema import problems

# What the SDK's types do not say (docs.stripe.com/metadata, /api/idempotent_requests; Stripe's OpenAPI document).
LONGEST: Mapping[str, int] = {
    "client_reference_id": 200,
    "metadata.*": 500,
    "payment_intent_data.metadata.*": 500,
    "payment_intent_data.description": 1000,
    "payment_intent_data.statement_descriptor_suffix": 22,
    "custom_text.submit.message": 1200,
    "custom_text.after_submit.message": 1200,
    "line_items.*.price_data.product_data.name": 5000,
}
LONGEST_KEY, MOST_KEYS, LONGEST_IDEMPOTENCY_KEY, MOST_TYPES = 40, 50, 255, 20
CHECKOUT, SESSIONS = "checkout/_session_{}_params.py", "/v1/checkout/sessions"
KINDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("POST", SESSIONS): (CHECKOUT.format("create"), "SessionCreateParams"),
    ("GET", SESSIONS): (CHECKOUT.format("list"), "SessionListParams"),
    ("GET", f"{SESSIONS}/*"): (CHECKOUT.format("retrieve"), "SessionRetrieveParams"),
    ("POST", f"{SESSIONS}/*/expire"): (CHECKOUT.format("expire"), "SessionExpireParams"),
    ("GET", "/v1/payment_intents"): ("_payment_intent_list_params.py", "PaymentIntentListParams"),
    ("GET", "/v1/payment_intents/*"): ("_payment_intent_retrieve_params.py", "PaymentIntentRetrieveParams"),
    ("POST", "/v1/refunds"): ("_refund_create_params.py", "RefundCreateParams"),
    ("GET", "/v1/refunds"): ("_refund_list_params.py", "RefundListParams"),
    ("GET", "/v1/disputes"): ("_dispute_list_params.py", "DisputeListParams"),
    ("GET", "/v1/events"): ("_event_list_params.py", "EventListParams"),
    ("GET", "/v1/prices/*"): ("_price_retrieve_params.py", "PriceRetrieveParams"),
    ("GET", "/v1/webhook_endpoints"): ("_webhook_endpoint_list_params.py", "WebhookEndpointListParams"),
    ("GET", "/v1/account"): ("_account_retrieve_current_params.py", "AccountRetrieveCurrentParams"),
}
"""Every request the desk may make: method and path (`*`: an id), and the SDK's parameters for it."""
_PATTERNS = {kind: re.compile(re.escape(kind[1]).replace(r"\*", "[^/]+") + "$") for kind in KINDS}


@dataclass
class WireTap:
    """`wrong`: what was wrong, a line each. `kinds`: which requests were made."""

    wrong: list[str] = field(default_factory=list)
    kinds: set[tuple[str, str]] = field(default_factory=set)

    def on(self, app: ASGIApp) -> ASGIApp:
        """The application, listened to."""

        async def listening(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            asked, told = Heard(), Heard()

            async def taking() -> Message:
                return asked.hear(await receive())

            async def giving(message: Message) -> None:
                await send(told.hear(message))

            await app(scope, taking, giving)
            self._judge(scope, asked, told)

        return listening

    def _judge(self, scope: Scope, asked: "Heard", told: "Heard") -> None:
        method, path = scope["method"], re.sub("^.*?(?=/v1/)", "", scope["path"])
        if method == "POST" and not asked.whole:
            return  # the door was closed before anybody read it
        form = asked.body.decode() if method == "POST" else scope["query_string"].decode()
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.wrong += [f"{method} {path}{each}" for each in self.request(method, path, form, headers)]
        if told.status == 200:
            self.wrong += [f"{method} {path} answered {each}" for each in answer_problems(json.loads(told.body))]

    def told(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event that is about to be sent, judged."""
        self.wrong += [f"{event['type']} tells {each}" for each in answer_problems(event)]
        return event

    def request(self, method: str, path: str, form: str, headers: Mapping[str, str]) -> list[str]:
        """What is wrong with a request."""
        kind = next((one for one, known in _PATTERNS.items() if one[0] == method and known.match(path)), None)
        if kind is None:
            return [": a request nobody thought of; see wire_tap.KINDS"]
        self.kinds.add(kind)
        params = nested(form)
        found = problems(*KINDS[kind], params, wire=True) + list(_too_long(params, ()))
        if len(headers.get("idempotency-key", "")) > LONGEST_IDEMPOTENCY_KEY:
            found.append(": the idempotency key is too long")
        if len(params.get("types", ())) > MOST_TYPES:
            found.append(".types: too many")
        return found


@dataclass
class Heard:
    """One side of an exchange."""

    status: int = 0
    body: bytes = b""
    whole: bool = False

    def hear(self, message: Message) -> Message:
        """The message, noted."""
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
        self.whole = self.whole or (message["type"] == "http.request" and not message.get("more_body"))
        return message


def _too_long(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, dict):
        if path and path[-1] == "metadata":
            yield from (
                f".{'.'.join(path)}: key {key!r}" for key in value if len(key) > LONGEST_KEY or set("[]") & {*key}
            )
            if len(value) > MOST_KEYS:
                yield f".{'.'.join(path)}: more than {MOST_KEYS} keys"
        for key, each in value.items():
            yield from _too_long(each, (*path, key))
    elif isinstance(value, list):
        for each in value:
            yield from _too_long(each, (*path, "*"))
    else:
        places = (".".join(path), ".".join((*path[:-1], "*")))
        most = min((LONGEST[place] for place in places if place in LONGEST), default=len(value))
        if len(value) > most:
            yield f".{'.'.join(path)}: {len(unquote(value))} characters, at most {most}"
