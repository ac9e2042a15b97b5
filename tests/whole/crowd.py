"""A crowd of students who all want about the same hours: in lessons of every length, on unequal starts, at once."""

import asyncio
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from bot.rehearsal.people import Student
from bot.rehearsal.wire import Json
from bot.rehearsal.world import World
from tests.whole.ledger_of import Claimed, Ledger

WISHES = (
    "Proefles wiskunde morgen {clock}",
    "Bijles wiskunde 60 minuten morgen {clock}",
    "Bijles wiskunde 90 minuten morgen {clock}",
    "Spoedles wiskunde morgen {clock}",
)
CLOCKS = ("16:30", "17:00", "17:15", "17:30", "17:45", "18:00", "18:30", "19:10", "19:30")
A_TIME = re.compile(r"\d{8}T\d{4}")
MOST_STEPS = 60
PATIENCE_S = 60.0
GAP_MS = 10 * 60 * 1000


class Lost(AssertionError):
    """A student who was left without a way on."""


@dataclass(slots=True)
class Hopeful:
    """One of the crowd. `refused`: how often the time was gone when it was asked for; `got`: the token of their order in the end; `paid`:
    whether it is one that has to be paid."""

    student: Student
    wish: str
    dice: random.Random
    newest: list[Json] = field(default_factory=list)
    refused: int = 0
    got: str = ""
    paid: bool = False

    async def comes_to_the_summary(self) -> None:
        """Says what is wanted, and answers until only the last yes is missing."""
        await self.student.writes(self.wish)
        await self._sees()
        await self.goes_on()

    async def goes_on(self) -> None:
        """Answers, with any time that is offered, until only the last yes is missing."""
        for _ in range(MOST_STEPS):
            if self._offered("pay", "book"):
                return
            await self._answers()
        raise Lost(f"never came to a summary: {await self._told()}")

    async def says_yes(self) -> None:
        """Asks for the time; who is refused takes another one that is offered, until one is had."""
        for _ in range(MOST_STEPS):
            if self._offered("pay", "book"):
                if not await self.asks():
                    return
            else:
                await self._answers()
        raise Lost(f"never got a time: {await self._told()}")

    async def asks(self) -> str:
        """Says the last yes, once. What a refusal said; "" when the time was had."""
        yes = self._offered("pay", "book")
        await self.student.taps(yes)
        await self._sees()
        told = "\n".join(each["text"] for each in self.newest)
        found = re.search(r"/p/(\w+)", told)
        if found:
            self.got, self.paid = found[1], yes == "pay"
            return ""
        self.refused += 1
        if not self.choices():
            raise Lost(f"refused and offered nothing: {told}")
        return told

    async def _answers(self) -> None:
        values = self.choices()
        times = [value for value in values if A_TIME.fullmatch(value)]
        if times:
            await self.student.taps(self.dice.choice(times))
        elif "adult" in values:
            await self.student.taps("adult")
        elif switches := [value for value in values if value.startswith(("switch", "regular", "weekend", "urgent"))]:
            await self.student.taps(switches[0])
        elif values:
            await self.student.taps(self.dice.choice([value for value in values if value != "person"]))
        else:
            await self.student.writes("Noor, noor@example.org")
        await self._sees()

    async def _sees(self) -> None:
        self.newest = await self.student.sees(timeout_s=PATIENCE_S, quiet_s=0.1, alone=True)

    def choices(self) -> list[str]:
        """What the newest question offers, by value."""
        shown = [each["buttons"] for each in self.newest if each["buttons"]]
        return [choice["value"] for choice in shown[-1]] if shown else []

    def _offered(self, *wanted: str) -> str:
        return next((value for value in self.choices() if value in wanted), "")

    async def _told(self) -> list[str]:
        return [each["text"][:80] for each in await self.student.phone()][-6:]


