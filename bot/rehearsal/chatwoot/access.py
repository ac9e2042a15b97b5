"""Who may call what, and the exact answers Chatwoot gives to everybody else."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.rehearsal.chatwoot.commits import RecordInvalid
from bot.rehearsal.chatwoot.records import Account, AgentBot, Contact, Conversation, User
from bot.rehearsal.wire import BadRequest, Json, answer, read_object

if TYPE_CHECKING:
    from bot.rehearsal.chatwoot.server import PretendChatwoot

NOT_SIGNED_IN = "You need to sign in or sign up before continuing."
NOT_FOR_BOTS = "Access to this endpoint is not authorized for bots"


class ApiError(Exception):
    """An answer that is not 200."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(status, body)
        self.status, self.body = status, body


def not_found() -> ApiError:
    """A record that does not exist."""
    return ApiError(404, {"error": "Resource could not be found"})


@dataclass(slots=True)
class Call:
    """One authenticated request."""

    chatwoot: "PretendChatwoot"
    request: Request
    account: Account
    who: User | AgentBot
    body: Json

    def conversation(self) -> Conversation:
        """The conversation of the path, or 404."""
        key = (self.account.id, self.request.path_params["conversation_id"])
        found = self.chatwoot.tables.conversations.get(key)
        if found is None:
            raise not_found()
        return found

    def contact(self) -> Contact:
        """The contact of the path, or 404."""
        found = self.chatwoot.tables.contacts.get(self.request.path_params["contact_id"])
        if found is None or found.account_id != self.account.id:
            raise not_found()
        return found


Handler = Callable[[Call], Awaitable[Any]]
Endpoint = tuple[str, str, Handler, tuple[int, int] | None]
NEVER: tuple[int, int] | None = None  # an endpoint that no version opens to bots


def routes(chatwoot: "PretendChatwoot", prefix: str, endpoints: list[Endpoint]) -> list[Route]:
    """Rows of (method, path, handler, the first version whose bots may call it) as routes."""
    return [
        Route(prefix + path, _guarded(chatwoot, handler, bot_since), methods=[method])
        for method, path, handler, bot_since in endpoints
    ]


def _guarded(
    chatwoot: "PretendChatwoot", handler: Handler, bot_since: tuple[int, int] | None
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if chatwoot.is_throttled():
            return PlainTextResponse("Retry later\n", status_code=429)
        try:
            who = authenticate(chatwoot, request)
            if isinstance(who, AgentBot) and (bot_since is None or chatwoot.profile.version < bot_since):
                raise ApiError(401, {"error": NOT_FOR_BOTS})
            account = _account(chatwoot, request, who)
            body = await _body(request)
            result = await handler(Call(chatwoot, request, account, who, body))
        except ApiError as error:
            return answer(error.body, error.status)
        except RecordInvalid as error:
            return answer({"message": str(error), "attributes": ["base"]}, 422)
        except BadRequest:
            return answer({"status": 400, "error": "Bad Request"}, 400)
        return result if isinstance(result, Response) else answer(result)

    return endpoint


def authenticate(chatwoot: "PretendChatwoot", request: Request) -> User | AgentBot:
    """Whose token came in `Api-Access-Token`; Rack reads the form with underscores as the same header."""
    token = request.headers.get("api-access-token") or request.headers.get("api_access_token")
    if not token:
        raise ApiError(401, {"errors": [NOT_SIGNED_IN]})
    everyone: list[User | AgentBot] = [*chatwoot.tables.users.values(), *chatwoot.tables.bots.values()]
    found = next((each for each in everyone if each.token == token), None)
    if found is None:
        raise ApiError(401, {"error": "Invalid Access Token"})
    return found


def _account(chatwoot: "PretendChatwoot", request: Request, who: User | AgentBot) -> Account:
    account_id = request.path_params.get("account_id", who.account_id)
    account = chatwoot.tables.accounts.get(account_id)
    if account is None:
        raise not_found()
    if who.account_id != account.id:
        text = (
            "Bot is not authorized to access this account"
            if isinstance(who, AgentBot)
            else "You are not authorized to access this account"
        )
        raise ApiError(401, {"error": text})
    return account


async def _body(request: Request) -> Json:
    if request.method in ("GET", "DELETE") or "json" not in request.headers.get("content-type", "json"):
        return {}
    return await read_object(request)
