"""The bearer token of a Google service account: a signed claim, exchanged for an hour's access (RFC 7523)."""

from collections.abc import Mapping
from time import time
from typing import Any

import httpx
from google.auth import crypt, jwt

from bot.core.errors import TryAgainLater

SCOPE = "https://www.googleapis.com/auth/calendar.events"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIVES_SECONDS = 3600
EARLY_SECONDS = 120.0


class GoogleToken:
    """Asks for a token when the last one is about to end. `google-auth` signs; the request is ours, so nothing blocks."""

    def __init__(self, key: Mapping[str, Any], http: httpx.AsyncClient) -> None:
        self._key, self._http = key, http
        self._signer = crypt.RSASigner.from_service_account_info(dict(key))  # type: ignore[no-untyped-call]
        self._token, self._until = "", 0.0

    async def bearer(self) -> str:
        """The token. TryAgainLater when Google gives none: the key was revoked, or our clock is wrong."""
        now = time()
        if now < self._until - EARLY_SECONDS:
            return self._token
        address = str(self._key["token_uri"])
        claim = {
            "iss": self._key["client_email"],
            "scope": SCOPE,
            "aud": address,
            "iat": int(now),
            "exp": int(now) + LIVES_SECONDS,
        }
        signed: str = jwt.encode(self._signer, claim).decode()  # type: ignore[no-untyped-call]
        answer = await self._http.post(address, data={"grant_type": GRANT, "assertion": signed})
        try:
            read = answer.json()
            self._token, self._until = str(read["access_token"]), now + float(read["expires_in"])
        except (ValueError, KeyError, TypeError):
            raise TryAgainLater(f"Google gives the service account no token ({answer.status_code})", 60.0) from None
        return self._token
