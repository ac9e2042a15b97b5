"""A turn: heard once, decided once, saved with everything that follows, then done."""

import asyncio
import itertools
import threading
from datetime import timedelta

import pytest

from bot.core.errors import TryAgainLater
from bot.core.events import TurnFailed
from bot.shell import engine, engine_endings, store_inbox
from tests.shell.stage import Stage
from tests.shell.toys import NOW, TALK, wrote


async def test_a_message_is_heard_and_answered(stage: Stage) -> None:
    """What the student writes is decided and the answer is delivered."""
    assert await stage.hear("say hello") == ["hello"]


async def test_the_same_event_again_changes_nothing(stage: Stage) -> None:
    """A repeat is not new, and is not answered again."""
    assert await stage.engine.accept(wrote("say hello")) == 1
    assert await stage.engine.accept(wrote("say hello")) == 0
    await stage.engine.idle()
    assert stage.world.texts == ["hello"]


async def test_the_same_event_many_times_at_once_is_heard_once(stage: Stage) -> None:
    """Twenty copies that arrive together make one turn."""
    news = await asyncio.gather(*(stage.engine.accept(wrote("say hello")) for _ in range(20)))
    await stage.engine.idle()
    assert sum(news) == 1
    assert stage.world.texts == ["hello"]


async def test_a_talk_hears_in_the_order_of_arrival(stage: Stage) -> None:
    """Events of one talk are heard one at a time, oldest first."""
    texts = [str(n) for n in range(30)]
    await asyncio.gather(*(stage.engine.accept(wrote(f"say {text}")) for text in texts))
    await stage.engine.idle()
    assert stage.world.texts == texts


async def test_each_turn_writes_a_new_version_and_names_its_deliveries_by_it(stage: Stage) -> None:
    """A delivery id is talk:turn:n, and the turn is the version it saved."""
    await stage.hear("say a|b", "say c")
    assert [one.id for one in stage.world.arrived] == [f"{TALK}:1:0", f"{TALK}:1:1", f"{TALK}:2:0"]


async def test_busy_times_are_answered_within_the_turn(stage: Stage) -> None:
    """A decision that asks for busy times is taken again with them; nothing is saved in between."""
    await stage.hear("hold o1 2026-11-24T10:00+00:00 60", "hold o2 2026-11-24T12:00+00:00 60")
    texts = await stage.hear(
        "busy 2026-11-24T00:00+00:00 2026-11-25T00:00+00:00",
        "busy 2026-11-24T11:00+00:00 2026-11-25T00:00+00:00",
        "busy 2026-11-24T00:00+00:00 2026-11-25T00:00+00:00 o2",
    )
    assert texts[2:] == ["10:00-11:00 12:00-13:00", "12:00-13:00", "10:00-11:00"]
    assert [one.id.split(":")[3] for one in stage.world.arrived] == ["1", "2", "3", "4", "5"]


async def test_who_loses_a_claim_is_told_and_nothing_else_of_that_decision_is_saved(stage: Stage) -> None:
    """The unchanged talk is decided again with SlotWasTaken."""
    await stage.hear("hold o1 2026-11-24T10:00+00:00 60", talk="1:2:anna")
    texts = await stage.hear("hold o2 2026-11-24T10:30+00:00 60", talk="1:2:ben")
    assert texts == ["held o1", "taken 10:30"]
    assert await stage.store.order("o1") is not None
    assert await stage.store.order("o2") is None


async def test_fifty_students_at_once_never_hold_an_overlap(stage: Stage) -> None:
    """Everyone gets the time or is told that it is taken; the times held do not overlap, the pause included."""
    starts = [NOW + timedelta(days=1, minutes=15 * (n % 20)) for n in range(50)]
    lengths = [30, 60, 90, 120]
    await asyncio.gather(
        *(
            stage.engine.accept(wrote(f"hold o{n} {start.isoformat()} {lengths[n % 4]}", talk=f"1:2:s{n}"))
            for n, start in enumerate(starts)
        )
    )
    await stage.engine.idle()
    texts = stage.world.texts
    held = [n for n in range(50) if f"held o{n}" in texts]
    assert len(texts) == 50
    assert held
    times = sorted((starts[n], starts[n] + timedelta(minutes=lengths[n % 4] + 10)) for n in held)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(times))


