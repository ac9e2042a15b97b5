"""Is this callback really Chatwoot's? HMAC over `timestamp.body` (since Chatwoot 4.13), or a secret in the path."""

import hmac
from collections.abc import Sequence

from bot.core.errors import BadSignature

TOLERANCE_SECONDS = 300  # The timestamp is taken when Chatwoot sends, so a long queue does not age it.


def verify(secrets: Sequence[str], timestamp: str, signature: str, body: bytes, now: float) -> None:
    """Nothing when one of `secrets` signed these very bytes within five minutes of `now` (Unix seconds).

    BadSignature otherwise, also when there is no secret at all: the door is never open.
    """
    secrets = [secret for secret in secrets if secret]  # anybody can sign with an empty one
    if not secrets:
        raise BadSignature("no webhook secret is configured; set CHATWOOT_WEBHOOK_SECRET (Settings > Bots > edit)")
    if not timestamp or not signature:
        raise BadSignature("the callback is not signed; Chatwoot signs since 4.13 (X-Chatwoot-Signature is missing)")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise BadSignature("X-Chatwoot-Timestamp is not a Unix time")
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise BadSignature(
            "the callback's timestamp is more than five minutes off; compare the clocks of both machines"
        )
    given = signature.encode()
    expected = [_signed(secret, timestamp, body) for secret in secrets]
    # Every secret is compared, so the time taken does not tell which one fits.
    if sum(hmac.compare_digest(given, each) for each in expected) == 0:
        raise BadSignature("the signature fits none of the configured secrets; was the bot's secret reset?")


def same_path_secret(configured: str, given: str) -> bool:
    """Whether the path's secret is the configured one; never without a configured one."""
    return bool(configured) and hmac.compare_digest(configured.encode(), given.encode())


def _signed(secret: str, timestamp: str, body: bytes) -> bytes:
    digest = hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256")
    return b"sha256=" + digest.hex().encode()
