"""The agenda and its feed over a store, with a client in front that follows nothing by itself."""

import httpx
from starlette.applications import Starlette

from bot.core.desk import Business
from bot.shell.agenda.access import Access
from bot.shell.agenda.endpoints import AgendaPages
from bot.shell.agenda.rendering import Rendering
from bot.shell.store import Store
from tests.shell.agenda.lessons import NOW
from tests.shell.pages.shelf import ORIGIN, the_desk

TOKEN = "agenda-token-of-the-tests"
CHATWOOT = "https://chat.example.org"


class Stopwatch:
    """Seconds, as they are told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def agenda_client(
    store: Store, *tokens: str, watch: Stopwatch | None = None, business: Business | None = None
) -> httpx.AsyncClient:
    """In front of the page, on a Thursday at noon."""
    business = business or the_desk().business
    access = Access(tokens or (TOKEN,), watch or Stopwatch())
    pages = AgendaPages(
        store, business, access, Rendering(business, CHATWOOT, rehearsal=False), clock=lambda: NOW, secure=True
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=pages.routes())), base_url=ORIGIN)
