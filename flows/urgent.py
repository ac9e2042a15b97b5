"""Help today or tomorrow, paid at once. What makes it different is in the business file (`[flows.urgent]`), not here."""

from flows.lesson import booking_flow

FLOW = booking_flow("urgent")
