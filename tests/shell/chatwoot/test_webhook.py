"""The door: what is kept, what is refused, and that a refusal never becomes an open door."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.core.errors import TryAgainLater
from bot.core.events import StudentChose, StudentWrote
from bot.shell.chatwoot import webhook
from bot.shell.chatwoot.signature import same_path_secret
from tests.shell.chatwoot.doors import NOW, SECRET, Knocker, RecordingDoor, settings, signed
from tests.shell.chatwoot.payloads import NAMES, payload


@pytest.fixture
def door() -> RecordingDoor:
    return RecordingDoor()


async def test_a_signed_message_is_kept_and_answered_200(door: RecordingDoor) -> None:
    assert await Knocker(door).post(payload("student_wrote")) == 200
    assert [type(event) for event in door.events] == [StudentWrote]


@pytest.mark.parametrize("path", ["/webhook/chatwoot/1", "/webhook/chatwoot/1/"])
async def test_no_spelling_of_the_path_is_redirected(door: RecordingDoor, path: str) -> None:
    assert await Knocker(door).post(payload("tapped"), path=path) == 200
    assert [type(event) for event in door.events] == [StudentChose]


async def test_what_can_never_matter_is_answered_200_without_a_write(door: RecordingDoor) -> None:
    for name in ("template", "staff_note", "bubble_opened", "attributes_changed", "waiting_changed", "other_bot"):
        assert await Knocker(door).post(payload(name)) == 200
    assert (door.events, door.echoes) == ([], [])


async def test_an_echo_is_passed_on_as_an_echo(door: RecordingDoor) -> None:
    assert await Knocker(door).post(payload("own_message")) == 200
    assert (door.events, door.echoes) == ([], ["1:3:0b5a-visitor:4:0"])


async def test_a_previous_secret_still_opens_after_a_rotation(door: RecordingDoor) -> None:
    knocker = Knocker(door, settings(webhook_secrets=("new", SECRET)))
    assert await knocker.post(payload("student_wrote")) == 200


@pytest.mark.parametrize("echo", [False, True])
async def test_a_failed_save_asks_for_the_callback_again(door: RecordingDoor, echo: bool) -> None:
    door.failure = TryAgainLater("locked")
    assert await Knocker(door).post(payload("own_message" if echo else "student_wrote")) == 500


async def test_an_echo_is_not_waited_for_longer_than_chatwoot_waits(
    door: RecordingDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event is waited for as long as the engine says; it knows whether it can still be saved."""
    monkeypatch.setattr(webhook, "LONGEST_ECHO_SECONDS", 0.02)
    door.seconds = 30
    assert await Knocker(door).post(payload("own_message")) == 500


GOOD = b'{"event": "bubble"}'


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Chatwoot-Signature": signed(GOOD)["X-Chatwoot-Signature"]},
        {"X-Chatwoot-Timestamp": str(int(NOW))},
        signed(GOOD, secret="somebody else"),
        signed(GOOD, at=NOW - 301),
        signed(GOOD, at=NOW + 301),
        signed(GOOD + b" "),
        signed(GOOD) | {"X-Chatwoot-Timestamp": str(int(NOW) + 1)},
        signed(GOOD) | {"X-Chatwoot-Timestamp": "soon"},
        signed(GOOD) | {"X-Chatwoot-Timestamp": "9" * 5000},
        signed(GOOD) | {"X-Chatwoot-Signature": "sha256="},
        signed(GOOD) | {"X-Chatwoot-Signature": "sha256=é"},
    ],
)
async def test_unsigned_forged_and_replayed_callbacks_are_refused(door: RecordingDoor, headers: dict[str, str]) -> None:
    assert await Knocker(door).post(body=GOOD, headers=headers) == 401


@pytest.mark.parametrize("secrets", [(), ("",)])
async def test_without_any_secret_the_door_is_shut(door: RecordingDoor, secrets: tuple[str, ...]) -> None:
    knocker = Knocker(door, settings(webhook_secrets=secrets))
    assert await knocker.post(body=GOOD, headers=signed(GOOD, secret="")) == 401
    assert await knocker.post(body=GOOD, headers=signed(GOOD, secret=""), path="/webhook/chatwoot/1/") == 401


