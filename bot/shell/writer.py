"""One thread writes. Coroutines hand it small units of work and await them; what waits goes into one commit.

A unit is a plain, repeatable function of a `Tx`: it reads, tests for the conflicts it expects, and only then writes. Its
expected conflicts are results, not exceptions. A batch in which one unit raises is rolled back and its units run one by
one, so that only the culprit's future gets the exception. (A savepoint per unit costs three times as much, and on
PostgreSQL one IntegrityError fails every later unit of the transaction.)

The thread must never end by itself: whatever is committed would be waited for in vain. If it does, `die` is called.
"""

import asyncio
import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine

from bot.core.errors import TryAgainLater
from bot.shell import failpoints
from bot.shell.prepared import Prepared
from bot.shell.writer_connection import WriterConnection
from bot.shell.writer_queue import Waiting
from bot.shell.writer_trouble import is_conflict, is_trouble

T = TypeVar("T")
MOST_CONFLICTS = 10
log = logging.getLogger(__name__)


class OwnTransaction(Exception):
    """Asked by a unit that must not share its commit, before it wrote anything."""


class CommitUnknown(Exception):
    """The connection broke during a commit: it may be saved. Nobody runs again; whoever waits starts from what is saved."""


@dataclass(slots=True)
class Tx:
    """What a unit works with: a connection inside a transaction. `driver` is the database's own connection beneath it."""

    connection: Connection
    postgres: bool
    alone: bool
    driver: Any = field(init=False)

    def __post_init__(self) -> None:
        self.driver = self.connection.connection.driver_connection

    def needs_own(self) -> None:
        """Claims of time commit alone on PostgreSQL, where others could wait for their locks. Call it before any write."""
        if self.postgres and not self.alone:
            raise OwnTransaction

    def run(self, statement: Any, params: Any = None) -> Any:
        """The statement's result."""
        return self.connection.execute(statement, params)

    def all(self, statement: Prepared, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows a prepared statement finds or returns."""
        return self._execute(statement, params).fetchall()  # type: ignore[no-any-return]

    def first(self, statement: Prepared, params: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        return self._execute(statement, params).fetchone()  # type: ignore[no-any-return]

    def do(self, statement: Prepared, params: Mapping[str, Any]) -> int:
        """How many rows a prepared statement wrote."""
        return self._execute(statement, params).rowcount  # type: ignore[no-any-return]

    def do_each(self, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for each of `rows`."""
        sql = statement.postgres if self.postgres else statement.sqlite
        self.driver.cursor().executemany(sql.text, rows)

    def _execute(self, statement: Prepared, params: Mapping[str, Any]) -> Any:
        sql = statement.postgres if self.postgres else statement.sqlite
        return self.driver.execute(sql.text, {**sql.values, **params} if sql.values else params)


Unit = Callable[[Tx], T]


@dataclass(slots=True)
class Job:
    """A unit on its way. `talk` orders the locks of a batch; `then` hears the result before the future does."""

    unit: Unit[Any]
    name: str
    talk: str
    alone: bool
    then: Callable[[Any], None] | None
    future: "asyncio.Future[Any]"
    together: Callable[[Tx, Sequence[Any]], Sequence[Any]] | None = None


class Outcome(NamedTuple):
    """How a job went."""

    job: Job
    result: Any
    error: BaseException | None


def exit_process(error: BaseException) -> None:
    """The default for `die`: a desk that cannot write must be restarted, not kept for show."""
    log.critical("the writer stopped: %s", type(error).__name__, exc_info=error)
    os._exit(70)


class Writer:
    """Takes units, commits them together. Everything public is called on `loop`."""

    def __init__(
        self, engine: Engine, loop: asyncio.AbstractEventLoop, die: Callable[[BaseException], None] = exit_process
    ) -> None:
        self._postgres = engine.dialect.name == "postgresql"
        self._die = die
        self._jobs: Waiting[Job] = Waiting()
        self._connection = WriterConnection(engine)
        self._loop = loop
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin. Results are handed to the loop."""
        self._thread = threading.Thread(target=self._live, name="desk-writer", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Everything handed in so far is committed, then the thread ends."""
        if self._thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def submit(
        self,
        unit: Unit[T],
        *,
        name: str,
        talk: str = "",
        alone: bool = False,
        then: Callable[[T], None] | None = None,
        together: Callable[[Tx, Sequence[Any]], Sequence[T]] | None = None,
    ) -> "asyncio.Future[T]":
        """A future of the unit's result, done after its commit. TryAgainLater when the database is in trouble.

        `then` is called on the loop with the result even when nobody waits for the future any more. `together` does many
        such units at once, with the same results in the same order (one function for all who have one).
        """
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(Job(unit, name, talk, alone, then, future, together))
        return future

    # -- in the writer's thread ------------------------------------------------------------------------------------------

    def _live(self) -> None:
        try:
            while jobs := self._jobs.take():
                self._hand_back(self._commit(jobs))
        except BaseException as error:
            self._die(error)
        finally:
            self._connection.forget()

    def _commit(self, jobs: list[Job]) -> list[Outcome]:
        if self._postgres and len(jobs) > 1:
            # Locks are taken talk by talk in one order, or two replicas that accept for each other's talks deadlock.
            jobs.sort(key=lambda job: job.talk)
        shared = jobs if len(jobs) == 1 else [job for job in jobs if not job.alone]
        later = [job for job in jobs if job.alone] if len(jobs) > 1 else []
        outcomes: list[Outcome] = []
        troubles = 0
        if shared:
            try:
                outcomes, asked = self._transaction(shared, alone=len(shared) == 1)
                later += asked
            except CommitUnknown as error:
                outcomes = [_trouble(job, error) for job in shared]
            except Exception as error:
                troubles = int(is_trouble(error) and not is_conflict(error))
                later = sorted([*shared, *later], key=jobs.index)
        return outcomes + self._one_by_one(later, troubles)

    def _transaction(self, jobs: Sequence[Job], *, alone: bool) -> tuple[list[Outcome], list[Job]]:
        """Runs the units in one transaction: their outcomes, and those who asked for a commit of their own."""
        outcomes, asked, units_done = list[Outcome](), list[Job](), False
        try:
            with self._connection.transaction() as connection:
                tx, began = Tx(connection, self._postgres, alone), time.monotonic()
                outcomes, others = self._together(tx, jobs)
                for job in others:
                    try:
                        outcomes.append(Outcome(job, job.unit(tx), None))
                    except OwnTransaction:
                        asked.append(job)
                self._jobs.ran(len(jobs), time.monotonic() - began)
                _pass(outcomes, "before_commit")
                units_done = True
        except Exception as error:
            if is_trouble(error) and not is_conflict(error):
                self._connection.forget()
                if units_done:
                    raise CommitUnknown from error
            raise
        _pass(outcomes, "after_commit")
        return outcomes, asked

    def _together(self, tx: Tx, jobs: Sequence[Job]) -> tuple[list[Outcome], Sequence[Job]]:
        """Units that one statement can do for all (SQLite; on PostgreSQL they lock their talks one by one), and the others."""
        alike = [] if self._postgres else [job for job in jobs if job.together is not None]
        if len(alike) < 2 or alike[0].together is None:
            return [], jobs
        results = alike[0].together(tx, [job.unit for job in alike])
        done = [Outcome(job, result, None) for job, result in zip(alike, results, strict=True)]
        return done, [job for job in jobs if job.together is None]

    def _one_by_one(self, jobs: Iterable[Job], troubles: int) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for job in jobs:
            if troubles >= 2:  # the database itself is ill: do not wait a second for each of 256 units
                outcomes.append(Outcome(job, None, outcomes[-1].error))
                continue
            outcome = self._by_itself(job)
            troubles = troubles + 1 if isinstance(outcome.error, TryAgainLater) else 0
            outcomes.append(outcome)
        return outcomes

    def _by_itself(self, job: Job) -> Outcome:
        for n in range(MOST_CONFLICTS):
            try:
                outcomes, _ = self._transaction([job], alone=True)
                return outcomes[0]
            except Exception as error:
                if is_conflict(error) and n + 1 < MOST_CONFLICTS:
                    time.sleep(random.uniform(0, 0.01 * 2**n))  # noqa: S311 - only to let the other one finish
                elif is_trouble(error) or isinstance(error, CommitUnknown):
                    return _trouble(job, error)
                else:
                    return Outcome(job, None, error)
        raise AssertionError("unreachable")

    def _hand_back(self, outcomes: list[Outcome]) -> None:
        if self._loop.is_closed():
            return  # nobody waits any more; what is committed is found at the next start
        self._loop.call_soon_threadsafe(_hand_out, outcomes)


def _trouble(job: Job, error: BaseException) -> Outcome:
    trouble = TryAgainLater(f"the database did not take {job.name}: {type(error.__cause__ or error).__name__}")
    trouble.__cause__ = error
    return Outcome(job, None, trouble)


def _pass(outcomes: Sequence[Outcome], point: str) -> None:
    if failpoints.armed():
        for outcome in outcomes:
            failpoints.passing(f"{outcome.job.name}.{point}")


def _hand_out(outcomes: list[Outcome]) -> None:
    for job, result, error in outcomes:
        if error is None and job.then is not None:
            try:
                job.then(result)
            except Exception:  # a mistake of ours: the others must have their results all the same
                log.exception("what follows %s failed", job.name)
        if job.future.done():  # its coroutine was cancelled; set_result would raise and stop the rest
            continue
        if error is None:
            job.future.set_result(result)
        else:
            job.future.set_exception(error)
