"""A real rehearsal in its own process, and a real Chromium in front of it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, NAMES, browser_path
from tests.browser.phone import Phone

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Running:
    """A rehearsal that was started with `python -m bot run`."""

    url: str
    process: subprocess.Popen[str]

    def ends(self) -> int:
        """Ends it as Ctrl-C does; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


@contextmanager
def started() -> Iterator[Running]:
    """A rehearsal on any free port, with no account in its environment; gone afterwards, whatever happened."""
    environment = {"PATH": os.environ["PATH"], "PORT": "0", "LOG_LEVEL": "error"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Running(_address_said(process), process)
        finally:
            process.kill()


def _address_said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://[\d.:]+", line):
            return found[0]
    raise AssertionError(f"the rehearsal did not start: exit code {process.wait()}")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser, gone before any other test runs: Playwright's loop would stand in the way of asynchronous ones."""
    path = browser_path()
    if path is None:
        reason = f"NO BROWSER: none of {', '.join(NAMES)} is on this machine, so no page was looked at"
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def rehearsal() -> Iterator[Running]:
    """One for all tests, each with students of its own; who jumps through time starts another."""
    with started() as running:
        yield running
        assert running.ends() == 0


@pytest.fixture
def page(chromium: Browser, rehearsal: Running) -> Iterator[Page]:
    """A fresh wide page; whatever it logs as an error, or asks of another host, fails the test."""
    with looking(chromium, rehearsal.url, 1400, 900) as opened:
        yield opened


@pytest.fixture
def phone(page: Page) -> Phone:
    return Phone(page)


class looking:
    """A page of that size at the chat; problems are raised when it is left."""

    def __init__(self, browser: Browser, url: str, width: int, height: int, **more: object) -> None:
        self._context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", **more)  # type: ignore[arg-type]
        self._url, self._problems = url, list[str]()

    def __enter__(self) -> Page:
        page = self._context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self._problems.append(f"script: {error}"))
        page.on("console", lambda said: self._problems.append(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((self._url, "data:")) else self._problems.append(asked.url),
        )
        page.goto(self._url)
        page.locator("#live.on").wait_for()
        return page

    def __exit__(self, kind: type[BaseException] | None, *_more: object) -> None:
        self._context.close()
        if kind is None:
            assert not self._problems, self._problems
