"""The client that posts callbacks and webhooks to the desk."""

import httpx
from httpx_aiohttp import HttpxAiohttpClient

from bot.shell.certificates import believed


def posting_client(timeout_s: float) -> httpx.AsyncClient:
    """A keep-alive client over the aiohttp transport, without proxies.

    Connections are dropped before a server would close them: a stale one must not be taken for a desk that refuses.
    """
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=50, keepalive_expiry=2)
    client: httpx.AsyncClient = HttpxAiohttpClient(limits=limits, trust_env=False, timeout=timeout_s, verify=believed())
    return client
