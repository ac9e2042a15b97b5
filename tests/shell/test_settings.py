"""Wrong settings are named, all of them, in one message; right ones become frozen values."""

import os
from pathlib import Path

import pytest

from bot.core.errors import WrongSettings
from bot.shell.settings import Settings, read_settings, rehearsal_settings
from bot.shell.settings.environment import PRICE_IDS, Environment

ACCOUNT = {
    "CHATWOOT_URL": "https://chat.example.org/",
    "CHATWOOT_ACCOUNT_ID": "7",
    "CHATWOOT_BOT_TOKEN": "x",
    "CHATWOOT_WEBHOOK_SECRET": "one, two",
    "STRIPE_SECRET_KEY": "sk_test_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1,whsec_2",
    "PUBLIC_URL": "https://desk.example.org/",
}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of this machine's own environment counts, and no .env lies about."""
    for name in list(os.environ):
        if name.lower() in Environment.model_fields or name.startswith(("CHATWOOT_", "STRIPE_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def settings_with(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
    for name, value in {**ACCOUNT, **changes}.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def problems_with(monkeypatch: pytest.MonkeyPatch, **changes: str) -> list[str]:
    with pytest.raises(WrongSettings) as raised:
        settings_with(monkeypatch, **changes)
    return raised.value.problems


def test_without_any_account_it_is_the_rehearsal_with_secrets_nobody_knows() -> None:
    one, other = read_settings(), read_settings()
    assert one.rehearsal
    assert not one.live
    assert one.public_url == "", "it is where the rehearsal is served, which is not known yet"
    assert one.database_url == "", "a rehearsal never touches a database that is kept"
    assert one.stripe_secret_key.startswith("sk_test_")
    assert one.chatwoot_bot_token != other.chatwoot_bot_token
    assert one.chatwoot_webhook_secrets != other.chatwoot_webhook_secrets


def test_a_whole_account_is_the_real_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, CHATWOOT_USER_TOKEN="u", LABEL_SEPARATOR="_", LOG_LEVEL="DEBUG", PORT="0")
    assert not settings.rehearsal
    assert settings.chatwoot_url == "https://chat.example.org"
    assert settings.chatwoot_account_id == 7
    assert settings.chatwoot_user_token == "u"
    assert settings.chatwoot_webhook_secrets == ("one", "two")
    assert settings.stripe_webhook_secrets == ("whsec_1", "whsec_2")
    assert settings.public_url == "https://desk.example.org"
    assert settings.label_separator == "_"
    assert settings.log_level == "debug"
    assert settings.port == 0
    assert settings.database_url == "sqlite:///var/desk.sqlite3"
    assert settings.business.rules["regular"].tariff.price_ids == {}


def test_an_empty_or_blank_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ACCOUNT:
        monkeypatch.setenv(name, "  " if name == "CHATWOOT_URL" else "")
    monkeypatch.setenv("PORT", "")
    settings = read_settings()
    assert settings.rehearsal
    assert settings.port == 8000


def test_dot_env_is_read_only_when_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in ACCOUNT.items()))
    assert read_settings().rehearsal
    monkeypatch.setenv("CHATWOOT_ACCOUNT_ID", "9")
    settings = read_settings(tmp_path / ".env")
    assert settings.chatwoot_url == "https://chat.example.org"
    assert settings.chatwoot_account_id == 9, "the environment itself comes first"
    with pytest.raises(WrongSettings, match="there is no file"):
        read_settings(tmp_path / "missing.env")


def test_secrets_never_show_in_a_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = repr(
        settings_with(
            monkeypatch,
            CHATWOOT_BOT_TOKEN="botbotbot",
            CHATWOOT_WEBHOOK_SECRET="hookhook",
            DATABASE_URL="postgresql://desk:pwpwpw@db/desk",
        )
    )
    for secret in ("botbotbot", "hookhook", "sk_test_1", "whsec_1", "pwpwpw"):
        assert secret not in shown


