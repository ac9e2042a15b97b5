"""The state diagram as Mermaid, drawn from the rows. Nothing about a flow is written twice."""

from bot.core.flow import AGAIN, STAY
from bot.core.machine import FlowMachine


def draw(machine: FlowMachine, flow: str = "", lit: str = "") -> str:
    """Mermaid text of one flow's rows (or of all); `lit` marks a step. Rows from everywhere are drawn from `anywhere`."""
    lines = ["stateDiagram-v2"]
    shown: set[str] = set()
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in machine.moves:
        source = "anywhere" if move.source == "*" else _node(move.source)
        target = source if move.to in (AGAIN, STAY) else _node(move.to)
        if flow and not (move.source.startswith(flow + ".") or move.to.startswith(flow + ".")):
            continue
        shown |= {source, target}
        triggers = arrows.setdefault((source, target), [])
        if move.trigger not in triggers:
            triggers.append(move.trigger)
    steps = [s for s in machine.steps if not flow or s.startswith(flow + ".") or _node(s) in shown]
    lines += [f'    state "{name}" as {_node(name)}' for name in steps]
    if "anywhere" in shown:
        lines.append('    state "anywhere" as anywhere')
    lines += [f"    {a} --> {b}: {', '.join(triggers)}" for (a, b), triggers in arrows.items()]
    if lit:
        lines += ["    classDef lit fill:#ffd54f,stroke:#333", f"    class {_node(lit)} lit"]
    return "\n".join(lines) + "\n"


def _node(name: str) -> str:
    return name.replace(".", "_").replace("*", "any")
