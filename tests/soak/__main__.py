"""The long tests, one after the other: `python -m tests.soak`, or `make soak`.

    python -m tests.soak.walk      random walks over all flows
    python -m tests.soak.storms    webhooks, crowds and dying desks
    python -m tests.soak.claims    two hundred who want the same hours
    python -m tests.soak.reminders reminders for everybody at once
    python -m tests.soak.lost      half of all webhooks lost, and two comparisons
    python -m tests.soak.crash     every moment at which a desk can die, on both databases

Each can be called alone and says with --help how to shorten it. Exit status 1 when any of them went wrong.
"""

import subprocess
import sys
import time

from tests.soak.saying import say

PARTS = (
    "tests.soak.walk",
    "tests.soak.storms",
    "tests.soak.claims",
    "tests.soak.reminders",
    "tests.soak.lost",
    "tests.soak.crash",
)


def main() -> int:
    """0 when every part went well."""
    wrong = []
    for part in PARTS:
        say(f"== {part}")
        began = time.monotonic()
        code = subprocess.run([sys.executable, "-m", part], check=False).returncode  # noqa: S603 - our own parts
        say(f"== {part}: {'well' if code == 0 else 'WRONG'}, after {(time.monotonic() - began) / 60:.1f} minutes")
        if code:
            wrong.append(part)
    say("soak: all went well" if not wrong else f"soak: WRONG in {', '.join(wrong)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
