"""The command line as people meet it: what it prints, how it ends, what it says when something is wrong."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.shell.settings.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = {
    "CHATWOOT_URL": "http://127.0.0.1:9",
    "CHATWOOT_ACCOUNT_ID": "1",
    "CHATWOOT_BOT_TOKEN": "bot",
    "CHATWOOT_WEBHOOK_SECRET": "hook",
    "STRIPE_SECRET_KEY": "sk_test_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
    "STRIPE_API_BASE": "http://127.0.0.1:9",
    "PUBLIC_URL": "http://127.0.0.1:8000",
}


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """This process's, without any setting of a desk, with the changes."""
    known = {name.upper() for name in Environment.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in known}
    return {**kept, "PYTHONPATH": str(ROOT), **changes}


def bot(tmp_path: Path, *arguments: str, typed: str = "", **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own command line
        [sys.executable, "-m", "bot", *arguments],
        cwd=tmp_path,
        env=environment(changes),
        input=typed,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """The command line inside this process, for what ends before a server starts: half a second less each time."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, **changes: CliRunner().invoke(app, list(arguments), env=changes)


@contextmanager
def running(tmp_path: Path, **changes: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A desk that was started with `run`, and the address it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env=environment({"PORT": "0", **changes}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        address = ""
        while not address:
            line = process.stdout.readline()
            assert line, "it ended before it said where it listens"
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            address = found[0] if found else ""
        yield process, address
    finally:
        process.kill()
        process.communicate()


def ready(address: str) -> httpx.Response:
    """What /ready says, once it listens."""
    with httpx.Client(trust_env=False) as http:
        for _ in range(600):
            try:
                return http.get(f"{address}/ready")
            except httpx.TransportError:
                time.sleep(0.1)
    pytest.fail("it never listened")


def test_help_names_every_command_with_examples(here: Callable[..., Result]) -> None:
    told = here("--help").stdout
    for command in ("run", "talk", "draw", "check"):
        assert re.search(rf"^  {command}  ", told, re.MULTILINE)
        assert f"python -m bot {command}" in here(command, "--help").stdout


def test_run_without_an_account_is_the_rehearsal_and_ends_on_sigterm(tmp_path: Path) -> None:
    with running(tmp_path) as (process, address):
        assert ready(address).json()["ready"] is True
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert list(tmp_path.iterdir()) == [], "a rehearsal keeps nothing"


def test_run_with_an_account_keeps_its_file_and_says_who_has_to_call_it(tmp_path: Path) -> None:
    with running(tmp_path, **ACCOUNT) as (process, address):
        assert ready(address).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stdout
        told = process.stdout.read()
    assert "/webhook/chatwoot/1" in told
    assert "/webhook/payments" in told
    assert (tmp_path / "var" / "desk.sqlite3").is_file()


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = bot(tmp_path, "run", PORT=str(port))
    assert ended.returncode == 2
    assert f"PORT: {port} is taken on 127.0.0.1" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_host_that_is_not_here_is_a_sentence(here: Callable[..., Result]) -> None:
    ended = here("run", HOST="203.0.113.7")
    assert ended.exit_code == 2
    assert "HOST: 203.0.113.7 is no address of this machine" in ended.stderr


BROKEN: Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "half an account": ({"CHATWOOT_URL": "https://chat.example.org"}, ("CHATWOOT_BOT_TOKEN", "STRIPE_SECRET_KEY", "PUBLIC_URL")),
    "a live key and no Chatwoot": ({"STRIPE_SECRET_KEY": "sk_live_1"}, ("the rehearsal never runs with one",)),
    "a publishable key": ({**ACCOUNT, "STRIPE_SECRET_KEY": "pk_test_1"}, ("STRIPE_SECRET_KEY", "publishable key")),
    "the secrets swapped": (
        {**ACCOUNT, "STRIPE_SECRET_KEY": "whsec_1", "STRIPE_WEBHOOK_SECRET": "sk_test_1"},
        ("belongs in STRIPE_WEBHOOK_SECRET", "belongs in STRIPE_SECRET_KEY"),
    ),
    "real money without https": (
        {**ACCOUNT, "STRIPE_API_BASE": "", "STRIPE_SECRET_KEY": "sk_live_1", "PUBLIC_URL": "http://desk.example.org"},
        ("PUBLIC_URL", "https://"),
    ),
    "no door lock": ({**ACCOUNT, "CHATWOOT_WEBHOOK_SECRET": ""}, ("CHATWOOT_WEBHOOK_SECRET", "CHATWOOT_WEBHOOK_PATH_SECRET")),
    "another database": ({**ACCOUNT, "DATABASE_URL": "mysql://root@localhost/desk"}, ("DATABASE_URL", "postgresql")),
    "a business file that is not there": ({"BUSINESS_FILE": "mine.toml"}, ("BUSINESS_FILE", "mine.toml cannot be read")),
    "an unknown log level and port": ({"LOG_LEVEL": "loud", "PORT": "http"}, ("LOG_LEVEL", "PORT")),
    "a product instead of a price": ({**ACCOUNT, "STANDARD_PRICE_ID_60": "prod_1"}, ("STANDARD_PRICE_ID_60", "this is a product")),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_broken_settings_end_in_one_clear_message(here: Callable[..., Result], case: str) -> None:
    changes, told = BROKEN[case]
    for command in ("run", "check"):
        ended = here(command, **changes)
        assert ended.exit_code == 2
        assert ended.stderr.startswith("These settings need your attention:\n")
        assert "Traceback" not in ended.stderr
        for words in told:
            assert words in ended.stderr


def test_check_names_every_mistake_of_the_business_file(here: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[calendar]\nzone = "Mars"\n[flows.urgent]\nminutes = [45]\n')
    ended = here("check", BUSINESS_FILE="mine.toml")
    assert ended.exit_code == 2
    assert "calendar.zone" in ended.stderr
    assert "flows.urgent.prices: 45 minutes has no price" in ended.stderr


def test_check_is_content_with_the_example(here: Callable[..., Result]) -> None:
    ended = here("check")
    assert ended.exit_code == 0, ended.stderr
    assert [line.split()[0] for line in ended.stdout.splitlines()] == ["settings", "business", "flows", "sentences"]


def test_draw_prints_mermaid_of_one_flow_or_of_all(here: Callable[..., Result]) -> None:
    whole, part = here("draw").stdout, here("draw", "payment").stdout
    assert whole.startswith("stateDiagram-v2\n")
    assert "payment_waiting" in part
    assert len(part) < len(whole)
    wrong = here("draw", "paymnt")
    assert wrong.exit_code == 2
    assert "Did you mean payment?" in wrong.stderr


def test_talk_is_the_conversation_in_the_terminal(tmp_path: Path) -> None:
    ended = bot(tmp_path, "talk", "--language", "en", typed="a maths lesson of 60 minutes please\n1\n/staff\n/quit\n")
    assert ended.returncode == 0, ended.stderr
    assert "Which time suits you (Amsterdam time)?" in ended.stdout
    assert "Who is the lesson for?" in ended.stdout
    assert re.search(r"status +pending", ended.stdout)


def test_talk_on_sms_shows_numbers_instead_of_buttons(tmp_path: Path) -> None:
    ended = bot(tmp_path, "talk", "--channel", "sms", typed="bijles wiskunde, 60 minuten\n")
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"^  1\. ", ended.stdout, re.MULTILINE)


def test_talk_refuses_what_there_is_not(here: Callable[..., Result]) -> None:
    assert "Did you mean sms?" in here("talk", "--channel", "smss").stderr
    assert "does not speak 'fr'" in here("talk", "--language", "fr").stderr
    live = here("talk", **{**ACCOUNT, "STRIPE_SECRET_KEY": "sk_live_1", "STRIPE_API_BASE": ""})
    assert live.exit_code == 2
    assert "the rehearsal never runs with one" in live.stderr