async def test_one_trial_per_learner(stage: Stage) -> None:
    """The second trial is refused, the same one again is not."""
    texts = await stage.hear("trial kim o1", "trial kim o2")
    assert texts == ["trial for kim", "no trial for kim"]


async def test_a_turn_that_fails_three_times_is_put_aside(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dead letter, one note for staff, one alert; the next event goes on."""
    monkeypatch.setattr(engine_endings, "PAUSES_SECONDS", (0, 0))
    assert await stage.hear("boom", "say after") == ["after"]
    kinds = sorted(type(one.effect).__name__ for one in stage.world.arrived)
    assert kinds == ["Alert", "NoteForStaff", "Say"]
    health = await stage.engine.health()
    assert (health.dead_events, health.open_events) == (1, 0)
    assert "turn: ZeroDivisionError" in health.errors


async def test_a_failed_turn_is_tried_again_after_a_while(stage: Stage) -> None:
    """The event waits a second for its second try, and everything behind it waits too."""
    assert await stage.hear("boom", "say after") == []
    health = await stage.engine.health()
    assert (health.dead_events, health.open_events) == (0, 2)
    stage.clock.forward(1)
    await stage.until(lambda: stage.engine.meters.failed._value.get() == 2)
    stage.clock.forward(5)
    await stage.until(lambda: stage.world.texts == ["after"])


async def test_a_person_is_not_called_for_ever(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """When even the TurnFailed event fails, it is put aside without another one."""
    monkeypatch.setattr(engine_endings, "PAUSES_SECONDS", (0, 0))

    def unteachable(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(stage.engine._parts, "decide", unteachable)
    await stage.hear("boom")
    assert (await stage.engine.health()).dead_events == 2


async def test_a_wakeup_rings_when_its_time_has_come(stage: Stage) -> None:
    """Not before, and once."""
    await stage.hear("wake remind 2026-11-23T10:00+00:00")
    stage.clock.forward(3599)
    await stage.engine.sweep()
    await stage.engine.idle()
    assert stage.world.texts == []
    stage.clock.forward(1)
    await asyncio.gather(stage.engine.sweep(), stage.engine.sweep())
    await stage.engine.idle()
    assert stage.world.texts == ["woke remind"]


async def test_the_newest_wakeup_of_a_name_wins(stage: Stage) -> None:
    """One for each name and order; a moment of None takes it away."""
    await stage.hear(
        "wake a 2026-11-23T10:00+00:00", "wake a 2026-11-23T12:00+00:00", "wake b 2026-11-23T10:00+00:00", "wake b -"
    )
    stage.clock.forward(3600)
    await stage.engine.sweep()
    await stage.engine.idle()
    assert stage.world.texts == []
    stage.clock.forward(7200)
    await stage.engine.sweep()
    await stage.engine.idle()
    assert stage.world.texts == ["woke a"]


async def test_an_accept_that_takes_too_long_may_still_be_saved(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller is told to try again; what is saved later is heard all the same, and the repeat is no news."""
    gate = threading.Event()
    blocked = stage.store.write(lambda _: gate.wait(60), name="block")
    with monkeypatch.context() as hurry:
        hurry.setattr(engine, "ACCEPT_SECONDS", 0.05)
        with pytest.raises(TryAgainLater):
            await stage.engine.accept(wrote("say hello"))
    gate.set()
    await blocked
    await stage.until(lambda: stage.world.texts == ["hello"])
    assert await stage.engine.accept(wrote("say hello")) == 0


async def test_who_hangs_up_while_accepting_stops_nothing(stage: Stage) -> None:
    """A cancelled accept is saved and heard, and the writer lives on."""
    accepting = asyncio.create_task(stage.engine.accept(wrote("say hello")))
    await asyncio.sleep(0)
    accepting.cancel()
    await asyncio.gather(accepting, return_exceptions=True)
    assert await stage.hear("say again") == ["hello", "again"]


async def test_a_stopped_desk_accepts_nothing(stage: Stage) -> None:
    """Whoever knocks is told to try again, at the next process."""
    await stage.engine.stop()
    with pytest.raises(TryAgainLater):
        await stage.engine.accept(wrote("say hello"))


async def test_stopping_waits_for_deliveries_under_way(stage: Stage) -> None:
    """What was begun is finished, within the time given; nothing has to be asked about afterwards."""
    stage.world.before = lambda _: asyncio.sleep(0.1)
    await stage.engine.accept(wrote("say a|b"))
    await stage.engine.stop(deliveries_seconds=60)
    assert stage.world.texts == ["a", "b"]
    assert (await stage.engine.health()).open_deliveries == 0


async def test_stopping_does_not_wait_for_ever(stage: Stage) -> None:
    """A delivery that hangs is left to the next process, which asks whether it arrived."""
    hang = asyncio.Event()
    stage.world.before = lambda _: hang.wait()
    await stage.engine.accept(wrote("say a"))
    await stage.until(lambda: stage.engine.meters.turns._value.get() == 1)
    await asyncio.wait_for(stage.engine.stop(deliveries_seconds=0.05), 60)
    assert (await stage.engine.health()).open_deliveries == 1


async def test_an_echo_of_what_is_known_to_have_arrived_costs_nothing(stage: Stage) -> None:
    """Every message of ours comes back as an echo: no write for it."""
    await stage.hear("say a")
    writes = 0

    def counted(*_: object, **__: object) -> None:
        nonlocal writes
        writes += 1

    stage.store.write = counted  # type: ignore[assignment]
    await stage.engine.echo_seen(f"{TALK}:1:0")
    stage.store.write = stage.store._writer.submit
    assert writes == 0


async def test_what_was_accepted_before_the_start_is_heard_after_it(stage: Stage) -> None:
    """Open events wait for the next process."""
    await stage.engine.stop()
    row = store_inbox.row_of(wrote("say hello"), 0)
    await stage.store.write(lambda tx: store_inbox.put(tx, row), name="accept")
    stage = await stage.restart()
    await stage.engine.idle()
    assert stage.world.texts == ["hello"]
    await stage.engine.stop()


async def test_an_event_that_another_command_puts_into_the_inbox_is_heard(stage: Stage) -> None:
    """The sweep finds it within a second."""
    row = store_inbox.row_of(wrote("say hello"), 0)
    await stage.store.write(lambda tx: store_inbox.put(tx, row), name="accept")
    await stage.until(lambda: stage.world.texts == ["hello"])


async def test_an_event_nobody_can_read_is_put_aside(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that this release does not know (a rollback) is poison, and stops nothing."""
    monkeypatch.setattr(engine_endings, "PAUSES_SECONDS", (0, 0))
    row = store_inbox.row_of(wrote("say hello"), 0) | {"body": '{"kind":"FromTheFuture"}'}
    await stage.store.write(lambda tx: store_inbox.put(tx, row), name="accept")
    await stage.engine.sweep()
    assert await stage.hear("say after") == ["after"]
    assert (await stage.engine.health()).dead_events == 1


async def test_health_tells_what_waits_and_for_how_long(stage: Stage) -> None:
    """Ages in seconds by the engine's clock."""
    stage.world.troubles = [TryAgainLater("down", 60.0)]
    await stage.hear("say hello")
    stage.clock.forward(30)
    health = await stage.engine.health()
    assert (health.open_deliveries, health.oldest_delivery_seconds) == (1, 30.0)
    assert (health.open_events, health.oldest_event_seconds) == (0, 0.0)


def test_a_failed_turn_is_an_event_of_the_inbox() -> None:
    """It can be read back from its row."""
    failed = TurnFailed(id="x:failed", talk=TALK, failed_id="x")
    row = store_inbox.row_of(failed, 0)
    assert store_inbox.Waiting(1, "x:failed", row["kind"], row["body"], 0, 0, 0).event == failed
