"""The conversation as tables: one file a flow. `FLOWS` is all of them, in the order in which they are tried.

A new flow is one file here, its numbers in the business file, and its sentences in `locales/`.
"""

from collections.abc import Sequence

from bot.core.flow import Flow
from flows import (
    after,
    anywhere,
    booked,
    cancelling,
    clock,
    handoff,
    moving,
    outside,
    payment,
    questions,
    regular,
    reminders,
    trial,
    urgent,
    waiting,
    weekend,
    welcome,
)

FLOWS: Sequence[Flow] = (
    welcome.FLOW,
    moving.FLOW,
    cancelling.FLOW,
    trial.FLOW,
    regular.FLOW,
    urgent.FLOW,
    weekend.FLOW,
    payment.FLOW,
    booked.FLOW,
    questions.FLOW,
    handoff.FLOW,
    clock.FLOW,
    reminders.FLOW,
    after.FLOW,
    waiting.FLOW,
    outside.FLOW,
    anywhere.FLOW,
)
