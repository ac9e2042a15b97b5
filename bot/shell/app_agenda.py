"""What staff see of the calendar, joined: the page /agenda and the feed, behind their tokens."""

from collections.abc import Callable
from datetime import datetime

from starlette.routing import BaseRoute

from bot.core.desk import Desk
from bot.shell.agenda.access import Access
from bot.shell.agenda.endpoints import AgendaPages
from bot.shell.agenda.feed import Feed
from bot.shell.agenda.feed_endpoint import FeedEndpoint
from bot.shell.agenda.rendering import Rendering
from bot.shell.agenda.words import agenda_words
from bot.shell.settings import Settings
from bot.shell.store import Store


def agenda_routes(settings: Settings, store: Store, desk: Desk, clock: Callable[[], datetime]) -> list[BaseRoute]:
    """The routes. A rehearsal has no dashboard of Chatwoot's to link to."""
    chatwoot_url = "" if settings.rehearsal else settings.chatwoot_url
    pages = AgendaPages(
        store,
        desk.business,
        Access(settings.agenda_tokens),
        Rendering(desk.business, chatwoot_url, rehearsal=settings.rehearsal),
        clock=clock,
        secure=not settings.public_url.startswith("http://"),
    )
    feed = Feed(desk.business, agenda_words(desk.business), public_url=settings.public_url, chatwoot_url=chatwoot_url)
    access = Access(settings.calendar_feed_tokens)
    return [*pages.routes(), *FeedEndpoint(store, desk.business, access, feed, clock=clock).routes()]
