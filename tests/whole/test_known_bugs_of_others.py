"""What went wrong with others' payments and needs a whole desk to be seen; the rest is in `tests/shell/payments`."""

import pytest

from tests.whole.desk_and_world import Chat, Whole, texts


async def test_pretix_1166_one_confirmation_however_the_money_is_told(whole: Whole, paying: Chat) -> None:
    """The page and the webhook race, and everything comes twice: one transition, one message."""
    whole.world.stripe.knobs.webhooks.copies = 2
    await whole.payer("pay")
    thanks = await whole.page(paying.link + "/thanks")
    assert thanks.status_code == 200
    assert texts(await paying.hears()).count("Geboekt!") == 1
    assert await paying.hears() == []


@pytest.mark.parametrize("how", ["failed", "expired"])
async def test_pretix_1230_who_did_not_manage_to_pay_can_always_pay_again(whole: Whole, paying: Chat, how: str) -> None:
    """Failed or expired at Stripe is never *pending* here: there is a new page behind the link."""
    if how == "failed":
        await whole.payer("pay_later")
        await whole.payer("settle", succeeded=False)
    else:
        await whole.payer("expire")
        await paying.hears()
        await paying.taps("again")
    assert whole.pages[-1] == "open"
    await whole.payer("pay")
    assert "Geboekt!" in texts(await paying.hears())
    assert whole.charged == [6_000]


async def test_pretix_1233_the_thank_you_page_never_says_failed(whole: Whole, paying: Chat) -> None:
    """While the webhook is on its way the page looks on; then it thanks. Nobody is sent to pay twice."""
    whole.world.stripe.knobs.webhooks.paused = True
    await whole.payer("pay")
    before = (await whole.page(paying.link + "/thanks")).text
    assert "We kijken of je betaling binnen is" in before
    assert "niet gelukt" not in before
    whole.world.stripe.webhooks.knobs.paused = False
    whole.world.stripe.webhooks.release()
    await whole.settles()
    assert "Dank je wel!" in (await whole.page(paying.link + "/thanks")).text


async def test_cal_diy_11272_no_reminder_after_paying(whole: Whole, paying: Chat) -> None:
    """What is due is looked at again just before it is said."""
    await whole.payer("pay")
    await paying.hears()
    await whole.passes(70)
    assert await paying.hears() == []


async def test_lago_5708_one_order_has_one_open_page(whole: Whole, paying: Chat) -> None:
    """Umbraco #895, mitxpro #4065, antifailure #393, PayumStripe #31: the old page is expired before another opens."""
    for minutes in ("90", "60"):
        await paying.goes("tap change", "tap length", f"tap {minutes}", "tap pay")
        assert whole.pages.count("open") == 1
    assert whole.pages == ["expired", "expired", "open"]
    await whole.payer("pay")
    assert whole.charged == [6_000]


@pytest.mark.parametrize("lost", ["checkout.session.completed", "payment_intent.succeeded"])
async def test_cal_diy_3044_paid_is_confirmed_by_whichever_event_is_subscribed_to(
    whole: Whole, paying: Chat, lost: str
) -> None:
    """An incomplete list of events at Stripe leaves nobody waiting: each of the two facts is enough."""
    whole.world.stripe.knobs.webhooks.lose_types = [lost]
    await whole.payer("pay", method="ideal")
    assert "Geboekt!" in texts(await paying.hears())
