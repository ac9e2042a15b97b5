"""`audit`: whether the books are right. Streams, so any number of orders fits into little memory."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from bot.commands.table import sum_of, table
from bot.core.audit import UNACCOUNTED, WHERE
from bot.shell.settings import Settings
from bot.shell.store_audit import Audit, audit, how_many
from bot.shell.store_reading import reading

Tell = Callable[[str], None]
TELL_EVERY = 10_000


def audited(settings: Settings, now: datetime, tell: Tell) -> Audit:
    """What there is to say about all orders of this desk. `tell` hears of long work."""
    once = {name for name, rules in settings.business.rules.items() if rules.once_per_learner}
    with reading(settings.database_url) as tx:
        orders = how_many(tx)

        def progress(done: int) -> None:
            if done % TELL_EVERY == 0:
                tell(f"{done} of {orders} orders")

        return audit(tx, once, now, progress)


def lines(found: Audit, *, as_json: bool) -> Iterator[str]:
    """The lines to print."""
    if as_json:
        yield json.dumps(_document(found), indent=2)
        return
    currencies = sorted({currency for currency, _ in found.sums})
    names = (*WHERE, UNACCOUNTED)
    rows = [
        (currency.upper(), sum_of(found.money_in(currency)), *(sum_of(found.sums[currency, name]) for name in names))
        for currency in currencies
    ]
    if rows:
        yield from table(("", "money in", *names), rows)
    for finding in found.findings:
        yield f"{finding.kind}: {finding.order_id} {finding.text}"
    wrong = f"{len(found.findings)} findings" if found.findings else "the books are right"
    yield f"{found.orders} orders: {wrong}"


def _document(found: Audit) -> dict[str, object]:
    currencies = sorted({currency for currency, _ in found.sums})
    return {
        "orders": found.orders,
        "clean": not found.findings,
        "cents": {
            currency: {"money_in": found.money_in(currency)}
            | {name.replace(" ", "_"): found.sums[currency, name] for name in (*WHERE, UNACCOUNTED)}
            for currency in currencies
        },
        "findings": [{"kind": one.kind, "order_id": one.order_id, "text": one.text} for one in found.findings],
    }
