"""What an error of Stripe's means for a delivery: the same call later, another key, or never."""

import stripe

from bot.core.errors import DeskError, Refused, TryAgainLater

BAD_KEY, NOT_PERMITTED, MISSING, WRONG_MODE, WRONG_ACCOUNT = "key", "permission", "missing", "livemode", "account"
UNFIT_KEY_SECONDS = 60.0


class KeyIsSpent(DeskError):
    """This idempotency key answers with a saved server error for a day: only another key can go on.

    Stripe saves what it answered once execution began, 500s included (docs.stripe.com/api/idempotent_requests).
    """


def failure(error: stripe.StripeError, what: str) -> DeskError:
    """TryAgainLater, KeyIsSpent or Refused (its `code` tells what to change). `what` names the call."""
    status, headers = error.http_status, error.headers or {}
    if status is None:
        return TryAgainLater(f"Stripe cannot be reached ({what})")
    if status < 400:  # a proxy's page, or an answer cut short: whether Stripe did it is not known
        return TryAgainLater(f"what answered {status} was not Stripe ({what})")
    if status >= 500 and headers.get("idempotent-replayed") == "true":
        return KeyIsSpent(f"Stripe replays a failure ({what})")
    if status in (409, 429) or status >= 500:
        return TryAgainLater(f"Stripe answered {status} ({what})")
    if status == 401:
        return Refused(f"Stripe does not accept STRIPE_SECRET_KEY ({what}); was it rolled or revoked?", BAD_KEY)
    if status == 403:
        # The message names the missing permission (rak_…) and the account, nothing of a customer.
        return Refused(f"STRIPE_SECRET_KEY may not do this ({what}): {error.user_message}", NOT_PERMITTED)
    if status == 404 or error.code == "resource_missing":
        return Refused(f"Stripe knows no such thing ({what})", MISSING)
    if isinstance(error, stripe.IdempotencyError):
        return Refused(f"Stripe got other parameters under the same key before ({what})", "idempotency")
    param = getattr(error, "param", None) or ""
    # Its message may quote what somebody typed; the code and the parameter say what to look at, the dashboard's log the rest.
    code = error.code or param or str(status)
    return Refused(f"Stripe refused ({what}): {' of '.join(filter(None, (error.code or str(status), param)))}", code)


def about_the_key(refusal: Refused) -> bool:
    """Whether the refusal is about our key and not about what was asked: right again once the key is."""
    return refusal.code in (BAD_KEY, NOT_PERMITTED, WRONG_MODE, WRONG_ACCOUNT)
