"""Money that goes back beside the desk, and what people are told to do."""

from bot.core import effects as x
from bot.core import events as e
from tests.flows.meeting import booked


def test_a_failed_refund_names_the_sum_that_failed() -> None:
    """Of a lesson of € 60 a refund of € 10 failed: nobody is asked to repay € 60 by hand."""
    s = booked("nl")
    s.stripe_says("a part is refunded", e.OrderRefunded, refunded_cents=1000, amount_cents=6000)
    s.stripe_says("that refund fails", e.RefundFailed, amount_cents=1000)
    notes = [one.text for one in s.done if isinstance(one, x.NoteForStaff)]
    assert "10,00" in notes[-1]
    assert "60,00" not in notes[-1]
