"""The Stripe client: stripe-python over one httpx client of ours, plain dicts out, our errors.

Why our own HTTPClient: the stock one posts with a deprecated argument (an error under warnings-as-errors, disguised as a
network fault), owns its connections and marks every exception retryable. Retries are the outbox's business: none here.
"""

import os
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import stripe
import structlog
from httpx_aiohttp import AiohttpTransport
from prometheus_client import Counter

from bot.core.errors import Refused
from bot.shell.certificates import believed
from bot.shell.payments.failures import NOT_PERMITTED, WRONG_MODE, about_the_key, failure

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams

TIMEOUT_SECONDS = 10.0
LIMITS = httpx.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=5.0)
ACCOUNT = "show_account"
Json = dict[str, Any]

stripe.enable_telemetry = False
# A notice header becomes a warning, and as an error it would be raised after Stripe has carried the call out.
os.environ.setdefault("STRIPE_SUPPRESS_NOTICES", "true")

log = structlog.get_logger(__name__)
CALLS = Counter("desk_stripe_calls", "Calls to Stripe, by what became of them.", ["call", "outcome"])


class OverHttpx(stripe.HTTPClient):
    """stripe-python's requests through a given httpx client."""

    name = "httpx"

    def __init__(self, http: httpx.AsyncClient) -> None:
        super().__init__()
        self._http = http

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Body, status and (case-insensitive) headers; APIConnectionError when no answer came."""
        try:
            response = await self._http.request(method, url, headers=dict(headers), content=post_data)
        except (httpx.HTTPError, aiohttp.ClientError, TimeoutError) as error:  # some of aiohttp's are not mapped
            raise stripe.APIConnectionError(type(error).__name__) from error  # type: ignore[no-untyped-call]
        return response.content, response.status_code, response.headers

    async def close_async(self) -> None:
        """Closes the connections."""
        await self._http.aclose()


class StripeGateway:
    """The calls the desk makes. `troubles` holds a sentence for each thing that does not work just now.

    TryAgainLater, KeyIsSpent, Refused as `failures` says; Refused "livemode" when an answer is of the other mode.
    `api_base` may hold a path: stripe-python puts its own path behind it.
    """

    def __init__(self, secret_key: str, *, api_base: str = "", http: httpx.AsyncClient | None = None) -> None:
        self.live = secret_key.startswith(("sk_live_", "rk_live_"))
        self.troubles: dict[str, str] = {}
        self.guard: Callable[[], Awaitable[None]] | None = None  # asked before every call; see `account.py`
        transport = OverHttpx(
            http
            or httpx.AsyncClient(transport=AiohttpTransport(verify=believed(), limits=LIMITS), timeout=TIMEOUT_SECONDS)
        )
        self._transport = transport
        self._v1 = stripe.StripeClient(
            secret_key,
            http_client=transport,
            max_network_retries=0,
            base_addresses={"api": api_base.rstrip("/")} if api_base else {},
        ).v1

    async def create_session(self, params: Mapping[str, Any], key: str) -> Json:
        """The session of these frozen parameters: new, or the one an earlier try made under the same key."""
        # Frozen by the core, which knows no SDK, and kept as JSON: judged where it goes out, in tests.
        sent: Any = dict(params)
        return await self._call(
            "create_session", self._v1.checkout.sessions.create_async(sent, {"idempotency_key": key})
        )

    async def session(self, session_id: str) -> Json:
        """A session with its payment intent and charge inside."""
        expand = ["payment_intent.latest_charge"]
        return await self._call(
            "show_session", self._v1.checkout.sessions.retrieve_async(session_id, {"expand": expand})
        )

    async def session_of_intent(self, payment_intent: str) -> Json | None:
        """The session that made this payment intent, None when there is none."""
        expand = ["data.payment_intent.latest_charge"]
        found = await self._call(
            "list_sessions",
            self._v1.checkout.sessions.list_async({"payment_intent": payment_intent, "limit": 1, "expand": expand}),
        )
        return found["data"][0] if found["data"] else None

    async def sessions_since(self, created: int) -> list[Json]:
        """The newest hundred sessions made since that Unix time. (Stripe cannot filter by our reference.)"""
        found = await self._call(
            "list_sessions", self._v1.checkout.sessions.list_async({"created": {"gte": created}, "limit": 100})
        )
        return list(found["data"])

    async def expire_session(self, session_id: str) -> Json:
        """The session, expired. Refused when it is not open (any more)."""
        return await self._call("expire_session", self._v1.checkout.sessions.expire_async(session_id))

    async def refund(self, params: "RefundCreateParams", key: str) -> Json:
        """The refund, with its charge inside."""
        sent: RefundCreateParams = {**params, "expand": ["charge"]}
        return await self._call("refund", self._v1.refunds.create_async(sent, {"idempotency_key": key}))

    async def refunds_of(self, payment_intent: str) -> list[Json]:
        """Every refund of a payment, with its charge inside."""
        found = await self._call(
            "list_refunds",
            self._v1.refunds.list_async({"payment_intent": payment_intent, "limit": 100, "expand": ["data.charge"]}),
        )
        return list(found["data"])

    async def charge_of(self, payment_intent: str) -> Json:
        """The latest charge of a payment; empty when it has none."""
        intent = await self._call(
            "show_intent", self._v1.payment_intents.retrieve_async(payment_intent, {"expand": ["latest_charge"]})
        )
        charge = intent.get("latest_charge")
        return charge if isinstance(charge, dict) else {}

    async def listed(self, kind: str, params: Mapping[str, Any]) -> tuple[list[Json], bool]:
        """One page of "events", "sessions", "intents", "refunds" or "disputes", newest first, and whether there are more."""
        sent: Any = dict(params)
        services: Mapping[str, Any] = {
            "events": self._v1.events,
            "sessions": self._v1.checkout.sessions,
            "intents": self._v1.payment_intents,
            "refunds": self._v1.refunds,
            "disputes": self._v1.disputes,
        }
        found = await self._call(f"list_{kind}", services[kind].list_async(sent))
        return list(found["data"]), bool(found["has_more"])

    async def account_id(self) -> str:
        """The id of the account the key belongs to. Nothing else of it is read."""
        return str((await self._call(ACCOUNT, self._v1.accounts.retrieve_current_async())).get("id", ""))

    async def price(self, price_id: str) -> Json:
        """A price."""
        return await self._call("show_price", self._v1.prices.retrieve_async(price_id))

    async def webhook_endpoints(self) -> list[Json]:
        """Where Stripe sends its events, at most a hundred addresses. Their secrets are never shown."""
        found = await self._call("list_endpoints", self._v1.webhook_endpoints.list_async({"limit": 100}))
        return list(found["data"])

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._transport.close_async()

    async def _call(self, what: str, call: Coroutine[Any, Any, stripe.StripeObject]) -> Json:
        if self.guard is not None and what != ACCOUNT:
            try:
                await self.guard()
            except BaseException:
                call.close()
                raise
        try:
            answer: Json = (await call).to_dict(for_json=True)
        except stripe.StripeError as error:
            CALLS.labels(what, str(error.http_status or "no_answer")).inc()
            told = failure(error, what)
            # A key need not know its account: `account.py` hints at that, and nobody is woken.
            if isinstance(told, Refused) and about_the_key(told) and (what, told.code) != (ACCOUNT, NOT_PERMITTED):
                self._trouble(what, told)
            # The error holds Stripe's whole answer: it stays behind.
            raise told from None
        CALLS.labels(what, "200").inc()
        if answer.get("livemode", self.live) is not self.live:
            mode = "test" if self.live else "live"
            told = Refused(f"Stripe answered in {mode} mode ({what}); STRIPE_SECRET_KEY says otherwise", WRONG_MODE)
            self._trouble(what, told)
            raise told
        self.troubles.pop(what, None)
        return answer

    def _trouble(self, what: str, told: Refused) -> None:
        if what not in self.troubles:
            log.error("stripe_key_unfit", call=what, code=told.code)
        self.troubles[what] = str(told)
