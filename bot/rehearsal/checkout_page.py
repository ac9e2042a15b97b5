"""The plain pretend Checkout page: pay, decline, pay later, close. Works without scripts."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.rehearsal.stripe.customer_side import CustomerSide
from bot.rehearsal.wire import BadRequest, Json

# The hosted page waits up to 10 s for the answer to `checkout.session.completed` before it leaves.
WAITS_S = 10.0
_PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Rehearsal Checkout</title><p><b>This is a rehearsal: no money moves.</b></p>{body}"""
_BUTTONS = (
    ("pay-card", "Pay by card"),
    ("pay-ideal", "Pay with iDEAL | Wero"),
    ("decline", "Card is declined"),
    ("later", "Pay later (delayed method)"),
    ("close", "Close the page"),
)


def checkout_routes(side: CustomerSide) -> list[Route]:
    """`GET /rehearsal/checkout/{id}` shows the page, `POST …/{act}` is one of its buttons."""

    async def show(request: Request) -> Response:
        return HTMLResponse(_page(await side.session(request.path_params["id"])))

    async def press(request: Request) -> Response:
        id_, act = request.path_params["id"], request.path_params["act"]
        try:
            left = await _pressed(side, id_, act)
        except BadRequest as problem:
            return HTMLResponse(_PAGE.format(body=f"<p>{escape(str(problem))}</p>"), status_code=409)
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


def _page(shown: Json) -> str:
    session = shown["session"]
    lines = "".join(
        f"<li>{each['quantity']} x {escape(str(each['description']))}: {each['price']['unit_amount'] / 100:.2f}</li>"
        for each in shown["lines"]
    )
    total = f"<p>{session['amount_total'] / 100:.2f} {escape(session['currency'].upper())}</p>"
    if session["status"] != "open":
        return _PAGE.format(body=f"<ul>{lines}</ul>{total}<p>This page is {escape(session['status'])}.</p>")
    forms = "".join(
        f'<form method="post" action="/rehearsal/checkout/{session["id"]}/{act}"><button>{title}</button></form>'
        for act, title in _BUTTONS
    )
    return _PAGE.format(body=f"<ul>{lines}</ul>{total}{forms}")
