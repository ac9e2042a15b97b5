"""Which exceptions of the databases mean what: a conflict to repeat, trouble to wait out, or a mistake of ours."""

import sqlite3

from sqlalchemy import exc

SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"


def is_conflict(error: BaseException) -> bool:
    """Two transactions met and PostgreSQL ended this one: run it again at once."""
    if isinstance(error, exc.DBAPIError) and error.orig is not None:
        return getattr(error.orig, "sqlstate", None) in (SERIALIZATION_FAILURE, DEADLOCK)
    return False


def is_trouble(error: BaseException) -> bool:
    """The database cannot just now: locked, full, restarting, gone. Nothing is wrong with the unit."""
    return isinstance(error, exc.OperationalError | exc.InterfaceError | exc.TimeoutError | sqlite3.OperationalError)
