"""What banks do: an answer on another device, inquiries and chargebacks, warnings; and what a changed account does."""

import httpx
import pytest

from bot.rehearsal.wire import BadRequest
from bot.rehearsal.world import World
from tests.rehearsal.conftest import RecordingDesk
from tests.rehearsal.sessions import GOOD, SESSIONS, created


async def paid(world: World, api: httpx.AsyncClient, method: str = "card") -> str:
    session = await created(api)
    await world.do("stripe/pay", session=session["id"], method=method)
    return str(session["id"])


@pytest.mark.parametrize("meanwhile_expired", [False, True])
async def test_the_bank_may_answer_after_everybody_left(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient, meanwhile_expired: bool
) -> None:
    """iDEAL on another device: the session is open meanwhile, and is paid in the end, even if it was expired."""
    session = await created(stripe_api)
    await world.do("stripe/goes_to_bank", session=session["id"])
    assert (await stripe_api.get(f"{SESSIONS}/{session['id']}")).json()["status"] == "open"
    if meanwhile_expired:
        assert (await stripe_api.post(f"{SESSIONS}/{session['id']}/expire")).json()["status"] == "expired"
    await world.do("stripe/bank_answers", session=session["id"])
    await world.quiet.settles()
    now_there = (await stripe_api.get(f"{SESSIONS}/{session['id']}")).json()
    assert (now_there["status"], now_there["payment_status"]) == ("complete", "paid")
    assert "payment_intent.requires_action" in desk.types()
    assert "checkout.session.completed" in desk.types()
    with pytest.raises(BadRequest, match="nobody is at the bank"):
        await world.do("stripe/bank_answers", session=session["id"])


async def test_a_bank_that_says_no_leaves_the_page_open(world: World, stripe_api: httpx.AsyncClient) -> None:
    """The customer may try again."""
    session = await created(stripe_api)
    await world.do("stripe/goes_to_bank")
    await world.do("stripe/bank_answers", succeeded=False)
    assert (await stripe_api.get(f"{SESSIONS}/{session['id']}")).json()["status"] == "open"
    await world.do("stripe/pay", session=session["id"])


