"""What the alarm clocks of an order do: the end of its hold, the reminder before it, trouble that lasts; and the page's buttons."""

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import Alert, WakeMe
from bot.core.flow import STAY, Flow, Move
from bot.core.orders import ATTENTION, BOOKED, HELD
from bot.core.turn import Turn
from flows import news, orders, times

STUCK_AFTER = timedelta(minutes=15)


def hold_ended(turn: Turn) -> None:
    """The time is up: the page is expired at Stripe, and only its word frees the time. Without a page it is free now."""
    order = news.subject_of(turn)
    if order is None or order.booking != HELD or order.payment not in ("pending", "failed", "expired", ""):
        if order is not None and order.booking == HELD:  # processing: the hold stays, a person looks in a while
            turn.do(WakeMe("stuck", turn.now + STUCK_AFTER, order.id))
        return
    if order.held_until is not None and order.held_until > turn.now:
        return  # an older alarm; the hold was made longer
    if orders.page_open(order):
        turn.do(WakeMe("stuck", turn.now + STUCK_AFTER, order.id))
        orders.let_go(turn, order, order.closed or "expired")
    else:
        orders.let_go(turn, order, "expired")
        turn.then = "order_expired"


def remind(turn: Turn) -> None:
    """One reminder before the end; not to one who has just paid."""
    order = news.subject_of(turn)
    if order is None or order.booking != HELD or order.closed or order.payment not in ("pending", ""):
        return
    turn.say("reminder", **orders.facts(turn, order, language=turn.language))


def trouble_lasts(turn: Turn) -> None:
    """Stripe did not answer for minutes: a person, with other instructions. The attempt goes on in the background."""
    order = news.subject_of(turn)
    if order is None or order.attempt is None or order.attempt.state != "asked" or order.booking != HELD:
        return
    news.payments_down(turn, order)


def stuck(turn: Turn) -> None:
    """A hold that could not be ended: staff are told once."""
    order = news.subject_of(turn)
    if order is not None and order.booking == HELD:
        turn.note("note-stuck", mention=True, order=order, **orders.facts(turn, order))
        turn.do(Alert("hold_stuck", order.id))


def parent_agreed(turn: Turn) -> None:
    """The parent said yes: a free lesson is booked, a paid one gets its page, with time enough to pay."""
    order = news.subject_of(turn)
    if order is None or order.booking != HELD or order.closed:
        return None
    order = replace(order, consent_at=turn.now)
    turn.put_order(order)
    name = getattr(turn.event, "name", "")
    turn.note("note-consent", order=order, name=name, **orders.facts(turn, order))
    if order.free:
        return orders.book_free(turn, order)
    until = max(order.held_until or turn.now, turn.now + turn.business.rules[order.flow].hold)
    until = min(until, order.slot.start - turn.business.hold_ends_before)
    order = replace(order, held_until=until)
    turn.put_order(order)
    orders.wake(turn, order)
    if not orders.page_open(order):
        orders.open_page(turn, order)
    return None


def page_pay_again(turn: Turn) -> None:
    """*Pay now* on an expired page: the time is held again, if it is free and was not renewed too often."""
    order = news.subject_of(turn)
    if order is None or order.booking in (BOOKED, ATTENTION) or order.payment in ("paid", "processing"):
        return
    if order.closed in ("replaced", "cancelled"):
        return
    if order.booking == HELD:
        if not orders.page_open(order) and not (order.minor and order.consent_at is None):
            orders.open_page(turn, order)
        return
    rules = turn.business.rules[order.flow]
    if times.free_for(turn, rules, order.slot):
        orders.renew(turn, order)


FLOW = Flow(
    "clock",
    steps=(),
    moves=(
        Move("*", "time_hold", STAY, do=hold_ended),
        Move("*", "time_remind", STAY, do=remind),
        Move("*", "time_trouble", STAY, do=trouble_lasts),
        Move("*", "time_stuck", STAY, do=stuck),
        Move("*", "parent_agreed", STAY, do=parent_agreed),
        Move("*", "page_pay_again", STAY, do=page_pay_again),
    ),
)