@pytest.mark.parametrize("missing", sorted(ACCOUNT))
def test_a_partial_account_is_refused_and_the_missing_variable_named(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    (problem,) = problems_with(monkeypatch, **{missing: ""})
    assert problem.startswith(f"{missing}: is missing")
    assert f"Example: {missing}=" in problem


def test_one_account_variable_alone_names_all_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATWOOT_USER_TOKEN", "u")
    monkeypatch.setenv("CHATWOOT_TOKEN", "b")
    with pytest.raises(WrongSettings) as raised:
        read_settings()
    told = str(raised.value)
    for name in ACCOUNT:
        assert f"{name}: is missing" in told
    assert "CHATWOOT_TOKEN is set; is that the one?" in told


def test_a_path_secret_stands_in_for_the_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, CHATWOOT_WEBHOOK_SECRET="", CHATWOOT_WEBHOOK_PATH_SECRET="a-long-word")
    assert settings.chatwoot_webhook_secrets == ()
    assert settings.chatwoot_webhook_path_secret == "a-long-word"


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("STRIPE_SECRET_KEY", "pk_live_SECRETPART", "publishable key"),
        ("STRIPE_SECRET_KEY", "whsec_SECRETPART", "belongs in STRIPE_WEBHOOK_SECRET"),
        ("STRIPE_SECRET_KEY", "sk_org_SECRETPART", "key of an organisation"),
        ("STRIPE_SECRET_KEY", "SECRETPART", "is no key of Stripe's"),
        ("STRIPE_SECRET_KEY", '"sk_test_SECRETPART"', "quotation marks"),
        ("STRIPE_SECRET_KEY", "sk_test_SECRET PART", "holds a space"),
        ("STRIPE_WEBHOOK_SECRET", "sk_live_SECRETPART", "belongs in STRIPE_SECRET_KEY"),
        ("STRIPE_WEBHOOK_SECRET", "rk_test_SECRETPART", "belongs in STRIPE_SECRET_KEY"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_1,pk_test_SECRETPART", "publishable key"),
        ("STRIPE_WEBHOOK_SECRET", "we_SECRETPART", "the endpoint's id"),
        ("STRIPE_WEBHOOK_SECRET", ",", "holds only commas"),
        ("CHATWOOT_BOT_TOKEN", "pk_test_SECRETPART", "publishable key"),
        ("CHATWOOT_USER_TOKEN", "sk_live_SECRETPART", "secret key of Stripe's"),
        ("CHATWOOT_WEBHOOK_PATH_SECRET", "SECRETPART/x", "part of an address"),
        ("STANDARD_PRICE_ID_60", "prod_SECRETPART", "this is a product"),
        ("WEEKEND_PRICE_ID_90", "sk_test_SECRETPART", "this is a key"),
        ("URGENT_PRICE_ID_120", "SECRETPART", "is no price id"),
        ("CHATWOOT_URL", "chat.example.org", "is no web address"),
        ("CHATWOOT_URL", "https://chat.example.org/app/accounts/7", "leave out everything from /app/ on"),
        ("CHATWOOT_ACCOUNT_ID", "seven", "is no account number"),
        ("CHATWOOT_ACCOUNT_ID", "0", "is no account number"),
        ("CHATWOOT_ACCOUNT_ID", "9" * 5000, "is no account number"),
        ("STRIPE_API_BASE", "https://x:SECRETPART@example.org", "user name or password"),
        ("PUBLIC_URL", "https://desk.example.org/?a=1", "bare address"),
        ("PUBLIC_URL", "https://example.org/desk", "has a path"),
        ("PUBLIC_URL", "https://desk.example.org:abc", "is no web address"),
        ("DATABASE_URL", "mysql://SECRETPART/desk", "is not understood"),
        ("DATABASE_URL", "postgresql+asyncpg://u:SECRETPART@h/desk", "is not understood"),
        ("DATABASE_URL", "postgresql://u:SECRETPART@h", "names no database"),
        ("DATABASE_URL", "sqlite:///:memory:", "names no file"),
        ("DATABASE_URL", "sqlite:///.", "names a folder"),
        ("PORT", "eighty", "is no port number"),
        ("PORT", "65536", "is no port number"),
        ("PORT", "1" * 5000, "is no port number"),
        ("LABEL_SEPARATOR", ",", "no comma"),
        ("LOG_LEVEL", "loud", "none of debug, info, warning, error"),
        ("BUSINESS_FILE", "/nowhere/business.toml", "cannot be read"),
    ],
)
def test_a_wrong_variable_is_named_with_an_example_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    (problem,) = problems_with(monkeypatch, **{variable: value})
    assert problem.startswith(f"{variable}: ")
    assert told in problem
    assert f"Example: {variable}=" in problem
    assert "SECRETPART" not in problem


