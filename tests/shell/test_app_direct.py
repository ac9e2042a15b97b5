"""The shortcut answers what its door answers, and only POSTs to that very path take it."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.shell.app import application
from tests.shell.chatwoot.doors import Knocker, RecordingDoor
from tests.shell.chatwoot.payloads import payload


async def _door(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("door")(scope, receive, send)


async def _route(_request: Request) -> Response:
    return PlainTextResponse("route")


def app() -> Starlette:
    routes = [Route(path, _route, methods=["GET", "POST"]) for path in ("/in", "/in/", "/other")]
    return application(routes, {"/in": _door})


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [("POST", "/in", "door"), ("POST", "/in?x=1", "door"), ("GET", "/in", "route"), ("POST", "/in/", "route")],
)
async def test_only_a_post_to_the_path_takes_the_shortcut(method: str, path: str, who: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app()), base_url="http://desk") as client:
        assert (await client.request(method, path)).text == who


@pytest.mark.parametrize(
    ("changes", "headers", "status"),
    [({}, None, 200), ({}, {}, 401), ({"account__id": 2}, None, 404), ({"event": 1}, None, 400)],
)
async def test_chatwoot_is_answered_the_same_on_both_ways(
    changes: dict[str, object], headers: dict[str, str] | None, status: int
) -> None:
    told = payload("student_wrote", **changes)
    knocker = Knocker(RecordingDoor())
    shortcut = Knocker(RecordingDoor())
    shortcut.use(lambda webhook: application((), webhook.direct()))
    assert await knocker.post(told, headers=headers) == status
    assert await shortcut.post(told, headers=headers) == status
