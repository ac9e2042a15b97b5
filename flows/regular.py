"""A lesson on a weekday. What makes it different is in the business file (`[flows.regular]`), not here."""

from flows.intake import booking_flow

FLOW = booking_flow("regular")
