"""A long walk by chance: `python -m tests.soak.walk --events 100000 --seed 1`.

Three students, one tutor, Stripe, staff and the clock; after every event every rule of `tests.flows.rules` holds. A walk
that breaks one is printed with its seed and its last steps, so that it can be walked again.
"""

import argparse
import random
import sys
import time
from collections import Counter

from tests.flows import rules
from tests.flows.series import EACH
from tests.flows.stage import DESK
from tests.flows.walk import DRAWN, Walk
from tests.soak.saying import say

STEPS = 300  # a walk; then three new students
SHOWN = 12


def walk_one(seed: int, events: int) -> tuple[Counter[str], str]:
    """What happened in one walk, and what went wrong ("" for nothing)."""
    luck = random.Random(seed)  # noqa: S311 - a walk must be repeatable, not secret
    walk, trail, counts = Walk(EACH if seed % 2 else DESK), list[str](), Counter[str]()
    for event in range(events + 1):
        action, number = luck.choice(DRAWN), luck.randrange(100_000)
        try:
            if event == events:
                trail.append("the end")
                rules.hold_at_last(walk)
                break
            trail.append(f"{action} {number}")
            walker = walk.step(action, number)
            rules.hold_after(walk)
        except Exception as error:  # whatever it is, it is reported with the way that led to it
            place = [one.talk.conversation.step for one in walk.walkers]
            return (
                counts,
                f"seed {seed}, event {len(trail)}: {type(error).__name__}: {error}\n  at {place}\n  "
                + "\n  ".join(trail[-SHOWN:]),
            )
        counts[walker.talk.conversation.step] += 1
    for walker in walk.walkers:
        for order in walker.talk.orders.values():
            counts["order of a series"] += bool(order.series)
            counts[f"order {order.booking}, {order.payment or 'free'}"] += 1
    return counts, ""


def main() -> int:
    """Walks until so many events have happened; 1 when a rule was broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    started, done, totals, broken, walks = time.monotonic(), 0, Counter[str](), list[str](), 0
    while done < wanted.events:
        events = min(STEPS, wanted.events - done)
        counts, wrong = walk_one(wanted.seed * 1_000_000 + walks, events)
        totals += counts
        done, walks = done + events, walks + 1
        if wrong:
            broken.append(wrong)
            say(wrong)
        if walks % 20 == 0:
            say(f"{done:>8} events, {walks} walks, {len(broken)} broken, {time.monotonic() - started:.0f} s")
    seconds = time.monotonic() - started
    say(
        f"\n{done} events in {walks} walks from seed {wanted.seed}: {len(broken)} broken; {done / seconds:.0f} events/s"
    )
    for what, count in sorted(totals.items()):
        say(f"  {count:>7}  {what}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
