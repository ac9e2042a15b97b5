"""Claims of time: no two lessons overlap, whatever their lengths, starts and places."""

import time
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import IntegrityError

from bot.core.slots import IN_PERSON, ONLINE, TUTOR, Busy, Slot
from bot.shell import store_claims as claims
from bot.shell.store import Store, open_store
from bot.shell.store_claims import Claim
from bot.shell.tables import cells, metadata, outside_busy, to_ms
from bot.shell.tables import claims as claims_table
from bot.shell.writer import Tx
from tests.shell.toys import NOW, toy_desk

DAY = NOW.replace(hour=0, minute=0)
GAP = toy_desk().business.rules["regular"].profile.gap_between


def at(clock: str, minutes: int = 60, place: str = ONLINE) -> Slot:
    """A time of that day."""
    hour, minute = clock.split(":")
    return Slot(DAY + timedelta(hours=int(hour), minutes=int(minute)), minutes, place)


@pytest_asyncio.fixture
async def store(fresh_url: str) -> AsyncIterator[Store]:
    opened = await open_store(fresh_url)
    yield opened
    await opened.close()


async def took(
    store: Store, order_id: str, slot: Slot, beside: Sequence[str] = (), *, tutor: str = TUTOR, capacity: int = 0
) -> bool:
    """Whether the order holds that time now."""

    def unit(tx: Tx) -> bool:
        claims.queue_up(tx)
        claim = Claim(order_id, slot, GAP, NOW, tutor, capacity)
        free = claims.is_free(tx, claim, beside)
        if free:
            claims.hold(tx, claim, beside)
        return free

    return await store.write(unit, name="take")


async def let_go(store: Store, order_id: str, heir: str = "") -> None:
    """The order's time is free."""
    await store.write(lambda tx: claims.release(tx, order_id, heir), name="release")


async def owners(store: Store) -> dict[str, int]:
    """How many cells each order has."""
    statement = select(cells.c.order_id, func.count()).group_by(cells.c.order_id)
    return {row[0]: row[1] for row in await store.read(lambda tx: tx.run(statement).all())}


async def test_unequal_lessons_that_overlap_collide(store: Store) -> None:
    """Whichever starts first, whichever is longer; the pause counts."""
    assert await took(store, "a", at("16:00", 90))
    assert not await took(store, "b", at("15:00", 120))
    assert not await took(store, "b", at("16:15", 30))
    assert not await took(store, "b", at("17:30", 60))
    assert not await took(store, "b", at("15:00", 60))
    assert await took(store, "b", at("17:40", 60))
    assert await took(store, "c", at("14:50", 60))


async def test_the_pause_is_longer_when_either_is_in_person(store: Store) -> None:
    """The cells of an online lesson end after ten minutes: its neighbour in person needs thirty all the same."""
    assert await took(store, "a", at("16:00", 60))
    assert not await took(store, "b", at("17:15", 60, IN_PERSON))
    assert await took(store, "b", at("17:30", 60, IN_PERSON))
    assert not await took(store, "c", at("14:45", 60, IN_PERSON))
    assert await took(store, "c", at("14:30", 60, IN_PERSON))


async def test_a_released_time_can_be_taken(store: Store) -> None:
    """All of it."""
    await took(store, "a", at("16:00"))
    await let_go(store, "a")
    assert await owners(store) == {}
    assert await took(store, "b", at("16:00"))


async def test_a_new_hold_of_an_order_replaces_its_former_one(store: Store) -> None:
    """The old time is free, also where both overlap."""
    await took(store, "a", at("16:00"))
    assert await took(store, "a", at("16:30"))
    assert await owners(store) == {"a": 14}
    assert await took(store, "b", at("15:00"))


async def test_an_order_may_overlap_the_one_it_replaces(store: Store) -> None:
    """And has the whole time once that one lets go."""
    await took(store, "old", at("16:00"))
    assert not await took(store, "new", at("16:30"))
    assert await took(store, "new", at("16:30"), ["old"])
    assert not await took(store, "other", at("17:00"))
    assert not await took(store, "other", at("15:30"))
    await let_go(store, "old", "new")
    assert await owners(store) == {"new": 14}
    assert await took(store, "other", at("15:20"))
    assert not await took(store, "late", at("17:00"))


