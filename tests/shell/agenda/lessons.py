"""A store with a Thursday's lessons in every state, and the example business they belong to."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.codec import to_json
from bot.core.conversation import Learner, Student, Talk, new_talk
from bot.core.money import Money
from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Attempt, Order, Payment
from bot.core.slots import Slot
from bot.shell.store import Store
from bot.shell.store_talks import save_orders, save_talk
from bot.shell.tables import history, insert, outside_busy, to_ms
from bot.shell.writer import Tx

NOW = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)  # a Thursday, noon in Amsterdam
PAGE = Attempt(1, "k1", {}, NOW + timedelta(minutes=65), "open", "cs_1", "https://pay.example/1")
PAID = (Payment("pi_1", "paid", 6000, "eur", "cs_1"),)
__all__ = ["NOW", "keep", "lesson", "thursday"]


def lesson(name: str, hour: float, minutes: int = 60, place: str = "online", **changes: object) -> Order:
    """A booked and paid lesson, so many hours after local midnight of that Thursday; `changes` make it another."""
    start = NOW + timedelta(hours=hour - 12)
    made = Order(
        id=f"order_{name}",
        token=f"token{name}",
        talk=f"1:2:{name}",
        account_id=1,
        conversation_id=sum(map(ord, name)),
        flow="regular",
        slot=Slot(start, minutes, place),
        price=Money(6000),
        created_at=NOW - timedelta(days=2),
        subject="math",
        learner="learner-1",
        language="nl",
        booking=BOOKED,
        booked_at=NOW - timedelta(days=2),
        attempts=(replace(PAGE, state="complete"),),
        payments=tuple(replace(one, id=f"pi_{name}", session_id=f"cs_{name}") for one in PAID),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def held(name: str, hour: float, **changes: object) -> Order:
    """A time that waits for its money, for 42 minutes more."""
    waits = {
        "booking": HELD,
        "booked_at": None,
        "attempts": (PAGE,),
        "payments": (),
        "held_until": NOW + timedelta(minutes=42),
    }
    return lesson(name, hour, **waits | changes)  # type: ignore[arg-type]


def thursday() -> list[Order]:
    """One lesson in every state, on one day, and two more days."""
    gone = {"booking": RELEASED, "closed": "cancelled", "payments": ()}
    return [
        lesson("anna", 10, subject="science"),
        lesson("bram", 13, 90, "in_person"),
        lesson("trial", 15, 30, flow="trial", price=Money(0), attempts=(), payments=()),
        held("held", 16),
        held("minor", 17, minor=True, attempts=(), held_until=NOW + timedelta(hours=20)),
        held("slow", 18.25, payments=(Payment("pi_slow", "processing", 6000, "eur", "cs_slow"),)),
        lesson("gone", 19.5, booking=ATTENTION, attention="gone", booked_at=None),
        lesson("bank", 20, payments=(replace(PAID[0], state="disputed", id="pi_bank"),)),
        lesson("off", 11.5, **gone),  # type: ignore[arg-type]
        lesson("friday", 24 + 15, place="in_person", subject="english"),
        lesson("monday", 24 * 4 + 9, subject="chemistry"),
        held("ran", 14.75, booking=RELEASED, closed="expired"),
    ]


async def keep(store: Store, orders: Iterable[Order], *, changed: datetime = NOW - timedelta(hours=1)) -> None:
    """In the store, each with its talk and one line of history."""
    kept = list(orders)

    def unit(tx: Tx) -> None:
        for order in kept:
            talk = new_talk(1, 2, order.talk.rpartition(":")[2])
            student = Student(name="Ouder", learners=(Learner("learner-1", f"{order.id[6:].title()} de Vries"),))
            save_talk(tx, Talk(talk.id, 1, talk.conversation, student), 0)
            save_orders(tx, {order.id: order}, {})
            row = {"order_id": order.id, "at": to_ms(changed), "event_id": "e", "kind": "k", "news": "", "who": "desk"}
            tx.run(insert(history), row | {"why": "", "body": to_json({})})

    await store.write(unit, name="keep")


async def busy_elsewhere(store: Store, hour: float, minutes: int, tutor: str = "tutor") -> None:
    """The tutor's own calendar has something then."""
    start = NOW + timedelta(hours=hour - 12)
    row = {"calendar": "own", "uid": f"u{hour}", "starts_at": to_ms(start), "tutor": tutor}
    row["ends_at"] = to_ms(start + timedelta(minutes=minutes))
    await store.write(lambda tx: tx.run(insert(outside_busy), row), name="busy")
