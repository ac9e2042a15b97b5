"""The desk together with a pretend Chatwoot and Stripe, on one address: nothing to set up, and nothing real."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from secrets import token_urlsafe

from starlette.routing import Mount

from bot.core.decide import decide
from bot.rehearsal.decisions import Decisions
from bot.rehearsal.engine_view import EngineView
from bot.rehearsal.world import World
from bot.shell.app import OpenDesk, open_desk
from bot.shell.settings import Settings


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A desk and its world; both live at `world.url`."""

    desk: OpenDesk
    world: World

    def leave(self) -> None:
        """The first sign of the end: open event streams would hold the server up."""
        self.world.stream.close()
        self.desk.leave()


@asynccontextmanager
async def open_rehearsal(settings: Settings, url: str) -> AsyncIterator[Rehearsal]:
    """Desk and world, talking over real HTTP through `url`, where the caller serves `desk.app`. They share one clock."""
    (webhook_secret,) = settings.chatwoot_webhook_secrets
    (stripe_webhook_secret,) = settings.stripe_webhook_secrets
    path_secret = settings.chatwoot_webhook_path_secret or token_urlsafe(12)  # for when it plays a Chatwoot before 4.13
    world = World(
        url,
        path_secret=path_secret,
        account_id=settings.chatwoot_account_id,
        bot_token=settings.chatwoot_bot_token,
        user_token=settings.chatwoot_user_token,
        webhook_secret=webhook_secret,
        stripe_key=settings.stripe_secret_key,
        stripe_webhook_secret=stripe_webhook_secret,
        prices={},
    )
    here = replace(
        settings,
        chatwoot_url=f"{url}/chatwoot",
        chatwoot_webhook_path_secret=path_secret,
        stripe_api_base=f"{url}/stripe",
        public_url=settings.public_url or url,
        agenda_tokens=settings.agenda_tokens or (token_urlsafe(18),),
        calendar_feed_tokens=settings.calendar_feed_tokens or (token_urlsafe(18),),
        business=replace(settings.business, chat_url=f"{url}/"),
    )
    decisions = Decisions()
    routes = [Mount("/", app=world.app())]
    await world.begin(url)
    try:
        async with (
            open_desk(here, clock=world.clock.now, more_routes=routes, decide=decisions.recording(decide)) as desk,
            EngineView(desk.desk, desk.store, decisions, world.clock.now).watching(world.stream) as engine,
        ):
            world.pages.engine = engine
            world.pages.agenda = f"/agenda?token={here.agenda_tokens[0]}"
            yield Rehearsal(desk, world)
    finally:
        await world.stop()
