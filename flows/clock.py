"""What happens to an order without the student: its alarm clocks, a parent's yes, *Pay now* on its page, trouble at Stripe."""

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import Alert, WakeMe
from bot.core.flow import STAY, Flow, Move
from bot.core.money import Money
from bot.core.orders import ATTENTION, BOOKED, HELD, Order
from bot.core.turn import Turn
from flows import news, orders, times

STUCK_AFTER = timedelta(minutes=15)


def hold_ended(turn: Turn) -> None:
    """The time is up: the page is expired at Stripe, and only its word frees the time. Without a page it is free now."""
    order = news.subject_of(turn)
    if order is None or order.booking != HELD:
        return
    if order.held_until is not None and order.held_until > turn.now:
        return  # an older alarm; the hold was made longer
    if order.payment == "processing":  # the hold stays; a person looks in a while
        turn.do(WakeMe("stuck", turn.now + STUCK_AFTER, order.id))
    elif orders.page_open(order):
        orders.let_go(turn, order, order.closed or "expired")
        turn.do(WakeMe("stuck", turn.now + STUCK_AFTER, order.id))
    elif order.payment in ("pending", "failed", "expired", ""):
        orders.let_go(turn, order, "expired")
        turn.then = "order_expired"


def remind(turn: Turn) -> None:
    """One reminder before the end; not to one who has just paid, also if that is heard only while it is on its way."""
    order = news.subject_of(turn)
    if order is None or not order.awaits_payment:
        return
    key = "reminder-parent" if orders.awaits_parent(order) else "reminder"
    turn.say(key, unpaid=order.id, **orders.facts(turn, order, language=turn.language))


def trouble_lasts(turn: Turn) -> None:
    """Stripe did not answer for minutes: a person, with other instructions. The attempt goes on in the background."""
    order = news.subject_of(turn)
    if order is None or order.booking != HELD or order.closed:
        return
    asked = order.attempt is not None and order.attempt.state == "asked"
    if order.free and _waits(turn, order):
        orders.to_person(turn, "trouble")
    elif asked or _waits(turn, order):
        news.payments_down(turn, order)


def waits(turn: Turn) -> None:
    """The page this order took the place of cannot be ended: said, for the new one cannot open before."""
    order = news.subject_of(turn)
    if order is not None and _waits(turn, order):
        stripe_troubled(turn)


def _waits(turn: Turn, order: Order) -> bool:
    """Whether a new order waits for Stripe's word about a page it took the place of."""
    fresh = order.booking == HELD and not (order.closed or order.attempts or orders.awaits_parent(order))
    return fresh and any(orders.page_open(one) for one in orders.replaced_by_it(turn, order))


def stripe_troubled(turn: Turn) -> None:
    """Stripe does not answer, or refuses our key: said once, and tried in the background."""
    order = news.subject_of(turn)
    if order is None:
        return
    choices = []
    if news.current(turn, order) and turn.state.startswith("payment."):
        choices = [
            turn.choice("change", "choice-change", "change"),
            turn.choice("stop", "choice-stop", "stop"),
            turn.choice("person", "choice-person", "person"),
        ]
    turn.say("payments-down", choices)
    unfit_key = bool(getattr(turn.event, "unfit_key", False))
    turn.note("note-stripe-key" if unfit_key else "note-stripe-trouble", order=order, **orders.facts(turn, order))
    if not unfit_key:  # a key that Stripe refuses is known to the watch, which also sees when it is well again
        turn.do(Alert("stripe_trouble", "students wait for a payment page that Stripe does not make", "stripe_trouble"))


def stuck(turn: Turn) -> None:
    """A hold that could not be ended: staff are told once."""
    order = news.subject_of(turn)
    if order is not None and order.booking == HELD:
        turn.note("note-stuck", mention=True, order=order, **orders.facts(turn, order))
        turn.do(Alert("hold_stuck", order.id))


def refund_slow(turn: Turn) -> None:
    """Money that was promised back, all or a part, is still with us: staff are told once; the desk goes on trying."""
    order = news.subject_of(turn)
    if order is not None and order.on_its_way_back_cents:
        still_here = Money(order.on_its_way_back_cents, order.price.currency)
        amount = turn.desk.speech.money(turn.business.staff_language, still_here)
        turn.note("note-refund-slow", mention=True, order=order, amount=amount, **orders.facts(turn, order))
        turn.do(Alert("refund_slow", order.id))


def parent_agreed(turn: Turn) -> None:
    """The parent said yes: a free lesson is booked, a paid one gets its page, with time enough to pay."""
    order = news.subject_of(turn)
    if order is None or order.booking != HELD or order.closed:
        return
    order = replace(order, consent_at=turn.now)
    turn.put_order(order)
    name = getattr(turn.event, "name", "")
    turn.note("note-consent", name=name, **orders.facts(turn, order))
    order = orders.prolong(turn, order)
    orders.go_ahead(turn, order)
    if order.free:
        return
    turn.say("parent-agreed", **orders.facts(turn, order, language=turn.language))
    return


def series_link(turn: Turn) -> None:
    """The next lesson of a series has to be paid by itself: its page is opened, and the link follows."""
    order = news.subject_of(turn)
    if order is None or order.booking != HELD or order.closed or order.attempts:
        return
    orders.open_page(turn, order)
    if turn.asks and news.idle(turn):
        turn.set(order=order.id)
        turn.state = "payment.opening"


def page_pay_again(turn: Turn) -> None:
    """*Pay now* on an expired page: the time is held again, if it is free and was not renewed too often."""
    order = news.subject_of(turn)
    if order is None or order.moves_order or order.others:
        return
    if not order.price.cents or order.booking in (BOOKED, ATTENTION) or order.payment in ("paid", "processing"):
        return
    if order.closed in ("replaced", "cancelled") or (order.series and order.booking == HELD and not order.attempts):
        return  # a later lesson of a series has no page before its own link is due
    if order.booking == HELD:
        if not order.closed and not orders.page_open(order) and not orders.awaits_parent(order):
            orders.open_page(turn, order)
        return
    if times.free_again(turn, order) and not orders.renew(turn, order):
        orders.to_person(turn, "too_many_unpaid")


FLOW = Flow(
    "clock",
    steps=(),
    moves=(
        Move("*", "time_hold", STAY, do=hold_ended),
        Move("*", "time_remind", STAY, do=remind),
        Move("*", "time_trouble", STAY, do=trouble_lasts),
        Move("*", "time_waits", STAY, do=waits),
        Move("*", "time_stuck", STAY, do=stuck),
        Move("*", "time_series_link", STAY, do=series_link),
        Move("*", "time_refund", STAY, do=refund_slow),
        Move("*", "stripe_troubled", STAY, do=stripe_troubled),
        Move("*", "parent_agreed", STAY, do=parent_agreed),
        Move("*", "page_pay_again", STAY, do=page_pay_again),
    ),
)
