"""Puts the diagrams of ARCHITECTURE.md in again, as the flows draw them now: `.venv/bin/python docs/redraw.py`"""

import re
from pathlib import Path

from bot.commands.draw import drawn

PAGE = Path(__file__).resolve().parents[1] / "ARCHITECTURE.md"
DIAGRAM = re.compile(r"(<!-- drawn by: python -m bot draw ?(\w*) -->\s*```mermaid\n).*?```", re.DOTALL)

PAGE.write_text(DIAGRAM.sub(lambda one: f"{one[1]}{drawn(one[2])}```", PAGE.read_text("utf-8")), "utf-8")
