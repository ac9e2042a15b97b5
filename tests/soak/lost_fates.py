"""What becomes of a link: every course a payment can take, a step at a time."""

import random
from collections.abc import Mapping
from typing import Any

from bot.rehearsal.stripe.objects import new_id
from bot.rehearsal.wire import BadRequest
from tests.whole.desk_and_world import Whole

# Of a hundred orders, so many; see `STEPS` for what each is.
SHARES: Mapping[str, int] = {
    "paid": 22, "ideal": 6, "paid_late": 8, "declined_then_paid": 8, "declined": 3, "delayed_paid": 8, "delayed_failed": 6,
    "abandoned": 10, "paid_twice": 5, "odd_sum": 2, "refunded": 6, "refunded_part": 4, "refund_failed": 3, "disputed": 3,
    "dispute_won": 3, "dispute_lost": 3,
}  # fmt: skip
# While the time is held · as the hold ends · hours later · and hours later again.
STEPS: Mapping[str, tuple[str, str, str, str]] = {
    "paid": ("pay", "", "", ""),
    "ideal": ("ideal", "", "", ""),
    "paid_late": ("", "pay", "", ""),
    "declined_then_paid": ("decline", "pay", "", ""),
    "declined": ("decline", "", "", ""),
    "delayed_paid": ("pay_later", "", "arrive", ""),
    "delayed_failed": ("pay_later", "", "fail", ""),
    "abandoned": ("", "", "", ""),
    "paid_twice": ("pay", "twin", "", ""),
    "odd_sum": ("odd_sum", "", "", ""),
    "refunded": ("pay", "", "refund", ""),
    "refunded_part": ("pay", "", "refund_part", ""),
    "refund_failed": ("pay", "", "refund", "refund_fails"),
    "disputed": ("pay", "", "dispute", ""),
    "dispute_won": ("pay", "", "dispute", "won"),
    "dispute_lost": ("pay", "", "dispute", "lost"),
}


def drawn(dice: random.Random) -> str:
    """A fate, as often as `SHARES` says."""
    return dice.choices(list(SHARES), list(SHARES.values()))[0]


async def befalls(whole: Whole, session_id: str, fate: str, step: int) -> bool:
    """Whether this step of the fate happened; not when the page was closed before the payer came to it."""
    does = STEPS[fate][step]
    if not does:
        return True
    try:
        await _DOES[does](whole, session_id)
    except BadRequest:
        return False
    return True


def _plain(action: str, **params: Any) -> Any:
    async def does(whole: Whole, session_id: str) -> None:
        await whole.world.do(f"stripe/{action}", session=session_id, **params)

    return does


async def _odd_sum(whole: Whole, session_id: str) -> None:
    """Stripe takes another sum than was asked for: a discount that somebody switched on in its dashboard."""
    whole.world.stripe.tables.sessions[session_id]["amount_total"] -= 500
    await whole.world.do("stripe/pay", session=session_id)


async def _twin(whole: Whole, session_id: str) -> None:
    """The bank charged twice: a second payment of the same page."""
    tables = whole.world.stripe.tables
    session = tables.sessions[session_id]
    first = tables.intents[session["payment_intent"]]
    charge = tables.charge_of(first) | {"id": new_id("ch")}
    intent = first | {"id": new_id("pi"), "latest_charge": charge["id"]}
    charge["payment_intent"] = intent["id"]
    tables.intents[intent["id"]], tables.charges[charge["id"]] = intent, charge
    tables.emit("payment_intent.succeeded", intent)
    tables.emit("checkout.session.completed", session | {"payment_intent": intent["id"]})


_DOES: Mapping[str, Any] = {
    "pay": _plain("pay"),
    "ideal": _plain("pay", method="ideal"),
    "decline": _plain("decline"),
    "pay_later": _plain("pay_later"),
    "arrive": _plain("settle", succeeded=True),
    "fail": _plain("settle", succeeded=False),
    "refund": _plain("refund"),
    "refund_part": _plain("refund", amount=1_500),
    "dispute": _plain("dispute"),
    "won": _plain("close_dispute", status="won"),
    "lost": _plain("close_dispute", status="lost"),
    "refund_fails": _plain("settle_refund", succeeded=False),
    "odd_sum": _odd_sum,
    "twin": _twin,
}
