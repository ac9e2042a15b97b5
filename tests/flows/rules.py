"""What must hold after every event of a walk, whatever happened."""

from collections.abc import Iterable

from bot.core.audit import UNACCOUNTED, money
from bot.core.effects import Mirror
from bot.core.events import StudentChose, StudentWrote
from bot.core.orders import ATTENTION, BOOKED, HELD, RELEASED, Order, stands_in_for
from bot.core.windows import is_open
from bot.shell.chatwoot.channels import fits
from tests.flows.stage import Claims
from tests.flows.walk import Walk
from tests.flows.walker import Walker

RESTS = ("welcome.start", "welcome.rest", "booked.ready", "payment.processing")
ASKS_WITHOUT_CHOICES = (".name",)


def hold_after(walk: Walk) -> None:
    """Every rule, for everybody."""
    for walker in walk.walkers:
        _no_page_outlives_its_time(walker)
        for order in walker.talk.orders.values():
            _money_is_right(order)
            _nothing_is_held_for_ever(walker, order)
            _claims_match(walker, order)
            _one_lesson_a_chain(walker, order)
            borrowed = sum(walker.talk.orders[one].credit_cents for one in order.others)
            assert borrowed == order.lent_cents, "a series has other money than its first order lends"
        _what_was_said_fits(walker)
        _no_dead_end(walker)
        _what_is_offered_is_heard(walker)
        _was_answered(walker)
        _people_see_the_truth(walker)
    _no_two_lessons_at_once(walk.walkers)


def _money_is_right(order: Order) -> None:
    if order.booking == BOOKED:
        assert not order.price.cents or any(one.came for one in order.payments), "booked without a payment"
        assert not order.minor or order.consent_at, "booked without a parent's yes"
    assert not (order.minor and order.attempts) or order.consent_at, "a page before the parent's yes"
    assert len(order.kept) <= 1, "money kept twice"
    assert sum(one.alive for one in order.attempts) <= 1, "two pages of one order can be paid"


def _nothing_is_held_for_ever(walker: Walker, order: Order) -> None:
    if order.booking != HELD:
        return
    first = walker.talk.orders.get(order.series)
    if first is not None and (order.credit_from or first.booked_at is None):  # it waits with the first of its series
        assert (first.booking, first.booked_at) in ((HELD, None), (ATTENTION, None)), f"{order.id} is held for ever"
        return
    clocks = {name for name, order_id in walker.wakeups if order_id == order.id}
    ending = any(one.state == "expiring" for one in order.attempts)
    assert clocks & {"hold", "stuck"} or ending or order.payment == "processing", f"{order.id} is held for ever"


def _no_page_outlives_its_time(walker: Walker) -> None:
    for session in walker.stripe.sessions.values():
        order = walker.talk.orders[session.order_id]
        assert session.status != "open" or order.booking != RELEASED, "a page can be paid whose time was given back"


def hold_at_last(walk: Walk) -> None:
    """When Stripe has answered everything and days have passed, nothing is held any more, but for money on its way."""
    for walker in walk.walkers:
        for fact in walker.stripe.recovers(walk.now):
            walker.happens(fact)
    walk.passes(3 * 24 * 60)
    hold_after(walk)
    for walker in walk.walkers:
        for order in walker.talk.orders.values():
            first = walker.talk.orders.get(order.series, order)
            if (
                order.series
                and not order.attempts
                and first.booked_at
                and order.held_until
                and order.held_until > walk.now
            ):
                continue  # its link is not due yet
            assert order.booking != HELD or first.payment in ("processing", "disputed") or first.booking == ATTENTION, (
                f"held at last: {order.payment}"
            )
            # Paid, and only the intent is known so far: the open page is the one being paid, Stripe's `completed` closes it.
            by_intent = any(one.kept and not one.session_id for one in order.payments)
            assert order.settled or order.payment == "processing" or by_intent, "a page is open at last"


def _one_lesson_a_chain(walker: Walker, order: Order) -> None:
    """A lesson that was moved stands once, at one time, and every cent of its payments is somewhere."""
    if order.closed == "moved":
        heir = walker.talk.orders[order.replaced_by]
        assert order.booking == RELEASED, "moved, and it still stands"
        assert heir.credit_from == order.id, "its money is credited to nobody"
    if order.moves_order and order.booking == BOOKED:
        assert order.credit_from == order.moves_order, "two lessons for one"
        assert walker.talk.orders[order.moves_order].booking != BOOKED, "two lessons for one"
    refused = any(
        one.refused for payment in order.payments for one in payment.asked
    )  # a person's, and the audit shows it
    if (order.moves or order.moves_order or order.closed == "moved") and not refused:
        assert not money(order)[UNACCOUNTED] or order.attention, f"{money(order)} in {order.booking}"


