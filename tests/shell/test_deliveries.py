"""Deliveries: in order, in lanes, tried again, never twice if anybody can tell."""

import asyncio
from typing import Any

import pytest
import sqlalchemy

from bot.core import effects as do
from bot.core import events as e
from bot.core.errors import OutcomeUnknown, Refused, TryAgainLater
from bot.shell import deliveries, store_outbox
from bot.shell.ports import Parcel
from tests.shell.stage import Stage
from tests.shell.toys import TALK, wrote


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back-offs of milliseconds."""
    monkeypatch.setattr(deliveries, "FIRST_BACKOFF_SECONDS", 0.01)


async def test_a_message_in_backoff_holds_those_behind_it(stage: Stage) -> None:
    """The order of what is said is kept, whatever fails."""
    stage.world.troubles = [TryAgainLater("down")] * 3
    for text in ("say a|b", "say c"):
        await stage.engine.accept(wrote(text))
    await stage.engine.idle(backoffs=True)
    assert stage.world.texts == ["a", "b", "c"]
    assert [one.tries for one in stage.world.arrived] == [3, 0, 0]
    assert stage.world.asked == []


async def test_the_first_try_is_remembered(stage: Stage) -> None:
    """`since` is the time of the first try, not of the one that worked."""
    first = stage.clock.now
    stage.world.troubles = [TryAgainLater("down")]

    async def later(_: Parcel) -> None:
        stage.clock.forward(100)

    stage.world.before = later
    await stage.hear("say a")
    await stage.engine.idle(backoffs=True)
    assert stage.world.arrived[0].since == first


async def test_the_other_side_can_ask_for_a_longer_pause(stage: Stage) -> None:
    """429 with a time: not before."""
    tries: list[float] = []

    async def noted(_: Parcel) -> None:
        tries.append(asyncio.get_running_loop().time())

    stage.world.before = noted
    stage.world.troubles = [TryAgainLater("slow down", 0.3)]
    await stage.hear("say a")
    await stage.engine.idle(backoffs=True)
    assert stage.world.texts == ["a"]
    assert tries[1] - tries[0] >= 0.3


async def test_a_refused_delivery_is_skipped_with_an_alert(stage: Stage) -> None:
    """A dead letter; the next one goes."""
    stage.world.troubles = [Refused("no such conversation", "404")]
    assert await stage.hear("say a|b") == ["b"]
    alerts = [one.effect for one in stage.world.arrived if isinstance(one.effect, do.Alert)]
    assert [alert.kind for alert in alerts] == ["delivery_dead"]
    assert TALK not in alerts[0].text
    assert (await stage.engine.health()).dead_deliveries == 1


async def test_a_carrier_that_breaks_is_not_tried_for_ever(stage: Stage) -> None:
    """An exception that no carrier should raise: five tries, then a dead letter."""
    stage.world.troubles = [ValueError("broken")] * deliveries.MOST_SURPRISES
    await stage.hear("say a|b")
    await stage.engine.idle(backoffs=True)
    assert stage.world.texts == ["b"]


async def test_an_unknown_outcome_that_happened_is_not_repeated(stage: Stage) -> None:
    """The carrier is asked; it arrived."""
    stage.world.troubles = [OutcomeUnknown("timed out")]
    stage.world.answer = True
    await stage.hear("say a|b")
    await stage.engine.idle(backoffs=True)
    assert stage.world.asked == [f"{TALK}:1:0"]
    assert stage.world.texts == ["b"]


async def test_an_unknown_outcome_that_did_not_happen_is_sent_again(stage: Stage) -> None:
    """The carrier is asked; it did not arrive."""
    stage.world.troubles = [OutcomeUnknown("timed out")]
    stage.world.answer = False
    await stage.hear("say a|b")
    await stage.engine.idle(backoffs=True)
    assert stage.world.texts == ["a", "b"]


async def test_who_cannot_find_out_waits_for_the_echo(stage: Stage) -> None:
    """The echo settles it."""
    stage.engine._parts.echo_seconds = 60
    stage.world.troubles = [OutcomeUnknown("timed out")]
    stage.world.answer = None
    await stage.hear("say a|b")
    await stage.until(lambda: stage.world.asked)
    await stage.engine.echo_seen(f"{TALK}:1:0")
    await stage.engine.idle(backoffs=True)
    assert stage.world.texts == ["b"]


async def test_an_echo_that_could_not_be_noted_is_noted_when_it_comes_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chatwoot repeats what we answered with 500: the first, lost one must not pass for a known one."""
    write = stage.engine.store.write
    noted: list[str] = []

    def fails_once(unit: Any, *, name: str, **more: Any) -> Any:
        if name == "echo":
            noted.append(name)
            if len(noted) == 1:
                raise TryAgainLater("the database is locked")
        return write(unit, name=name, **more)

    monkeypatch.setattr(stage.engine.store, "write", fails_once)
    with pytest.raises(TryAgainLater):
        await stage.engine.echo_seen(f"{TALK}:7:0")
    await stage.engine.echo_seen(f"{TALK}:7:0")
    await stage.engine.echo_seen(f"{TALK}:7:0")
    assert len(noted) == 2, "written when it can be, and then known"


