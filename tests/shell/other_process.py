"""A desk in a process of its own, with the toy bot and a world that is a file: to be killed, or to run beside another.

python -m tests.shell.other_process serve URL WORLD     reads "id TALK text" from stdin, accepts it, answers "ok"
python -m tests.shell.other_process killed URL WORLD    reads URL lines; see `_killed`
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core import effects as do
from bot.core import events as e
from bot.shell import failpoints
from bot.shell.engine import Engine, Mapped, Reference
from bot.shell.ports import Parcel
from bot.shell.store import open_store
from bot.shell.store_connections import database_url, writing_engine
from bot.shell.tables import processes
from tests.patience import be_patient
from tests.shell.toys import NOW, World, toy_decide, toy_desk, wrote


class FileWorld:
    """Remembers deliveries in a file, so that they outlive the process: one line each, id and what it was."""

    handles: Sequence[type[do.Delivery]] = World.handles

    def __init__(self, path: Path) -> None:
        self.path = path

    async def deliver(self, parcel: Parcel) -> Sequence[e.Event]:
        """Appends a line, at once visible to everybody."""
        effect = parcel.effect
        what = effect.text if isinstance(effect, do.Say) else getattr(effect, "key", "") or type(effect).__name__
        with self.path.open("a", encoding="utf-8") as lines:
            lines.write(f"{parcel.id}\t{what}\n")
        if isinstance(effect, do.OpenCheckout):
            opened = e.CheckoutOpened(
                id=f"{parcel.id}:opened",
                talk=parcel.talk,
                order_id=effect.order_id,
                attempt=effect.attempt,
                session_id=f"cs_{effect.order_id}",
                url="https://pay.test",
            )
            return (opened,)
        return ()

    async def was_delivered(self, parcel: Parcel) -> bool | None:
        """Messages can be looked up; a checkout is asked for again, its key makes that harmless."""
        if isinstance(parcel.effect, do.OpenCheckout) or not self.path.exists():
            return False
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return any(line.startswith(f"{parcel.id}\t") for line in lines)


def clock() -> datetime:
    """Real time, moved to the toys' day."""
    return NOW + (datetime.now(UTC) - BEGAN)


BEGAN = datetime.now(UTC)


def paid(event_id: str, mapped: Mapped) -> e.OrderPaid:
    """The money of an order."""
    return e.OrderPaid(
        id=event_id,
        talk=mapped.talk,
        order_id=mapped.order_id,
        session_id=f"cs_{mapped.order_id}",
        payment_intent=f"pi_{mapped.order_id}",
        amount_cents=6000,
    )


async def converse(url: str, world: Path) -> None:
    """A paid conversation from its first word to its last; again after a crash, as the outside would repeat it."""
    store = await open_store(url)
    engine = Engine(store, toy_decide, toy_desk(), [FileWorld(world)], clock=clock)
    await engine.start()
    start = (NOW + timedelta(days=1)).isoformat()
    for text in ("say hello|how are you", f"buy o1 {start}", "mirror seen"):
        await engine.accept(wrote(text))
    await engine.idle()
    for event_id in ("evt_1", "evt_2", "evt_1"):
        await engine.accept_mapped(Reference(session_id="cs_o1"), lambda mapped, name=event_id: paid(name, mapped))  # type: ignore[misc]
    await engine.accept(wrote("say bye"))
    await engine.idle()
    await engine.stop()
    await store.close()


async def serve(url: str, world: Path) -> None:
    """Accepts what it reads until its input ends."""
    store = await open_store(url)
    engine = Engine(store, toy_decide, toy_desk(), [FileWorld(world)], clock=clock)
    await engine.start()
    print("ready", flush=True)  # noqa: T201 - the way to talk to the test
    while line := await asyncio.to_thread(sys.stdin.readline):
        event_id, talk, text = line.rstrip("\n").split(" ", 2)
        await engine.accept(wrote(text, event_id, talk))
        print("ok", flush=True)  # noqa: T201
    await engine.stop()
    await store.close()


def in_child(url: str, world: Path, environment: dict[str, str]) -> int:
    """The exit status of a conversation in a forked child (negative: the signal that killed it). Forked before any thread."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    failpoints.arm(environment)
    try:
        asyncio.run(converse(url, world))
    except BaseException as error:
        sys.stderr.write(f"{environment}: {error!r}\n")
        os._exit(1)
    os._exit(0)


def let_leases_end(url: str) -> None:
    """As if ten seconds had passed since the last heartbeat."""
    engine = writing_engine(database_url(url))
    with engine.begin() as connection:
        connection.execute(processes.update().values(heartbeat_at=0))
    engine.dispose()


def killed() -> None:
    """For each line "URL WORLD FAILPOINT": a conversation that is killed there, and one after it. Answers both statuses."""
    for line in sys.stdin:
        url, world, point = line.split()
        if point == "-":
            statuses = [in_child(url, Path(world), {"DESK_FAILPOINT_LOG": f"{world}.points"})]
        else:
            first = in_child(url, Path(world), {"DESK_FAILPOINT": point})
            let_leases_end(url)
            statuses = [first, in_child(url, Path(world), {})]
        print(*statuses, flush=True)  # noqa: T201


if __name__ == "__main__":
    be_patient()
    if sys.argv[1] == "serve":
        asyncio.run(serve(sys.argv[2], Path(sys.argv[3])))
    else:
        killed()
