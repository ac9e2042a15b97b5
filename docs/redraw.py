"""Puts diagrams and tables of ARCHITECTURE.md in again, as flows and rules draw them now: `.venv/bin/python docs/redraw.py`"""

import re
from pathlib import Path

from bot.commands.draw import drawn

PAGE = Path(__file__).resolve().parents[1] / "ARCHITECTURE.md"
DIAGRAM = re.compile(r"(<!-- drawn by: python -m bot draw ?(\w*) -->\s*```mermaid\n).*?```", re.DOTALL)
TABLE = re.compile(r"(<!-- drawn by: python -m bot draw (payments) -->\n).*?(?=<!-- end of drawing -->)", re.DOTALL)

page = DIAGRAM.sub(lambda one: f"{one[1]}{drawn(one[2])}```", PAGE.read_text("utf-8"))
PAGE.write_text(TABLE.sub(lambda one: one[1] + drawn(one[2]), page), "utf-8")
