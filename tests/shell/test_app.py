"""The application joined from its parts: what it answers, what it tells of its health, what it never says."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.core.errors import WrongSettings
from bot.shell.app import LARGEST_BODY_BYTES, OpenDesk, application, open_desk
from bot.shell.app_probes import Probes
from bot.shell.settings import Settings, rehearsal_settings

NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing answers there


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    for name in ("STRIPE_SECRET_KEY", "BUSINESS_FILE", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return replace(
        rehearsal_settings(),
        chatwoot_url=NOWHERE,
        stripe_api_base=NOWHERE,
        public_url="http://127.0.0.1:8000",
        database_url=f"sqlite:///{tmp_path}/new/folder/desk.sqlite3",
    )


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[OpenDesk]:
    async with open_desk(settings) as opened:
        yield opened


def client(desk: OpenDesk) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(desk.app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://desk")


async def test_it_is_alive_and_ready(desk: OpenDesk) -> None:
    async with client(desk) as http:
        assert (await http.get("/health")).json() == {"alive": True}
        ready = await http.get("/ready")
    assert ready.status_code == 200
    told = ready.json()
    assert told["ready"] is True
    assert told["database"] is True
    assert told["queues"]["open_events"] == 0
    assert told["last_errors"] == []


async def test_it_is_alive_but_not_ready_once_it_is_leaving(desk: OpenDesk) -> None:
    desk.leave()
    async with client(desk) as http:
        assert (await http.get("/health")).status_code == 200
        ready = await http.get("/ready")
    assert ready.status_code == 503
    assert ready.json()["serving"] is False


async def test_it_is_not_ready_without_its_database(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unreadable(_unit: object) -> None:
        raise OSError("the disk is gone: /secret/path")

    monkeypatch.setattr(desk.store, "read", unreadable)
    async with client(desk) as http:
        ready = await http.get("/ready")
    assert ready.status_code == 503
    assert ready.json()["database"] is False
    assert "secret" not in ready.text


async def test_ready_says_what_works_only_in_part(settings: Settings) -> None:
    partial = replace(settings, chatwoot_user_token="", warnings=("BUSINESS_FILE is not set",))
    async with open_desk(partial) as desk, client(desk) as http:
        attention = (await http.get("/ready")).json()["attention"]
    assert "BUSINESS_FILE is not set" in attention
    assert any("CHATWOOT_USER_TOKEN" in sentence for sentence in attention)


async def test_an_unknown_path_is_404_in_json_and_nothing_redirects(desk: OpenDesk) -> None:
    async with client(desk) as http:
        unknown = await http.get("/nowhere")
        slashed = await http.get("/health/")
        method = await http.post("/health")
    assert (unknown.status_code, unknown.json()) == (404, {"error": "Not Found"})
    assert slashed.status_code == 404, "a redirect would make Chatwoot hand the conversation over"
    assert method.status_code == 405


async def test_unsigned_and_foreign_callbacks_are_turned_away(desk: OpenDesk) -> None:
    async with client(desk) as http:
        assert (await http.post("/webhook/chatwoot/1", content=b"{}")).status_code == 401
        assert (await http.post("/webhook/chatwoot/2", content=b"{}")).status_code == 404
        assert (await http.post("/webhook/payments", content=b"{}")).status_code in (400, 401)
        ready = (await http.get("/ready")).json()
    assert ready["queues"]["open_events"] == 0


async def test_a_body_larger_than_anything_we_expect_is_refused() -> None:
    async def read(request: Request) -> Response:
        return Response(str(len(await request.body())))

    app = application([Route("/read", read, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk") as http:
        assert (await http.post("/read", content=b"x" * LARGEST_BODY_BYTES)).status_code == 200
        assert (await http.post("/read", content=b"x" * (LARGEST_BODY_BYTES + 1))).status_code == 413


async def test_what_goes_wrong_is_a_500_that_tells_nobody_anything() -> None:
    async def fail(_request: Request) -> Response:
        raise RuntimeError("Anna's number is 0612345678")

    app = application([Route("/fail", fail)])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as http:
        failed = await http.get("/fail")
    assert failed.status_code == 500
    assert list(failed.json()) == ["error"]
    assert "Anna" not in failed.text


async def test_metrics_are_counters_without_names(desk: OpenDesk) -> None:
    async with client(desk) as http:
        metrics = await http.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "desk_chatwoot_callbacks_total" in metrics.text
    assert "desk_events_accepted_total" in metrics.text


async def test_a_second_desk_on_the_same_file_is_refused(desk: OpenDesk) -> None:
    with pytest.raises(WrongSettings, match="DATABASE_URL"):
        async with open_desk(desk.settings):
            pytest.fail("two desks wrote into one file")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql+psycopg://desk:hunter2@127.0.0.1:9/desk", "refused"),
        ("sqlite:///{folder}/business.txt", "file is not a database"),
        ("sqlite:///{folder}/business.txt/desk.sqlite3", "business.txt"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_a_sentence(
    settings: Settings, tmp_path: Path, address: str, told: str
) -> None:
    (tmp_path / "business.txt").write_text("this is no database, " * 100)
    with pytest.raises(WrongSettings, match="DATABASE_URL: the database cannot be opened") as raised:
        async with open_desk(replace(settings, database_url=address.format(folder=tmp_path))):
            pytest.fail("it started")
    assert told in str(raised.value)
    assert "hunter2" not in str(raised.value)


async def test_what_a_desk_saved_is_there_after_a_restart(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        first = desk.desk.secret
    async with open_desk(settings) as desk, client(desk) as http:
        assert (await http.get("/ready")).json()["ready"] is True
        assert desk.desk.secret == first, "a restart makes no other order tokens"


async def test_a_language_without_sentences_stops_the_start(settings: Settings) -> None:
    business = replace(settings.business, languages=("nl", "fy"))
    with pytest.raises(WrongSettings, match=r"there is no locales/fy\.ftl"):
        async with open_desk(replace(settings, business=business)):
            pytest.fail("it started")


async def test_a_probe_that_breaks_is_told_and_keeps_nobody_from_looking_again() -> None:
    looked = []

    async def breaks() -> list[str]:
        looked.append("breaks")
        raise TypeError("a shape nobody thought of")

    async def works() -> list[str]:
        looked.append("works")
        return ["something is missing"]

    probes = Probes({"chatwoot": breaks, "stripe": works})
    await probes.look()
    await probes.look()
    assert looked == ["breaks", "works"] * 2
    assert list(probes.sentences()) == ["the check of chatwoot broke off (TypeError)", "something is missing"]


async def test_unreachable_chatwoot_and_stripe_are_a_warning(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.shell.app_probes.FIRST_AFTER_SECONDS", 0.0)
    async with open_desk(replace(settings, rehearsal=False)) as desk, client(desk) as http:
        for _ in range(200):
            ready = await http.get("/ready")
            attention = json.dumps(ready.json()["attention"])
            if "Chatwoot" in attention and "Stripe" in attention:
                break
        else:
            pytest.fail(f"nothing was said of them: {attention}")
    assert ready.status_code == 200
