"""The engine's counters, and its last errors."""

from collections import Counter, deque

from prometheus_client import CollectorRegistry
from prometheus_client import Counter as Meter

NEWEST_ERRORS = 10


class Meters:
    """Counts for /metrics (a registry of its own, so that two engines in one process do not clash) and for /ready."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.accepted = Meter("desk_events_accepted", "Events made durable", registry=self.registry)
        self.repeated = Meter("desk_events_repeated", "Events that were known already", registry=self.registry)
        self.turns = Meter("desk_turns", "Turns saved", registry=self.registry)
        self.failed = Meter("desk_turns_failed", "Turns rolled back by an error of ours", registry=self.registry)
        self.deliveries = Meter("desk_deliveries", "Deliveries finished", ["kind", "state"], registry=self.registry)
        self.retries = Meter("desk_deliveries_put_off", "Deliveries put off", ["kind"], registry=self.registry)
        self.alerts = Meter("desk_alerts", "Alerts for the owner", ["kind"], registry=self.registry)
        self.errors: deque[str] = deque(maxlen=NEWEST_ERRORS)
        self.counts: Counter[str] = Counter()

    def trouble(self, where: str, error: BaseException) -> None:
        """Remember an error by its place and class; never by its words, which may hold personal data."""
        self.errors.append(f"{where}: {type(error).__name__}")
        self.counts[where] += 1
