"""The live view: every change in the world, fanned out to whoever listens."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import StreamingResponse

from bot.rehearsal.quiet import Quiet
from bot.rehearsal.wire import Json

LISTENER_KEEPS = 1_000  # changes a slow page may lag behind before the oldest are dropped


class Stream:
    """Publishes changes `{kind, …}`; each listener has its own queue."""

    def __init__(self, quiet: Quiet) -> None:
        self.quiet = quiet
        self._listeners: set[asyncio.Queue[Json | None]] = set()
        self.closed = False

    @property
    def has_listeners(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def publish(self, kind: str, student: int | None = None, **change: Any) -> None:
        """Tell every listener, and wake whoever waits for the world or for this student."""
        (self.quiet if student is None else self.quiet.part(student)).moved()
        about = {} if student is None else {"student": student}
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait({"kind": kind, **about, **change})

    async def changes(self) -> AsyncIterator[Json]:
        """Each change from now on, until the stream is closed."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue(LISTENER_KEEPS)
        self._listeners.add(queue)
        self.quiet.moved()
        try:
            while not self.closed and (change := await queue.get()) is not None:
                yield change
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """End every listener: open event streams would hold a server's shutdown up."""
        self.closed = True
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)

    def response(self) -> StreamingResponse:
        """The changes as server-sent events."""
        return StreamingResponse(self._events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def _events(self) -> AsyncIterator[str]:
        yield ": the rehearsal world\n\n"
        async for change in self.changes():
            yield f"data: {json.dumps(change, ensure_ascii=False, default=str)}\n\n"