def test_every_wrong_setting_is_in_the_one_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    business = tmp_path / "business.toml"
    business.write_text('[calendar]\nzone = "Mars/Olympus"\n[staff]\nreply_minuts = 5\n')
    problems = problems_with(
        monkeypatch,
        STRIPE_SECRET_KEY="pk_test_1",
        STRIPE_WEBHOOK_SECRET="sk_test_1",
        PUBLIC_URL="",
        PORT="x",
        LOG_LEVEL="y",
        DATABASE_URL="z",
        CHATWOOT_ACCOUNT_ID="w",
        BUSINESS_FILE=str(business),
    )
    named = [problem.split(":")[0] for problem in problems]
    assert sorted(named) == [
        "CHATWOOT_ACCOUNT_ID",
        "DATABASE_URL",
        "LOG_LEVEL",
        "PORT",
        "PUBLIC_URL",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
        "business file, calendar.zone",
        "business file, staff.reply_minuts",
    ]


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1"])
def test_a_live_key_needs_an_encrypted_public_address(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    (problem,) = problems_with(monkeypatch, STRIPE_SECRET_KEY=key, PUBLIC_URL="http://desk.example.org")
    assert problem.startswith("PUBLIC_URL: must start with https://")
    assert settings_with(monkeypatch, STRIPE_SECRET_KEY=key, PUBLIC_URL="http://localhost:8000").live
    assert settings_with(monkeypatch, STRIPE_SECRET_KEY=key, PUBLIC_URL="http://127.0.0.1").live
    assert not settings_with(monkeypatch, STRIPE_SECRET_KEY="rk_test_1", PUBLIC_URL="http://desk.example.org").live


def test_a_live_key_is_never_sent_to_a_double(monkeypatch: pytest.MonkeyPatch) -> None:
    (problem,) = problems_with(monkeypatch, STRIPE_SECRET_KEY="sk_live_1", STRIPE_API_BASE="http://127.0.0.1:9/stripe")
    assert problem.startswith("STRIPE_API_BASE: ")
    double = settings_with(monkeypatch, STRIPE_SECRET_KEY="sk_test_1", STRIPE_API_BASE="http://127.0.0.1:9/stripe/")
    assert double.stripe_api_base == "http://127.0.0.1:9/stripe"


def test_a_live_key_and_the_rehearsal_exclude_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_1")
    for read in (read_settings, rehearsal_settings):
        with pytest.raises(WrongSettings, match=r"is a live key.* the rehearsal never runs with one"):
            read()
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_1")
    settings = rehearsal_settings()
    assert settings.rehearsal
    assert settings.stripe_secret_key != "sk_test_1", "a rehearsal never carries a real account's key"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("", "sqlite:///var/desk.sqlite3"),
        ("sqlite:////data/desk.sqlite3", "sqlite:////data/desk.sqlite3"),
        ("postgres://u:p@h:5432/desk", "postgresql+psycopg://u:p@h:5432/desk"),
        ("postgresql://h/desk", "postgresql+psycopg://h/desk"),
        ("postgresql+psycopg:///desk?host=/run/pg", "postgresql+psycopg:///desk?host=/run/pg"),
    ],
)
def test_every_form_of_database_address(monkeypatch: pytest.MonkeyPatch, given: str, used: str) -> None:
    assert settings_with(monkeypatch, DATABASE_URL=given).database_url == used


def test_the_price_ids_reach_their_flow_and_length(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = {name.upper(): f"price_{flow}_{minutes}" for name, (flow, minutes) in PRICE_IDS.items()}
    rules = settings_with(monkeypatch, **ids).business.rules
    assert rules["regular"].tariff.price_ids == {60: "price_regular_60", 90: "price_regular_90"}
    assert rules["weekend"].tariff.price_ids == {60: "price_weekend_60", 90: "price_weekend_90"}
    assert rules["urgent"].tariff.price_ids == {120: "price_urgent_120"}
    assert rules["trial"].tariff.price_ids == {}


def test_a_price_id_of_a_length_nobody_can_book_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    business = tmp_path / "business.toml"
    business.write_text('[flows.urgent]\nminutes = [90]\nprices = { 90 = "99.00" }\n')
    problems = problems_with(monkeypatch, URGENT_PRICE_ID_120="price_1", BUSINESS_FILE=str(business))
    assert any(
        one.startswith("URGENT_PRICE_ID_120: is set, but [flows.urgent] has no lesson of 120") for one in problems
    )


def test_a_real_desk_that_still_speaks_for_the_example_is_warned(monkeypatch: pytest.MonkeyPatch) -> None:
    assert any("BUSINESS_FILE is not set" in warning for warning in settings_with(monkeypatch).warnings)
    assert rehearsal_settings().warnings == ()


def test_a_file_of_variables_that_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"CHATWOOT_URL=\xe9\xff")
    with pytest.raises(WrongSettings, match="is not written in UTF-8"):
        read_settings(path)