async def test_giving_the_new_one_up_leaves_the_old_one_whole(store: Store) -> None:
    """The shared cells stay with the first owner."""
    await took(store, "old", at("16:00"))
    await took(store, "new", at("16:30"), ["old"])
    await let_go(store, "new")
    assert await owners(store) == {"old": 14}
    assert not await took(store, "other", at("16:30"))
    assert await took(store, "other", at("17:10"))


async def test_a_family_of_three_inherits_without_being_named(store: Store) -> None:
    """Whoever overlaps a released time has it, heir or not."""
    await took(store, "a", at("16:00"))
    await took(store, "b", at("16:15"), ["a"])
    await took(store, "c", at("16:30"), ["a", "b"])
    await let_go(store, "a")
    await let_go(store, "b")
    assert await owners(store) == {"c": 14}


async def test_each_tutor_has_a_calendar_of_their_own(store: Store) -> None:
    """The same hour with two of them; with one of them only once."""
    assert await took(store, "a", at("16:00"))
    assert await took(store, "b", at("16:00"), tutor="sam")
    assert not await took(store, "c", at("16:30"), tutor="sam")
    found = await store.read(lambda tx: claims.busy(tx, at("16:00").start, at("17:00").start, ()))
    assert {one.tutor for one in found} == {TUTOR, "sam"}


async def test_a_place_takes_as_many_lessons_at_once_as_fit(store: Store) -> None:
    """Counted moment by moment: a long lesson may overlap two short ones that follow each other."""
    assert await took(store, "a", at("10:00", 60, IN_PERSON), tutor="t1", capacity=2)
    assert await took(store, "b", at("11:30", 60, IN_PERSON), tutor="t1", capacity=2)
    assert await took(store, "long", at("10:30", 120, IN_PERSON), tutor="t2", capacity=2)
    assert not await took(store, "c", at("10:30", 30, IN_PERSON), tutor="t3", capacity=2)
    assert await took(store, "c", at("10:30", 30, ONLINE), tutor="t3")
    await let_go(store, "a")
    assert await took(store, "d", at("10:00", 60, IN_PERSON), tutor="t4", capacity=2)


async def test_a_seat_goes_to_the_heir(store: Store) -> None:
    """The order that replaces another keeps its room, and nobody slips in between."""
    await took(store, "old", at("16:00", 60, IN_PERSON), capacity=1)
    assert await took(store, "new", at("16:30", 60, IN_PERSON), ["old"], tutor="sam", capacity=1)
    await let_go(store, "old", "new")
    assert not await took(store, "other", at("17:00", 60, IN_PERSON), tutor="t3", capacity=1)
    await let_go(store, "new")
    assert await owners(store) == {}


async def test_what_the_tutors_own_calendar_says_is_taken(store: Store) -> None:
    """For that tutor, with the pause; the others go on."""
    dentist = {"calendar": "own", "uid": "dentist", "tutor": "sam"}
    times = {"starts_at": to_ms(at("12:00").start), "ends_at": to_ms(at("13:00").start)}
    await store.write(lambda tx: tx.run(outside_busy.insert(), [dentist | times]), name="fill")
    assert not await took(store, "a", at("12:30"), tutor="sam")
    assert not await took(store, "a", at("10:55"), tutor="sam")
    assert await took(store, "a", at("13:10"), tutor="sam")
    assert await took(store, "b", at("12:30"))
    found = await store.read(lambda tx: claims.busy(tx, at("12:00").start, at("12:30").start, ()))
    assert Busy(at("12:00").start, at("13:00").start, tutor="sam") in found


async def test_a_booking_keeps_its_cells(store: Store) -> None:
    """Held becomes booked in place; an order without a claim cannot be booked like that."""
    await took(store, "a", at("16:00"))
    assert await store.write(lambda tx: claims.book(tx, "a"), name="book")
    assert not await store.write(lambda tx: claims.book(tx, "nobody"), name="book")
    row = await store.read(lambda tx: tx.run(select(claims_table.c.state, claims_table.c.until_at)).one())
    assert tuple(row) == ("booked", None)
    assert await owners(store) == {"a": 14}