@pytest.mark.parametrize(
    ("configured", "path", "status"),
    [
        ("open-sesame", "/webhook/chatwoot/1/open-sesame", 200),
        ("open-sesame", "/webhook/chatwoot/1/open-sesame/", 200),
        ("open-sesame", "/webhook/chatwoot/1/open-sesam", 401),
        ("open-sesame", "/webhook/chatwoot/1/sésame", 401),
        ("open-sesame", "/webhook/chatwoot/1", 401),
        ("", "/webhook/chatwoot/1/open-sesame", 401),
    ],
)
async def test_a_secret_in_the_path_opens_only_when_configured(
    door: RecordingDoor, configured: str, path: str, status: int
) -> None:
    knocker = Knocker(door, settings(webhook_secrets=(), path_secret=configured))
    assert await knocker.post(body=GOOD, headers={}, path=path) == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"hello", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b"{}", 400),
        (b'{"event": NaN}', 400),
        (b'{"event": "message_created"}', 400),
        (b"\xff\xfe{}", 400),
        (b'{"event": ' + b"9" * 9000 + b"}", 400),
        (b"[" * 200_000, 400),
        (b'{"event":"' + b"x" * 1_048_576 + b'"}', 413),
    ],
)
async def test_malformed_and_oversized_bodies_are_refused_even_when_signed(
    door: RecordingDoor, body: bytes, status: int
) -> None:
    assert await Knocker(door).post(body=body) == status
    assert door.events == []


async def test_an_oversized_body_is_refused_by_what_it_announces(door: RecordingDoor) -> None:
    headers = signed(GOOD) | {"Content-Length": "99999999"}
    assert await Knocker(door).post(body=GOOD, headers=headers) == 413


async def test_an_oversized_body_is_refused_also_when_it_announces_nothing(door: RecordingDoor) -> None:
    body = b'{"event":"' + b"x" * 1_048_576 + b'"}'
    assert await Knocker(door).post(body=body, chunked=True) == 413
    assert await Knocker(door).post(payload("student_wrote"), chunked=True) == 200


def test_an_empty_path_secret_is_no_secret() -> None:
    assert not same_path_secret("", "")


async def test_another_accounts_path_is_unknown_here(door: RecordingDoor) -> None:
    assert await Knocker(door).post(payload("student_wrote"), path="/webhook/chatwoot/2") == 404
    assert await Knocker(door).post(payload("student_wrote"), path="/webhook/chatwoot/x") == 404
    assert await Knocker(door).post(payload("student_wrote"), path="/webhook/chatwoot/" + "9" * 5000) == 404


async def test_another_accounts_callback_on_our_path_is_left_to_its_people(door: RecordingDoor) -> None:
    assert await Knocker(door).post(payload("student_wrote", account__id=2)) == 404
    assert door.events == []


async def test_a_conversation_without_a_student_is_answered_200_without_a_write(door: RecordingDoor) -> None:
    assert await Knocker(door).post(payload("student_wrote", conversation__contact_inbox=None)) == 200
    assert door.events == []


async def test_only_post_is_answered(door: RecordingDoor) -> None:
    assert await Knocker(door).post(payload("student_wrote"), method="GET") == 405


@pytest.mark.parametrize("name", NAMES)
async def test_no_log_line_holds_personal_data(door: RecordingDoor, name: str) -> None:
    private = ("Jane", "jane@example.com", "lesson", "31612345678", "0b5a-visitor", "not-for-logs", "Anna", SECRET)
    door.failure = RuntimeError("jane@example.com is locked")
    with capture_logs() as entries:
        await Knocker(door).post(payload(name))
        await Knocker(door).post(payload(name), headers={})
        await Knocker(door).post(payload(name) | {"id": None, "account": {"id": 9}})
        await asyncio.sleep(0)
    assert entries
    assert not [word for word in private if word in repr(entries)]
