"""The HTTP side of the pretend Stripe: keys, idempotency, and one row for each endpoint."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rehearsal.gate import FAILS_AFTER
from bot.rehearsal.stripe.errors import StripeRefusal, invalid, no_such, not_permitted, unknown_parameter, wrong_key
from bot.rehearsal.stripe.forms import boolean, nested
from bot.rehearsal.stripe.listing import expanded, page
from bot.rehearsal.stripe.objects import new_id
from bot.rehearsal.stripe.tables import API_VERSION
from bot.rehearsal.wire import Json, answer

if TYPE_CHECKING:
    from bot.rehearsal.stripe.server import PretendStripe

CRASH: Json = {"error": {"message": "An unknown error occurred", "type": "api_error"}}
EVENTS_KEPT_S = 30 * 86_400
MOST_TYPES = 20
_PAGING = ("created", "limit", "starting_after", "ending_before", "expand")


@dataclass(slots=True)
class Ask:
    """One authenticated request: parameters nested, and what an event's `request` will say of it."""

    stripe: "PretendStripe"
    path: dict[str, str]
    params: Json
    request: Json


async def create_session(ask: Ask) -> Json:
    """POST /v1/checkout/sessions"""
    return ask.stripe.checkout.create(ask.params)


async def show_session(ask: Ask) -> Json:
    """GET /v1/checkout/sessions/{id}"""
    return ask.stripe.tables.session(ask.path["id"])


async def expire_session(ask: Ask) -> Json:
    """POST /v1/checkout/sessions/{id}/expire"""
    return ask.stripe.checkout.expire(ask.stripe.tables.session(ask.path["id"]), ask.request)


async def list_sessions(ask: Ask) -> Json:
    """GET /v1/checkout/sessions"""
    _known(ask.params, "status", "payment_intent", "payment_link", "customer")
    if ask.params.get("status", "open") not in ("open", "complete", "expired"):
        raise invalid("Invalid status: must be one of open, complete, or expired", "status")
    names = ("status", "payment_intent", "payment_link", "customer")
    return page(_narrowed(ask.stripe.tables.sessions.values(), ask.params, *names), ask.params, "/v1/checkout/sessions")


async def show_intent(ask: Ask) -> Json:
    """GET /v1/payment_intents/{id}"""
    return ask.stripe.tables.intent(ask.path["id"])


async def list_intents(ask: Ask) -> Json:
    """GET /v1/payment_intents"""
    _known(ask.params, "customer")
    return page(ask.stripe.tables.intents.values(), ask.params, "/v1/payment_intents")


async def show_charge(ask: Ask) -> Json:
    """GET /v1/charges/{id}"""
    return _of(ask.stripe.tables.charges, "charge", ask.path["id"])


async def create_refund(ask: Ask) -> Json:
    """POST /v1/refunds"""
    return ask.stripe.refunds.create(ask.params, ask.request)


async def show_refund(ask: Ask) -> Json:
    """GET /v1/refunds/{id}"""
    return _of(ask.stripe.tables.refunds, "refund", ask.path["id"])


async def list_refunds(ask: Ask) -> Json:
    """GET /v1/refunds"""
    _known(ask.params, "payment_intent", "charge")
    rows = _narrowed(ask.stripe.tables.refunds.values(), ask.params, "payment_intent", "charge")
    return page(rows, ask.params, "/v1/refunds")


async def show_dispute(ask: Ask) -> Json:
    """GET /v1/disputes/{id}"""
    return _of(ask.stripe.tables.disputes, "dispute", ask.path["id"])


async def list_disputes(ask: Ask) -> Json:
    """GET /v1/disputes"""
    _known(ask.params, "payment_intent", "charge")
    rows = _narrowed(ask.stripe.tables.disputes.values(), ask.params, "payment_intent", "charge")
    return page(rows, ask.params, "/v1/disputes")


