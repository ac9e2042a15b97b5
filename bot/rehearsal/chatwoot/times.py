"""Chatwoot's four ways to write a time."""

from datetime import UTC, datetime


def iso_ms(moment: datetime | None) -> str | None:
    """ISO-8601 UTC with milliseconds; null stays null."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def seconds_or_zero(moment: datetime | None) -> int:
    """Whole Unix seconds, where 0 means null."""
    return int(moment.timestamp()) if moment else 0


def float_seconds(moment: datetime) -> float:
    """Unix seconds with the fraction."""
    return moment.timestamp()
