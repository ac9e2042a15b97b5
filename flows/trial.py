"""A free first lesson of half an hour, one per learner. What makes it different is in the business file (`[flows.trial]`), not here."""

from flows.lesson import booking_flow

FLOW = booking_flow("trial")
