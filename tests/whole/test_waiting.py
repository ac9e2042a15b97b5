"""The waiting list over HTTP: one student's hold runs out, another who waits is told, and books."""

from tests.whole.desk_and_world import Whole, choices, texts

BOOK = "say Bijles wiskunde, 60 minuten, voor mezelf, donderdag 16:00"


async def test_a_hold_that_runs_out_is_told_to_who_waits_and_the_first_tap_wins(whole: Whole) -> None:
    """Two wait. Both are told at once; the first to say yes has it, the other hears that it is gone and stays on the list."""
    holder, first, second = [await whole.chat(language="nl") for _ in range(3)]
    await holder.goes(BOOK, "tap pay")
    for chat in (first, second):
        assert "tell_me" in choices(await chat.goes(BOOK))
        await chat.goes("tap tell_me")
    await whole.passes(61)
    await whole.passes(0.1)
    heard = [await chat.hears() for chat in (first, second)]
    assert ["vrijgekomen" in texts(one) for one in heard] == [True, True]
    start = choices(heard[0])[0]
    await first.goes(f"tap {start}", "tap pay")
    assert "iemand anders was sneller" in texts(await second.taps(start))
    await whole.payer("pay")
    assert "Geboekt" in texts(await first.hears())
    assert "vrijgekomen" not in texts(await holder.hears())


async def test_nobody_is_told_before_it_is_free(whole: Whole) -> None:
    """While the time is held, and when it is paid, who waits hears nothing."""
    holder, other = [await whole.chat(language="nl") for _ in range(2)]
    await holder.goes(BOOK, "tap pay")
    await other.goes(BOOK, "tap tell_me")
    await whole.passes(20)
    await whole.payer("pay")
    await whole.passes(50)
    assert texts(await other.hears()) == ""


async def test_a_lesson_refunded_in_stripes_dashboard_frees_its_time_for_who_waits(whole: Whole) -> None:
    """Nobody asked the desk: the lesson is off, its student and the team read so, and who waited may have the time."""
    holder, other = [await whole.chat(language="nl") for _ in range(2)]
    await holder.goes(BOOK, "tap pay")
    await whole.payer("pay")
    await holder.hears()
    await other.goes(BOOK, "tap tell_me")
    await whole.payer("refund")
    assert "gaat niet door" in texts(await holder.hears())
    staff = await holder.seen_by_staff()
    assert (staff["custom_attributes"]["lesson_status"], staff["custom_attributes"]["payment_status"]) == (
        "cancelled",
        "refunded",
    )
    assert {"payment:refunded", "status:booked"} & set(staff["labels"]) == {"payment:refunded"}
    await whole.passes(0.1)
    heard = await other.hears()
    assert "vrijgekomen" in texts(heard)
    await other.goes(f"tap {choices(heard)[0]}", "tap pay")
    await whole.payer("pay")
    assert "Geboekt" in texts(await other.hears())
