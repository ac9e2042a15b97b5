"""Which certificate authorities are believed: read once for all clients, because reading them takes 20 ms."""

import ssl
from functools import cache

import httpx


@cache
def believed() -> ssl.SSLContext:
    """A context with the authorities httpx would take, SSL_CERT_FILE and SSL_CERT_DIR included."""
    return httpx.create_ssl_context()
