"""The rehearsal world: a pretend Chatwoot, a pretend Stripe, students, payers and staff, over real HTTP.

In-process: `async with World(desk_url) as world`; `world.url`, `world.environment()` and `world.point_at(desk_url)`
connect a desk. In its own process: `python -m bot.rehearsal.world --port P --desk-url URL` prints one JSON line
`{"url", "port", "environment"}` and ends on SIGTERM. CHATWOOT_URL is `<url>/chatwoot`, STRIPE_API_BASE `<url>/stripe`.

Driver routes: `await world.do("<route>", **params)` in-process, `POST /rehearsal/<route>` with a JSON object (or GET
with a query) over HTTP, `RemoteWorld(url).do(…)` from another process. 400 `{"error"}` = BadRequest. `people.Student`
and `people.Staff` wrap the most used ones. A student is the number `arrives` gives.

chatwoot/student/  arrives(channel, name, phone, email, language, source_id, …) writes(student, text)
                   taps(student, choice, message_id) sends(student, file_name, content_type, text) looks(student)
                   sees(student, after, at_least, containing, quiet_s, timeout_s, alone) phone(student, after)
                   opens_new(student) opens_bubble(student) resolves(student) repeats(student)
                   edits(student, message_id, text) sets_attributes(student, attributes)
chatwoot/staff/    sees(conversation_id) conversations() callbacks(last), and each with conversation_id and person:
                   replies(text) notes(text) assigns unassigns takes_over gives_back resolves snoozes labels(labels)
                   attributes(attributes) contact_attributes(attributes) replies_from_phone(text) deletes_contact
                   merges_contact(into_conversation_id); deletes_message(message_id)
stripe/            session sessions pay(session, method, waits_s, discount_cents) decline pay_later
                   settle(session, succeeded) goes_to_bank bank_answers(session, succeeded) close expire, and the owner's
                   refund(session, amount) refunds next_refunds(status) settle_refund(refund, succeeded, session)
                   cancel_refund dispute(session, reason, case_type) escalate_dispute close_dispute(status, session)
                   warn_of_fraud adds(cents) events(last) webhooks(last) resend(event) resend_lost emit(type, object)
                   shuffle(on)   (session: an id, the url of its page, or nothing: the newest)
world/             clock jump(seconds) take_hour(order) quiet(quiet_s, timeout_s) environment desk(url)
                   inbox(channel, …) account(…)
                   chatwoot_knobs(latency_s, down, troubles, requests_per_minute, messages_per_minute, receipts,
                   callbacks={workers, timeout_s, retry_after_s, latency_s, duplicate_rate, drop_rate, shuffle_rate,
                   shuffle_up_to_s, unsigned, refuses_private, signs_with_real_time, paused})
                   chatwoot_version(version)
                   stripe_knobs(latency_s, down, troubles, revoked, forbidden, execution_s, webhooks={copies, lose_next,
                   lose_types, shuffle_rate, shuffle_up_to_s, delay_s, retries_after_s, timeout_s, paused,
                   signs_with_real_time})
                   down: null, "503", "refuse"; troubles: [{kind, times, path, method}], kind one of 429, 500, 503,
                   drop (nothing was done) and 500_after, drop_after (it was done, the answer is lost)
GET /rehearsal/stream         server-sent events `{"kind", …}`: message_created, message_updated, conversation, contact,
                              typing, callback, checkout, stripe, webhook, clock, version, engine
GET /rehearsal/checkout/{id}  the pretend Checkout; POST …/pay-card, pay-ideal, decline, later, close
GET /, /rehearsal/engine?talk=…  the chat page, and the engine of a desk in the same process
"""

import argparse
import asyncio
import contextlib
import json
import random
import secrets
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from bot.rehearsal.actions import act, actions
from bot.rehearsal.chatwoot.profiles import ChatwootKnobs
from bot.rehearsal.chatwoot.server import PretendChatwoot
from bot.rehearsal.chatwoot.staff_side import StaffSide
from bot.rehearsal.chatwoot.student_side import StudentSide
from bot.rehearsal.checkout_page import checkout_routes
from bot.rehearsal.clock import WorldClock, real_now
from bot.rehearsal.pages.chat import ChatPages
from bot.rehearsal.quiet import Quiet
from bot.rehearsal.serving import Serving
from bot.rehearsal.stream import Stream
from bot.rehearsal.stripe.customer_side import CustomerSide
from bot.rehearsal.stripe.owner_side import OwnerSide
from bot.rehearsal.stripe.server import PretendStripe, StripeKnobs
from bot.rehearsal.wire import BadRequest, Json, answer, read_object