def _claims_match(walker: Walker, order: Order) -> None:
    claim = walker.claims.slots.get(order.id)
    if order.booking in (BOOKED, HELD):
        assert claim == order.slot, f"{order.booking} without its time"
    if order.booking == RELEASED:
        assert claim is None, "a released time is still taken"


def _no_two_lessons_at_once(walkers: Iterable[Walker]) -> None:
    everyone = [order for walker in walkers for order in walker.talk.orders.values()]
    known = {one.id: one for one in everyone}
    family = {frozenset((one.id, other)) for one in everyone for other in stands_in_for(known, one.id)}
    lessons = [one for one in everyone if one.booking in (BOOKED, HELD)]
    claims = Claims({one.id: one.slot for one in lessons})
    for one in lessons:
        beside = [other.id for other in lessons if frozenset((one.id, other.id)) in family]
        heirs = _line(one, everyone)
        assert not claims.conflicts(one.id, one.slot, {*beside, *heirs}), "one time was sold twice"
        if one.booking == BOOKED:
            booked = Claims({other.id: other.slot for other in lessons if other.booking == BOOKED})
            assert not booked.conflicts(one.id, one.slot), "two lessons at once"


def _line(order: Order, everyone: Iterable[Order]) -> set[str]:
    """All orders of the line this one stands in: those it replaced and those that replaced it."""
    found, grew = {order.id}, True
    while grew:
        more = {o.id for o in everyone if o.replaces in found or o.id in found} | {
            o.replaces for o in everyone if o.id in found and o.replaces
        }
        grew = not more <= found
        found |= more
    return found


def _what_was_said_fits(walker: Walker) -> None:
    for said in walker.said:
        assert not fits(said.channel, said.text, said.choices), fits(said.channel, said.text, said.choices)
        assert said.text.strip(), "an empty message"
        assert "None" not in said.text
        assert len({one.title for one in said.choices}) == len(said.choices)
        assert not fits("Channel::Whatsapp", said.text, said.choices[:10]), said.choices
        if walker.talk_before.conversation.human_at and walker.talk.conversation.status == "open":
            assert not said.gated, f"the desk spoke beside a person: {said.text}"


def _no_dead_end(walker: Walker) -> None:
    """Something is offered or asked, or a person has it, or the talk rests where anything opens the menu."""
    here = walker.talk.conversation
    told = is_open(  # else the team was told instead
        here.channel, here.source_id, can_reply=here.can_reply, heard_at=here.heard_at, now=walker.now
    )
    if here.status != "pending" or here.assignee == "user" or not told:
        return
    step = here.step
    assert step in walker.desk.machine.steps
    opening = step == "payment.opening" and any(one.state == "asked" for one in walker.order.attempts)
    asks = here.offered is not None or step in RESTS or step.endswith(ASKS_WITHOUT_CHOICES)
    assert asks or opening, f"a dead end at {step}"
    assert step != "handoff.person", "waits for a person who was not called"


def _what_is_offered_is_heard(walker: Walker) -> None:
    here, machine = walker.talk.conversation, walker.desk.machine
    for offer in filter(None, (here.offered, *here.earlier)):
        for choice in offer.choices:
            assert machine.accepts(offer.step, choice.does), f"{choice.does} is offered at {offer.step}"


def _people_see_the_truth(walker: Walker) -> None:
    """The labels last shown in the newest conversation say what the order is."""
    here = walker.talk.conversation.conversation_id
    shown = next(
        (one for one in reversed(walker.done) if isinstance(one, Mirror) and one.conversation_id == here), None
    )
    order = walker.talk.orders.get(str(shown.attributes.get("order_id"))) if shown else None
    if shown is None or order is None:
        return
    labels = set(shown.labels)
    moves = walker.talk.orders.get(order.moves_order)
    stands = order.booking == BOOKED or (moves is not None and moves.booking == BOOKED)
    assert ("status:booked" in labels) == stands, f"{labels} for {order.booking}"
    assert order.free or f"payment:{order.payment}" in labels, f"{labels} for {order.payment}"
    assert shown.attributes["payment_status"] == (order.payment or None)


def _was_answered(walker: Walker) -> None:
    """A student the desk listens to gets an answer, always."""
    if not isinstance(walker.event, StudentWrote | StudentChose):
        return
    here = walker.talk.conversation
    listens = here.status == "pending" and here.assignee != "user" and here.can_reply
    just_asked = here.step == "payment.opening" and walker.talk_before.conversation.step != here.step
    if listens and not just_asked:
        assert walker.said, f"no answer at {here.step}"
