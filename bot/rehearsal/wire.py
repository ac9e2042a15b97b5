"""JSON in and out, shared by every pretend server."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

Json = dict[str, Any]


class BadRequest(Exception):
    """What a rehearsal driver asked for cannot be done; the text says why."""


def answer(payload: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON response, compact, non-ASCII as UTF-8."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, status_code=status, media_type="application/json", headers=headers)


async def read_object(request: Request) -> Json:
    """The JSON object of the request's body; an empty body is an empty object."""
    body = await request.body()
    if not body:
        return {}
    try:
        value = json.loads(body)
    except ValueError as error:
        raise BadRequest("the body is not JSON") from error
    if not isinstance(value, dict):
        raise BadRequest("the body is not a JSON object")
    return value
