"""Facts about one order's money, settled on the order before its talk hears of them (`bot.core.settle`)."""

from dataclasses import dataclass

from bot.core.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyEvent(Event):
    """A fact about one order's money. `session_id` and `payment_intent` as far as Stripe told them.

    `hinted`: only metadata says it is ours, so the session is looked up at Stripe before anything else.
    """

    order_id: str
    session_id: str = ""
    payment_intent: str = ""
    hinted: bool = False
    settled: bool = False  # set by the engine once the order has taken it in
    news: str = ""  # what settling made of it: see bot.core.settle


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutOpened(MoneyEvent):
    """Stripe opened the page of attempt `attempt`."""

    attempt: int
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutRefused(MoneyEvent):
    """Stripe will never open this attempt (wrong key, wrong parameters)."""

    attempt: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(MoneyEvent):
    """The money is there."""

    amount_cents: int
    currency: str = "eur"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPending(MoneyEvent):
    """The student finished the page with a delayed method; the money is on its way."""

    amount_cents: int = 0
    currency: str = "eur"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(MoneyEvent):
    """`final`: a delayed payment failed and the page is spent. Else a card was declined and the page stays open."""

    final: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutExpired(MoneyEvent):
    """The page can no longer be paid. `attempt`: which one, where we asked for it ourselves (it may have no session)."""

    attempt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutLookedUp(MoneyEvent):
    """What Stripe says about a session only a hint connected to us. The core requires reference, amount and currency of a frozen attempt."""

    reference: str
    status: str  # open · complete · expired
    payment_status: str  # paid · unpaid · no_payment_required
    amount_cents: int = 0
    currency: str = ""
    expires_at: int = 0  # Unix seconds: no two attempts of an order share it


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefunded(MoneyEvent):
    """`refunded_cents` is the total refunded so far on that payment (compared, never added)."""

    refunded_cents: int
    amount_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(MoneyEvent):
    """Stripe would not make a refund we asked for under `key`: nothing moved, a person is needed. (One that was made and
    failed is a `RefundTold`.)
    """

    amount_cents: int = 0
    reason: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDisputed(MoneyEvent):
    """The bank took the money back for now (`won` None), or closed the matter. `inquiry`: it only asks, nothing was taken."""

    won: bool | None = None
    dispute_id: str = ""
    amount_cents: int = 0
    inquiry: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundTold(MoneyEvent):
    """One refund as Stripe shows it. Its id is the key, whoever reports it: a webhook, our own call, a comparison.

    `status`: pending · requires_action · succeeded · failed · canceled (the last two: the money stayed with us).
    `key`: which refund of ours it is, from its metadata (`refund_key`); "" when it was made beside us.
    """

    refund_id: str
    amount_cents: int
    status: str
    reason: str = ""  # why it failed
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudWarned(MoneyEvent):
    """A card network fears fraud (`radar.early_fraud_warning`): a dispute is likely. Nothing is done by itself."""

    actionable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequested(MoneyEvent):
    """Somebody of the team wants money of this order given back. Settling decides how much can, and asks Stripe.

    `amount_cents`: how much of what is still here; 0 = all of it. `by` and `why` stand in the order's history.
    `lesson`: the order that this is given back for, where this order's payment pays for other lessons too.
    """

    amount_cents: int = 0
    lesson: str = ""
    by: str = ""
    why: str = ""
