"""A server that answers like Google's token endpoint and Calendar API v3, in the shapes of its reference."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.rehearsal.serving import Serving

CALENDAR = "noor@group.calendar.google.com"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PAGE = 2  # so that two events make a second page


@cache
def private_key() -> str:
    """A key nobody else has."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


class PretendGoogle:
    """Events of one calendar, with a counter of changes behind its sync tokens."""

    def __init__(self) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.changes = 0
        self.oldest = 0  # tokens from before are gone: 410
        self.url = ""
        self.breaks: Response | None = None
        self.breaks_token: Response | None = None
        self.breaks_after = 0  # a page of a list
        self.asked: list[str] = []

    @property
    def key(self) -> dict[str, str]:
        """What the file of a service account holds."""
        return {
            "type": "service_account",
            "client_email": "desk@project.iam.gserviceaccount.com",
            "private_key_id": "1",
            "private_key": private_key(),
            "token_uri": f"{self.url}/token",
        }

    def put(self, event: dict[str, Any]) -> None:
        """An event as it stands now; what changed last carries the highest number."""
        self.changes += 1
        shown = {"kind": "calendar#event", "status": "confirmed", "iCalUID": f"{event['id']}@google.com", **event}
        self.events[event["id"]] = {**shown, "change": self.changes}

    def delete(self, identity: str) -> None:
        """Google keeps it as cancelled."""
        self.put({**self.events[identity], "status": "cancelled"})

    @asynccontextmanager
    async def open(self) -> AsyncIterator["PretendGoogle"]:
        """It answers inside."""
        path = "/calendars/{calendar}/events"
        app = Starlette(
            routes=[
                Route("/token", self._token, methods=["POST"]),
                Route(path, self._list, methods=["GET"]),
                Route(path, self._insert, methods=["POST"]),
                Route(path + "/{event}", self._one, methods=["GET", "PUT", "DELETE"]),
            ]
        )
        serving = Serving(app, "127.0.0.1", 0)
        await serving.start()
        self.url = f"http://127.0.0.1:{serving.port}"
        try:
            yield self
        finally:
            await serving.stop()

    async def _token(self, request: Request) -> Response:
        form = dict(part.split("=", 1) for part in (await request.body()).decode().split("&"))
        assert form["grant_type"] == "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
        assert form["assertion"].count(".") == 2
        if self.breaks_token is not None:
            return self.breaks_token
        return JSONResponse({"access_token": "ya29.pretend", "expires_in": 3599, "token_type": "Bearer"})

    async def _list(self, request: Request) -> Response:
        query = request.query_params
        self.asked.append(str(query))
        if refusal := self._refuses(request):
            return refusal
        if token := query.get("syncToken"):
            if {"timeMin", "timeMax"} & set(query):
                return _error(400, "badRequest", "Sync token cannot be used with timeMin")
            if int(token) < self.oldest:
                return _error(410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required.")
            found = [one for one in self.events.values() if one["change"] > int(token)]
        else:
            alive = [one for one in self.events.values() if one["status"] != "cancelled"]
            found = [one for one in alive if _overlaps(one, query["timeMin"], query["timeMax"])]
        first = int(query.get("pageToken", "0"))
        if self.breaks_after and first >= self.breaks_after * PAGE:
            return _error(500, "backendError", "Backend Error")
        answer: dict[str, Any] = {"kind": "calendar#events", "timeZone": "Europe/Amsterdam"}
        answer["items"] = found[first : first + PAGE]
        rest = {"nextPageToken": str(first + PAGE)} if len(found) > first + PAGE else {}
        return JSONResponse(answer | (rest or {"nextSyncToken": str(self.changes)}))

    async def _insert(self, request: Request) -> Response:
        if refusal := self._refuses(request):
            return refusal
        body = json.loads(await request.body())
        if body["id"] in self.events:
            return _error(409, "duplicate", "The requested identifier already exists.")
        if not set(body["id"]) <= set("abcdefghijklmnopqrstuv0123456789"):
            return _error(400, "invalid", "Invalid resource id value.")
        self.put(body)
        return JSONResponse(self.events[body["id"]])

    async def _one(self, request: Request) -> Response:
        if refusal := self._refuses(request):
            return refusal
        identity = request.path_params["event"]
        event = self.events.get(identity)
        if event is None:
            return _error(404, "notFound", "Not Found")
        if request.method == "DELETE":
            if event["status"] == "cancelled":
                return _error(410, "deleted", "Resource has been deleted")
            self.delete(identity)
            return Response(status_code=204)
        if request.method == "PUT":
            self.put({**json.loads(await request.body()), "id": identity})
        return JSONResponse(self.events[identity])

    def _refuses(self, request: Request) -> Response | None:
        if request.headers.get("authorization") != "Bearer ya29.pretend":
            return _error(401, "authError", "Invalid Credentials")
        if request.path_params["calendar"] != CALENDAR:
            return _error(404, "notFound", "Not Found")
        return self.breaks


def _overlaps(event: dict[str, Any], since: str, until: str) -> bool:
    start, end = (event[one].get("dateTime") or event[one]["date"] + "T00:00:00+01:00" for one in ("start", "end"))
    read = [datetime.fromisoformat(one) for one in (start, end, since, until)]
    moments = [one if one.tzinfo else one.replace(tzinfo=AMSTERDAM) for one in read]
    return moments[0] < moments[3] and moments[1] > moments[2]


def _error(status: int, reason: str, message: str) -> Response:
    one = {"domain": "global", "reason": reason, "message": message}
    return JSONResponse({"error": {"errors": [one], "code": status, "message": message}}, status)
