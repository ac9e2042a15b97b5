"""How conversations begin: strangers, known learners, and where the common stretches lead."""

from datetime import datetime, timedelta
from typing import Any

from tests.flows.script import Script
from tests.flows.stage import MONDAY_MORNING


def known(
    language: str, *, minutes: str = "60", who: str = "adult", name: str = "Noor de Vries", **more: Any
) -> Script:
    """A learner of maths who had a paid lesson last Tuesday at 16:00, and whose questions have been answered."""
    s = Script(language, MONDAY_MORNING - timedelta(days=7), name=name, **more)
    s.says("hoi", "hello")
    s.chooses("regular", "math", minutes)
    s.says("dinsdag om 16:00", "tuesday at 16:00")
    s.chooses(who, "pay")
    if who == "child":
        s.pays()
        s.says("Tim")
    else:
        s.pays()
    s.chooses("vwo")
    s.says("Goed worden in integralen", "Getting good at integrals")
    return at(s, MONDAY_MORNING)


def at(s: Script, moment: datetime) -> Script:
    """The script goes on at that moment, on a clean page."""
    s.rings(moment)
    s.lines.clear()
    s.forget_effort()
    return s


TUESDAY = ("dinsdag om 16:00", "tuesday at 16:00")


def waiting_to_pay(language: str, start: tuple[str, str] = TUESDAY, **more: Any) -> Script:
    """A stranger whose link has just come; the page is clean."""
    s = Script(language, name="Noor de Vries", **more)
    s.says(f"bijles wiskunde voor mezelf, {start[0]}", f"maths tutoring for myself, {start[1]}")
    s.chooses("pay")
    s.lines.clear()
    s.forget_effort()
    return s


def booked(language: str, **more: Any) -> Script:
    """Paid, booked and prepared; the page is clean."""
    s = waiting_to_pay(language, **more)
    s.pays()
    s.chooses("skip", "skip")
    s.lines.clear()
    s.forget_effort()
    return s
