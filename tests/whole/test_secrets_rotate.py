"""docs/secrets.md, walked step by step over real HTTP: keys and secrets change, and nothing is lost or let in."""

import json
from pathlib import Path

import pytest

from bot.rehearsal.people import Student
from bot.rehearsal.stripe.webhooks import signature_header
from tests.whole.restarting import TO_THE_LINK, Restarting, restarting

NEW_KEY, NEW_SIGNING = "sk_test_thenewkey0000000000", "whsec_thenewsecret0000000000"
UNEXPECTED = ("chatwoot_callback_refused", "stripe_webhook_refused", "stripe_key_unfit", "chatwoot_token_refused")


@pytest.fixture
def troubles() -> list[str]:
    """What the desk's own process logs is looked at by each test."""
    return ["needs_attention"]


async def _at_the_link(at: Restarting) -> Student:
    student = await Student.arrives(at.world, language="nl")
    await at.comes(student)
    return student


async def _pays(at: Restarting, student: Student) -> None:
    await at.world.do("stripe/pay")
    await at.settles()
    assert "Geboekt!" in await at.phone(student)


async def _knocks(at: Restarting, secret: str) -> int:
    """The answer to the newest event, signed with that secret alone."""
    body = json.dumps(list(at.world.stripe.tables.events.values())[-1]).encode()
    signed = signature_header(secret, at.world.clock.seconds(), body)
    answer = await at.browser.post(
        at.desk.url + "/webhook/payments", content=body, headers={"Stripe-Signature": signed}
    )
    return answer.status_code


async def test_stripes_signing_secret(tmp_path: Path) -> None:
    """Signed with the old, with both, with the new: none is lost. Once the old one is gone, it opens nothing."""
    async with restarting(f"sqlite:///{tmp_path}/desk.db", tmp_path) as at:
        webhooks, old = at.world.stripe.webhooks, at.world.stripe.webhooks.secret
        await _pays(at, await _at_the_link(at))
        student = await _at_the_link(at)
        webhooks.secret, webhooks.rolled = NEW_SIGNING, [old]  # rolled: Stripe signs with both
        await _pays(at, student)
        await at.restarts(STRIPE_WEBHOOK_SECRET=f"{NEW_SIGNING},{old}")
        student = await _at_the_link(at)
        assert await _knocks(at, old) == 200
        webhooks.rolled = []
        await _pays(at, student)
        await at.restarts(STRIPE_WEBHOOK_SECRET=NEW_SIGNING)
        await _pays(at, await _at_the_link(at))
        assert (at.lines(*UNEXPECTED), at.ledger.dead(), at.sold()) == ([], [], [6_000] * 4)
        assert await _knocks(at, old) == 401
        assert len(at.lines("stripe_webhook_refused")) == 1


async def test_stripes_key(tmp_path: Path) -> None:
    """A page of the old key is paid, another one ended, after the old key was revoked; new pages open with the new key."""
    async with restarting(f"sqlite:///{tmp_path}/desk.db", tmp_path) as at:
        stripe = at.world.stripe
        pays, stops = await _at_the_link(at), await _at_the_link(at)
        old, (page, _) = stripe.key, list(stripe.tables.sessions)
        stripe.more_keys = [NEW_KEY]
        await at.restarts(STRIPE_SECRET_KEY=NEW_KEY)
        assert (await at.asks("/health")).status_code == 200
        stripe.key, stripe.more_keys = NEW_KEY, []
        assert old != stripe.key
        await at.world.do("stripe/pay", session=page)
        await at.settles()
        assert "Geboekt!" in await at.phone(pays)
        await at.comes(stops, ("taps", "cancel"))
        assert [each["status"] for each in stripe.tables.sessions.values()] == ["complete", "expired"]
        await _pays(at, await _at_the_link(at))
        assert (at.lines(*UNEXPECTED), at.ledger.dead(), at.sold()) == ([], [], [6_000] * 2)


async def test_a_key_that_was_revoked_too_early_makes_what_waits_go_on_with_the_new_one(tmp_path: Path) -> None:
    """The end of a page waits for the right key; nothing is given up."""
    async with restarting(f"sqlite:///{tmp_path}/desk.db", tmp_path) as at:
        student = await _at_the_link(at)
        at.world.stripe.key = NEW_KEY
        await student.taps("cancel")
        await at.until(lambda: at.lines("stripe_key_unfit") and at.ledger.waiting() == ["ExpireCheckout"])
        await at.restarts(STRIPE_SECRET_KEY=NEW_KEY)
        await at.settles()
        assert [each["status"] for each in at.world.stripe.tables.sessions.values()] == ["expired"]
        assert at.ledger.dead() == []


async def test_chatwoots_signing_secret(tmp_path: Path) -> None:
    """By way of the path secret: no callback is refused and no conversation handed over; at the end both doors are shut."""
    async with restarting(f"sqlite:///{tmp_path}/desk.db", tmp_path) as at:
        bot, old, word = at.world.chatwoot.bot(1), at.world.webhook_secret, "a-long-random-word"
        address, student = bot.outgoing_url, await Student.arrives(at.world, language="nl")
        await at.comes(student, TO_THE_LINK[0])
        await at.restarts(CHATWOOT_WEBHOOK_PATH_SECRET=word)
        bot.outgoing_url = f"{address}/{word}"
        await at.comes(student, TO_THE_LINK[1])
        bot.secret = "thenewsecret"
        await at.comes(student, TO_THE_LINK[2])
        await at.restarts(CHATWOOT_WEBHOOK_SECRET=f"thenewsecret,{old}")
        bot.outgoing_url = address
        await at.comes(student, TO_THE_LINK[3])
        await at.restarts(CHATWOOT_WEBHOOK_SECRET="thenewsecret", CHATWOOT_WEBHOOK_PATH_SECRET="")
        await _pays(at, student)
        seen = await at.world.do("chatwoot/staff/sees", conversation_id=student.conversation_id)
        assert (seen["status"], at.lines(*UNEXPECTED)) == ("pending", [])
        told = next(each.body for each in at.world.chatwoot.callbacks.log)
        assert (await at.browser.post(f"{address}/{word}", content=told)).status_code == 401
        bot.secret = old
        await student.writes("hoi")
        await at.until(lambda: at.lines("chatwoot_callback_refused"))


async def test_chatwoots_tokens(tmp_path: Path) -> None:
    """The old token is refused at once: the answer waits for the new one and is said once."""
    async with restarting(f"sqlite:///{tmp_path}/desk.db", tmp_path) as at:
        student = await Student.arrives(at.world, language="nl")
        await at.comes(student, TO_THE_LINK[0])
        said = await at.phone(student)
        at.world.chatwoot.bot(1).token = "thenewtoken"
        await student.taps(1)
        await at.until(lambda: at.lines("chatwoot_token_refused"))
        assert await at.phone(student) == said
        await at.restarts(CHATWOOT_BOT_TOKEN="thenewtoken")
        await at.settles()
        assert len([each for each in await student.phone() if each["from"] == "bot"]) == 2
        await at.comes(student, *TO_THE_LINK[2:])
        await _pays(at, student)
        assert at.ledger.dead() == []
