"""The engine's counters, and its last errors."""

from collections import Counter, deque
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

from prometheus_client import CollectorRegistry, Gauge, Histogram
from prometheus_client import Counter as Meter

if TYPE_CHECKING:
    from bot.shell.engine_health import Health

NEWEST_ERRORS = 10
BOOKING_NEWS = frozenset({"paid", "paid_late"})
REFUND_NEWS = frozenset({"refunded", "refunded_part", "refund_failed", "refund_asked", "refund_refused"})
DISPUTE_NEWS = frozenset({"disputed", "dispute_won", "dispute_lost", "fraud_warning"})
ALERT_KINDS = (
    *("amount_mismatch", "chatwoot_unreachable", "checkout_refused", "database", "delivery_dead", "disk_full"),
    *("disputed", "error_rate", "event_dead", "foreign_checkout", "fraud_warning", "hold_stuck", "inbox_old"),
    *("message_failed", "outbox_old", "paid_not_booked", "paid_twice", "refund_failed", "refund_slow"),
    *("stripe_key", "stripe_trouble", "stripe_unreachable", "webhook_verification"),
)
SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class MoneyTold(NamedTuple):
    """What a fact about money was to its order: the news ("" for none), and what kind of order it is."""

    news: str
    flow: str
    language: str


class Meters:
    """Counts for /metrics (a registry of its own, so that two engines in one process do not clash) and for /ready.

    Labels are kinds, places, flows and languages: few values, never personal data.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.accepted = self._counter("desk_events_accepted", "Events made durable")
        self.repeated = self._counter("desk_events_repeated", "Events that were known already")
        self.turns = self._counter("desk_turns", "Turns saved")
        self.failed = self._counter("desk_turns_failed", "Turns rolled back by an error of ours")
        self.dead = self._counter("desk_events_dead", "Events put aside after three tries")
        self.deliveries = self._counter("desk_deliveries", "Deliveries finished", "kind", "state")
        self.retries = self._counter("desk_deliveries_put_off", "Deliveries put off", "kind")
        self.alerts = self._counter("desk_alerts", "Alerts for the owner, repeats included", "kind")
        for kind in ALERT_KINDS:
            self.alerts.labels(kind)  # a counter that begins with its first count shows Prometheus no rise
        self.alerts_sent = self._counter("desk_alerts_sent", "Alerts handed to a service of the owner's", "outcome")
        self.errors_by_place = self._counter("desk_errors", "Errors, by their place", "place")
        of_order = ("outcome", "flow", "language")
        self.payments = self._counter("desk_payments", "Facts about payments that changed an order", *of_order)
        self.refunds = self._counter("desk_refunds", "Facts about money given back", *of_order)
        self.disputes = self._counter("desk_disputes", "Disputes and warnings of fraud", *of_order)
        self.to_booked = Histogram(
            "desk_payment_to_booked_seconds",
            "From a payment's webhook to the saved booking",
            buckets=SECONDS,
            registry=self.registry,
        )
        self.to_confirmed = Histogram(
            "desk_payment_to_confirmed_seconds",
            "From a payment's webhook to the delivered confirmation",
            buckets=SECONDS,
            registry=self.registry,
        )
        self.waiting = Gauge("desk_waiting", "Rows that wait", ["door"], registry=self.registry)
        self.oldest = Gauge("desk_oldest_seconds", "How long the oldest has waited", ["door"], registry=self.registry)
        self.dead_letters = Gauge("desk_dead_letters", "Rows put aside for good", ["door"], registry=self.registry)
        self.database = Gauge("desk_database_readable", "1, or 0 when it cannot be read", registry=self.registry)
        self.build = Gauge("desk_build_info", "1, by release", ["version"], registry=self.registry)
        self.build.labels(version("tutorbot")).set(1)
        self.errors: deque[str] = deque(maxlen=NEWEST_ERRORS)
        self.counts: Counter[str] = Counter()

    def trouble(self, where: str, error: BaseException) -> None:
        """Remember an error by its place and class; never by its words, which may hold personal data."""
        self.errors.append(f"{where}: {type(error).__name__}")
        self.counts[where] += 1
        self.errors_by_place.labels(where).inc()

    def look(self, health: "Health | None") -> None:
        """Sets what is counted in the database; None: it could not be read, and old numbers would be wrong ones."""
        self.database.set(health is not None)
        nan = float("nan")
        doors = (
            {
                "inbox": (health.open_events, health.oldest_event_seconds, health.dead_events),
                "outbox": (health.open_deliveries, health.oldest_delivery_seconds, health.dead_deliveries),
            }
            if health
            else {"inbox": (nan, nan, nan), "outbox": (nan, nan, nan)}
        )
        for door, (waiting, oldest, dead) in doors.items():
            self.waiting.labels(door).set(waiting)
            self.oldest.labels(door).set(oldest)
            self.dead_letters.labels(door).set(dead)

    def money(self, told: MoneyTold) -> None:
        """Count what a fact about money was, once it is saved."""
        if told.news:
            kind = (
                self.refunds
                if told.news in REFUND_NEWS
                else self.disputes
                if told.news in DISPUTE_NEWS
                else self.payments
            )
            kind.labels(told.news, told.flow, told.language).inc()

    def _counter(self, name: str, what: str, *labels: str) -> Meter:
        return Meter(name, what, labels, registry=self.registry)
