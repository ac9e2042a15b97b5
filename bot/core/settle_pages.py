"""What becomes of an order when one of its Checkout pages opens, is refused, or ends."""

from dataclasses import replace

from bot.core import events as e
from bot.core.effects import ExpireCheckout, ReleaseSlot
from bot.core.ledger import attempt_of
from bot.core.orders import HELD, PROPOSED, RELEASED, Order
from bot.core.settled import Settled, World


def opened(order: Order, event: e.CheckoutOpened, _: World) -> Settled:
    """The page has an address, unless nobody may pay there any more: then it is closed at once."""
    attempt = next((a for a in order.attempts if a.n == event.attempt), None)
    if attempt is None or attempt.session_id not in ("", event.session_id):
        # A page no attempt of ours stands for must not be paid. (Never overwrite a session id: it may be paid yet.)
        return Settled(order, (ExpireCheckout(order.id, event.attempt, event.session_id),))
    news = "opened" if attempt.state == "asked" else ""
    attempt = replace(attempt, session_id=event.session_id, url=event.url or attempt.url)
    if attempt.state == "refused":  # it is there after all, and given up
        return Settled(order.with_attempt(attempt), (ExpireCheckout(order.id, attempt.n, event.session_id),))
    if not attempt.alive:
        return Settled(order.with_attempt(attempt))
    if order.closed or order.kept or attempt.state == "expiring":
        closing = order.with_attempt(replace(attempt, state="expiring"))
        return Settled(closing, (ExpireCheckout(order.id, attempt.n, event.session_id),))
    return Settled(order.with_attempt(replace(attempt, state="open")), news=news)


def refused(order: Order, event: e.CheckoutRefused, _: World) -> Settled:
    """Stripe will never open this attempt."""
    attempt = next((a for a in order.attempts if a.n == event.attempt), None)
    if attempt is None or not attempt.alive:
        return Settled(order)
    session_id = attempt.session_id or event.session_id
    order = order.with_attempt(replace(attempt, state="refused", session_id=session_id))
    if order.closed:
        return release(order, "refused")  # cancelled meanwhile: there is no page to wait for
    return Settled(order, news="refused")


def expired(order: Order, event: e.CheckoutExpired, _: World) -> Settled:
    """Nobody can pay this page any more; the time goes back when it was the last way to pay."""
    attempt = attempt_of(order, event.session_id) or next((a for a in order.attempts if a.n == event.attempt), None)
    if attempt is not None and attempt.state == "refused" and not (event.attempt or order.closed):
        return Settled(order)  # a page nobody ever had; the hold goes on for the next attempt, until its own end
    spent = attempt is not None and attempt.alive
    if attempt is not None and attempt.state != "complete":
        order = order.with_attempt(replace(attempt, state="expired"))
    return release(order, "expired", otherwise="expired" if spent else "")


def release(order: Order, news: str, otherwise: str = "") -> Settled:
    """The time goes back once nothing can be paid any more and no money came or is on its way."""
    moving = any(p.state in ("processing", "disputed") for p in order.payments)
    if any(a.alive for a in order.attempts) or order.kept or moving:
        return Settled(order)
    if order.booking not in (HELD, PROPOSED):
        return Settled(order, news=otherwise)
    released = replace(order, booking=RELEASED, closed=order.closed or "expired", held_until=None)
    return Settled(released, (ReleaseSlot(order.id, heir=order.replaced_by),), news)
