"""The application: every part built from the settings and joined. The only place that picks concrete classes.

`async with open_desk(settings) as desk` opens the store and starts the engine; at its end no more events are taken,
running turns commit, deliveries get five seconds, and everything is let go of. Serve `desk.app` in between.
"""

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.core.decide import decide as decide_purely
from bot.core.desk import Desk
from bot.core.errors import WrongSettings
from bot.shell.app_agenda import agenda_routes
from bot.shell.app_calendars import outside_calendars
from bot.shell.app_desk import build_desk
from bot.shell.app_direct import DirectApp
from bot.shell.app_identity import check_mode, order_secret, same_account
from bot.shell.app_probes import Probes, chatwoot_probe, stripe_probe
from bot.shell.app_watch import owners_services, watch
from bot.shell.calendars.syncing import Syncing
from bot.shell.chatwoot.client import ChatwootClient
from bot.shell.chatwoot.outbound import ChatwootCarrier
from bot.shell.chatwoot.settings import ChatwootSettings
from bot.shell.chatwoot.webhook import ChatwootWebhook
from bot.shell.engine import Engine
from bot.shell.engine_turn import Decide
from bot.shell.health import HealthPages
from bot.shell.logs import masked
from bot.shell.pages.endpoints import Pages
from bot.shell.pages.reading import StoredOrders
from bot.shell.payments.account import AccountGuard
from bot.shell.payments.client import StripeGateway
from bot.shell.payments.outbound import StripeCarrier
from bot.shell.payments.webhook import PaymentsWebhook
from bot.shell.reconciling import Reconciler
from bot.shell.reconciling_turns import Turns
from bot.shell.settings import Settings
from bot.shell.store import Store, open_store