PRICES = {
    "price_standard_60": 6_000,
    "price_standard_90": 9_000,
    "price_weekend_60": 7_500,
    "price_weekend_90": 11_250,
    "price_urgent_120": 12_000,
}
PRICE_VARIABLES = (
    "STANDARD_PRICE_ID_60",
    "STANDARD_PRICE_ID_90",
    "WEEKEND_PRICE_ID_60",
    "WEEKEND_PRICE_ID_90",
    "URGENT_PRICE_ID_120",
)


class World:
    """Everything outside the desk. Secrets that are not given are made up; see `environment()`."""

    def __init__(
        self,
        desk_url: str = "",
        *,
        version: str = "4.13",
        account_id: int = 1,
        bot_token: str = "",
        user_token: str = "",
        webhook_secret: str = "",
        path_secret: str = "",
        stripe_key: str = "",
        stripe_webhook_secret: str = "",
        prices: dict[str, int] | None = None,
        now: Callable[[], datetime] = real_now,
        seed: int = 0,
        chatwoot_knobs: ChatwootKnobs | None = None,
        stripe_knobs: StripeKnobs | None = None,
        extra_routes: Sequence[BaseRoute] = (),
    ) -> None:
        self.account_id = account_id
        self.bot_token = bot_token or secrets.token_urlsafe(18)
        self.user_token = user_token or secrets.token_urlsafe(18)
        self.path_secret = path_secret
        self.webhook_secret = webhook_secret or secrets.token_hex(12)
        self.stripe_webhook_secret = stripe_webhook_secret or f"whsec_{secrets.token_hex(16)}"
        self.clock, self.quiet = WorldClock(now), Quiet()
        self.stream = Stream(self.quiet)
        dice = random.Random(seed)  # noqa: S311 - troubles are to be repeatable, not secret
        self.chatwoot = PretendChatwoot(self.clock, self.stream, version, chatwoot_knobs or ChatwootKnobs(), dice)
        self.chatwoot.furnish(account_id, self.bot_token, self.webhook_secret, self.user_token, "")
        self.stripe = PretendStripe(
            self.clock,
            self.stream,
            stripe_key or f"sk_test_{secrets.token_hex(12)}",
            self.stripe_webhook_secret,
            PRICES if prices is None else prices,
            stripe_knobs or StripeKnobs(),
            dice,
        )
        self.student_side, self.staff_side = StudentSide(self.chatwoot), StaffSide(self.chatwoot)
        self.customer_side, self.owner_side = CustomerSide(self.stripe), OwnerSide(self.stripe)
        self.pages = ChatPages(self)
        self._actions = actions(self)
        self._extra_routes = extra_routes
        self._serving: Serving | None = None
        self._expiry: asyncio.Task[None] | None = None
        self.url = ""
        self.point_at(desk_url)

    def point_at(self, desk_url: str) -> None:
        """The desk's address; empty: callbacks and webhooks go nowhere."""
        self._desk_url = url = desk_url.rstrip("/")
        bot = self.chatwoot.bot(self.account_id)
        # Only a Chatwoot that signs nothing needs it; the others show that their signatures are looked at.
        needs_secret = self.path_secret and not self.chatwoot.profile.signs_callbacks
        secret = f"/{self.path_secret}" if needs_secret else ""
        bot.outgoing_url = f"{url}/webhook/chatwoot/{self.account_id}{secret}" if url else ""
        self.stripe.webhooks.url = f"{url}/webhook/payments" if url else ""

    def become(self, version: str) -> None:
        """Be another release of Chatwoot from the next message on."""
        self.chatwoot.become(version)
        self.point_at(self._desk_url)
        self.stream.publish("version", version=version)

    def environment(self) -> dict[str, str]:
        """The environment variables that connect a desk to this world."""
        env = {
            "CHATWOOT_URL": f"{self.url}/chatwoot",
            "CHATWOOT_ACCOUNT_ID": str(self.account_id),
            "CHATWOOT_BOT_TOKEN": self.bot_token,
            "CHATWOOT_USER_TOKEN": self.user_token,
            "CHATWOOT_WEBHOOK_SECRET": self.webhook_secret,
            "STRIPE_API_BASE": f"{self.url}/stripe",
            "STRIPE_SECRET_KEY": self.stripe.key,
            "STRIPE_WEBHOOK_SECRET": self.stripe_webhook_secret,
        }
        if self.path_secret:
            env["CHATWOOT_WEBHOOK_PATH_SECRET"] = self.path_secret
        return env | dict(zip(PRICE_VARIABLES, self.stripe.tables.prices, strict=False))

    def routes(self) -> list[str]:
        """Every driver route, sorted."""
        return sorted(self._actions)

    async def do(self, action: str, **params: Any) -> Json:
        """A driver action by its route."""
        if action not in self._actions:
            raise BadRequest(f"no action {action!r}; there are {', '.join(self.routes())}")
        return await act(self._actions[action], params)

    def jump(self, seconds: float) -> None:
        """Time jumps; sessions that expire meanwhile expire now."""
        now = self.clock.jump(seconds)
        self.stripe.checkout.expire_due()
        self.stream.publish("clock", now=now.isoformat())

    def app(self) -> Starlette:
        """Both servers, the driver routes, the Checkout page and the event stream."""
        return Starlette(
            routes=[
                *self._extra_routes,
                Mount("/chatwoot", app=self.chatwoot.app()),
                Mount("/stripe", app=self.stripe.app()),
                Route("/rehearsal/stream", self._stream, methods=["GET"]),
                *checkout_routes(self.customer_side),
                *self.pages.routes(),
                Route("/rehearsal/{action:path}", self._drive, methods=["GET", "POST"]),
            ]
        )

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Serve in the running loop; `url` and `port` are known when this returns."""
        self._serving = Serving(self.app(), host, port)
        await self._serving.start()
        await self.begin(f"http://{host}:{self._serving.port}")

    async def begin(self, url: str) -> None:
        """Come alive at `url`, where somebody else serves `app()`; `start` serves it itself."""
        self.url = url
        self.stripe.checkout.page = f"{url}/rehearsal/checkout"
        await self.chatwoot.callbacks.start()
        self._expiry = asyncio.create_task(self.stripe.watch_expiry())

    async def stop(self) -> None:
        """Close streams, callbacks, webhooks and the port."""
        self.stream.close()
        if self._expiry:
            self._expiry.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._expiry
        await self.chatwoot.callbacks.stop()
        await self.stripe.webhooks.stop()
        if self._serving:
            await self._serving.stop()

    async def __aenter__(self) -> "World":
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    async def _stream(self, _request: Request) -> Response:
        return self.stream.response()

    async def _drive(self, request: Request) -> Response:
        try:
            params = await read_object(request) if request.method == "POST" else _query(request)
            return answer(await self.do(request.path_params["action"], **params))
        except BadRequest as problem:
            return answer({"error": str(problem)}, 400)


def _query(request: Request) -> Json:
    """The query's values; numbers as numbers."""
    return {name: int(value) if value.isdigit() else value for name, value in request.query_params.items()}


async def _run(options: argparse.Namespace) -> None:
    names = (
        "bot_token",
        "user_token",
        "webhook_secret",
        "path_secret",
        "stripe_key",
        "stripe_webhook_secret",
        "version",
        "seed",
    )
    world = World(options.desk_url, **{name: getattr(options, name) for name in names})
    done = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    await world.start(options.port)
    sys.stdout.write(
        json.dumps({"url": world.url, "port": int(world.url.rpartition(":")[2])} | {"environment": world.environment()})
        + "\n"
    )
    sys.stdout.flush()
    await done.wait()
    await world.stop()


def main() -> None:
    """Run a world until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m bot.rehearsal.world", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--desk-url", default="", help="where the desk listens; can be set later")
    parser.add_argument("--version", default="4.13", help="which Chatwoot to be: 4.12, 4.13, 4.14, 4.16")
    parser.add_argument("--seed", type=int, default=0, help="for the troubles that come by chance")
    for name in ("bot-token", "user-token", "webhook-secret", "path-secret", "stripe-key", "stripe-webhook-secret"):
        parser.add_argument(f"--{name}", default="", help="made up when not given")
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
