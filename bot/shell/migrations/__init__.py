"""The schema's history, run by `bot.shell.store_schema.upgrade` at start.

A new migration is a file in `versions` with the next number; a test compares the result with `bot.shell.tables`.
"""
