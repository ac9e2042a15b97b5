"""A full year in the books and in the tutors' own calendars: what a list of free times is looked up in.

`fill` writes it into a desk's database; `business_text` is a business with the tutors it is about.
"""

import random
from datetime import UTC, datetime, timedelta

from bot.core.slots import IN_PERSON, ONLINE, Slot
from bot.shell import store_claims
from bot.shell.settings.business_file import example_text
from bot.shell.store import Store
from bot.shell.tables import insert, outside_busy, to_ms
from bot.shell.writer import Tx

EVENTS = 10_000
TUTORS = ("tutor", "sam", "kim")
WISHES = ("tomorrow", "thursday after 15:00", "next monday", "friday 17:00", "other day")
"""What a student types, one after the other; each is answered with a list of times or of days."""
_DAYS = 365
_HOUR = timedelta(hours=1)
_TAKE = insert(outside_busy)


def business_text() -> str:
    """The example with three tutors."""
    rows = ", ".join(f'{{ value = "{value}", name = "{value.title()}" }}' for value in TUTORS)
    return example_text().replace("tutors = []", f"tutors = [{rows}]")


async def fill(store: Store, events: int = EVENTS) -> None:
    """So many events from half a year ago to half a year ahead: half of them lessons, half in the tutors' calendars."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    dice = random.Random(1)  # noqa: S311 - to be repeatable
    hours = [(day, hour, tutor) for day in range(_DAYS) for hour in range(7, 20) for tutor in TUTORS]
    taken = dice.sample(hours, events)
    midnight = now.replace(hour=0) - timedelta(days=_DAYS // 2)

    def unit(tx: Tx) -> None:
        tx.needs_own()
        for n, (day, hour, tutor) in enumerate(taken):
            start = midnight + timedelta(days=day, hours=hour)
            if n % 2:
                row = {"calendar": tutor, "uid": str(n), "starts_at": to_ms(start), "ends_at": to_ms(start + _HOUR)}
                tx.run(_TAKE, row | {"tutor": tutor})
            else:
                slot = Slot(start, 50, IN_PERSON if n % 10 == 0 else ONLINE)
                store_claims.hold(tx, store_claims.Claim(f"order_{n}", slot, lambda *_: timedelta(), tutor=tutor))

    await store.write(unit, name="fill")
