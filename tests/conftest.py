"""Fixtures for all tests."""

from collections.abc import Iterator

import pytest

from bot.rehearsal.stripe.server import PretendStripe
from bot.rehearsal.stripe.webhooks import Webhooks
from bot.shell import app_probes
from tests.patience import be_patient
from tests.shell.databases import databases, fresh_url, postgres_url, sqlite_url
from tests.shell.payments.wire_tap import WireTap
from tests.shell.stage import stage

be_patient()
app_probes.FIRST_AFTER_SECONDS = (
    3600.0  # a look that comes within a test, or not, by chance; tests look when they want to
)
__all__ = ["databases", "fresh_url", "postgres_url", "sqlite_url", "stage", "wire_tap"]


@pytest.fixture(autouse=True)
def wire_tap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[WireTap]:
    """Whatever the desk asks of Stripe in a test is what the installed SDK allows, and what it is answered, too."""
    tap, plain = WireTap(), PretendStripe.app
    monkeypatch.setattr(PretendStripe, "app", lambda self: tap.on(plain(self)))
    send = Webhooks.send
    monkeypatch.setattr(Webhooks, "send", lambda self, event: send(self, tap.told(event)))
    yield tap
    if "rehearsal" not in request.path.parts:
        assert tap.wrong == []
