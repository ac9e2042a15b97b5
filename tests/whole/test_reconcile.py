"""What the webhooks did not tell, the comparison finds; what no machine may repair, people are told."""

from datetime import timedelta

import pytest

from bot.shell.reconciling import LEFT, REPAIRABLE, REPAIRED, Report
from bot.shell.reconciling_turns import Turns
from tests.whole.desk_and_world import Chat, Whole, texts


async def compared(whole: Whole, *, fix: bool = True, events: bool = True, things: bool = True) -> Report:
    """The newest hours, compared."""
    now = whole.world.clock.now()
    report = await whole.desk.reconciling.reconciler.compare(
        now - timedelta(hours=25), now, fix=fix, events=events, things=things
    )
    await whole.settles()
    return report


def told(report: Report) -> list[tuple[str, str]]:
    """Kind and outcome of each difference."""
    return [(one.finding.kind, one.outcome) for one in report.differences]


def lose_webhooks(whole: Whole) -> None:
    """From now on none arrives."""
    whole.world.stripe.knobs.webhooks.lose_next = 10_000


@pytest.mark.parametrize(("events", "things"), [(True, False), (False, True), (True, True)])
async def test_a_lost_payment_is_heard_from_either_source(
    whole: Whole, paying: Chat, *, events: bool, things: bool
) -> None:
    """From Stripe's list of events, or from the page as it stands; once."""
    lose_webhooks(whole)
    await whole.payer("pay")
    assert await paying.hears() == []
    report = await compared(whole, events=events, things=things)
    assert ("paid_not_booked", REPAIRED) in told(report)
    assert report.left == []
    assert texts(await paying.hears()).count("Geboekt!") == 1
    again = await compared(whole)
    assert told(again) == []
    assert await paying.hears() == []


async def test_a_look_without_fix_changes_nothing(whole: Whole, paying: Chat) -> None:
    """It says what it would do."""
    lose_webhooks(whole)
    await whole.payer("pay")
    for _ in range(2):
        assert ("paid_not_booked", REPAIRABLE) in told(await compared(whole, fix=False))
    assert await paying.hears() == []


@pytest.mark.usefixtures("paying")
async def test_nothing_differs_when_every_webhook_came(whole: Whole, troubles: list[str]) -> None:
    """Paid, partly refunded and disputed, and heard of: no difference."""
    troubles += ["alert disputed"]
    await whole.payer("pay")
    await whole.payer("refund", amount=1_000)
    await whole.payer("dispute")
    assert told(await compared(whole)) == []


@pytest.mark.usefixtures("paying")
async def test_what_the_dashboard_did_is_heard_although_its_webhooks_were_lost(whole: Whole) -> None:
    """A refund of everything: the lesson waits for a person, the student is told."""
    await whole.payer("pay")
    lose_webhooks(whole)
    await whole.payer("refund")
    report = await compared(whole, events=False)
    assert ("refunded_still_booked", REPAIRED) in told(report)
    assert told(await compared(whole)) == []


async def test_a_page_left_open_for_a_closed_order_is_expired(whole: Whole, paying: Chat) -> None:
    """We have it as expired, Stripe shows it open: it is closed there, and nobody can pay for nothing."""
    await paying.goes("tap cancel")
    assert whole.pages == ["expired"]
    tables = whole.world.stripe.tables
    session = next(iter(tables.sessions.values()))
    session |= {"status": "open", "expires_at": session["expires_at"] + 0}
    tables.open_sessions[session["id"]] = session
    assert told(await compared(whole)) == [("open_page", REPAIRED)]
    assert whole.pages == ["expired"]
    assert told(await compared(whole)) == []


@pytest.mark.usefixtures("paying")
async def test_a_payment_under_our_name_for_no_order_of_ours_is_reported_and_left(whole: Whole) -> None:
    """Somebody restored an older database: the order of that payment is not in it."""
    await whole.payer("pay")
    paid = next(iter(whole.world.stripe.tables.sessions.values()))
    lost = paid | {"id": "cs_test_lost", "payment_intent": None, "metadata": paid["metadata"] | {"order_id": "order_x"}}
    whole.world.stripe.tables.sessions["cs_test_lost"] = lost
    report = await compared(whole)
    assert [(one.finding.kind, one.finding.about, one.outcome) for one in report.differences] == [
        ("unknown_payment", "cs_test_lost", LEFT)
    ]


@pytest.mark.usefixtures("paying")
async def test_a_payment_of_another_desk_on_the_same_stripe_account_is_its_own(whole: Whole) -> None:
    """The same service name, another public address on its pages: page, payment and charge are that desk's business."""
    await whole.payer("pay")
    tables = whole.world.stripe.tables
    paid, intent = next(iter(tables.sessions.values())), next(iter(tables.intents.values()))
    theirs = {"metadata": paid["metadata"] | {"order_id": "order_theirs"}}
    page = theirs | {"id": "cs_test_theirs", "payment_intent": "pi_theirs"}
    tables.sessions["cs_test_theirs"] = paid | page | {"success_url": "https://other.example/p/abc/thanks"}
    tables.intents["pi_theirs"] = intent | theirs | {"id": "pi_theirs"}
    assert told(await compared(whole)) == []


