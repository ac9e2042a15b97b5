"""Imported only by the server that desks are forked from: what a start parses is parsed once, there."""

from bot.shell.app_desk import build_desk
from bot.shell.pages.rendering import Rendering
from bot.shell.settings import rehearsal_settings

DESK = build_desk(rehearsal_settings())
PAGES = Rendering(DESK, rehearsal=True)
