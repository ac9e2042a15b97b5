"""All I/O, thin: one outside system a file. Only `app.py` picks concrete classes."""