async def test_the_database_itself_refuses_an_overlap(store: Store) -> None:
    """Whoever does not ask first gets an IntegrityError, not a double booking."""
    await took(store, "a", at("16:00"))
    outcome = store.write(lambda tx: tx.run(claims._TAKE, _cell("b", at("16:00"))), name="force")
    try:
        await outcome
    except IntegrityError:
        return
    raise AssertionError("two owners of one cell")


def _cell(order_id: str, slot: Slot) -> dict[str, object]:
    return {"resource": TUTOR, "cell": Claim(order_id, slot, GAP).cells[0], "order_id": order_id}


async def test_busy_times_of_a_window(store: Store) -> None:
    """What ends after its begin and starts before its end, the lesson itself without the pause."""
    await took(store, "a", at("10:00"))
    await took(store, "b", at("12:00", 60, IN_PERSON))
    found = await store.read(lambda tx: claims.busy(tx, at("11:00").start, at("12:30").start, ()))
    assert found == (Busy(at("12:00").start, at("13:00").start, IN_PERSON),)
    assert await store.read(lambda tx: claims.busy(tx, at("11:00").start, at("12:00").start, ())) == ()
    assert await store.read(lambda tx: claims.busy(tx, at("00:00").start, at("23:00").start, ("a", "b"))) == ()


async def test_a_window_is_found_fast_among_ten_thousand_lessons(store: Store) -> None:
    """Half of them past, half to come: the index bounds both ends."""
    rows = [
        {
            "order_id": f"o{n}",
            "resource": TUTOR,
            "starts_at": to_ms(start := DAY + timedelta(hours=2 * (n - 5000))),
            "ends_at": to_ms(start + timedelta(hours=1)),
            "place": ONLINE,
            "first_cell": 0,
            "last_cell": 0,
            "state": "booked",
            "until_at": None,
        }
        for n in range(10_000)
    ]
    await store.write(lambda tx: tx.run(claims_table.insert(), rows), name="fill")
    durations = list[float]()
    while len(durations) < 500 and min(durations, default=1.0) >= 0.02:  # the machine may be busy for a while
        began = time.perf_counter()
        found = await store.read(lambda tx: claims.busy(tx, DAY, DAY + timedelta(days=14), ()))
        durations.append(time.perf_counter() - began)
    assert len(found) == 168
    assert min(durations) < 0.02


Step = tuple[str, int, int, int, bool]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "take", "take", "beside", "release"]),
        st.integers(0, 5),
        st.integers(0, 30),
        st.sampled_from([30, 60, 90, 120]),
        st.booleans(),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_whatever_happens_cells_and_claims_agree(steps: list[Step]) -> None:
    """Random claims beside a slow oracle: taken exactly when it allows, and every needed cell has an owner who needs it."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    held: dict[str, Slot] = {}
    with engine.begin() as connection:
        tx = Tx(connection, postgres=False, alone=True)
        for verb, number, quarter, minutes, in_person in steps:
            order_id, family = f"o{number}", [f"o{n}" for n in range(number)] if verb == "beside" else []
            if verb == "release":
                claims.release(tx, order_id)
                held.pop(order_id, None)
            else:
                slot = Slot(DAY + timedelta(minutes=15 * quarter), minutes, IN_PERSON if in_person else ONLINE)
                claim = Claim(order_id, slot, GAP, NOW)
                expected = _free(slot, {name: one for name, one in held.items() if name not in (order_id, *family)})
                assert claims.is_free(tx, claim, family) == expected
                if expected:
                    claims.hold(tx, claim)
                    held[order_id] = slot
            owned = {row[0]: row[1] for row in tx.run(select(cells.c.cell, cells.c.order_id))}
            needed = {name: set(Claim(name, slot, GAP).cells) for name, slot in held.items()}
            assert set(owned) == set().union(*needed.values())
            assert all(cell in needed[owner] for cell, owner in owned.items())
    engine.dispose()


def _free(slot: Slot, others: dict[str, Slot]) -> bool:
    def apart(one: datetime, other: datetime, gap: timedelta) -> bool:
        return one + gap <= other

    return all(
        apart(slot.end, other.start, GAP(slot.place, other.place))
        or apart(other.end, slot.start, GAP(slot.place, other.place))
        for other in others.values()
    )