async def list_charges(ask: Ask) -> Json:
    """GET /v1/charges"""
    _known(ask.params, "payment_intent", "customer")
    rows = _narrowed(ask.stripe.tables.charges.values(), ask.params, "payment_intent", "customer")
    return page(rows, ask.params, "/v1/charges")


async def show_event(ask: Ask) -> Json:
    """GET /v1/events/{id}"""
    return _of(dict(_kept_events(ask)), "event", ask.path["id"])


async def list_events(ask: Ask) -> Json:
    """GET /v1/events: the last 30 days, lost webhooks included"""
    _known(ask.params, "type", "types", "delivery_success")
    if "type" in ask.params and "types" in ask.params:
        raise invalid("You may only specify one of these parameters: type, types.")
    rows = [event for _, event in _kept_events(ask)]
    types = ask.params.get("types", [])
    if not isinstance(types, list):
        raise invalid("Invalid array", "types")
    if len(types) > MOST_TYPES:
        raise invalid(f"You may only pass up to {MOST_TYPES} types.", "types")
    if "type" in ask.params:
        types = [ask.params["type"]]
    if types:
        rows = [each for each in rows if any(_is_of(each["type"], wanted) for wanted in types)]
    if "delivery_success" in ask.params:
        delivered = boolean(ask.params["delivery_success"], "delivery_success")
        rows = [each for each in rows if (each["pending_webhooks"] == 0) == delivered]
    return page(rows, ask.params, "/v1/events")


def _kept_events(ask: Ask) -> list[tuple[str, Json]]:
    since = ask.stripe.clock.seconds() - EVENTS_KEPT_S
    return [(id_, event) for id_, event in ask.stripe.tables.events.items() if event["created"] >= since]


def _is_of(kind: str, wanted: str) -> bool:
    """Stripe takes a name, or a group of names with a star at its end (`charge.*`)."""
    return kind.startswith(wanted[:-1]) if wanted.endswith("*") else kind == wanted


async def show_price(ask: Ask) -> Json:
    """GET /v1/prices/{id}"""
    return _of(ask.stripe.tables.prices, "price", ask.path["id"])


async def list_endpoints(ask: Ask) -> Json:
    """GET /v1/webhook_endpoints"""
    stripe = ask.stripe
    endpoint = {
        "id": "we_rehearsal",
        "object": "webhook_endpoint",
        "api_version": API_VERSION,
        "created": 1_700_000_000,
        "description": None,
        "enabled_events": ["*"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": stripe.webhooks.url,
    }
    return page([endpoint] if stripe.webhooks.url else [], ask.params, "/v1/webhook_endpoints")


async def show_account(ask: Ask) -> Json:
    """GET /v1/account"""
    return {
        "id": ask.stripe.tables.account_id,
        "object": "account",
        "business_type": "company",
        "capabilities": {"card_payments": "active", "ideal_payments": "active"},
        "charges_enabled": True,
        "country": "NL",
        "default_currency": "eur",
        "details_submitted": True,
        "email": "owner@tutors.example",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "branding": dict.fromkeys(("icon", "logo", "primary_color", "secondary_color")),
            "card_payments": {"decline_on": None, "statement_descriptor_prefix": "REHEARSAL"},
            "dashboard": {"display_name": "Rehearsal", "timezone": "Europe/Amsterdam"},
            "payments": dict.fromkeys(("statement_descriptor", "statement_descriptor_kana")),
        },
        "type": "standard",
    }


