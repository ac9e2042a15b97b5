"""The store: one database, one writer, many readers."""


class Store:
    """Opened with `open_store(url)`."""
