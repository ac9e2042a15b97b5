"""What a conversation left behind everywhere, as plain values that can be compared with those of another run."""

import re
from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.reminder_rules import ALARMS
from bot.rehearsal.people import Staff, Student
from bot.rehearsal.world import World
from bot.shell.tables import from_ms
from tests.whole.ledger_of import Ledger

_TOKEN = re.compile(r"(?<=order_)[a-z0-9]{20}|(?<=/p/)[a-z0-9]{20}")
_CLOCK = re.compile(r"(gereserveerd tot|is tot|held until) \d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Left:
    """Money and lessons: sums in cents, and when each booked lesson begins, in Amsterdam."""

    charged: list[int]
    refunded: list[int]
    lessons: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`phone`: every bubble with its choices. `notes` … `assignee`: what staff see. `pages`, `charges`: Stripe's. `times`,
    `alarms`: ours."""

    phone: list[Any]
    notes: list[str]
    labels: list[str]
    attributes: dict[str, Any]
    contact: dict[str, Any]
    status: str
    assignee: Any
    pages: list[Any]
    charges: list[Any]
    refunds: list[Any]
    times: list[Any]
    cells: list[int]
    alarms: list[Any]
    dead: list[str]

    @property
    def left(self) -> Left:
        """In short."""
        charged = [amount for _, amount, paid in self.charges if paid]
        booked = [starts_at for _, state, starts_at, _ in self.times if state == "booked"]
        here = ZoneInfo("Europe/Amsterdam")
        return Left(charged, self.refunds, [f"{from_ms(at).astimezone(here):%a %H:%M}" for at in booked])

    def unlike(self, other: "Outcome") -> list[str]:
        """What differs, a line each; nothing when the two are equal."""
        found = []
        for field in fields(self):
            mine, others = getattr(self, field.name), getattr(other, field.name)
            if mine != others:
                found.append(f"{field.name}: {_first_difference(mine, others)}")
        return found


async def outcome_of(world: World, student: Student, ledger: Ledger) -> Outcome:
    """What there is now, with the books in order."""
    assert ledger.findings() == [], "the books are wrong"
    names = _Names()
    phone = [(each["text"], [c["title"] for c in each["buttons"]]) for each in await student.phone()]
    staff = await Staff(world).sees(student.conversation_id)
    attributes = dict(staff["custom_attributes"])
    if "payment_date" in attributes:
        attributes["payment_date"] = attributes["payment_date"][:13]
    tables = world.stripe.tables
    pages = [(s["client_reference_id"], s["status"], s["amount_total"]) for s in tables.sessions.values()]
    charges = [(c["metadata"].get("order_id"), c["amount"], c["paid"]) for c in tables.charges.values()]
    owned = ledger.cell_owners()
    claimed = ledger.claimed()
    return Outcome(
        phone=names.plain(phone),
        notes=names.plain(staff["notes"]),
        labels=sorted(staff["labels"]),
        attributes=names.plain(attributes),
        contact=names.plain(staff["contact"]["custom_attributes"]),
        status=staff["status"],
        assignee=staff["assignee"],
        pages=names.plain(pages),
        charges=names.plain(charges),
        refunds=[r["amount"] for r in tables.refunds.values()],
        times=names.plain([(c.order_id, c.state, c.starts_at, c.ends_at) for c in claimed]),
        cells=[owned.get(c.order_id, 0) for c in claimed],
        alarms=names.plain(ledger.alarms(ALARMS)),
        dead=ledger.dead(),
    )


class _Names:
    """Orders by the order in which they appear: their real names hang on the number of the turn that made them."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def plain(self, value: Any) -> Any:
        """The value with all that may differ between two good runs replaced."""
        if isinstance(value, str):
            return _CLOCK.sub(r"\1 …", _TOKEN.sub(self._name, value))
        if isinstance(value, dict):
            return {key: self.plain(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.plain(each) for each in value]
        return value

    def _name(self, found: re.Match[str]) -> str:
        return self._known.setdefault(found[0], f"#{len(self._known) + 1}")


def _first_difference(mine: Any, others: Any) -> str:
    if isinstance(mine, list) and isinstance(others, list):
        extra = [each for each in mine if each not in others]
        missing = [each for each in others if each not in mine]
        if extra or missing:
            return f"too much {extra!r}, missing {missing!r}"
        return f"another order or number: {mine!r} instead of {others!r}"
    return f"{mine!r} instead of {others!r}"
