"""The environment and the business file, read once, judged together, frozen.

`read_settings()` answers `Settings` or raises one WrongSettings that names every problem of both. Without any account
in the environment the settings are those of the rehearsal.
"""

from bot.shell.settings.read import read_settings, rehearsal_settings
from bot.shell.settings.values import Settings

__all__ = ["Settings", "read_settings", "rehearsal_settings"]
