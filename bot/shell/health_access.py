"""Who may see the desk's numbers: whoever shows METRICS_TOKEN; without that setting, this machine only.

A proxy on this machine looks like this machine, and would let the whole world in. So a request that says it came through
one (X-Forwarded-For, Forwarded, X-Real-IP) does not count as from here; a proxy that says nothing must not let these
paths through, as those in docs/ don't.
"""

from hmac import compare_digest
from ipaddress import ip_address

from starlette.requests import Request

FROM_A_PROXY = ("x-forwarded-for", "forwarded", "x-real-ip")


def may_look(request: Request, token: str) -> bool:
    """Whether this request may see the numbers. With a token set, nothing else opens them."""
    if token:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())
    return _from_here(request) and not any(name in request.headers for name in FROM_A_PROXY)


def _from_here(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