async def test_an_echo_that_came_before_the_question_counts(stage: Stage) -> None:
    """Then nobody is asked."""
    stage.world.troubles = [OutcomeUnknown("timed out", 60.0)]  # it ends the pause, too
    stage.world.answer = None
    await stage.hear("say a")
    await stage.engine.echo_seen(f"{TALK}:1:0")
    await stage.engine.idle(backoffs=True)
    assert stage.world.texts == []
    assert stage.world.asked == []


async def test_without_an_echo_it_is_sent_again(stage: Stage) -> None:
    """At least once, after the wait."""
    stage.engine._parts.echo_seconds = 0.05
    stage.world.troubles = [OutcomeUnknown("timed out")]
    stage.world.answer = None
    await stage.hear("say a")
    await stage.engine.idle(backoffs=True)
    assert stage.world.texts == ["a"]


async def test_an_echo_at_another_process_is_found_in_the_outbox(stage: Stage) -> None:
    """Whoever gets the echo writes it down; whoever waits looks there before sending again."""
    stage.engine._parts.echo_seconds = 0.05
    stage.world.troubles = [OutcomeUnknown("timed out")]

    async def cannot_find_out(parcel: Parcel) -> None:
        assert await stage.store.write(lambda tx: store_outbox.echoed(tx, parcel.id, 0), name="echo")

    stage.world.was_delivered = cannot_find_out  # type: ignore[method-assign]
    await stage.hear("say a")
    await stage.engine.idle(backoffs=True)
    assert stage.world.texts == []


async def test_a_restart_asks_about_what_may_have_gone(stage: Stage) -> None:
    """A delivery that was under way when the process ended is not simply sent again."""
    begun = asyncio.Event()

    async def hang(_: Parcel) -> None:
        begun.set()
        await asyncio.Event().wait()

    stage.world.before = hang
    await stage.engine.accept(wrote("say a|b"))
    await begun.wait()
    stage.world.before = None
    stage.world.answer = True
    stage = await stage.restart()
    await stage.engine.idle()
    assert stage.world.asked == [f"{TALK}:1:0", f"{TALK}:1:1"]
    assert stage.world.texts == []
    await stage.engine.stop()


async def test_a_restart_tries_at_once_what_was_put_off(stage: Stage) -> None:
    """Whatever its back-off was; nobody needs to be asked about it."""
    stage.world.troubles = [TryAgainLater("down", 3600.0)]
    await stage.hear("say a")
    stage = await stage.restart()
    await stage.engine.idle()
    assert stage.world.texts == ["a"]
    assert stage.world.asked == []
    await stage.engine.stop()


async def test_a_message_is_dropped_when_a_person_took_over_meanwhile(stage: Stage) -> None:
    """The gate is looked at again right before sending."""
    await _fails_once(stage, "say late", "assign")
    assert stage.world.texts == []
    assert (await stage.engine.health()).open_deliveries == 0