async def crowd(world: World, number: int, seed: int, wishes: Sequence[str] = WISHES) -> list[Hopeful]:
    """So many students, of every kind of wish, mixed by the seed."""
    dice = random.Random(seed)  # noqa: S311 - to be repeatable
    people = []
    for n in range(number):
        wish = wishes[n % len(wishes)].format(clock=dice.choice(CLOCKS))
        student = await Student.arrives(world, language="nl")
        people.append(Hopeful(student, wish, random.Random(seed * 1000 + n)))  # noqa: S311
    return people


async def storm(people: Sequence[Hopeful]) -> None:
    """All come to their summaries; then all say yes in the same moment."""
    await asyncio.gather(*(one.comes_to_the_summary() for one in people))
    await asyncio.gather(*(one.says_yes() for one in people))


def overlaps(claimed: Sequence[Claimed]) -> list[tuple[Claimed, Claimed]]:
    """Neighbours without ten minutes between them."""
    return [(one, other) for one, other in pairwise(claimed) if other.starts_at < one.ends_at + GAP_MS]


async def told_times(one: Hopeful) -> tuple[datetime, datetime]:
    """From when to when the newest summary on the phone said the lesson is (local time)."""
    told = "\n".join(each["text"] for each in await one.student.phone())
    day, month, start, end = re.findall(r"(\d+) (november|december), (\d\d:\d\d)–(\d\d:\d\d)", told)[-1]
    date = f"2026-{11 if month == 'november' else 12}-{int(day):02d}"
    began, over = (datetime.fromisoformat(f"{date}T{clock}") for clock in (start, end))
    return began, over


async def nothing_was_sold_twice(people: Sequence[Hopeful], ledger: Ledger) -> None:
    """In the books, in the claims, in their cells, and in what the students were told."""
    assert ledger.findings() == []
    claimed = ledger.claimed()
    assert overlaps(claimed) == []
    assert len(claimed) == len(people)
    assert {claim.order_id for claim in claimed} == {f"order_{one.got}" for one in people}
    owned = ledger.cell_owners()
    for claim in claimed:
        wanted = -(-(claim.ends_at + GAP_MS) // 300_000) - claim.starts_at // 300_000
        assert owned[claim.order_id] == wanted, claim
    told = sorted([await told_times(one) for one in people])
    for (_, over), (began, _) in pairwise(told):
        assert began >= over + timedelta(minutes=10), told


async def all_pay(world: World, people: Sequence[Hopeful]) -> None:
    """Everybody with an open page pays, in the same moment, half of them by a method that takes its time."""
    for n, session in enumerate(list(world.stripe.tables.open_sessions)):
        if n % 2:
            await world.do("stripe/pay", session=session)
        else:
            await world.do("stripe/pay_later", session=session)
            await world.do("stripe/settle", session=session)
    await asyncio.gather(
        *(one.student.sees("Geboekt!", timeout_s=PATIENCE_S, alone=True) for one in people if one.paid)
    )


async def everything_happened_once(world: World, people: Sequence[Hopeful], ledger: Ledger) -> None:
    """One link, one page, one charge, one confirmation and one note of each kind for everybody; all times booked."""
    await nothing_was_sold_twice(people, ledger)
    assert ledger.dead() == []
    assert {claim.state for claim in ledger.claimed()} == {"booked"}
    payers = [one for one in people if one.paid]
    assert [s["status"] for s in world.stripe.tables.sessions.values()] == ["complete"] * len(payers)
    assert [c["paid"] for c in world.stripe.tables.charges.values()] == [True] * len(payers)
    assert world.stripe.tables.refunds == {}
    for one in people:
        told = [each["text"] for each in await one.student.phone() if each["from"] == "bot"]
        assert sum("Geboekt!" in text for text in told) == 1, told
        assert sum("Betaal hier" in text for text in told) == int(one.paid), told
        assert [text for text, after in pairwise(told) if text == after] == []
        staff = await world.staff_side.sees(one.student.conversation_id)
        assert sum("etaald en geboekt" in note or note.startswith("Geboekt") for note in staff["notes"]) == 1, staff[
            "notes"
        ]
        assert (staff["status"], "status:booked" in staff["labels"]) == ("pending", True)
