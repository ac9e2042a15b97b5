"""`reconcile`: the comparison of orders, Stripe and bookings as a table, or as JSON."""

import json
import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import typer

from bot.commands.acting import acting, looking
from bot.commands.table import table
from bot.core.errors import WrongSettings
from bot.shell.app_identity import same_account
from bot.shell.payments.account import AccountGuard
from bot.shell.payments.client import StripeGateway
from bot.shell.reconciling import LEFT, REPAIRABLE, REPAIRED, UNDER_WAY, Reconciler, Report
from bot.shell.settings import Settings

LONGEST = timedelta(days=366)
OUTCOMES = {
    REPAIRED: "repaired",
    REPAIRABLE: "--fix repairs it",
    UNDER_WAY: "heard, under way",
    LEFT: "look at it",
}


async def reconcile(settings: Settings, since: str, *, fix: bool, as_json: bool) -> int:
    """How many differences are left. WrongSettings for a `since` nobody understands. Refused and TryAgainLater as `compare`.

    Without `fix` no engine is begun, so nothing that waits in the desk goes on.
    """
    async with acting(replace(settings, reconcile_minutes=0)) if fix else looking(settings) as desk:
        now = desk.clock()
        start = moment(since, now)
        gateway = StripeGateway(settings.stripe_secret_key, api_base=settings.stripe_api_base)
        AccountGuard(gateway, partial(same_account, desk.store))
        reconciler = Reconciler(desk.store, desk.desk, desk.door, gateway)
        try:
            report = await reconciler.compare(start, now, fix=fix, between=_progress)
        finally:
            await gateway.aclose()
            _wipe_progress()
    for line in as_lines(report, fix=fix) if not as_json else [as_document(report, fix=fix)]:
        typer.echo(line)
    return len(report.left)


def moment(since: str, now: datetime) -> datetime:
    """When the comparison begins. WrongSettings when it is neither a number of days or hours nor a date."""
    found = re.fullmatch(r"(\d{1,4})([dh])", since.strip())
    if found:
        start = now - int(found[1]) * (timedelta(days=1) if found[2] == "d" else timedelta(hours=1))
    else:
        try:
            start = datetime.combine(date.fromisoformat(since.strip()), time(), UTC)
        except ValueError:
            raise WrongSettings([f"--since: {since!r} is no time. Example: --since 7d, --since 2026-11-01"]) from None
    if not now - LONGEST <= start < now:
        raise WrongSettings([f"--since: {since} is not within the last year. Example: --since 30d"])
    return start


def as_lines(report: Report, *, fix: bool) -> list[str]:
    """The table, and a closing line."""
    rows = [
        (one.finding.order_id or "-", one.finding.text, one.finding.about or "-", OUTCOMES[one.outcome])
        for one in report.differences
    ]
    lines = list(table(("order", "what differs", "at Stripe", "now"), rows)) if rows else []
    lines += [f"not read   {sentence}" for sentence in report.unread]
    read = ", ".join(f"{number} {kind}" for kind, number in sorted(report.read.items())) or "nothing"
    lines.append(f"read       {read}, since {report.since:%Y-%m-%d %H:%M} UTC")
    left = len(report.left)
    if not report.differences:
        lines.append("result     orders, Stripe and bookings agree")
    elif fix:
        lines.append(f"result     {len(report.differences)} differences, {left} left")
    else:
        lines.append(f"result     {left} differences; nothing was changed")
    return lines


def as_document(report: Report, *, fix: bool) -> str:
    """One JSON document."""
    differences = [
        {
            "kind": one.finding.kind,
            "order": one.finding.order_id,
            "about": one.finding.about,
            "text": one.finding.text,
            "outcome": one.outcome,
        }
        for one in report.differences
    ]
    document = {
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "fix": fix,
        "read": dict(report.read),
        "unread": list(report.unread),
        "differences": differences,
        "left": len(report.left),
    }
    return json.dumps(document, indent=2)


async def _progress(until: datetime, report: Report) -> None:
    if sys.stderr.isatty():
        read = sum(report.read.values())
        sys.stderr.write(f"\r\x1b[Kup to {until:%Y-%m-%d %H:%M}: {read} read, {len(report.differences)} differences")
        sys.stderr.flush()


def _wipe_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
