"""The audit of a place where two lessons fit: lessons side by side are right, a seat or a lesson too many is found."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from bot.core.orders import HELD
from bot.core.slots import IN_PERSON
from bot.shell import store_claims, store_talks
from bot.shell.store_audit import audit
from bot.shell.store_claims import Claim
from bot.shell.tables import cells, claims
from bot.shell.writer import Tx
from tests.shell.stage import Stage
from tests.shell.test_engine_money import START
from tests.shell.toys import NOW, order

TUTORS = {"o1": "tutor", "o2": "sam", "o3": "tutor"}


async def three_at_the_place(stage: Stage) -> None:
    """Two at once, and a third half an hour after them."""

    def unit(tx: Tx) -> None:
        tx.needs_own()
        for n, (order_id, tutor) in enumerate(TUTORS.items()):
            made = order(order_id, START + timedelta(minutes=90 * (n // 2)), place=IN_PERSON, booking=HELD, tutor=tutor)
            store_talks.save_orders(tx, {made.id: made}, {})
            store_claims.hold(tx, Claim(made.id, made.slot, lambda *_: timedelta(minutes=30), NOW, tutor, capacity=2))

    await stage.store.write(unit, name="three")


async def found(stage: Stage) -> list[tuple[str, str]]:
    told = await stage.store.read(lambda tx: audit(tx, {"trial"}, NOW))
    return [(one.kind, one.order_id) for one in told.findings]


async def test_two_lessons_where_two_fit_are_right(stage: Stage) -> None:
    """Each has a seat, whichever it is."""
    await three_at_the_place(stage)
    assert await found(stage) == []


@pytest.mark.parametrize(
    ("expected", "tampered"),
    [
        (("cell", "o3"), insert(cells).values(resource="in_person#1", cell=1, order_id="o3")),
        (("cells", "o2"), delete(cells).where(cells.c.order_id == "o2", cells.c.resource.startswith("in_person#"))),
        (("cells", "o3"), delete(cells).where(cells.c.order_id == "o3", cells.c.resource.startswith("in_person#"))),
        (("cell", "o1"), update(claims).where(claims.c.order_id == "o1").values(room="")),
    ],
)
async def test_a_seat_and_a_lesson_that_do_not_belong_together_are_found(
    stage: Stage, expected: tuple[str, str], tampered: Any
) -> None:
    """A seat without a lesson, a lesson without a seat though others sit there, one that is alone, one told to be elsewhere."""
    await three_at_the_place(stage)
    await stage.store.write(lambda tx: tx.run(tampered), name="tamper")
    assert await found(stage) == [expected]
