"""The rehearsal's pages: what is served, in which words, and that nothing written by anybody becomes a script."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

import bot.rehearsal.pages
from bot.rehearsal.pages.checkout_words import WORDS
from bot.rehearsal.world import World

STATIC = Path(bot.rehearsal.pages.__file__).parent / "static"
SESSION = {
    "mode": "payment",
    "success_url": "https://desk.example/ok",
    "cancel_url": "https://desk.example/cancel",
    "client_reference_id": "order_1",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "11250",
    "line_items[0][price_data][product_data][name]": "Bijles 90 minuten",
    "allowed_payment_method_types[0]": "card",
    "allowed_payment_method_types[1]": "ideal",
    "locale": "nl",
}


@pytest.fixture
async def browser(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=world.url, trust_env=False) as client:
        yield client


async def page_of(world: World, browser: httpx.AsyncClient, **more: str) -> str:
    """The path of the Checkout page of a new session."""
    answer = await browser.post("/stripe/v1/checkout/sessions", data=SESSION | more, auth=(world.stripe.key, ""))
    assert answer.status_code == 200, answer.text
    return str(httpx.URL(answer.json()["url"]).path)


async def test_the_chat_page_says_that_it_is_a_rehearsal_and_loads_only_what_is_ours(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get("/")
    assert page.status_code == 200
    assert "<strong>Rehearsal</strong>" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert address.startswith("/rehearsal/static/")
        assert (await browser.get(address)).status_code == 200, address
    assert not re.search(r"<script(?![^>]*src)|<style|\son\w+=|style=", page.text)


async def test_every_script_finds_what_it_imports(browser: httpx.AsyncClient) -> None:
    for script in STATIC.glob("*.js"):
        answer = await browser.get(f"/rehearsal/static/{script.name}")
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cache-control"] == "no-cache"
        for name in re.findall(r'from "\./([\w.]+)"', answer.text):
            assert (STATIC / name).is_file(), f"{script.name} imports {name}"
        for name in re.findall(r'^import \{([^}]+)\} from "\./', answer.text, re.MULTILINE):
            assert name.strip()


def test_scripts_never_make_elements_from_text() -> None:
    """What students write is text and stays text."""
    for script in STATIC.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), script.name


async def test_a_world_without_a_desk_says_so(world: World, browser: httpx.AsyncClient) -> None:
    about = (await browser.get("/rehearsal/about")).json()
    assert about["chart"] is None
    assert about["version"] == "4.13"
    assert (await browser.get("/rehearsal/engine?talk=1:3:x")).status_code == 404
    await world.do("world/chatwoot_version", version="4.16")
    assert (await browser.get("/rehearsal/about")).json()["version"] == "4.16"


async def test_only_a_chatwoot_that_signs_nothing_is_given_the_path_secret() -> None:
    async with World("https://desk.example", path_secret="long-random-word") as world:
        bot = world.chatwoot.bot(1)
        assert bot.outgoing_url == "https://desk.example/webhook/chatwoot/1"
        await world.do("world/chatwoot_version", version="4.12")
        assert bot.outgoing_url == "https://desk.example/webhook/chatwoot/1/long-random-word"


@pytest.mark.parametrize(
    ("locale", "browser_speaks", "language", "total"),
    [
        ("nl", "en", "nl", "€\xa0112,50"),
        ("en", "nl", "en", "€112.50"),
        ("auto", "nl-NL,nl;q=0.9", "nl", "€\xa0112,50"),
        ("auto", "fr", "en", "€112.50"),
    ],
)
async def test_the_checkout_speaks_the_language_of_its_session(
    world: World, browser: httpx.AsyncClient, locale: str, browser_speaks: str, language: str, total: str
) -> None:
    """The session's; `auto` is the browser's."""
    path = await page_of(world, browser, locale=locale)
    page = (await browser.get(path, headers={"Accept-Language": browser_speaks})).text
    assert f'<html lang="{language}">' in page
    assert total in page
    for key in ("rehearsal", "how", "decline", "later", "close"):
        assert WORDS[language][key] in page
    assert "iDEAL | Wero" in page


def test_the_checkout_has_the_same_words_in_both_languages() -> None:
    assert WORDS["nl"].keys() == WORDS["en"].keys()


async def test_the_checkout_offers_only_what_the_session_allows(world: World, browser: httpx.AsyncClient) -> None:
    path = await page_of(world, browser, **{"allowed_payment_method_types[1]": "card"})
    page = (await browser.get(path)).text
    assert "pay-card" in page
    assert "iDEAL" not in page


async def test_nothing_of_a_session_becomes_markup(world: World, browser: httpx.AsyncClient) -> None:
    path = await page_of(
        world, browser, **{"line_items[0][price_data][product_data][name]": "<script>alert(1)</script>"}
    )
    page = (await browser.get(path)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


async def test_a_checkout_that_is_over_says_what_became_of_it(world: World, browser: httpx.AsyncClient) -> None:
    """Declined: the page stays. Closed: nothing changes. Paid or expired: it can no longer be paid."""
    path = await page_of(world, browser)
    declined = await browser.post(f"{path}/decline")
    assert declined.status_code == 303
    assert WORDS["nl"]["declined"] in (await browser.get(declined.headers["location"])).text
    paid = await browser.post(f"{path}/pay-card")
    assert paid.headers["location"] == "https://desk.example/ok"
    assert WORDS["nl"]["complete"] in (await browser.get(path)).text
    assert (await browser.post(f"{path}/pay-card")).status_code == 409
    other = await page_of(world, browser)
    await world.do("stripe/expire")
    assert WORDS["nl"]["expired"] in (await browser.get(other)).text
    assert (await browser.get("/rehearsal/checkout/cs_test_nobody")).status_code == 404