async def test_a_chargeback_takes_the_money_and_no_refund_goes_on_top(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """created, funds_withdrawn; refused refunds; closed, and funds_reinstated when it is won."""
    session = await paid(world, stripe_api)
    await world.do("stripe/dispute", session=session)
    with pytest.raises(BadRequest, match="charged back"):
        await world.do("stripe/refund", session=session)
    await world.do("stripe/close_dispute", status="won", session=session)
    await world.quiet.settles()
    told = [each for each in desk.types() if "dispute" in each]
    assert sorted(told) == [
        "charge.dispute.closed",
        "charge.dispute.created",
        "charge.dispute.funds_reinstated",
        "charge.dispute.funds_withdrawn",
    ]
    await world.do("stripe/refund", session=session)


async def test_an_inquiry_takes_nothing_and_may_become_a_chargeback(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """It ends as warning_closed, never as won; escalated, the money goes."""
    session = await paid(world, stripe_api)
    dispute = (await world.do("stripe/dispute", session=session, case_type="inquiry"))["dispute"]
    assert (dispute["status"], dispute["is_charge_refundable"]) == ("warning_needs_response", True)
    with pytest.raises(BadRequest, match="warning_closed"):
        await world.do("stripe/close_dispute", status="won", session=session)
    await world.quiet.settles()
    assert "charge.dispute.funds_withdrawn" not in desk.types()
    await world.do("stripe/escalate_dispute", session=session)
    await world.do("stripe/close_dispute", status="lost", session=session)
    with pytest.raises(BadRequest, match="already"):
        await world.do("stripe/close_dispute", status="won", session=session)
    with pytest.raises(BadRequest, match="charged back"):
        await world.do("stripe/refund", session=session)
    await world.quiet.settles()
    assert {"charge.dispute.updated", "charge.dispute.funds_withdrawn"} <= set(desk.types())


async def test_ideal_is_never_disputed(world: World, stripe_api: httpx.AsyncClient) -> None:
    session = await paid(world, stripe_api, "ideal")
    with pytest.raises(BadRequest, match="cannot be disputed"):
        await world.do("stripe/dispute", session=session)
    with pytest.raises(BadRequest, match="only a paid card"):
        await world.do("stripe/warn_of_fraud", session=session)


async def test_a_fraud_warning_names_the_payment(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """Its own object; not actionable once the money is back."""
    session = await paid(world, stripe_api)
    await world.do("stripe/warn_of_fraud", session=session)
    await world.quiet.settles()
    told = next(each.json for each in desk.webhooks if each.json["type"] == "radar.early_fraud_warning.created")
    assert told["data"]["object"]["payment_intent"] == next(iter(world.stripe.tables.intents))
    assert told["data"]["object"]["actionable"] is True
    await world.do("stripe/refund", session=session)
    assert (await world.do("stripe/warn_of_fraud", session=session))["warning"]["actionable"] is False


async def test_a_refund_waits_fails_days_later_or_is_called_off(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """Each time the money is the charge's again."""
    session = await paid(world, stripe_api)
    refund = (await world.do("stripe/refund", session=session, amount=2_000))["refund"]
    await world.do("stripe/settle_refund", session=session, succeeded=False)
    with pytest.raises(BadRequest, match="failed already"):
        await world.do("stripe/settle_refund", refund=refund["id"], succeeded=False)
    await world.do("stripe/next_refunds", status="requires_action")
    waiting = (await world.do("stripe/refund", session=session))["refund"]
    assert (waiting["status"], waiting["amount"]) == ("requires_action", 6_000)
    await world.do("stripe/cancel_refund", session=session)
    assert next(iter(world.stripe.tables.charges.values()))["amount_refunded"] == 0
    await world.quiet.settles()
    assert desk.types().count("refund.failed") == 1
    statuses = [
        each.json["data"]["object"]["status"] for each in desk.webhooks if each.json["type"] == "refund.updated"
    ]
    assert statuses.count("canceled") == 1


async def test_a_rolled_key_is_refused_until_it_is_back(world: World, stripe_api: httpx.AsyncClient) -> None:
    """401 with Stripe's code, whatever is asked; nothing is done."""
    await world.do("world/stripe_knobs", revoked=True)
    refused = await stripe_api.post(SESSIONS, data=GOOD)
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "api_key_expired")
    assert world.stripe.key not in refused.text
    assert not world.stripe.tables.sessions
    await world.do("world/stripe_knobs", revoked=False)
    await created(stripe_api)


async def test_sums_that_changed_behind_the_desk(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """A price or a tax changed at Stripe shows when the page is made; a promotion code only when it is paid."""
    assert await world.do("stripe/adds", cents=500) == {"cents": 500}
    assert (await created(stripe_api))["amount_total"] == 6_500
    await world.do("stripe/adds", cents=0)
    session = await created(stripe_api)
    await world.do("stripe/pay", session=session["id"], discount_cents=1_000)
    await world.quiet.settles()
    told = next(each.json for each in desk.webhooks if each.json["type"] == "checkout.session.completed")
    assert told["data"]["object"]["amount_total"] == 5_000
    assert told["data"]["object"]["total_details"]["amount_discount"] == 1_000
    with pytest.raises(BadRequest, match="nothing to pay"):
        await world.do("stripe/pay", session=(await created(stripe_api))["id"], discount_cents=6_000)


async def test_what_never_arrived_is_sent_again(
    world: World, desk: RecordingDesk, stripe_api: httpx.AsyncClient
) -> None:
    """Every lost event once, and none that arrived."""
    await world.do("world/stripe_knobs", webhooks={"lose_next": 100})
    await paid(world, stripe_api)
    await world.do("world/stripe_knobs", webhooks={"lose_next": 0})
    assert await world.do("stripe/resend_lost") == {"events": 5}
    await world.quiet.settles()
    assert len(desk.types()) == 5
    assert await world.do("stripe/resend_lost") == {"events": 0}