async def test_a_fact_that_must_be_said_is_said_whoever_has_the_conversation(stage: Stage) -> None:
    """`gated=False` goes, and so does what was decided in the knowledge of the person."""
    assert await stage.hear("assign goodbye") == ["goodbye"]


async def test_only_the_newest_mirror_is_written(stage: Stage) -> None:
    """One pending row a conversation; the states between are never shown."""
    hang = asyncio.Event()
    stage.world.before = lambda parcel: hang.wait() if parcel.id == f"{TALK}:1:0" else asyncio.sleep(0)
    await stage.engine.accept(wrote("mirror a"))
    await stage.until(lambda: stage.engine.meters.turns._value.get() == 1)
    for label in "bcd":
        await stage.engine.accept(wrote(f"mirror {label}"))
    await stage.until(lambda: stage.engine.meters.turns._value.get() == 4)
    assert (await stage.engine.health()).open_deliveries == 2
    hang.set()
    await stage.engine.idle()
    labels = [one.effect.labels for one in stage.world.arrived if isinstance(one.effect, do.Mirror)]
    assert labels == [("a",), ("d",)]
    assert (await stage.engine.health()).open_deliveries == 0


async def test_a_mirror_in_backoff_is_overtaken(stage: Stage) -> None:
    """The newer state goes, the older never."""
    await _fails_once(stage, "mirror a", "mirror b")
    assert [one.effect.labels for one in stage.world.arrived if isinstance(one.effect, do.Mirror)] == [("b",)]


async def _fails_once(stage: Stage, first: str, meanwhile: str) -> None:
    """What `first` brings fails once; before it is tried again `meanwhile` was heard, however busy the machine is."""
    heard = asyncio.Event()
    stage.world.before = lambda _: heard.wait()
    stage.world.troubles = [TryAgainLater("down")]
    await stage.engine.accept(wrote(first))
    await stage.engine.accept(wrote(meanwhile))
    await stage.until(lambda: stage.engine.meters.turns._value.get() == 2)
    heard.set()
    await stage.engine.idle(backoffs=True)
    assert stage.world.troubles == []


async def test_lanes_do_not_wait_for_each_other(stage: Stage) -> None:
    """A checkout in trouble holds neither messages nor the checkouts of other orders."""
    stage.world.before = lambda parcel: _trouble_for(parcel, "o1")
    await stage.hear("open o1", "open o2", "say a")
    assert [type(one.effect).__name__ for one in stage.world.arrived] == ["OpenCheckout", "Say"]
    stage.world.before = None
    await stage.engine.idle(backoffs=True)
    assert len(stage.world.arrived) == 3


async def _trouble_for(parcel: Parcel, order_id: str) -> None:
    if getattr(parcel.effect, "order_id", "") == order_id:
        raise TryAgainLater("stripe is down")


async def test_what_a_delivery_brings_back_is_heard(stage: Stage) -> None:
    """The facts are saved in the commit that marks it done."""
    stage.world.answers = lambda parcel: (
        [e.DeadlinePassed(id=f"{parcel.id}:back", talk=TALK, name="back")] if parcel.id == f"{TALK}:1:0" else []
    )
    assert await stage.hear("say a") == ["a", "woke back"]


async def test_a_delivery_that_nobody_carries_is_a_dead_letter(stage: Stage) -> None:
    """Not an endless loop."""
    without = {kind: world for kind, world in stage.engine._parts.carriers.items() if kind is not do.Say}
    stage.engine._parts.carriers = without
    await stage.hear("say a")
    assert (await stage.engine.health()).dead_deliveries == 1


async def test_a_refused_message_is_told_to_the_talk(stage: Stage) -> None:
    """The team hears that the student has NOT been told; a refused note tells nobody, or it would go on for ever."""
    stage.world.troubles = [Refused("too long", "422")]
    await stage.hear("say a|b")
    rows = await stage.engine.store.read(lambda tx: tx.run(sqlalchemy.text("SELECT kind, body FROM inbox")).all())
    told = [body for kind, body in rows if kind == "MessageFailed"]
    assert len(told) == 1
    assert "422" in told[0]
