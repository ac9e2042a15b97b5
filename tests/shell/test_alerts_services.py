"""Alerts over real HTTP: Apprise posts to a service, a broken one is tried again, and nothing shows an address."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.shell.alerts_services import Services, split_addresses
from bot.shell.engine import Engine
from bot.shell.settings.alert_addresses import alert_addresses
from bot.shell.settings.environment import Environment
from bot.shell.settings.problems import Problems
from bot.shell.store import open_store
from tests.shell.toys import Clock, toy_decide, toy_desk


class Service(HTTPServer):
    """Notes what is posted; the first `refuses` posts are answered 500."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Post)
        self.got: list[dict[str, str]] = []
        self.refuses = 0

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server_port}/"


class Post(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        refused = self.server.refuses > 0
        self.server.refuses -= refused
        if not refused:
            self.server.got.append(body)
        self.send_response(500 if refused else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


async def test_a_storm_reaches_a_service_as_one_alert_and_one_over(service: Service, sqlite_url: str) -> None:
    """Fifty equal failures, a service that is down at first: two posts, the second with the count."""
    service.refuses = 1
    clock, store = Clock(), await open_store(sqlite_url)
    services = Services((service.address,), "The school", clock=clock)
    engine = Engine(store, toy_decide, toy_desk(), (services,), clock=clock, services=services.fingerprints)
    services.meters = engine.meters
    await engine.start()
    await asyncio.gather(*(engine.alerts.raised("stripe_key", "stripe_key", "refused") for _ in range(50)))
    await engine.alerts.over("stripe_key")
    async with asyncio.timeout(60):
        while len(service.got) < 2:  # noqa: ASYNC110 - the service is another thread
            await asyncio.sleep(0.05)
    await engine.stop(deliveries_seconds=5)
    await services.aclose()
    await store.close()
    assert [one["title"] for one in service.got] == ["The school: stripe key", "The school: stripe key (over)"]
    assert service.got[1]["message"].startswith("refused\n50 times since ")


def test_addresses_are_separated_by_spaces_or_commas() -> None:
    """A comma inside an address is its own."""
    written = " tgram://a/b, mailto://x?to=a,b  json://127.0.0.1:1/ "
    assert split_addresses(written) == ("tgram://a/b", "mailto://x?to=a,b", "json://127.0.0.1:1/")


def test_every_wrong_address_is_named_by_its_place_and_never_shown() -> None:
    """What stands in an address is mostly a key."""
    problems = Problems()
    alert_addresses(Environment(alert_urls="json://127.0.0.1 tgram://hidden1 nobody://hidden2"), problems)
    assert [("address 2" in one, "address 3" in one) for one in problems.sentences] == [(True, False), (False, True)]
    assert "hidden" not in "".join(problems.sentences)
