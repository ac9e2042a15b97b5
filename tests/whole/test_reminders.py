"""The reminder before the end of a hold: read again just before it is sent (cal.diy 11272: "awaiting payment" after paying)."""

from tests.whole.desk_and_world import Chat, Whole, texts


async def test_no_reminder_after_paying_although_it_was_on_its_way(
    whole: Whole, paying: Chat, troubles: list[str]
) -> None:
    """Chatwoot is down when the reminder is decided; by the time it is up again the lesson is paid: only the confirmation comes."""
    troubles += ["delivery", "chatwoot"]
    await whole.world.do("world/chatwoot_knobs", down="503")
    whole.world.jump(50.5 * 60)
    await whole.desk.engine.sweep()
    await whole.desk.engine.idle(backoffs=False)
    await whole.world.do("stripe/pay")
    await whole.desk.engine.idle(backoffs=False)
    await whole.world.do("world/chatwoot_knobs", down=None)
    await whole.settles(backoffs=True)
    told = texts(await paying.hears())
    assert ("Geboekt!" in told, "Nog even" in told) == (True, False)
