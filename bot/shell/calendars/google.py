"""A Google calendar, by a service account it is shared with: Calendar API v3 over REST.

Events are asked for one by one as they occur (`singleEvents`), so Google expands what recurs. An answer is only as whole as
its pages: nothing is kept before the last one, which carries the `nextSyncToken`. Sources: developers.google.com/calendar/api,
"Synchronize resources efficiently" and "Events".
"""

import asyncio
from base64 import b32hexdecode, b32hexencode
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx

from bot.core.errors import OutcomeUnknown, Refused, TryAgainLater
from bot.shell.calendars.google_token import GoogleToken
from bot.shell.calendars.ical import BusyRules
from bot.shell.calendars.port import CONFIRMED, Appointment, Entry, Reading, order_of, within

API = "https://www.googleapis.com/calendar/v3"
REQUEST_SECONDS = 10.0
CALL_SECONDS = 45.0
MOST_PAGES = 100
SLOW_DOWN = ("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded")  # come as 403 as well as 429


class GoogleCalendar:
    """One calendar. `calendar`: its id, which looks like an e-mail address."""

    def __init__(self, tutor: str, calendar: str, key: Mapping[str, Any], rules: BusyRules, *, api: str = API) -> None:
        self.name = f"google:{tutor}"
        self.tutor = tutor
        self._rules = rules
        self._events = f"{api}/calendars/{quote(calendar, safe='')}/events"
        self._http = httpx.AsyncClient(timeout=REQUEST_SECONDS)
        self._token = GoogleToken(key, self._http)

    async def read(self, since: datetime, until: datetime, token: str = "") -> Reading | None:
        """The stretch, unless Google has no change to tell since `token`; a token that grew old (410) reads everything."""
        if token:
            changes = await self._pages({"syncToken": token, "singleEvents": "true"})
            if changes is not None and not changes[0]:
                return None
        window = {"timeMin": _stamp(since), "timeMax": _stamp(until), "singleEvents": "true", "maxResults": "2500"}
        pages = await self._pages(window)
        if pages is None:
            raise TryAgainLater("Google gave no events")
        busy: list[Appointment] = []
        ours: list[Appointment] = []
        for event, zone in pages[0]:
            if event.get("status") == "cancelled":
                continue
            one = _appointment(event, zone)
            if order_of(one.uid, self._rules.host):
                ours.append(one)
            elif self._is_busy(event) and one.end > one.start:
                busy.append(one)
        return Reading(within(busy, since, until), tuple(sorted(ours)), pages[1])

    async def look(self, uid: str) -> Appointment | None:
        """The event with the id made of the UID; Google keeps deleted ones as cancelled."""
        status, event = await self._call("GET", f"/{event_id(uid)}", missing=(404, 410))
        if status != 200 or event.get("status") == "cancelled":
            return None
        return _appointment(event, self._rules.zone)

    async def put(self, entry: Entry) -> None:
        """Updated; inserted when it was never there. A deleted one comes back by the update of its status."""
        body = _body(entry)
        status, _ = await self._call("PUT", f"/{event_id(entry.uid)}", body, missing=(404,))
        if status == 404:
            await self._call("POST", "", {**body, "id": event_id(entry.uid)})

    async def remove(self, uid: str) -> None:
        """Gone, or gone before."""
        await self._call("DELETE", f"/{event_id(uid)}", missing=(404, 410))

    async def aclose(self) -> None:
        """Lets go of connections."""
        await self._http.aclose()

    def _is_busy(self, event: Mapping[str, Any]) -> bool:
        if event.get("transparency") == "transparent":
            return False
        if event.get("status") == "tentative" and not self._rules.tentative:
            return False
        return not any(
            guest.get("responseStatus") == "declined" and (guest.get("self") or guest.get("email") == self._rules.owner)
            for guest in event.get("attendees", [])
        )

    async def _pages(self, query: Mapping[str, str]) -> tuple[list[tuple[dict[str, Any], ZoneInfo]], str] | None:
        """Every event with its calendar's zone, and the token of the next changes; None when the token is too old."""
        found: list[tuple[dict[str, Any], ZoneInfo]] = []
        page: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            status, answer = await self._call("GET", "", query={**query, **page}, missing=(410,))
            if status == 410:
                return None
            if answer.get("kind") != "calendar#events" or not isinstance(answer.get("items"), list):
                raise TryAgainLater("Google's answer is no list of events")
            zone = _zone(answer.get("timeZone"), self._rules.zone)
            found += [(event, zone) for event in answer["items"]]
            if "nextPageToken" not in answer:
                return found, str(answer.get("nextSyncToken", ""))
            page = {"pageToken": answer["nextPageToken"]}
        raise TryAgainLater("Google's list of events has no end")

    async def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        missing: tuple[int, ...] = (),
    ) -> tuple[int, dict[str, Any]]:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                headers = {"Authorization": f"Bearer {await self._token.bearer()}"}
                answer = await self._http.request(method, self._events + path, params=query, json=body, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            failure = TryAgainLater if method == "GET" else OutcomeUnknown
            raise failure(f"Google does not answer ({type(error).__name__})") from None
        if answer.status_code in missing:
            return answer.status_code, {}
        _judge(answer)
        if answer.status_code == 204:
            return 204, {}
        try:
            read = answer.json()
        except ValueError:
            raise TryAgainLater("Google's answer is no JSON") from None
        if not isinstance(read, dict):
            raise TryAgainLater("Google's answer is no object")
        return answer.status_code, read


def event_id(uid: str) -> str:
    """Google takes ids of our own in the letters of base32hex, so the UID itself fits, and a repeat is the same event."""
    return b32hexencode(uid.encode()).decode().rstrip("=").lower()


def uid_behind(identity: str) -> str:
    """The UID an id was made of; the id itself when it was not made here."""
    try:
        return b32hexdecode(identity.upper() + "=" * (-len(identity) % 8)).decode()
    except ValueError:
        return identity


def _appointment(event: Mapping[str, Any], zone: ZoneInfo) -> Appointment:
    try:
        identity = str(event["id"])
        return Appointment(uid_behind(identity), _moment(event["start"], zone), _moment(event["end"], zone))
    except (KeyError, TypeError, ValueError) as error:
        raise TryAgainLater(f"an event of the calendar cannot be understood ({type(error).__name__})") from None


def _moment(value: Mapping[str, str], zone: ZoneInfo) -> datetime:
    if "dateTime" in value:
        moment = datetime.fromisoformat(value["dateTime"])
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    return datetime.combine(date.fromisoformat(value["date"]), time(0), zone).astimezone(UTC)


def _zone(name: object, otherwise: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(str(name)) if name else otherwise
    except (KeyError, ValueError, OSError):
        return otherwise


def _body(entry: Entry) -> dict[str, Any]:
    # No `sequence`: Google counts for itself and refuses a lower number than its own.
    return {
        "summary": entry.summary,
        "description": entry.description,
        "location": entry.location,
        "start": {"dateTime": _stamp(entry.start)},
        "end": {"dateTime": _stamp(entry.end)},
        "status": "confirmed" if entry.status == CONFIRMED else "tentative",
        "reminders": {
            "useDefault": False,
            "overrides": [{"method": "popup", "minutes": minutes} for minutes in entry.alarms],
        },
    }


def _judge(answer: httpx.Response) -> None:
    status = answer.status_code
    if status in (200, 204):
        return
    try:
        reasons = [one.get("reason") for one in answer.json()["error"].get("errors", [])]
    except (ValueError, KeyError, TypeError, AttributeError):
        reasons = []
    if status == 429 or any(one in SLOW_DOWN for one in reasons):
        raise TryAgainLater("Google asks us to slow down", 10.0)
    if status == 401:
        raise TryAgainLater("Google refuses the service account", 60.0)
    if status in (400, 403, 409):
        raise Refused(f"Google refuses this with {status}", str(next(iter(reasons), status)))
    raise TryAgainLater(f"Google answers {status}")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
