"""Stripe's refusals, in its own words."""

from bot.rehearsal.wire import Json


class StripeRefusal(Exception):
    """An answer with an `error` object."""

    def __init__(self, status: int, kind: str, message: str, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.error: Json = {"message": message, "type": kind}
        if code:
            self.error |= {"code": code, "doc_url": f"https://docs.stripe.com/error-codes/{code.replace('_', '-')}"}
        if param:
            self.error["param"] = param


def invalid(message: str, param: str | None = None, code: str | None = None) -> StripeRefusal:
    """400: a parameter is wrong."""
    return StripeRefusal(400, "invalid_request_error", message, code, param)


def unknown_parameter(name: str) -> StripeRefusal:
    """400: a parameter this endpoint does not have."""
    return invalid(f"Received unknown parameter: {name}", name, "parameter_unknown")


def missing_parameter(name: str) -> StripeRefusal:
    """400: a required parameter was not sent."""
    return invalid(f"Missing required param: {name}.", name, "parameter_missing")


def no_such(kind: str, id_: str, param: str = "id", status: int = 404) -> StripeRefusal:
    """404 (400 inside a parameter): nothing has that id."""
    return StripeRefusal(status, "invalid_request_error", f"No such {kind}: '{id_}'", "resource_missing", param)


def wrong_key(key: str | None) -> StripeRefusal:
    """401: no key, or one that is not ours."""
    if not key:
        text = (
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    else:
        text = f"Invalid API Key provided: {key[:8]}{'*' * max(len(key) - 12, 0)}{key[-4:]}"
    return StripeRefusal(401, "invalid_request_error", text)


def expired_key(key: str) -> StripeRefusal:
    """401: the key was ours, and was rolled or revoked."""
    text = f"Expired API Key provided: {key[:8]}{'*' * max(len(key) - 12, 0)}{key[-4:]}"
    return StripeRefusal(401, "invalid_request_error", text, "api_key_expired")


def not_permitted(permission: str, account: str) -> StripeRefusal:
    """403: a restricted key without the permission; the message names it."""
    text = (
        f"The provided key does not have the required permissions for this endpoint on account '{account}'. "
        f"Having the '{permission}' permission would allow this request to continue."
    )
    return StripeRefusal(403, "invalid_request_error", text)


def reused_key(key: str) -> StripeRefusal:
    """400: an idempotency key with other parameters."""
    text = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return StripeRefusal(400, "idempotency_error", text)


def key_in_use(key: str) -> StripeRefusal:
    """409: another request with the same idempotency key is being executed."""
    text = f"There is currently another in-progress request using this Stripe Idempotent Key: {key}."
    return StripeRefusal(409, "invalid_request_error", text, "idempotency_key_in_use")
