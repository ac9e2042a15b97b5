"""A lesson on Saturday or Sunday, at the weekend rate. What makes it different is in the business file (`[flows.weekend]`), not here."""

from flows.lesson import booking_flow

FLOW = booking_flow("weekend")