LARGEST_BODY_BYTES = 2 * 1024 * 1024  # the webhooks have smaller limits of their own
DELIVERIES_SECONDS = 5.0
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk at work. `app` is what to serve."""

    settings: Settings
    desk: Desk
    store: Store
    engine: Engine
    health: HealthPages
    reconciling: Turns
    calendars: Syncing
    app: Starlette

    def leave(self) -> None:
        """The first sign of the end: whoever asks /ready sends nothing more here."""
        self.health.serving = False


class Repeated(Protocol):
    """What goes on while the desk is open."""

    def start(self) -> None:
        """Begin."""

    async def stop(self) -> None:
        """End."""


def real_now() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_desk(
    settings: Settings,
    *,
    clock: Clock = real_now,
    decide: Decide = decide_purely,
    more_routes: Sequence[BaseRoute] = (),
) -> AsyncIterator[OpenDesk]:
    """A desk at work. WrongSettings and FlowMistake before anything is begun.

    A rehearsal gives its world's `clock`, a `decide` it can look at, and `more_routes` that come after the desk's own.
    """
    desk = build_desk(settings)
    async with AsyncExitStack() as ends:
        store = await _store(settings, ends)
        ends.push_async_callback(store.close)
        await check_mode(store, live=settings.live)
        desk = replace(desk, secret=await order_secret(store, desk.secret))
        chatwoot = ChatwootClient(_chatwoot(settings))
        ends.push_async_callback(chatwoot.aclose)
        stripe = StripeGateway(settings.stripe_secret_key, api_base=settings.stripe_api_base)
        ends.push_async_callback(stripe.aclose)
        guard = AccountGuard(stripe, partial(same_account, store))
        speaker, cashier = ChatwootCarrier(chatwoot), StripeCarrier(stripe, store, clock=clock)
        outside = outside_calendars(settings, store, desk, clock)
        ends.push_async_callback(outside.aclose)
        services = owners_services(settings, clock)
        ends.push_async_callback(services.aclose)
        carriers = (speaker, cashier, outside.carrier, services)
        engine = Engine(store, decide, desk, carriers, clock=clock, services=services.fingerprints)
        services.meters = engine.meters
        looks = {"chatwoot": chatwoot_probe(chatwoot), "stripe": stripe_probe(stripe, guard)}
        probes = Probes({} if settings.rehearsal else looks)  # a pretend world needs no telling what it lacks
        syncing = outside.joined(engine)
        turns = _turns(settings, store, desk, engine, stripe, clock)
        limits = (lambda: settings.warnings, lambda: speaker.limits, lambda: cashier.limits)
        concerns = (*limits, probes.sentences, turns.sentences, syncing.sentences)
        health = HealthPages(engine, concerns, engine.meters, settings.metrics_token)
        pages = Pages(desk, StoredOrders(store, desk), engine, clock=clock, rehearsal=settings.rehearsal)
        callbacks = ChatwootWebhook(chatwoot.settings, engine, clock=_seconds(clock))
        webhook = _payments(settings, engine, clock)
        routes = [*health.routes(), *callbacks.routes(), *webhook.routes(), *pages.routes()]
        routes += [*agenda_routes(settings, store, desk, clock), *more_routes]
        if not settings.rehearsal:  # the pretend world of a rehearsal answers only once the desk is served
            await guard.first_look()
        await syncing.register()
        await engine.start()
        ends.push_async_callback(engine.stop, deliveries_seconds=DELIVERIES_SECONDS)
        watching = watch(settings, engine, services, lambda: cashier.limits, clock)
        repeated: Sequence[Repeated] = (probes, turns, syncing, watching)
        for one in repeated:
            one.start()
            ends.push_async_callback(one.stop)
        health.serving = True
        app = application(routes, {**callbacks.direct(), **webhook.direct()})
        yield OpenDesk(settings, desk, store, engine, health, turns, syncing, app)


def application(routes: Sequence[BaseRoute], direct: Mapping[str, ASGIApp] = MappingProxyType({})) -> Starlette:
    """The routes as an application that answers JSON to what is unknown, too large, or went wrong.

    POSTs to the paths of `direct` do not pass the routes; what is there answers for itself.
    """
    app = DirectApp(
        direct=direct,
        routes=list(routes),
        exception_handlers={HTTPException: _refused, Exception: _went_wrong},
        max_body_size=LARGEST_BODY_BYTES,
    )
    # Chatwoot takes a redirect for a failure and hands the conversation over.
    app.router.redirect_slashes = False
    return app


async def _refused(_request: Request, error: Exception) -> Response:
    status, why, headers = (
        (error.status_code, error.detail, error.headers) if isinstance(error, HTTPException) else (500, "", None)
    )
    return JSONResponse({"error": why}, status, headers)


async def _went_wrong(_request: Request, _error: Exception) -> Response:
    # Starlette raises the error again after this answer, so that the server logs it.
    return JSONResponse({"error": "something went wrong here; it has been noted"}, 500)


def _chatwoot(settings: Settings) -> ChatwootSettings:
    return ChatwootSettings(
        url=settings.chatwoot_url,
        account_id=settings.chatwoot_account_id,
        bot_token=settings.chatwoot_bot_token,
        user_token=settings.chatwoot_user_token,
        webhook_secrets=settings.chatwoot_webhook_secrets,
        path_secret=settings.chatwoot_webhook_path_secret,
        label_separator=settings.label_separator,
        mention=settings.business.staff_mention,
        flows=tuple(settings.business.rules),
    )


def _turns(settings: Settings, store: Store, desk: Desk, engine: Engine, stripe: StripeGateway, clock: Clock) -> Turns:
    reconciler = Reconciler(store, desk, engine, stripe)
    return Turns(reconciler, store, engine.alerts, settings.reconcile_minutes, clock=clock)


def _payments(settings: Settings, engine: Engine, clock: Clock) -> PaymentsWebhook:
    return PaymentsWebhook(settings.stripe_webhook_secrets, engine, live=settings.live, clock=_seconds(clock))


def _seconds(clock: Clock) -> Callable[[], float]:
    return lambda: clock().timestamp()


async def _store(settings: Settings, ends: AsyncExitStack) -> Store:
    """The store; in a new file that goes with this process when the settings name none. WrongSettings when it cannot be."""
    try:
        if not settings.database_url:
            folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="tutorbot-"))
            return await open_store(f"sqlite:///{folder}/rehearsal.sqlite3")
        if settings.database_url.startswith("sqlite:///"):
            path = Path(settings.database_url.removeprefix("sqlite:///").split("?")[0])
            path.parent.mkdir(parents=True, exist_ok=True)
        return await open_store(settings.database_url)
    except (OSError, DBAPIError) as error:
        reason = masked(next(iter(str(getattr(error, "orig", error)).splitlines()), type(error).__name__))
        raise WrongSettings([f"DATABASE_URL: the database cannot be opened ({reason})."]) from None
