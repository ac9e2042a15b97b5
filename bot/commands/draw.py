"""`draw`: the state diagram as Mermaid, from the rows of the flows; and what each event makes of a payment, as tables."""

from bot.core.draw import draw
from bot.core.errors import WrongSettings
from bot.core.machine import FlowMachine
from bot.core.payment_table import table
from bot.shell.settings.business_tables import did_you_mean
from flows import FLOWS

PAYMENTS = "payments"


def drawn(flow: str = "") -> str:
    """Mermaid text of every flow, or of one; Markdown for `payments`. WrongSettings when there is no such flow."""
    if flow == PAYMENTS:
        return table()
    names = [one.name for one in FLOWS]
    if flow and flow not in names:
        raise WrongSettings([f"there is no flow {flow!r}.{did_you_mean(flow, [*names, PAYMENTS])}"])
    return draw(FlowMachine(FLOWS), flow)
