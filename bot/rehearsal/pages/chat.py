"""The chat page, its scripts and styles, and the two questions it asks besides the driver's routes."""

import secrets
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.rehearsal.pages.showing import HERE, page
from bot.rehearsal.wire import Json, answer

if TYPE_CHECKING:
    from bot.rehearsal.engine_view import EngineView
    from bot.rehearsal.world import World

VERSIONS = ("4.12", "4.13", "4.14", "4.16")
NO_BUSINESS: Json = {"name": "", "zone": "Europe/Amsterdam", "languages": ["nl", "en"]}


class ChatPages:
    """Routes of the chat page. `engine`: the desk's, when it lives in this process; its column stays closed otherwise.
    `agenda`: the address of the desk's agenda, with its token; "" where that is not ours to know."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._boot = secrets.token_hex(4)  # another one: the page starts afresh
        self.engine: EngineView | None = None
        self.agenda = ""

    def routes(self) -> list[BaseRoute]:
        """The routes; they come before the driver's."""
        return [
            Route("/", self._chat, methods=["GET"]),
            Route("/rehearsal/about", self._about, methods=["GET"]),
            Route("/rehearsal/engine", self._engine, methods=["GET"]),
            Mount("/rehearsal/static", app=Revalidated(directory=HERE / "static", check_dir=False)),
        ]

    async def _chat(self, _request: Request) -> Response:
        return page("chat.html", {"agenda": self.agenda})

    async def _about(self, _request: Request) -> Response:
        world, engine = self._world, self.engine
        return answer(
            {
                "boot": self._boot,
                "version": world.chatwoot.profile.name,
                "versions": VERSIONS,
                "business": engine.business() if engine else NO_BUSINESS,
                "chart": engine.chart() if engine else None,
            }
        )

    async def _engine(self, request: Request) -> Response:
        if self.engine is None:
            return answer({"error": "the desk runs in another process"}, 404)
        return answer(await self.engine.of(request.query_params.get("talk", "")))


class Revalidated(StaticFiles):
    """Static files a browser asks for again each time: an older script beside a newer page would be a riddle."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or its 304."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
