"""What an answer (or none) of Chatwoot means for a delivery: try later, look first, or never."""

import aiohttp
import httpx

from bot.core.errors import DeskError, OutcomeUnknown, Refused, TryAgainLater

NoAnswer = httpx.HTTPError | aiohttp.ClientError | TimeoutError
TOO_MANY_MESSAGES_SECONDS = 20.0  # 200 messages a conversation and rolling minute, everybody's together


def from_answer(response: httpx.Response, what: str, *, once: bool) -> DeskError | None:
    """None for a good answer. `what` names the call in the message; `once`: repeating it blindly would be seen twice."""
    status = response.status_code
    if 200 <= status < 300:
        return None
    if status == 429:
        return TryAgainLater(f"Chatwoot is throttling us ({what})")
    if status >= 500 or status == 408:
        why = f"Chatwoot answered {status} ({what})"
        # A 500 after a committed insert is a known shape (chatwoot issues 6446, 15743), 502 and 504 are a proxy's.
        return OutcomeUnknown(why) if once and status in (500, 502, 504) else TryAgainLater(why)
    if status == 422 and "Too many messages" in response.text:
        return TryAgainLater(f"too many messages in this conversation ({what})", after=TOO_MANY_MESSAGES_SECONDS)
    return Refused(f"Chatwoot refused: {_REASONS.get(status, _OTHER).format(status=status)} ({what})", code=str(status))


_OTHER = "it answered {status}"
_REASONS = {
    301: "CHATWOOT_URL redirects; set the address it redirects to (https?)",
    302: "CHATWOOT_URL redirects; set the address it redirects to (https?)",
    307: "CHATWOOT_URL redirects; set the address it redirects to (https?)",
    308: "CHATWOOT_URL redirects; set the address it redirects to (https?)",
    401: "the token is wrong, belongs to another account or may not do this",
    404: "it knows no such conversation or contact; was it deleted, or is CHATWOOT_ACCOUNT_ID another account?",
    422: "it does not accept the content",
}


def from_no_answer(error: NoAnswer, what: str, *, once: bool) -> TryAgainLater:
    """OutcomeUnknown when a request that must not be repeated may have left, TryAgainLater otherwise."""
    kind = type(_underneath(error)).__name__
    if once and not never_left(error):
        return OutcomeUnknown(f"no answer from Chatwoot ({what}): {kind}")
    return TryAgainLater(f"Chatwoot cannot be reached ({what}): {kind}")


def never_left(error: NoAnswer) -> bool:
    """Whether the request surely was not sent.

    httpx-aiohttp maps every ClientConnectionError to ConnectTimeout, also a server that hung up *after* the request was
    sent, so the aiohttp error underneath decides where there is one.
    """
    found = _underneath(error)
    if isinstance(found, aiohttp.ClientError):
        return isinstance(found, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    return isinstance(found, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


def _underneath(error: BaseException) -> BaseException:
    return error.__cause__ if isinstance(error.__cause__, aiohttp.ClientError) else error
