"""A lesson on a weekday. What makes it different is in the business file (`[flows.regular]`), not here."""

from flows.lesson import booking_flow

FLOW = booking_flow("regular")
