"""The desk's mind: values in, values out. No I/O, no clock, no dice, no logging, no framework.

Nothing in here may import from `bot.shell` or `bot.rehearsal`; `tests/test_layout.py` watches.
"""
