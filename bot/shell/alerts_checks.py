"""What of the desk's readings somebody should know: pure, so that each threshold can be tried."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.shell.engine_health import Health

FORGERIES = 3  # within ten minutes; fewer is a scanner
LONG_WAIT_SECONDS = 300.0
FEWEST_FOR_A_RATE = 20
LEAST_FREE_BYTES = 200 * 1024 * 1024
NOT_REACHED = 2  # calls without an answer, and none with one, in ten minutes
WATCHED = (
    "webhook_verification",
    "webhook_misdirected",
    "error_rate",
    "paid_not_booked",
    "stripe_key",
    "stripe_trouble",
    "stripe_unreachable",
    "chatwoot_unreachable",
    "inbox_old",
    "outbox_old",
    "disk_full",
)
"""The kinds that are over when they are not found any more."""

MISDIRECTED = {
    "livemode": "of the other mode (test or live): whose endpoint is that?",
    "account": "of a connected account: the endpoint has to listen to the account's own events",
}


class Trouble(NamedTuple):
    """One thing that is wrong now."""

    kind: str
    cause: str
    text: str


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read. Counts are of the last ten minutes, `went` and `failed` (turns and deliveries) of the last five."""

    health: Health
    refused: Mapping[str, float] = field(
        default_factory=dict
    )  # webhooks with a wrong signature, by who should have sent
    misdirected: Mapping[str, float] = field(default_factory=dict)  # signed events that cannot be meant, by why
    calls: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # by system and outcome
    went: float = 0
    failed: float = 0
    error_percent: int = 10
    key_troubles: tuple[str, ...] = ()
    free_bytes: int | None = None
    unbooked: tuple[str, ...] = ()  # orders that were paid and not booked for two minutes


def troubles(now: Readings) -> Iterator[Trouble]:
    """Everything that is wrong, each under a cause that stays the same as long as it lasts."""
    for sender, count in now.refused.items():
        if count >= FORGERIES:
            yield Trouble(
                "webhook_verification",
                f"webhook_verification:{sender}",
                f"{count:.0f} webhooks in ten minutes did not carry {sender}'s signature: was the secret changed there?",
            )
    for why, count in now.misdirected.items():
        if count:
            text = f"{count:.0f} events of Stripe's in ten minutes were {MISDIRECTED[why]}"
            yield Trouble("webhook_misdirected", f"webhook_misdirected:{why}", text)
    if now.went + now.failed >= FEWEST_FOR_A_RATE and now.failed * 100 >= now.error_percent * (now.went + now.failed):
        percent = 100 * now.failed / (now.went + now.failed)
        yield Trouble("error_rate", "error_rate", f"{percent:.0f} % of turns and deliveries failed in five minutes")
    if now.key_troubles:
        yield Trouble("stripe_key", "stripe_key", "; ".join(now.key_troubles))
    for system, calls in now.calls.items():
        silent = sum(count for outcome, count in calls.items() if _silent(outcome))
        if silent >= NOT_REACHED and sum(calls.values()) == silent:
            kind = f"{system}_unreachable"
            yield Trouble(kind, kind, f"none of {silent:.0f} calls to {system} in ten minutes was answered")
    yield from _waiting(now.health)
    for order_id in now.unbooked:
        yield Trouble("paid_not_booked", f"paid_not_booked:{order_id}", f"order {order_id}: paid, and not booked")
    if now.free_bytes is not None and now.free_bytes < LEAST_FREE_BYTES:
        yield Trouble("disk_full", "disk_full", f"{now.free_bytes // 1024**2} MB are left on the database's disk")


def _waiting(health: Health) -> Iterator[Trouble]:
    if health.oldest_event_seconds > LONG_WAIT_SECONDS:
        yield Trouble("inbox_old", "inbox_old", f"an event has waited for {health.oldest_event_seconds:.0f} s")
    if health.oldest_delivery_seconds > LONG_WAIT_SECONDS:
        yield Trouble("outbox_old", "outbox_old", f"a delivery has waited for {health.oldest_delivery_seconds:.0f} s")


def _silent(outcome: str) -> bool:
    return not outcome.isdigit() or outcome.startswith("5")
