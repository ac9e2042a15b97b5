"""The page /agenda: who gets in, and what they see."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.desk import Tutor
from bot.shell.agenda.access import MOST_WRONG, WRONG_SECONDS
from bot.shell.store import Store, open_store
from tests.shell.agenda.front import CHATWOOT, TOKEN, Stopwatch, agenda_client
from tests.shell.agenda.lessons import busy_elsewhere, keep, lesson, thursday
from tests.shell.pages.shelf import the_desk

STATES = ("paid", "booked", "held", "processing", "parent", "attention", "disputed", "cancelled")


@pytest.fixture
async def store(fresh_url: str) -> AsyncIterator[Store]:
    """With the Thursday in it."""
    opened = await open_store(fresh_url)
    await keep(opened, thursday())
    await busy_elsewhere(opened, 9, 45)
    yield opened
    await opened.close()


async def test_the_link_becomes_a_cookie_that_is_not_the_token(store: Store) -> None:
    """HttpOnly, Secure, SameSite=Strict; the page goes on by a step of its own, and nothing is stored."""
    async with agenda_client(store) as client:
        answer = await client.get(f"/agenda?token={TOKEN}")
        cookie = answer.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=strict", "secure", "path=/agenda"))
        assert TOKEN not in answer.text + cookie
        assert 'content="0;url=/agenda?again=1"' in answer.text
        assert answer.headers["cache-control"] == "no-store"
        page = await client.get("/agenda")
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert TOKEN not in page.text


async def test_nobody_gets_in_without_it(store: Store) -> None:
    """No token, a wrong one, one of before: 401 and not a word of the agenda; without a setting there is no page."""
    async with agenda_client(store, "the-old-token-of-yesterday") as client:
        await client.get("/agenda?token=the-old-token-of-yesterday")
        old = dict(client.cookies)
    async with agenda_client(store) as client:
        for path, cookies in (
            ("/agenda", {}),
            ("/agenda?token=wrong", {}),
            ("/agenda", {"agenda": TOKEN}),
            ("/agenda", old),
        ):
            client.cookies.clear()
            client.cookies.update(cookies)
            answer = await client.get(path)
            assert answer.status_code == 401
            assert "Vries" not in answer.text
            assert "set-cookie" not in answer.headers
    async with agenda_client(store, "") as client:
        assert (await client.get("/agenda?token=")).status_code == 404


async def test_who_guesses_is_not_listened_to_for_a_minute(store: Store) -> None:
    """Not even with the right token; who is in stays in, and others are not in the way."""
    watch = Stopwatch()
    async with agenda_client(store, watch=watch) as client:
        await client.get(f"/agenda?token={TOKEN}")
        for n in range(MOST_WRONG):
            assert (await client.get(f"/agenda?token=guess{n}")).status_code == 401
        refused = await client.get(f"/agenda?token={TOKEN}")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        assert (await client.get("/agenda")).status_code == 200
        elsewhere = {"x-forwarded-for": "203.0.113.9"}
        assert (await client.get(f"/agenda?token={TOKEN}", headers=elsewhere)).status_code == 200
        watch.seconds = WRONG_SECONDS + 1
        assert (await client.get(f"/agenda?token={TOKEN}")).status_code == 200


async def test_a_link_in_chatwoot_does_not_lock_anybody_out(store: Store) -> None:
    """A strict cookie stays at home when another site leads here, so the page takes a step of its own first."""
    async with agenda_client(store) as client:
        first = await client.get("/agenda", headers={"sec-fetch-site": "cross-site"})
        assert (first.status_code, "again=1" in first.text, "Vries" in first.text) == (200, True, False)
        again = await client.get("/agenda?again=1", headers={"sec-fetch-site": "cross-site"})
        assert again.status_code == 401


async def test_every_state_is_told_by_a_word_and_a_colour(store: Store) -> None:
    """With the learner, the hold's time left, the gaps, and a link into Chatwoot; today first."""
    async with agenda_client(store) as client:
        await client.get(f"/agenda?token={TOKEN}")
        page = (await client.get("/agenda")).text
        for state in STATES:
            assert re.search(rf'class="lesson {state}[ "]', page), state
        for word in ("betaald", "wacht op betaling", "wacht op ouder", "vraagt een mens", "vandaag geannuleerd"):
            assert f'<span class="word">{word}</span>' in page
        assert "tot 12:42" in page
        assert "nog 42:00" in page
        assert "Anna de Vries" in page
        assert "Ran de Vries" not in page
        assert f"{CHATWOOT}/app/accounts/1/conversations/414" in page
        assert page.count('class="free') >= 4
        assert "eigen agenda: bezet" in page
        assert page.index("Donderdag 26 november".lower()) < page.index("vrijdag 27 november")
        assert '<span class="mark">Vandaag</span>' in page


async def test_other_days_are_a_step_away_and_nonsense_is_today(store: Store) -> None:
    async with agenda_client(store) as client:
        await client.get(f"/agenda?token={TOKEN}")
        page = (await client.get("/agenda")).text
        assert 'href="/agenda?from=2026-11-19&amp;days=7"' in page
        assert 'href="/agenda?from=2026-12-03&amp;days=7"' in page
        friday = (await client.get("/agenda?from=2026-11-27&days=1")).text
        assert ("Friday de Vries" in friday, "Anna de Vries" in friday) == (True, False)
        for nonsense in ("from=x", "from=9999-12-31", "from=0001-01-01", "days=0", "days=x", "tutor=x", "from=%00"):
            assert "Anna de Vries" in (await client.get(f"/agenda?{nonsense}")).text


async def test_what_a_name_holds_is_never_markup(store: Store) -> None:
    await keep(store, [lesson("<b>x</b>", 12.5)])
    async with agenda_client(store) as client:
        await client.get(f"/agenda?token={TOKEN}")
        page = (await client.get("/agenda")).text
        assert "&lt;B&gt;" in page
        assert "<B>" not in page


async def test_a_tutors_own_appointments_reach_over_midnight(store: Store) -> None:
    """Each day shows its part."""
    await busy_elsewhere(store, 22, 4 * 60)
    async with agenda_client(store) as client:
        await client.get(f"/agenda?token={TOKEN}")
        friday = (await client.get("/agenda?from=2026-11-27&days=1")).text
        assert "00:00–02:00" in friday


async def test_several_tutors_are_told_apart_and_chosen(store: Store) -> None:
    """A column with their names, and links to one tutor's days."""
    await keep(store, [lesson("other", 12.5, tutor="bram")])
    business = replace(the_desk().business, tutors=(Tutor(name="Anna"), Tutor("bram", "Bram")))
    async with agenda_client(store, business=business) as client:
        await client.get(f"/agenda?token={TOKEN}")
        page = (await client.get("/agenda")).text
        assert '<td role="cell" class="tutor">Bram</td>' in page
        assert 'href="/agenda?from=2026-11-26&amp;days=7&amp;tutor=bram"' in page
        theirs = (await client.get("/agenda?tutor=bram")).text
        assert ("Other de Vries" in theirs, "Anna de Vries" in theirs) == (True, False)
