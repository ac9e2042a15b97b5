"""The pretend Checkout page: pay, decline, pay later, close. Works without scripts, in the session's language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.rehearsal.pages.checkout_words import METHODS, WORDS, money
from bot.rehearsal.pages.showing import page
from bot.rehearsal.stripe.customer_side import CustomerSide
from bot.rehearsal.wire import BadRequest, Json

# The hosted page waits up to 10 s for the answer to `checkout.session.completed` before it leaves.
WAITS_S = 10.0
ZONE = ZoneInfo("Europe/Amsterdam")


def checkout_routes(side: CustomerSide) -> list[Route]:
    """`GET /rehearsal/checkout/{id}` shows the page, `POST …/{act}` is one of its buttons."""

    async def show(request: Request) -> Response:
        try:
            shown = await side.session(request.path_params["id"])
        except BadRequest as problem:
            return page("checkout_gone.html", {"problem": str(problem)}, 404)
        language = _language(shown["session"], request)
        return page("checkout.html", _values(shown, language, declined="declined" in request.query_params))

    async def press(request: Request) -> Response:
        id_, act = request.path_params["id"], request.path_params["act"]
        try:
            left = await _pressed(side, id_, act)
        except BadRequest as problem:
            return page("checkout_gone.html", {"problem": str(problem)}, 409)
        return RedirectResponse(left or f"/rehearsal/checkout/{id_}?declined", status_code=303)

    return [
        Route("/rehearsal/checkout/{id}", show, methods=["GET"]),
        Route("/rehearsal/checkout/{id}/{act}", press, methods=["POST"]),
    ]


async def _pressed(side: CustomerSide, id_: str, act: str) -> str | None:
    """Where the browser goes next; None: it stays on the page."""
    if act in ("pay-card", "pay-ideal"):
        return str((await side.pay(id_, act.removeprefix("pay-"), WAITS_S))["success_url"])
    if act == "later":
        return str((await side.pay_later(id_, waits_s=WAITS_S))["success_url"])
    if act == "close":
        left = (await side.close(id_))["cancel_url"]
        return str(left) if left else None
    if act == "decline":
        await side.decline(id_)
        return None
    raise BadRequest(f"this page has no button {act!r}")


def _language(session: Json, request: Request) -> str:
    """The session's; `auto` is the browser's, as on the real page."""
    wanted = session.get("locale")
    if wanted in (None, "auto"):
        wanted = request.headers.get("accept-language", "")
    return "nl" if str(wanted).lower().startswith("nl") else "en"


def _values(shown: Json, language: str, *, declined: bool) -> Json:
    session = shown["session"]
    currency = session["currency"]
    closes = datetime.fromtimestamp(session["expires_at"], UTC).astimezone(ZONE)
    return {
        "language": language,
        "words": WORDS[language],
        "at": f"/rehearsal/checkout/{session['id']}",
        "status": session["status"],
        "back": shown["success_url"] if session["status"] == "complete" else shown["cancel_url"],
        "has_way_back": bool(session["cancel_url"]),
        "declined": declined and session["status"] == "open",
        "lines": [
            {
                "title": each["description"],
                "quantity": each["quantity"],
                "price": money(each["quantity"] * each["price"]["unit_amount"], currency, language),
            }
            for each in shown["lines"]
        ],
        "total": money(session["amount_total"], currency, language),
        "methods": [(name, METHODS[name]) for name in METHODS if name in session["payment_method_types"]],
        "closes": f"{closes:%H:%M}",
        "reference": session["client_reference_id"] or "",
    }
