"""Lines of progress, at once."""

import sys


def say(*lines: str) -> None:
    """Each line on stdout, now."""
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
