"""`draw`: the state diagram as Mermaid, from the rows of the flows."""

from bot.core.draw import draw
from bot.core.errors import WrongSettings
from bot.core.machine import FlowMachine
from bot.shell.settings.business_tables import did_you_mean
from flows import FLOWS


def drawn(flow: str = "") -> str:
    """Mermaid text of every flow, or of one. WrongSettings when there is no such flow."""
    names = [one.name for one in FLOWS]
    if flow and flow not in names:
        raise WrongSettings([f"there is no flow {flow!r}.{did_you_mean(flow, names)}"])
    return draw(FlowMachine(FLOWS), flow)
