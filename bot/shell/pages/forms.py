"""The forms: where they may come from, and what a parent filled in."""

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from bot.shell.pages.rendering import Entered

LONGEST_NAME = 100
LONGEST_FORM_BYTES = 8 * 1024


def same_origin(request: Request, public_url: str) -> bool:
    """Whether a form came from a page of ours.

    Browsers send `Sec-Fetch-Site` or at least `Origin` with every POST; what sends neither is no browser, and nobody's
    session is at stake there: the token in the address is all there is.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in {urlsplit(public_url).netloc, request.headers.get("host", "")} - {""}


async def parents_form(request: Request) -> tuple[Entered, bool]:
    """What was filled in, and whether the box is ticked. A form that is none of ours is an empty one."""
    fields = await _fields(request)
    name = " ".join("".join(letter for letter in fields.get("name", "") if letter.isprintable()).split())[:LONGEST_NAME]
    agreed = fields.get("agree") == "yes"
    wrong = (
        ("parent-name-missing", not any(letter.isalpha() for letter in name)),
        ("parent-agree-missing", not agreed),
    )
    return Entered(name, tuple(key for key, is_wrong in wrong if is_wrong)), agreed


async def _fields(request: Request) -> dict[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM_BYTES:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace")))