@pytest.mark.usefixtures("paying")
async def test_a_key_that_may_not_read_disputes_still_compares_the_rest(whole: Whole, troubles: list[str]) -> None:
    """A restricted key: what it may not read is said, everything else is compared."""
    troubles += ["stripe_key_unfit"]
    whole.world.stripe.knobs.forbidden = ["rak_dispute_read", "rak_event_read"]
    lose_webhooks(whole)
    await whole.payer("pay")
    report = await compared(whole)
    assert ("paid_not_booked", REPAIRED) in told(report)
    assert ["rak_event_read" in report.unread[0], "rak_dispute_read" in report.unread[1]] == [True, True]


@pytest.mark.usefixtures("paying")
async def test_only_one_of_several_desks_takes_a_turn_and_each_goes_on_where_the_last_ended(
    whole: Whole, troubles: list[str]
) -> None:
    """A second turn right after the first is somebody else's; after the interval it is due again."""
    troubles += ["stripe_webhooks_missed"]
    lose_webhooks(whole)
    await whole.payer("pay")
    await whole.passes(3)
    turns = whole.desk.reconciling
    turns._every = timedelta(minutes=10)
    first = await turns.turn()
    assert first is not None
    assert ("paid_not_booked", REPAIRED) in told(first)
    assert await turns.turn() is None
    await whole.passes(10)
    second = await turns.turn()
    assert second is not None
    assert (second.differences, second.read["sessions"]) == ([], 0), "the things themselves are listed once an hour"
    assert abs(first.until - timedelta(minutes=5) - second.since) < timedelta(seconds=1)


async def standing(whole: Whole) -> list[str]:
    """The causes somebody was told of that are not over."""
    return [alarm.cause for alarm in await whole.desk.engine.alerts.standing()]


@pytest.mark.usefixtures("paying")
async def test_events_that_could_not_be_read_are_read_once_they_can_be(whole: Whole, troubles: list[str]) -> None:
    """A refund that failed a week ago is in no list of new things: only its event tells, so that must not be skipped."""
    troubles += ["stripe_key_unfit", "alert stripe_key", "stripe_webhooks_missed", "alert refund_failed"]
    await whole.payer("pay")
    await whole.payer("refund", amount=1_000)
    await whole.passes(3)
    turns = whole.desk.reconciling
    await turns.turn()
    whole.world.stripe.knobs.forbidden = ["rak_event_read"]
    await whole.passes(3 * 24 * 60)
    await turns.turn()
    lose_webhooks(whole)
    await whole.payer("settle_refund", succeeded=False)
    await whole.passes(61)
    await turns.turn()
    whole.world.stripe.knobs.forbidden = []
    await whole.passes(30)
    report = await turns.turn()
    assert report is not None
    assert ("missed_refund", REPAIRED) in told(report)


@pytest.mark.usefixtures("paying")
async def test_a_difference_that_is_gone_is_over_also_for_a_desk_that_was_restarted(
    whole: Whole, troubles: list[str]
) -> None:
    """What was told of stands in the database: any process ends it, and none says it still needs somebody."""
    troubles += ["alert unknown_payment", "alert"]
    await whole.payer("pay")
    await whole.passes(3)
    sessions, turns = whole.world.stripe.tables.sessions, whole.desk.reconciling
    paid = next(iter(sessions.values()))
    lost = paid | {"id": "cs_test_lost", "payment_intent": None, "metadata": paid["metadata"] | {"order_id": "order_x"}}
    sessions["cs_test_lost"] = lost
    await turns.turn()
    assert (await standing(whole), len(list(turns.sentences()))) == (["unknown_payment:order_x"], 1)
    lost |= {"payment_status": "unpaid"}
    await whole.passes(61)
    other = Turns(turns.reconciler, whole.desk.store, whole.desk.engine.alerts, 10, clock=whole.world.clock.now)
    await other.turn()
    assert await standing(whole) == []
    await turns.turn()
    assert list(turns.sentences()) == []


@pytest.mark.usefixtures("paying")
async def test_a_difference_that_no_list_reaches_any_more_is_not_called_over(whole: Whole, troubles: list[str]) -> None:
    """Two days later the hourly look does not read that page again: nobody knows, so nobody says that all is well."""
    troubles += ["alert unknown_payment"]
    await whole.payer("pay")
    await whole.passes(3)
    sessions, turns = whole.world.stripe.tables.sessions, whole.desk.reconciling
    paid = next(iter(sessions.values()))
    sessions["cs_test_lost"] = paid | {
        "id": "cs_test_lost", "payment_intent": None, "metadata": paid["metadata"] | {"order_id": "order_x"},
    }  # fmt: skip
    for _ in range(3):
        await turns.turn()
        assert await standing(whole) == ["unknown_payment:order_x"]
        await whole.passes(26 * 60)
