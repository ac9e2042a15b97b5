"""Imported only by the server that desks and commands are forked from: what a start parses is parsed once, there."""

from importlib import import_module
from pkgutil import iter_modules

import bot.commands
from bot.shell.app_desk import build_desk
from bot.shell.certificates import believed
from bot.shell.pages.rendering import Rendering
from bot.shell.settings import rehearsal_settings

AUTHORITIES = believed()
DESK = build_desk(rehearsal_settings())
PAGES = Rendering(DESK, rehearsal=True)
COMMANDS = [import_module(f"bot.commands.{each.name}") for each in iter_modules(bot.commands.__path__)]
