"""Is this webhook really Stripe's? HMAC over `timestamp.body` by the SDK, the timestamp's age by the desk's own clock."""

from collections.abc import Sequence

import stripe

from bot.core.errors import BadSignature

TOLERANCE_SECONDS = 300  # each retry of Stripe's is signed afresh, so a late one is young all the same


def verify(secrets: Sequence[str], header: str, body: bytes, now: float) -> None:
    """Nothing when one of `secrets` signed these very bytes within five minutes of `now` (Unix seconds).

    BadSignature otherwise. The SDK's own age check is not used: it lets timestamps of any future pass.
    """
    if not secrets:
        raise BadSignature("no webhook secret is configured; set STRIPE_WEBHOOK_SECRET (Developers > Webhooks)")
    if not header:
        raise BadSignature("the webhook is not signed (Stripe-Signature is missing)")
    if abs(now - _timestamp(header)) > TOLERANCE_SECONDS:
        raise BadSignature("the webhook's timestamp is more than five minutes off; is this machine's clock right?")
    if not any([_fits(secret, header, body) for secret in secrets]):
        raise BadSignature("the signature fits none of STRIPE_WEBHOOK_SECRET; was the endpoint's secret rolled?")


def _timestamp(header: str) -> int:
    """The first `t=` to the letter, which is the one the SDK takes into the signed bytes.

    Skipping one we do not like (" t=…", "t=1=2") would judge the age by another than the signed one: a replay's way in.
    """
    for part in header.split(","):
        name, _, value = part.partition("=")
        if name == "t":
            if value.isascii() and value.isdigit() and len(value) <= 12:
                return int(value)
            break
    raise BadSignature("Stripe-Signature holds no Unix time")


def _fits(secret: str, header: str, body: bytes) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, header, secret)
    except (stripe.SignatureVerificationError, ValueError):
        # It carries the whole body, and a body that is not UTF-8 cannot be Stripe's: nothing of it goes on.
        return False
    return True
