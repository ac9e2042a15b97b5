"""What stays on record of an order: each event that touched it, who, why, what changed, what was asked for."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core import events as e
from bot.core.history import body, who, why
from bot.core.money import Money
from bot.core.orders import HELD, Attempt, Payment
from bot.shell import store_history
from bot.shell.engine import Reference
from tests.shell.stage import Stage
from tests.shell.test_engine_money import PAGE, START, held, paid, saved
from tests.shell.toys import NOW, TALK, order


async def rows(stage: Stage, order_id: str = "o1") -> list[dict[str, Any]]:
    """The order's history, each row with its body read."""
    found = await stage.store.read(lambda tx: store_history.of_order(tx, order_id))
    return [row._asdict() | {"body": json.loads(row.body)} for row in found]


async def test_a_payment_leaves_one_row_with_what_changed_and_stripes_ids(stage: Stage) -> None:
    """In the transaction that settles it; the sister event that brings nothing new leaves none."""
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE,)))
    for event_id in ("evt_1", "evt_2"):
        await stage.engine.accept_mapped(Reference(session_id="cs_1"), paid(event_id))
    await stage.engine.idle()
    (row,) = await rows(stage)
    assert (row["event_id"], row["kind"], row["news"], row["who"], row["at"] > 0) == (
        *("evt_1", "OrderPaid", "paid", "stripe"),
        True,
    )
    body = row["body"]
    assert (body["before"]["booking"], body["after"]["booking"]) == ("held", "booked")
    assert body["after"]["payment pi_1"]["amount_cents"] == 6000
    assert [one["kind"] for one in body["effects"]] == ["BookSlot"]
    assert body["stripe"] == {"session_id": "cs_1", "payment_intent": "pi_1"}
    assert "flow" not in body["before"], "what did not change is not told again"


async def test_what_the_student_does_leaves_a_row_with_the_deliveries_it_asked_for(stage: Stage) -> None:
    """By the delivery's id, under which its fate is found; nothing that was said or written."""
    await stage.hear(f"buy o1 {START.isoformat()}")
    first, *others = await rows(stage)
    assert (first["kind"], first["who"], "before" in first["body"]) == ("StudentWrote", "student", False)
    asked = {one["kind"]: one.get("id") for one in first["body"]["effects"]}
    assert asked["OpenCheckout"] in {store_history.without_talk(one.id, one.talk) for one in stage.world.arrived}
    assert "anna" not in json.dumps(first), "a talk may be named for a telephone number"
    assert "text" not in json.dumps(first["body"])
    assert {one["who"] for one in others} <= {"stripe"}


async def test_a_turn_that_changes_no_order_writes_nothing(stage: Stage) -> None:
    """Most turns: the record costs them nothing."""
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE,)))
    await stage.hear("say hello", "mirror seen")
    assert await rows(stage) == []


async def test_a_settling_that_is_rolled_back_leaves_no_row(stage: Stage) -> None:
    """The row and the change stand or fall together."""
    await held(stage, order("o1", START, booking=HELD, attempts=(PAGE,)))

    def unit(tx: Any) -> None:
        fact = e.OrderPaid(
            id="x", talk=TALK, order_id="o1", session_id="cs_1", payment_intent="pi_1", amount_cents=6000
        )
        stage.engine._parts.settle(tx, fact, NOW, frozenset(), person_has_it=False)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stage.store.write(unit, name="boom")
    assert (await saved(stage)).booking == HELD
    assert await rows(stage) == []


def test_who_and_why_are_those_of_the_event() -> None:
    """Whoever asked for money back is named as they named themselves; a deadline by which one it is."""
    asked = e.RefundRequested(id="r", talk=TALK, order_id="o1", by="anna", why="ill")
    assert (who(asked), why(asked)) == ("anna", "ill")
    assert who(replace(asked, by="")) == "staff"
    rang = e.DeadlinePassed(id="d", talk=TALK, name="hold", order_id="o1")
    assert (who(rang), why(rang)) == ("desk", "hold")
    assert who(e.PayAgainAsked(id="p", talk=TALK, order_id="o1")) == "student"


def test_no_address_and_no_parameters_of_a_page_are_kept() -> None:
    """Who has the address of an open page can pay it; the parameters are Stripe's business."""
    page = Attempt(1, "o1:1", {"secret": "parameter"}, NOW + timedelta(hours=1), "open", "cs_1", "https://pay.test/c/1")
    made = order("o1", START, booking=HELD, attempts=(page,), learner="learner-7")
    paid_for = made.with_payment(Payment("pi_1", "paid", 6000, "eur", stage="paid"))
    row = body(None, replace(paid_for, price=Money(6000)), e.TurnFailed(id="t", talk=TALK, failed_id=""), ())
    told = json.dumps(row, default=str)
    assert not [word for word in ("parameter", "https://", "learner-7", "token-o1") if word in told]
    assert row["after"]["page 1"] == {"state": "open", "session_id": "cs_1"}
