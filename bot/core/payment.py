"""One payment: how far it came, what went back of it, what the bank took, and so what is left.

Facts are joined, each under its own id (a refund's, a dispute's, the key of what we asked for), and everything else
follows from them (`Payment.judged`). So the order of arrival does not matter, and a fact told twice is told once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

# How far one payment came, only forward. "failed" is the last word on a delayed payment (its page is spent), so a
# late "processing" cannot undo it; a declined card is no stage at all: the page stays open and the student tries again.
STAGES = ("pending", "processing", "failed", "paid")
# A refund that Stripe counts as succeeded may still fail days later; what failed or was canceled stays with us for good.
REFUND_STATUSES = ("pending", "requires_action", "succeeded", "canceled", "failed")
VERDICTS = ("open", "won", "lost")


@dataclass(frozen=True, slots=True)
class KnownRefund:
    """One refund under Stripe's id. `key`: which ask of ours it answers, "" for one made beside us (Stripe's dashboard)."""

    id: str
    amount_cents: int
    status: str
    key: str = ""

    @property
    def failed(self) -> bool:
        """Whether this money stayed with us after all."""
        return self.status in ("failed", "canceled")

    def merged(self, other: "KnownRefund") -> "KnownRefund":
        """One refund from what two reports know: the further status."""
        further = max(self.status, other.status, key=REFUND_STATUSES.index)
        return KnownRefund(self.id, max(self.amount_cents, other.amount_cents), further, self.key or other.key)


@dataclass(frozen=True, slots=True)
class KnownDispute:
    """One dispute under Stripe's id; "" in what an earlier release wrote. Its inquiry and its chargeback are two of these.

    `verdict`: open · won (also an inquiry that was closed) · lost. Money is taken by a chargeback only.
    """

    id: str
    verdict: str
    amount_cents: int = 0
    inquiry: bool = False

    @property
    def takes(self) -> bool:
        """Whether the bank has the money of it."""
        return not self.inquiry and self.verdict != "won"

    def same(self, other: "KnownDispute") -> bool:
        """Whether both are one; a dispute written down without an id is whichever is told next."""
        return self.inquiry == other.inquiry and self.id in ("", other.id)

    def merged(self, other: "KnownDispute") -> "KnownDispute":
        """One dispute from what two reports know: the last verdict."""
        verdict = max(self.verdict, other.verdict, key=VERDICTS.index)
        return replace(other, verdict=verdict, amount_cents=max(self.amount_cents, other.amount_cents))


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A refund we asked Stripe for. `request`: the event that wanted it. `refused`: Stripe never made one.

    `nameless_cents`: what a charge's total had told beyond the refunds known by then; none of that is an answer to this.
    """

    key: str
    amount_cents: int
    request: str = ""
    refused: bool = False
    nameless_cents: int = 0


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that moved or tries to. `id` is the payment intent, or the session id while there is no intent.

    `state` is what people see: a stage, "refunded" or "disputed". `refunded_cents` is what went back or is at Stripe's
    hands to go back; `dispute` is "", "open", "won" or "lost". All three follow from the facts below (`judged`).
    `refund_asked`: everything that is left was asked back, so nothing of it pays for a lesson any more.
    """

    id: str
    state: str
    amount_cents: int = 0
    currency: str = ""
    session_id: str = ""
    refunded_cents: int = 0
    refund_asked: bool = False
    at: datetime | None = None
    stage: str = ""
    dispute: str = ""
    refunds: tuple[KnownRefund, ...] = ()
    # The largest `charge.amount_refunded` heard. None: written by an earlier release, which kept it in `refunded_cents`.
    charge_refunded_cents: int | None = None
    disputes: tuple[KnownDispute, ...] = ()
    asked: tuple[AskedBack, ...] = ()
    fraud_warned: bool = False

    @property
    def kept(self) -> bool:
        """Whether this money is with us now."""
        return self.state == "paid"

    @property
    def came(self) -> bool:
        """Whether this money ever arrived."""
        return self.reached == "paid"

    @property
    def gone_back(self) -> bool:
        """Whether all of it was given back."""
        return 0 < self.amount_cents <= self.refunded_cents

    @property
    def was_gone(self) -> bool:
        """Whether all of it was given back at some time, as far as one fact tells; a refund may have failed since."""
        told = max(self.refunded_cents, self.charge_refunded_cents or 0, *(one.amount_cents for one in self.refunds), 0)
        return 0 < self.amount_cents <= told

    @property
    def reached(self) -> str:
        """The stage, also of a payment written down by its state alone."""
        if self.stage:
            return self.stage
        return self.state if self.state in STAGES else "pending"

    @property
    def intent(self) -> str:
        """Its payment intent, "" while only the session is known."""
        return "" if self.id == self.session_id else self.id

    # -- cents: in = refunded + withdrawn + on its way back + kept -----------------------------------------------------

    @property
    def in_cents(self) -> int:
        """What arrived."""
        return self.amount_cents if self.came else 0

    @property
    def back_cents(self) -> int:
        """What arrived and went back."""
        return min(self.in_cents, self.refunded_cents)

    @property
    def withdrawn_cents(self) -> int:
        """What the bank took of the rest: chargebacks that are open or lost."""
        left = self.in_cents - self.back_cents
        taken = [one.amount_cents or left for one in self.disputes if one.takes]
        return min(left, sum(taken)) if taken or self.dispute not in ("open", "lost") else left

    @property
    def on_its_way_back_cents(self) -> int:
        """What we asked Stripe to give back and have not seen go (nor fail)."""
        left = self.in_cents - self.back_cents - self.withdrawn_cents
        if self.refund_asked and not self.asked:
            return left  # written by an earlier release
        answered = {one.key for one in self.refunds}
        waiting = [one for one in self.asked if not one.refused and one.key not in answered]
        # A charge's total may tell of a refund before anything told of the refund itself.
        news = self._nameless_cents - min((one.nameless_cents for one in waiting), default=0)
        return min(left, max(0, sum(one.amount_cents for one in waiting) - max(0, news)))

    @property
    def _nameless_cents(self) -> int:
        return self.refunded_cents - _gone(self.refunds)

    @property
    def kept_cents(self) -> int:
        """What is with us and stays."""
        return self.in_cents - self.back_cents - self.withdrawn_cents - self.on_its_way_back_cents

    @property
    def refundable_cents(self) -> int:
        """What Stripe would still give back: a charge that a bank disputes cannot be refunded on top, nor one without intent."""
        return self.kept_cents if self.intent and self.dispute not in ("open", "lost") else 0

    # -- facts ---------------------------------------------------------------------------------------------------------

    def judged(self) -> "Payment":
        """The same payment with the state and the sums that follow from its facts."""
        total = self.refunded_cents if self.charge_refunded_cents is None else self.charge_refunded_cents
        failed = sum(one.amount_cents for one in self.refunds if one.failed)
        refunded = max(_gone(self.refunds), total - failed)
        disputes = self.disputes or ((KnownDispute("", self.dispute),) if self.dispute else ())
        dispute = _dispute_now(disputes)
        if dispute in ("open", "lost"):
            state = "disputed"
        elif 0 < self.amount_cents <= refunded:
            state = "refunded"
        else:
            state = self.reached
        return replace(
            self,
            state=state,
            stage=self.reached,
            refunded_cents=refunded,
            charge_refunded_cents=total,
            disputes=disputes,
            dispute=dispute,
        )

    def told_refund(self, refund: KnownRefund) -> "Payment":
        """This payment, knowing of that refund."""
        return replace(self, refunds=_put(self.judged().refunds, refund)).judged()

    def told_total(self, refunded_cents: int) -> "Payment":
        """This payment, knowing a charge's `amount_refunded` (compared, never added)."""
        heard = self.judged().charge_refunded_cents or 0
        return replace(self, charge_refunded_cents=max(heard, refunded_cents)).judged()

    def told_dispute(self, dispute: KnownDispute) -> "Payment":
        """This payment, knowing of that dispute."""
        known = self.judged().disputes
        same = next((one for one in known if one.same(dispute)), None)
        put = (*(one for one in known if one is not same), dispute if same is None else same.merged(dispute))
        return replace(self, disputes=tuple(sorted(put, key=lambda one: (one.id, one.inquiry)))).judged()

    def asking(self, ask: AskedBack) -> "Payment":
        """This payment with that much of it on its way back."""
        asked = replace(self, asked=(*self.asked, replace(ask, nameless_cents=self._nameless_cents)))
        return replace(asked, refund_asked=asked.refund_asked or not asked.kept_cents)

    def without_refunds(self) -> "Payment":
        """This payment as if nothing of it had been given back."""
        return replace(self, refunds=(), refunded_cents=0, charge_refunded_cents=0).judged()

    def merged(self, other: "Payment") -> "Payment":
        """One payment from what two entries know: the intent's id, the further stage, the larger sums."""
        mine, others = self.judged(), other.judged()
        one = replace(
            mine,
            id=self.intent or other.intent or self.id,
            session_id=self.session_id or other.session_id,
            amount_cents=self.amount_cents or other.amount_cents,
            currency=self.currency or other.currency,
            refund_asked=self.refund_asked or other.refund_asked,
            at=self.at or other.at,
            stage=max(mine.stage, others.stage, key=STAGES.index),
            charge_refunded_cents=max(mine.charge_refunded_cents or 0, others.charge_refunded_cents or 0),
            asked=self.asked + tuple(ask for ask in other.asked if ask.key not in {known.key for known in self.asked}),
            fraud_warned=self.fraud_warned or other.fraud_warned,
        )
        for refund in others.refunds:
            one = replace(one, refunds=_put(one.refunds, refund))
        for dispute in others.disputes:
            one = one.told_dispute(dispute)
        return one.judged()


def _put(refunds: tuple[KnownRefund, ...], told: KnownRefund) -> tuple[KnownRefund, ...]:
    known = {one.id: one for one in refunds}
    known[told.id] = known[told.id].merged(told) if told.id in known else told
    return tuple(known[name] for name in sorted(known))


def _gone(refunds: Iterable[KnownRefund]) -> int:
    return sum(one.amount_cents for one in refunds if not one.failed)


def _dispute_now(disputes: Iterable[KnownDispute]) -> str:
    verdicts = {one.verdict for one in disputes if not one.inquiry}
    return next((one for one in ("open", "lost", "won") if one in verdicts), "")
