"""Reading what Stripe has, for the comparison: events, sessions, payments, refunds and disputes as facts, by the webhook's readers.

Every fact has a stable id: the event's own, or `recon:<Stripe's id>:<state>`, so hearing it twice is hearing it once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.errors import BadRequest, NotForUs, Refused
from bot.core.events import CheckoutLookedUp, MoneyEvent
from bot.core.reconcile import PAID
from bot.shell.engine import Mapped, Reference
from bot.shell.payments.client import Json, StripeGateway
from bot.shell.payments.failures import MISSING, NOT_PERMITTED
from bot.shell.payments.inbound import WANTED_EVENTS, heard
from bot.shell.payments.reading_pace import LIVE_PER_SECOND, TEST_PER_SECOND, Pace
from bot.shell.payments.sessions import cents, how_it_ended, id_of, inside, sum_of, text

A_PAGE = 100
MOST_TYPES = 20  # of one call to the list of events


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing Stripe shows: whose it says it is, and the fact once that is known.

    `paid`: a page for which money came; `leads`: where such a page sends people on to. (A payment does not tell of its page.)
    """

    id: str
    about: str
    reference: Reference
    make: Callable[[Mapped], MoneyEvent]
    stands: bool = True
    paid: bool = False
    leads: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


class StripeReader:
    """Reads at its pace. `counts`: how many of each were read; `unread`: what the key may not read, a sentence each."""

    def __init__(self, gateway: StripeGateway, pace: Pace | None = None) -> None:
        self._gateway = gateway
        self._pace = pace or Pace(LIVE_PER_SECOND if gateway.live else TEST_PER_SECOND)
        self.counts: Counter[str] = Counter()
        self.unread: dict[str, str] = {}

    async def events(self, since: int, until: int) -> list[Shown]:
        """What Stripe told, or wanted to tell, in that time (Unix seconds; the last 30 days at most), oldest first."""
        shown: list[Json] = []
        for start in range(0, len(WANTED_EVENTS), MOST_TYPES):
            wanted = {"types": list(WANTED_EVENTS[start : start + MOST_TYPES])}
            shown += await self._all("events", since, until, wanted)
        shown.sort(key=lambda event: cents(event.get("created")))
        return [one for event in shown for one in self._told(event, stands=False)]

    async def sessions(self, since: int, until: int) -> list[Shown]:
        """Every page opened in that time, as it stands now, with what was given back of its payment."""
        found = await self._all("sessions", since, until, {"expand": ["data.payment_intent.latest_charge"]})
        return [one for session in found for one in self._of_session(session)]

    async def intents(self, since: int, until: int) -> list[Shown]:
        """Every payment begun in that time that succeeded or is on its way, whatever page it came from."""
        found = await self._all("intents", since, until, {"expand": ["data.latest_charge"]})
        return [one for intent in found for one in self._of_intent(intent)]

    async def refunds(self, since: int, until: int) -> list[Shown]:
        """Every refund made in that time."""
        return self._of_refunds(await self._all("refunds", since, until, {"expand": ["data.charge"]}))

    async def disputes(self, since: int, until: int) -> list[Shown]:
        """Every dispute opened in that time."""
        return self._of_disputes(await self._all("disputes", since, until, {}))

    async def session(self, session_id: str) -> list[Shown] | None:
        """That page as it stands now; None when Stripe does not know it."""
        try:
            session = await self._pace.call(lambda: self._gateway.session(session_id))
        except Refused as error:
            if error.code == MISSING:
                return None
            raise
        self.counts["sessions"] += 1
        return list(self._of_session(session))

    async def disputes_of(self, payment_intent: str) -> list[Shown]:
        """The disputes of a payment."""
        wanted = {"payment_intent": payment_intent}
        return self._of_disputes(await self._all("disputes", 0, 0, wanted))

    async def _all(self, kind: str, since: int, until: int, wanted: Json) -> list[Json]:
        """Every page of a list, oldest first; nothing, and a sentence in `unread`, when the key may not read it."""
        params = {"limit": A_PAGE, **wanted}
        if until:
            params["created"] = {"gte": since, "lt": until}
        found: list[Json] = []
        more = kind not in self.unread
        while more:
            try:
                page, more = await self._pace.call(lambda: self._gateway.listed(kind, params))
            except Refused as error:
                if error.code != NOT_PERMITTED:
                    raise
                self.unread[kind] = str(error)
                return []
            found += page
            self.counts[kind] += len(page)
            if page:
                params["starting_after"] = page[-1]["id"]
            else:
                more = False
        return found[::-1]

    def _of_session(self, session: Json) -> Iterator[Shown]:
        live = self._gateway.live
        if session.get("mode") != "payment" or session.get("livemode", live) is not live:
            return
        about, metadata = text(session.get("id")), inside(session, "metadata")
        reference = Reference(about, id_of(session, "payment_intent"), text(metadata.get("order_id")))
        paid = session.get("status") == "complete" and session.get("payment_status") in PAID
        ending = how_it_ended(session, id="", talk="", order_id="")
        state = type(ending).__name__ if ending else "open"

        def make(mapped: Mapped) -> MoneyEvent:
            whose = {"talk": mapped.talk, "order_id": mapped.order_id}
            ended = None if mapped.hinted else how_it_ended(session, id=f"recon:{about}:{state}", **whose)
            return ended or _looked_up(session, f"recon:{about}:looked:{state}", **whose)

        leads = text(session.get("success_url"))
        yield Shown(f"recon:{about}:{state}", about, reference, make, paid=paid, leads=leads, metadata=metadata)
        yield from self._of_charge(inside(inside(session, "payment_intent"), "latest_charge"))

    def _of_intent(self, intent: Json) -> Iterator[Shown]:
        status = text(intent.get("status"))
        if status in ("succeeded", "processing"):
            yield from self._thing(f"payment_intent.{status}", intent, status)
        yield from self._of_charge(inside(intent, "latest_charge"))

    def _of_charge(self, charge: Mapping[str, Any]) -> Iterator[Shown]:
        given_back = cents(charge.get("amount_refunded"))
        if given_back:
            yield from self._thing("charge.refunded", charge, str(given_back))

    def _of_refunds(self, refunds: Iterable[Json]) -> list[Shown]:
        shown: list[Shown] = []
        for refund in refunds:
            charge = inside(refund, "charge")
            shown += self._thing("refund.updated", refund, text(refund.get("status")))
            shown += self._of_charge(charge)
        return shown

    def _of_disputes(self, disputes: Iterable[Json]) -> list[Shown]:
        shown: list[Shown] = []
        for dispute in disputes:
            status = text(dispute.get("status"))
            case = text(inside(inside(dispute, "payment_method_details"), "card").get("case_type"))
            shown += self._thing("charge.dispute.updated", dispute, f"{status}:{case}" if case else status)
        return shown

    def _thing(self, kind: str, thing: Mapping[str, Any], state: str) -> Iterator[Shown]:
        """The thing as the event that would tell of it."""
        event_id = f"recon:{text(thing.get('id'))}:{state}"
        live = thing.get("livemode", self._gateway.live)
        yield from self._told(
            {"id": event_id, "object": "event", "type": kind, "livemode": live, "data": {"object": thing}}, stands=True
        )

    def _told(self, event: Json, *, stands: bool) -> Iterator[Shown]:
        thing = inside(inside(event, "data"), "object")
        try:
            told = heard(event, live=self._gateway.live)
        except (NotForUs, BadRequest):
            return  # nothing of ours, or nothing that matters
        yield Shown(text(event.get("id")), text(thing.get("id")), told.reference, told.make, stands)


def _looked_up(session: Json, event_id: str, talk: str, order_id: str) -> MoneyEvent:
    return CheckoutLookedUp(
        id=event_id,
        talk=talk,
        order_id=order_id,
        session_id=text(session.get("id")),
        payment_intent=id_of(session, "payment_intent"),
        reference=text(session.get("client_reference_id")),
        status=text(session.get("status")),
        payment_status=text(session.get("payment_status")),
        expires_at=cents(session.get("expires_at")),
        **sum_of(session),
    )
