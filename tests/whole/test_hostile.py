"""Malformed, oversized, unsigned, replayed and foreign requests: the right answer, nothing changed, nothing told in the log."""

import json
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from pathlib import Path

import pytest
import pytest_asyncio

from bot.rehearsal.chatwoot.signing import signature
from bot.rehearsal.stripe.webhooks import signature_header
from bot.rehearsal.wire import Json
from tests.whole.desk_and_world import Chat, Whole, sqlite
from tests.whole.ledger_of import Ledger
from tests.whole.webhook_storm import paid_unheard

CHATWOOT, STRIPE = "/webhook/chatwoot/1", "/webhook/payments"
PERSONAL = ("Jantje Geheim", "jantje@geheim.example", "+31612345678", "0612345678", "pi_", "4242")


@pytest.fixture
def troubles() -> list[str]:
    """Here refusals are what is wanted."""
    return ["needs_attention", "chatwoot_callback_refused", "stripe_webhook_"]


class Door:
    """Knocks, with or without a proper signature, and counts what the database holds before and after."""

    def __init__(self, whole: Whole, ledger: Ledger, chat: Chat) -> None:
        self.whole, self.ledger, self.chat = whole, ledger, chat
        self.before = ledger.counts()

    def told(self) -> Json:
        """A callback as Chatwoot sends it for a message full of personal data."""
        body: Json = json.loads(next(each.body for each in self.whole.world.chatwoot.callbacks.log))
        body |= {"id": 987_654, "content": f"{PERSONAL[0]} {PERSONAL[1]} {PERSONAL[2]}"}
        body["conversation"]["meta"]["sender"] |= {
            "name": PERSONAL[0],
            "email": PERSONAL[1],
            "phone_number": PERSONAL[2],
        }
        return body

    async def chatwoot(
        self,
        body: bytes,
        *,
        path: str = CHATWOOT,
        secret: str = "",
        age: int = 0,
        headers: dict[str, str] | None = None,
    ) -> int:
        """The answer to a callback signed with that secret so long ago."""
        stamp = str(self.whole.world.clock.seconds() - age)
        signed = {
            "X-Chatwoot-Timestamp": stamp,
            "X-Chatwoot-Signature": signature(secret or self.whole.world.webhook_secret, stamp, body),
        }
        return await self._post(path, body, signed if headers is None else headers)

    async def stripe(
        self, body: bytes, *, secret: str = "", age: int = 0, headers: dict[str, str] | None = None
    ) -> int:
        """The answer to a webhook signed with that secret so long ago."""
        stamp = self.whole.world.clock.seconds() - age
        signed = {"Stripe-Signature": signature_header(secret or self.whole.world.stripe_webhook_secret, stamp, body)}
        return await self._post(STRIPE, body, signed if headers is None else headers)

    async def _post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        headers = {"Content-Type": "application/json", **headers}
        answer = await self.whole.browser.post(self.whole.url + path, content=body, headers=headers)
        return answer.status_code

    async def nothing_changed(self) -> None:
        """Not a row more, not a word more, and nothing personal in any line of the log."""
        await self.whole.settles()
        assert self.ledger.counts() == self.before
        assert await self.chat.hears() == []


@pytest_asyncio.fixture
async def door(whole: Whole, paying: Chat, tmp_path: Path) -> Door:
    """The door of a desk that is in the middle of things."""
    return Door(whole, Ledger(sqlite(tmp_path)), paying)


@pytest.fixture(autouse=True)
def nothing_personal_in_the_log(log: StringIO) -> Iterator[None]:
    """Whatever was sent."""
    yield
    assert [word for word in PERSONAL if word in log.getvalue()] == []


MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"event": "message_created", "content": "Jantje Geheim',
    "list": b"[1, 2]",
    "number": b"7",
    "null": b"null",
    "not utf-8": b'{"event": "\xff\xfe"}',
    "NaN": b'{"event": "message_created", "id": NaN}',
    "deep": b"[" * 200_000,
    "no event": b'{"content": "Jantje Geheim"}',
    "no id": b'{"event": "message_created", "message_type": "incoming", "account": {"id": 1}}',
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_chatwoots_door_refuses_what_is_malformed(door: Door, name: str) -> None:
    """400, which hands the conversation over on the other side: it is no callback of this release."""
    assert await door.chatwoot(MALFORMED[name]) == 400
    await door.nothing_changed()


@pytest.mark.parametrize("name", [name for name in MALFORMED if name != "no id"])
async def test_stripes_door_refuses_what_is_malformed(door: Door, name: str) -> None:
    """400; what is not even text cannot have been signed by Stripe."""
    assert await door.stripe(MALFORMED[name]) == (401 if name == "not utf-8" else 400)
    await door.nothing_changed()


async def test_both_doors_refuse_what_is_too_large(door: Door) -> None:
    """413, whether the length was announced or not."""
    large = json.dumps(door.told() | {"content": "x" * 1_100_000}).encode()

    async def in_parts() -> AsyncIterator[bytes]:
        for at in range(0, len(large), 50_000):
            yield large[at : at + 50_000]

    for path in (CHATWOOT, STRIPE):
        for announced in ({}, {"Content-Length": str(len(large))}):
            answer = await door.whole.browser.post(door.whole.url + path, content=in_parts(), headers=announced)
            assert answer.status_code == 413, (path, announced)
    await door.nothing_changed()


