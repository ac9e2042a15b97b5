"""A story full of markers and mishaps: not one of them stands in a line of the log, a metric, /ready or a kept reason."""

import json
import re
import sqlite3
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.rehearsal.chatwoot.signing import signature
from bot.rehearsal.people import Student
from bot.rehearsal.stripe.errors import StripeRefusal
from bot.rehearsal.stripe.webhooks import signature_header
from tests.whole.restarting import Restarting, restarting

NAME, EMAIL, PHONE, WORDS = "Zebulon Kwikstaart", "zebulon@kwikstaart.example", "+31698765432", "bramenjamsandwich"
CARD = "4242 4242 4242 4242"
ALL = f"{NAME} {EMAIL} {PHONE} {WORDS} {CARD}"
MARKERS = ("Zebulon", "Kwikstaart", "kwikstaart", "31698765432", "698765432", WORDS, "4242 4242", "4242424242424242")


ORDER_ID = re.compile(r"order_\w+")


@pytest.fixture
def troubles() -> list[str]:
    """The desk has a process and a log of its own here."""
    return ["needs_attention"]


async def _story(at: Restarting, *, known: bool = False) -> None:
    """Somebody who tells everything about themselves wants a lesson and its link; the second time they are `known`."""
    student = await Student.arrives(at.world, "whatsapp", language="nl", name=NAME, phone=PHONE, email=EMAIL)
    await at.comes(student, ("writes", f"Bijles wiskunde, 60 minuten, {ALL}"))
    await at.comes(student, ("writes", "Bijles wiskunde, 60 minuten"), ("taps", 1))
    await at.comes(student, *([] if known else [("taps", "adult")]), ("taps", "pay"))


async def _mishaps_at_the_doors(at: Restarting) -> None:
    """Wrong signatures, broken JSON, foreign accounts, addresses that do not exist: each with every marker."""
    stamp, chatwoot, stripe = at.world.clock.seconds(), "/webhook/chatwoot/1", "/webhook/payments"
    told = json.loads(next(each.body for each in at.world.chatwoot.callbacks.log))
    event = list(at.world.stripe.tables.events.values())[-1] if at.world.stripe.tables.events else {"id": "evt_x"}
    bodies = (
        json.dumps(told | {"content": ALL, "account": {"id": 2, "name": ALL}}).encode(),
        json.dumps(told | {"content": [ALL], "sender": ALL, "conversation": ALL}).encode(),
        json.dumps(event | {"data": {"object": {"id": ALL, "metadata": ALL}}, "account": ALL}).encode(),
        f'{{"content": "{ALL}'.encode(),
        json.dumps({"event": ALL, "type": ALL, "id": ALL, "object": "event", "data": {"object": {"x": ALL}}}).encode(),
    )
    for body in bodies:
        for right in (True, False):
            secret = at.world.webhook_secret if right else "another"
            headers = {"X-Chatwoot-Timestamp": str(stamp), "X-Chatwoot-Signature": signature(secret, str(stamp), body)}
            await at.browser.post(at.desk.url + chatwoot, content=body, headers=headers)
            secret = at.world.stripe_webhook_secret if right else "whsec_another"
            headers = {"Stripe-Signature": signature_header(secret, stamp, body)}
            await at.browser.post(at.desk.url + stripe, content=body, headers=headers)
    for path in (f"/p/{WORDS}", f"/{EMAIL}?name={WORDS}", f"/webhook/chatwoot/1/{WORDS}"):
        await at.browser.get(at.desk.url + path)
        await at.browser.post(at.desk.url + path, content=ALL.encode())


def _secrets(at: Restarting) -> list[str]:
    """Every key, token and secret of the settings, and of the links."""
    names = ("_SECRET", "_TOKEN", "_KEY")
    with sqlite3.connect(at.desk.environment["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        links = [row[0] for row in database.execute("SELECT token FROM orders")]
        marks = [row[0] for row in database.execute("SELECT value FROM marks WHERE name = 'order_secret'")]
    database.close()
    assert (len(links) > 0, len(marks)) == (True, 1)
    return [value for name, value in at.desk.environment.items() if name.endswith(names)] + links + marks


def _reasons(at: Restarting) -> str:
    """What the database keeps for people to read: reasons of failures, history, alarms."""
    queries = (
        "SELECT error FROM inbox",
        "SELECT error FROM outbox",
        "SELECT event_id, why, body FROM history",
        "SELECT cause, text FROM alarms",
    )
    with sqlite3.connect(at.desk.environment["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        found = "\n".join(str(row) for query in queries for row in database.execute(query))
        # On WhatsApp a talk is named for a telephone number.
        assert not [
            talk for (talk,) in database.execute("SELECT id FROM talks WHERE id != '0:0:owner'") if talk in found
        ]
    database.close()
    return found


async def test_no_line_metric_page_or_reason_holds_a_marker_or_a_secret(tmp_path: Path) -> None:
    """Bad callbacks, Stripe's and Chatwoot's refusals that quote the customer, a database that refuses a row with data in it."""
    database = tmp_path / "desk.db"
    async with restarting(f"sqlite:///{database}", tmp_path) as at:
        await _story(at)
        await _mishaps_at_the_doors(at)
        await at.world.do("stripe/decline")
        await at.world.do("stripe/pay")
        await at.settles()
        refused = StripeRefusal(400, "invalid_request_error", f"The customer {ALL} is not valid", param="metadata")
        with patch.object(at.world.stripe.checkout, "create", side_effect=refused):
            await _story(at, known=True)
        with sqlite3.connect(database) as connection:
            connection.execute(
                f"CREATE TRIGGER refuses BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'no: {NAME} {WORDS}'); END"
            )
        connection.close()
        broken = await Student.arrives(at.world, language="nl", name=NAME, email=EMAIL)
        await broken.writes(ALL)
        await at.until(lambda: any(str(each["event"]).startswith("turn") for each in at.lines()))
        with sqlite3.connect(database) as connection:
            connection.execute("DROP TRIGGER refuses")
        connection.close()
        await at.until(lambda: not at.ledger.waiting())
        seen = {
            "log": at.log.read_text(encoding="utf-8"),
            "metrics": (await at.asks("/metrics")).text,
            "ready": (await at.asks("/ready")).text,
            "reasons": _reasons(at),
        }
        for event in ("chatwoot_callback_refused", "stripe_webhook_refused", "stripe_refused_a_page"):
            assert event in seen["log"], f"{event} never happened, so nothing is proven"
        # An order's id is made of the same letters as its link: only the link by itself is looked for.
        seen = {where: ORDER_ID.sub("order", text) for where, text in seen.items()}
        found = {where: [one for one in (*MARKERS, *_secrets(at)) if one in text] for where, text in seen.items()}
        assert not any(found.values()), {
            where: [line for line in seen[where].splitlines() if any(one in line for one in words)][:3]
            for where, words in found.items()
        }
