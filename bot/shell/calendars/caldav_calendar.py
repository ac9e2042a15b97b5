"""A calendar that speaks CalDAV (RFC 4791): Nextcloud, iCloud, Fastmail, Radicale and most others.

The `caldav` library signs in, finds the calendar and speaks WebDAV; it blocks, so each calendar has one worker thread.
Its own searches guess where a server answers oddly, and take an answer they do not understand for an empty one. Here
every answer must be a whole multistatus, so the two reports we need are asked for directly.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote, urljoin

from caldav.davclient import DAVClient
from caldav.lib.error import AuthorizationError, DAVError
from lxml.etree import LxmlError
from niquests.exceptions import RequestException

from bot.core.errors import DeskError, Refused, TryAgainLater
from bot.shell.calendars.ical import BusyRules, understood, written
from bot.shell.calendars.port import Appointment, Entry, Reading

DAV, CAL, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
REQUEST_SECONDS = 10  # to connect, and between two parts of an answer
CALL_SECONDS = 45.0  # a whole call, a large calendar included
SIGN_IN_AGAIN_SECONDS = 60.0
Answer = TypeVar("Answer")

STATE = '<d:propfind xmlns:d="DAV:" xmlns:s="http://calendarserver.org/ns/"><d:prop><s:getctag/><d:sync-token/></d:prop></d:propfind>'
QUERY = (
    '<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/>'
    '</d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="{since}" '
    'end="{until}"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>'
)

# The library logs whole answers: what appointments are about, and with whom. One of its lines goes to the root logger.
logging.getLogger("caldav").setLevel(logging.CRITICAL)
logging.getLogger().addFilter(lambda record: not str(record.msg).startswith("Expected some valid XML"))


@dataclass(frozen=True, slots=True)
class CalDavAccount:
    """Where a calendar is. `calendar`: its name or address, where `url` is a server that has several."""

    url: str
    user: str
    password: str = field(repr=False)
    calendar: str = ""


class CalDavCalendar:
    """One calendar of one account."""

    def __init__(
        self, tutor: str, account: CalDavAccount, rules: BusyRules, *, request_seconds: int = REQUEST_SECONDS
    ) -> None:
        self.name = f"caldav:{tutor}"
        self.tutor = tutor
        self._account, self._rules = account, rules
        self._request_seconds = request_seconds
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"calendar-{tutor}")
        self._client: DAVClient | None = None
        self._url = ""

    async def read(self, since: datetime, until: datetime, token: str = "") -> Reading | None:
        """The stretch, when the collection's tag is another than the last time."""
        return await self._away(lambda: self._read(since, until, token))

    async def look(self, uid: str) -> Appointment | None:
        """The lesson under the address it was written to."""
        return await self._away(lambda: self._look(uid))

    async def put(self, entry: Entry) -> None:
        """Written under an address made of its UID, so a repeat overwrites itself."""
        await self._away(lambda: self._put(entry))

    async def remove(self, uid: str) -> None:
        """Gone, or gone before."""
        await self._away(lambda: self._remove(uid))

    async def aclose(self) -> None:
        """The thread ends after the request it is at."""
        if self._client is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._client.close)
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def _away(self, call: Callable[[], Answer]) -> Answer:
        """The call in the calendar's thread, with everything that can go wrong named for what to do next."""
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await asyncio.get_running_loop().run_in_executor(self._worker, call)
        except DeskError:
            raise
        except AuthorizationError as error:
            if str(error.reason) == "Forbidden":
                raise Refused("the calendar does not let this user do that", "403") from None
            raise TryAgainLater("the calendar refuses the user or the password", SIGN_IN_AGAIN_SECONDS) from None
        except (RequestException, TimeoutError, OSError) as error:
            raise TryAgainLater(f"the calendar does not answer ({type(error).__name__})") from None
        except (DAVError, LxmlError, AssertionError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise TryAgainLater(f"the calendar's answer cannot be understood ({type(error).__name__})") from None

    # -- in the thread -------------------------------------------------------------------------------------------------

    def _read(self, since: datetime, until: datetime, token: str) -> Reading | None:
        client, url = self._open()
        before = _tag(_multistatus(client.request(url, "PROPFIND", STATE, {"Depth": "0"})))
        if token and token == before:
            return None
        query = QUERY.format(since=_utc(since), until=_utc(until))
        texts = _objects(_multistatus(client.report(url, query, 1)))
        reading = understood(texts, since, until, self._rules)
        # The tag was asked for first: what changes meanwhile is seen the next time.
        return Reading(reading.busy, reading.ours, before)

    def _look(self, uid: str) -> Appointment | None:
        client, url = self._open()
        answer = client.request(_address(url, uid), "GET", "", {"Accept": "text/calendar"})
        if answer.status in (404, 410):
            return None
        _good(answer.status, 200)
        far = datetime(9999, 1, 1, tzinfo=UTC)
        ours = understood([str(answer.raw)], datetime(1970, 1, 2, tzinfo=UTC), far, self._rules).ours
        return next((one for one in ours if one.uid == uid), None)

    def _put(self, entry: Entry) -> None:
        client, url = self._open()
        kind = {"Content-Type": 'text/calendar; charset="utf-8"'}
        _good(client.put(_address(url, entry.uid), written(entry), kind).status, 200, 201, 204)

    def _remove(self, uid: str) -> None:
        client, url = self._open()
        _good(client.delete(_address(url, uid)).status, 200, 204, 404, 410)

    def _open(self) -> tuple[DAVClient, str]:
        if self._client is None:
            # No look into DNS for another address than the one that was named, and no waiting of its own.
            self._client = DAVClient(
                self._account.url,
                username=self._account.user,
                password=self._account.password,
                timeout=self._request_seconds,
                enable_rfc6764=False,
                require_tls=False,
                rate_limit_handle=False,
            )
        if not self._url:
            self._url = self._found(self._client)
        return self._client, self._url

    def _found(self, client: DAVClient) -> str:
        """The address of the calendar: the one that was named, else one of the account's by its name, else its only one."""
        if not self._account.calendar and _is_calendar(client, self._account.url):
            return self._account.url.rstrip("/") + "/"
        if "/" in self._account.calendar:
            return urljoin(self._account.url, self._account.calendar).rstrip("/") + "/"
        known = client.get_calendars()
        wanted = [one for one in known if self._account.calendar in ("", one.get_display_name())]
        if len(wanted) != 1:
            raise TryAgainLater(f"of {len(known)} calendars there, {len(wanted)} have the name of the settings", 60.0)
        return str(wanted[0].url)


def _is_calendar(client: DAVClient, url: str) -> bool:
    ask = '<d:propfind xmlns:d="DAV:"><d:prop><d:resourcetype/></d:prop></d:propfind>'
    return _multistatus(client.request(url, "PROPFIND", ask, {"Depth": "0"})).find(f".//{CAL}calendar") is not None


def _multistatus(answer: Any) -> Any:
    """The answer's root element. TryAgainLater when it is anything but a whole multistatus."""
    _good(answer.status, 207)
    tree = answer.tree
    if tree is None or tree.tag != f"{DAV}multistatus":
        raise TryAgainLater("the calendar's answer is no multistatus")
    if any(_status(one) in (507, 500, 503) for one in tree.iter(f"{DAV}status")):
        raise TryAgainLater("the calendar answered only a part")  # 507: RFC 6352, 8.6.2, as many servers do here
    return tree


def _objects(tree: Any) -> list[str]:
    """The text of every calendar object; one without its text is not taken for nothing."""
    texts = []
    for response in tree.iter(f"{DAV}response"):
        data = response.find(f".//{CAL}calendar-data")
        if data is None or not (data.text or "").strip():
            raise TryAgainLater("the calendar keeps an event back")
        texts.append(data.text)
    return texts


def _tag(tree: Any) -> str:
    for name in (f"{SERVER}getctag", f"{DAV}sync-token"):
        found = tree.find(f".//{name}")
        if found is not None and (found.text or "").strip():
            return str(found.text).strip()
    return ""


def _status(element: Any) -> int:
    parts = (element.text or "").split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0


def _good(status: int, *wanted: int) -> None:
    if status in wanted:
        return
    if status in (401, 407):
        raise TryAgainLater("the calendar refuses the user or the password", SIGN_IN_AGAIN_SECONDS)
    if status in (403, 400, 412, 413, 415):
        raise Refused(f"the calendar refuses this with {status}", str(status))
    raise TryAgainLater(f"the calendar answers {status}")


def _address(url: str, uid: str) -> str:
    return url + quote(uid, safe="") + ".ics"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