Handler = Callable[[Ask], Awaitable[Json]]
# method, path, handler, the permission a restricted key needs
ENDPOINTS: list[tuple[str, str, Handler, str]] = [
    ("POST", "/v1/checkout/sessions", create_session, "rak_checkout_session_write"),
    ("GET", "/v1/checkout/sessions", list_sessions, "rak_checkout_session_read"),
    ("GET", "/v1/checkout/sessions/{id}", show_session, "rak_checkout_session_read"),
    ("POST", "/v1/checkout/sessions/{id}/expire", expire_session, "rak_checkout_session_write"),
    ("GET", "/v1/payment_intents", list_intents, "rak_payment_intent_read"),
    ("GET", "/v1/payment_intents/{id}", show_intent, "rak_payment_intent_read"),
    ("GET", "/v1/charges", list_charges, "rak_charge_read"),
    ("GET", "/v1/charges/{id}", show_charge, "rak_charge_read"),
    ("GET", "/v1/disputes", list_disputes, "rak_dispute_read"),
    ("GET", "/v1/disputes/{id}", show_dispute, "rak_dispute_read"),
    ("POST", "/v1/refunds", create_refund, "rak_charge_write"),
    ("GET", "/v1/refunds", list_refunds, "rak_charge_read"),
    ("GET", "/v1/refunds/{id}", show_refund, "rak_charge_read"),
    ("GET", "/v1/events", list_events, "rak_event_read"),
    ("GET", "/v1/events/{id}", show_event, "rak_event_read"),
    ("GET", "/v1/prices/{id}", show_price, "rak_price_read"),
    ("GET", "/v1/webhook_endpoints", list_endpoints, "rak_webhook_read"),
    ("GET", "/v1/account", show_account, "rak_accounts_kyc_basic_read"),
]


def routes(stripe: "PretendStripe") -> list[Route]:
    """The endpoints as routes."""
    return [
        Route(path, _guarded(stripe, handler, permission), methods=[method])
        for method, path, handler, permission in ENDPOINTS
    ]


def _guarded(stripe: "PretendStripe", handler: Handler, permission: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        request_id = new_id("req", 14)
        try:
            response = await _answer(stripe, handler, permission, request, request_id)
        except StripeRefusal as refusal:
            response = answer({"error": refusal.error}, refusal.status)
        response.headers["Request-Id"] = request_id
        response.headers["Stripe-Version"] = request.headers.get("stripe-version", API_VERSION)
        return response

    return endpoint


async def _answer(
    stripe: "PretendStripe", handler: Handler, permission: str, request: Request, request_id: str
) -> Response:
    key = key_of(request.headers.get("authorization", ""))
    if key not in (stripe.key, *stripe.more_keys):
        raise wrong_key(key)
    if permission in stripe.knobs.forbidden:
        raise not_permitted(permission, stripe.tables.account_id)
    stripe.checkout.expire_due()
    is_post = request.method == "POST"
    params = nested((await request.body()).decode() if is_post else request.url.query)
    idempotency_key = request.headers.get("idempotency-key") if is_post else None
    about: Json = {"id": request_id, "idempotency_key": idempotency_key}
    ask = Ask(stripe, {name: str(value) for name, value in request.path_params.items()}, params, about)

    async def execute() -> Response:
        if idempotency_key and stripe.knobs.execution_s:
            await asyncio.sleep(stripe.knobs.execution_s)
        result = expanded(stripe.tables, await handler(ask), params)
        # Once execution began a 500 is kept under the key, too.
        return answer(CRASH, 500) if request.scope.get(FAILS_AFTER) else answer(result)

    if idempotency_key is None:
        return await execute()
    if len(idempotency_key) > 255:
        raise invalid("Idempotency keys can be up to 255 characters.")
    path = request.url.path
    return await stripe.idempotency.once(idempotency_key, path, params, request_id, execute)


def key_of(authorization: str) -> str:
    """The API key of a Bearer or Basic header; empty when there is none."""
    kind, _, value = authorization.partition(" ")
    if kind.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except ValueError:
            return ""
    return value if kind.lower() == "bearer" else ""


def _of(rows: dict[str, Json], kind: str, id_: str) -> Json:
    if id_ not in rows:
        raise no_such(kind, id_)
    return rows[id_]


def _narrowed(rows: Iterable[Json], params: Json, *names: str) -> list[Json]:
    wanted = {name: params[name] for name in names if name in params}
    return [each for each in rows if all(each[name] == value for name, value in wanted.items())]


def _known(params: Json, *names: str) -> None:
    for name in params:
        if name not in (*names, *_PAGING):
            raise unknown_parameter(name)
