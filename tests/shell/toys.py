"""A toy bot, its desk and its world, to try the engine with: what a student writes is what the toy does.

say A|B          one message each                  hold ORDER START MINUTES [BESIDE]    a time for an order
book ORDER       the order's time is booked        release ORDER [HEIR]                 let it go
busy FROM UNTIL  says the busy times               trial LEARNER ORDER                  one each
wake NAME AT     a wake-up ("-" takes it away)     open ORDER / expire ORDER            a checkout
mirror LABEL     what Chatwoot should show         boom                                 an error of ours
assign           a person has it from now on
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from bot.core import effects as do
from bot.core import events as e
from bot.core.conversation import Talk
from bot.core.desk import Business, Desk, FlowRules, OutsideRules, StaffHours
from bot.core.money import Money, Tariff
from bot.core.orders import HELD, Attempt, Order
from bot.core.slots import Hours, Profile, Slot
from bot.shell.ports import Parcel

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TALK = "1:2:anna"
ZONE = ZoneInfo("Europe/Amsterdam")


class Clock:
    """A clock that stands still until it is moved; or runs, from where it stands."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        """Later."""
        self.now += timedelta(seconds=seconds)


def toy_desk() -> Desk:
    """A desk with one flow."""
    profile = Profile(
        minutes=(60,),
        hours=tuple(Hours(day, time(0), time(0)) for day in range(7)),
        notice=timedelta(0),
        notice_new=timedelta(0),
        horizon_days=30,
        zone=ZONE,
    )
    rules = FlowRules(
        "regular", profile, Tariff({60: Money(6000)}, {}), timedelta(hours=1), timedelta(hours=24), "definitief"
    )
    values: dict[str, Any] = dict.fromkeys(Business.__dataclass_fields__, "")
    values |= {
        "zone": ZONE,
        "rules": {"regular": rules},
        "staff_hours": StaffHours({}, 30),
        "closed": frozenset[date](),
        "late_minimum": timedelta(minutes=30),
        "outside": OutsideRules(),
    }
    return Desk(Business(**values), cast(Any, None), cast(Any, None), "http://desk.test")


def seen(talk: str = TALK, **values: Any) -> e.Snapshot:
    """The conversation as a payload shows it."""
    account, inbox, source = talk.split(":", 2)
    return e.Snapshot(int(account), int(inbox), 7, source, **values)


def wrote(text: str, event_id: str = "", talk: str = TALK) -> e.StudentWrote:
    """A message of the student."""
    return e.StudentWrote(id=event_id or f"{talk}/{text}", talk=talk, seen=seen(talk), text=text)


def order(order_id: str, start: datetime, talk: str = TALK, place: str = "online", **values: Any) -> Order:
    """An order of 60 minutes for € 60.00."""
    slot = Slot(start, 60, place)
    return Order(order_id, f"token-{order_id}", talk, 1, 7, "regular", slot, Money(6000), NOW, **values)


def say(text: str) -> do.Say:
    """A message of ours."""
    return do.Say(1, 7, "Channel::WebWidget", text)


def toy_decide(desk: Desk, talk: Talk, event: e.Event, now: datetime) -> tuple[Talk, tuple[do.Effect, ...]]:
    """Does what is written, and says what it hears."""
    del desk, now
    talk = _known(talk, event)
    match event:
        case e.StudentWrote():
            verb, _, rest = event.text.partition(" ")
            return _VERBS[verb](talk, rest)
        case e.SlotWasTaken():
            return talk, (say(f"taken {event.slot.start:%H:%M}"),)
        case e.TrialWasTaken():
            return talk, (say(f"no trial for {event.learner}"),)
        case e.MoneyEvent():
            return talk, (say(f"{event.order_id} {event.news}"),)
        case e.DeadlinePassed():
            return talk, (say(f"woke {event.name}"),)
        case e.TurnFailed():
            return talk, (do.NoteForStaff(1, 7, "a turn failed"),)
    return talk, ()


def _known(talk: Talk, event: e.Event) -> Talk:
    snapshot = getattr(event, "seen", None)
    if snapshot is None:
        return talk
    conversation = replace(
        talk.conversation,
        conversation_id=snapshot.conversation_id,
        status=snapshot.status,
        assignee=snapshot.assignee,
        misses=talk.conversation.misses + 1,
    )
    return replace(talk, conversation=conversation)


Did = tuple[Talk, tuple[do.Effect, ...]]


def _hold(talk: Talk, rest: str) -> Did:
    order_id, start, minutes, *beside = rest.split()
    slot = Slot(datetime.fromisoformat(start), int(minutes))
    until = slot.start - timedelta(hours=1)
    made = order(order_id, slot.start, talk.id, booking=HELD, replaces=beside[0] if beside else "")
    named = tuple(dict.fromkeys((*talk.conversation.orders, order_id)))
    talk = replace(
        talk,
        conversation=replace(talk.conversation, orders=named),
        orders={**talk.orders, order_id: replace(made, slot=slot)},
    )
    return talk, (do.HoldSlot(order_id, slot, until, *beside), say(f"held {order_id}"))


def _busy(talk: Talk, rest: str) -> Did:
    since, until, *without = rest.split()
    if talk.busy is None:
        return talk, (do.FindBusy(datetime.fromisoformat(since), datetime.fromisoformat(until), tuple(without)),)
    return talk, (say(" ".join(f"{one.start:%H:%M}-{one.end:%H:%M}" for one in talk.busy)),)


def _wake(talk: Talk, rest: str) -> Did:
    name, at = rest.split()
    return talk, (do.WakeMe(name, None if at == "-" else datetime.fromisoformat(at)),)


def _open(talk: Talk, rest: str) -> Did:
    return talk, (do.OpenCheckout(rest, 1, f"{rest}:1", {"amount": 6000}, NOW + timedelta(hours=1)),)


def _buy(talk: Talk, rest: str) -> Did:
    order_id, start = rest.split()
    page = Attempt(1, f"{order_id}:1", {}, NOW + timedelta(hours=1))
    made = order(order_id, datetime.fromisoformat(start), talk.id, booking=HELD, attempts=(page,))
    talk = replace(
        talk,
        conversation=replace(talk.conversation, orders=(*talk.conversation.orders, order_id)),
        orders={**talk.orders, order_id: made},
    )
    hold = do.HoldSlot(order_id, made.slot, made.slot.start - timedelta(hours=1))
    checkout = do.OpenCheckout(order_id, 1, page.key, {"amount": 6000}, page.expires_at)
    return talk, (hold, checkout, say(f"a moment, {order_id}"), do.Mirror(1, 7, labels=("payment:pending",)))


def _boom(talk: Talk, rest: str) -> Did:
    raise ZeroDivisionError(f"{talk.id} {rest}")


_VERBS: dict[str, Callable[[Talk, str], Did]] = {
    "say": lambda talk, rest: (talk, tuple(say(text) for text in rest.split("|"))),
    "hold": _hold,
    "book": lambda talk, rest: (talk, (do.BookSlot(rest), say(f"booked {rest}"))),
    "release": lambda talk, rest: (talk, (do.ReleaseSlot(*rest.split()),)),
    "busy": _busy,
    "trial": lambda talk, rest: (talk, (do.ClaimTrial(*rest.split()), say(f"trial for {rest.split()[0]}"))),
    "wake": _wake,
    "open": _open,
    "expire": lambda talk, rest: (talk, (do.ExpireCheckout(rest, 1),)),
    "mirror": lambda talk, rest: (talk, (do.Mirror(1, 7, labels=(rest,)),)),
    "boom": _boom,
    "buy": _buy,
    "assign": lambda talk, rest: (
        replace(talk, conversation=replace(talk.conversation, assignee="user")),
        (say(rest),) if rest else (),
    ),
    "nothing": lambda talk, _: (talk, ()),
}


class World:
    """A carrier for everything: remembers what arrived, fails as it is told."""

    handles: Sequence[type[do.Delivery]] = (
        do.Say,
        do.NoteForStaff,
        do.SetStatus,
        do.Mirror,
        do.OpenCheckout,
        do.ExpireCheckout,
        do.LookUpCheckout,
        do.Refund,
        do.Alert,
    )

    def __init__(self) -> None:
        self.arrived: list[Parcel] = []
        self.troubles: list[Exception] = []  # raised one after the other, instead of delivering
        self.asked: list[str] = []
        self.answer: bool | None = False  # of was_delivered
        self.answers: Callable[[Parcel], Sequence[e.Event]] = lambda _: ()
        self.before: Callable[[Parcel], Any] | None = None

    async def deliver(self, parcel: Parcel) -> Sequence[e.Event]:
        """Remembers it."""
        if self.before is not None:
            await self.before(parcel)
        if self.troubles:
            raise self.troubles.pop(0)
        self.arrived.append(parcel)
        return self.answers(parcel)

    async def was_delivered(self, parcel: Parcel) -> bool | None:
        """What the test says."""
        self.asked.append(parcel.id)
        return self.answer

    @property
    def texts(self) -> list[str]:
        """What the student read."""
        return [one.effect.text for one in self.arrived if isinstance(one.effect, do.Say)]