@pytest.mark.parametrize(
    "how",
    [
        {"headers": {}},
        {"secret": "another secret"},
        {"age": 301},
        {"age": -301},
        {
            "headers": {
                "X-Chatwoot-Timestamp": "abc",
                "X-Chatwoot-Signature": "sha256=00",
                "Stripe-Signature": "t=abc,v1=00",
            }
        },
        {
            "headers": {
                "X-Chatwoot-Timestamp": "9" * 40,
                "X-Chatwoot-Signature": "x",
                "Stripe-Signature": f"t={'9' * 40},v1=x",
            }
        },
        {"headers": {"X-Chatwoot-Signature": "sha256=", "Stripe-Signature": ",,,=,t=,v1="}},
    ],
)
async def test_both_doors_refuse_what_is_not_signed_rightly_and_just_now(door: Door, how: dict[str, object]) -> None:
    """401: no signature, another secret's, one from yesterday, one from tomorrow, nonsense."""
    body = json.dumps(door.told()).encode()
    assert await door.chatwoot(body, **how) == 401  # type: ignore[arg-type]
    assert await door.stripe(body, **how) == 401  # type: ignore[arg-type]
    await door.nothing_changed()


async def test_a_body_that_was_changed_after_signing_is_refused(door: Door) -> None:
    """One byte is enough."""
    body = json.dumps(door.told()).encode()
    stamp = str(door.whole.world.clock.seconds())
    signed = signature(door.whole.world.webhook_secret, stamp, body)
    headers = {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": signed}
    assert await door.chatwoot(body + b" ", headers=headers) == 401
    await door.nothing_changed()


async def test_another_accounts_callbacks_are_not_taken(door: Door) -> None:
    """By its path or by its body; and no path opens without the secret that belongs to it."""
    told = door.told()
    foreign = json.dumps(told | {"account": {"id": 2, "name": "Others"}}).encode()
    assert await door.chatwoot(foreign) == 404
    mine = json.dumps(told).encode()
    assert await door.chatwoot(mine, path="/webhook/chatwoot/2") == 404
    assert await door.chatwoot(mine, path="/webhook/chatwoot/1/guess", headers={}) == 401
    assert await door.chatwoot(mine, path="/webhook/chatwoot/x") == 404
    await door.nothing_changed()


async def test_stripe_events_of_others_and_of_the_other_mode_are_answered_and_forgotten(door: Door) -> None:
    """200, or Stripe would send them for three days; not one changes an order of ours."""
    whole = door.whole
    _, events = await paid_unheard(whole, later=False)
    door.chat.said, door.before = [], door.ledger.counts()
    await door.chat.hears()
    completed = next(event for event in events if event["type"] == "checkout.session.completed")
    session = completed["data"]["object"]
    stranger = session | {
        "id": "cs_test_stranger",
        "payment_intent": "pi_stranger",
        "metadata": {"order_id": "order_x"},
    }
    for event in (
        completed | {"livemode": True},
        completed | {"data": {"object": session | {"livemode": True}}},
        completed | {"account": "acct_connected"},
        completed | {"object": "v2.core.event"},
        completed | {"id": "evt_a", "data": {"object": stranger}},
        completed | {"id": "evt_b", "data": {"object": session | {"mode": "subscription"}}},
        completed | {"id": "evt_c", "type": "customer.created"},
    ):
        assert await door.stripe(json.dumps(event).encode()) == 200, event["id"]
    await door.nothing_changed()


async def test_a_foreign_checkout_that_names_an_order_of_ours_books_nothing(door: Door, troubles: list[str]) -> None:
    """Another integration of the same Stripe account: the session is looked up, and it is none of ours."""
    troubles += ["foreign_checkout"]
    whole = door.whole
    tables = whole.world.stripe.tables
    ours = next(iter(tables.sessions.values()))
    stranger = tables.sessions["cs_test_stranger"] = ours | {"id": "cs_test_stranger", "amount_total": 100}
    tables.open_sessions["cs_test_stranger"], tables.lines["cs_test_stranger"] = stranger, tables.lines[ours["id"]]
    tables.intent_data["cs_test_stranger"] = tables.intent_data[ours["id"]]
    await whole.payer("pay", session="cs_test_stranger")
    await whole.settles(backoffs=True)
    assert await door.chat.hears() == []
    assert [claim.state for claim in door.ledger.claimed()] == ["held"]
    assert "payment:pending" in (await door.chat.seen_by_staff())["labels"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", CHATWOOT, 405),
        ("GET", STRIPE, 405),
        ("PUT", CHATWOOT, 405),
        ("GET", "/nothing", 404),
        ("GET", "/p/../../etc/passwd", 404),
        ("GET", "/p/" + "a" * 5_000, 404),
        ("GET", "/p/%00", 404),
        ("POST", "/p/aaaaaaaaaaaaaaaaaaaa/pay", 404),
        ("GET", "/p/' OR 1=1 --", 404),
    ],
)
async def test_other_doors_are_closed_politely(door: Door, method: str, path: str, status: int) -> None:
    """No redirect (Chatwoot takes one for a failure), no page that says more than it should."""
    answer = await door.whole.browser.request(method, door.whole.url + path)
    assert answer.status_code == status, answer.text
    await door.nothing_changed()
