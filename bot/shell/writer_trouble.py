"""Which exceptions of the databases mean what: a conflict to repeat, trouble to wait out, or a mistake of ours."""

import sqlite3

from sqlalchemy import exc

try:  # it comes with the extra `postgres`
    import psycopg
except ImportError:
    _TROUBLE: tuple[type[Exception], ...] = (sqlite3.OperationalError,)
else:
    _TROUBLE = (sqlite3.OperationalError, psycopg.OperationalError, psycopg.InterfaceError)

SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"


def is_conflict(error: BaseException) -> bool:
    """Two transactions met and PostgreSQL ended this one: run it again at once."""
    drivers = error.orig if isinstance(error, exc.DBAPIError) else error  # prepared statements pass SQLAlchemy by
    return getattr(drivers, "sqlstate", None) in (SERIALIZATION_FAILURE, DEADLOCK)


def is_trouble(error: BaseException) -> bool:
    """The database cannot just now: locked, full, restarting, gone. Nothing is wrong with the unit."""
    return isinstance(error, (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, *_TROUBLE))
