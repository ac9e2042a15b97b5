"""A paid weekly series: booked as one, late without what is gone, each by a link of its own; and off when its money is."""

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import HoldSlot, WakeMe
from bot.core.money import Money
from bot.core.orders import BOOKED, HELD, RELEASED, Order
from bot.core.series import others_of
from bot.core.turn import Turn
from flows import cancelling, confirm, moved, orders, weekly

LINK_BEFORE = timedelta(hours=23)  # the link of one lesson goes this long before it has to be paid: a page lives a day


def stand_again(turn: Turn, first: Order) -> tuple[Order, ...]:
    """The lessons of a series paid late that cannot be had any more; the others hold their times again.

    With one payment for all, what those cost goes back at once.
    """
    gone = []
    for other in [one for one in others_of(turn, first) if one.booking == RELEASED and one.booked_at is None]:
        if weekly.can_have(turn, other):
            until = first.slot.end if other.credit_cents else other.slot.start - turn.business.series.pay_before
            turn.put_order(replace(other, booking=HELD, closed="", held_until=until))
            turn.do(HoldSlot(other.id, other.slot, until))
            continue
        gone.append(other)
        if other.credit_cents:
            moved.give_back(turn, other, other.credit_cents)
    return tuple(gone)


def booked(turn: Turn, first: Order, gone: tuple[Order, ...], *, late: bool) -> None:
    """One confirmation for all of them, and one note."""
    lessons = [first, *(one for one in others_of(turn, first) if one.booking in (BOOKED, HELD))]
    each, here, team = Money(first.worth_cents, first.price.currency), turn.clock_at(first.slot.place), turn.team_clock
    staff, speech = turn.business.staff_language, turn.desk.speech
    back = Money(first.worth_cents * len(gone) if first.lent_cents else 0, first.price.currency)
    if late:
        missed = weekly.dates(here, [one.slot.start for one in gone])
        how = "none" if not gone else "back" if back.cents else "free"
        turn.lead("series-late", gone=how, dates=missed, amount=turn.money(back))
    key = "series-booked" if first.lent_cents or len(lessons) == 1 else "series-booked-each"
    hours = int(turn.business.series.pay_before / timedelta(hours=1))
    about = confirm.of_booked(turn, first)
    starts = [one.slot.start for one in lessons]
    turn.fact(key, **about, count=len(lessons), dates=weekly.dates(here, starts), hours=hours)
    told = orders.facts(turn, first) | {"price": speech.money(staff, each)}
    left_out = weekly.dates(team, [one.slot.start for one in gone]) or "–"
    soon = orders.is_soon(turn, first)
    turn.note(
        "note-series-paid" if key == "series-booked" else "note-series-paid-each",
        mention=soon, order=first, count=len(lessons), dates=weekly.dates(team, starts), left="yes" if gone else "no", leftout=left_out,
        amount=speech.money(staff, back), hours=hours, **told,
    )  # fmt: skip


def set_links(turn: Turn, first: Order) -> None:
    """Each lesson that is paid by itself asks for its money in time."""
    for other in others_of(turn, first):
        if other.booking == HELD and other.price.cents and other.held_until is not None:
            turn.do(WakeMe("series_link", other.held_until - LINK_BEFORE, other.id))
            orders.wake(turn, other)


def paid_by(turn: Turn, first: Order) -> list[Order]:
    """The lessons still to come that a series' one payment pays for beside its first, wherever they were moved."""
    found = []
    for one in others_of(turn, first):
        lesson = orders.last_heir(turn, one) if one.closed == "moved" else one
        if lesson is not None and lesson.booking == BOOKED and lesson.credit_cents and lesson.slot.start > turn.now:
            found.append(lesson)
    return sorted(found, key=lambda one: one.slot.start)


def cheaper(turn: Turn, first: Order, order: Order, cents: int) -> None:
    """A lesson of the series for which money goes back costs that much less from now on: cancelled, it gives back the rest."""
    if not any(one.series == first.id for one in (order, *orders.credited(turn, order))):
        return
    moved.take_less(turn, first, order, min(cents, order.credit_cents))


def money_gone(turn: Turn, first: Order) -> None:
    """All of a series' one payment went back: none of its lessons that are still to come takes place."""
    if first.payment != "refunded":
        return
    off = paid_by(turn, first)
    for one in off:  # with what was paid on top of it for a dearer time
        moved.take_less(turn, first, one, one.credit_cents)
        cancelling.cancel_order(turn, turn.talk.orders[one.id], one.refundable_cents)
    if off:
        starts = [one.slot.start for one in off]
        turn.fact("series-off", dates=weekly.dates(turn.clock_at(first.slot.place), starts), count=len(off))
        staff = weekly.dates(turn.team_clock, starts)
        turn.note("note-series-off", order=first, dates=staff, count=len(off), **orders.facts(turn, first))
