"""The pretend Chatwoot in one piece: its rows, its callbacks, its REST API."""

import random
import secrets
from collections import deque

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from bot.rehearsal.chatwoot import api_contacts, api_conversations, api_messages, api_setup
from bot.rehearsal.chatwoot.access import routes
from bot.rehearsal.chatwoot.api_public import PublicApi
from bot.rehearsal.chatwoot.callbacks import Callbacks
from bot.rehearsal.chatwoot.commits import Commits
from bot.rehearsal.chatwoot.handling import Handling
from bot.rehearsal.chatwoot.profiles import ChatwootKnobs, profile
from bot.rehearsal.chatwoot.records import Account, AgentBot, Contact, Inbox, Team, User
from bot.rehearsal.chatwoot.tables import Tables
from bot.rehearsal.chatwoot.talking import Talking
from bot.rehearsal.clock import WorldClock
from bot.rehearsal.gate import Gate
from bot.rehearsal.stream import Stream
from bot.rehearsal.wire import answer

INBOXES = (
    ("Website", "Channel::WebWidget"),
    ("WhatsApp", "Channel::Whatsapp"),
    ("Telegram", "Channel::Telegram"),
    ("SMS", "Channel::TwilioSms"),
    ("Messenger", "Channel::FacebookPage"),
    ("App", "Channel::Api"),
)
_ACCOUNT = "/api/v1/accounts/{account_id:int}"


class PretendChatwoot:
    """State and behaviour; `app` is the ASGI application to mount."""

    def __init__(
        self, clock: WorldClock, stream: Stream, version: str, knobs: ChatwootKnobs, dice: random.Random
    ) -> None:
        self.clock, self.stream, self.knobs = clock, stream, knobs
        self.profile = profile(version)
        self.tables = Tables(clock)
        self.callbacks = Callbacks(self.profile, knobs.callbacks, stream, clock.seconds, dice)
        self.commits = Commits(self.tables, self.callbacks, stream, knobs)
        self.handling = Handling(self.commits, self.profile)
        self.talking = Talking(self.commits, self.handling)
        self.callbacks.failed = self.handling.bot_failed
        self.callbacks.gone = lambda id_: id_ not in self.tables.contact_inboxes
        self._requests: deque[float] = deque()

    def furnish(self, account_id: int, bot_token: str, bot_secret: str, user_token: str, outgoing_url: str) -> None:
        """One account with a bot in every inbox, the desk's service user and two people of the team."""
        tables = self.tables
        tables.accounts[account_id] = Account(account_id, "Tutors")
        bot = AgentBot(next(tables.bot_ids), account_id, "Booking desk", bot_token, bot_secret, outgoing_url)
        tables.bots[bot.id] = bot
        people = (
            ("Desk service", "desk@tutors.example", user_token, "administrator"),
            ("Sam Staff", "sam@tutors.example", secrets.token_urlsafe(18), "administrator"),
            ("Ann Agent", "ann@tutors.example", secrets.token_urlsafe(18), "agent"),
        )
        for name, email, token, role in people:
            user = User(next(tables.user_ids), account_id, name, email, token, role)
            tables.users[user.id] = user
        team = Team(next(tables.team_ids), account_id, "tutors")
        tables.teams[team.id] = team
        for name, channel in INBOXES:
            identifier, hmac_token = secrets.token_urlsafe(18), secrets.token_hex(12)
            inbox = Inbox(next(tables.inbox_ids), account_id, name, channel, identifier, hmac_token, bot.id)
            tables.inboxes[inbox.id] = inbox

    def become(self, version: str) -> None:
        """Behave as another release from now on; what was written stays."""
        self.profile = self.callbacks.profile = self.handling.profile = profile(version)

    def bot(self, account_id: int) -> AgentBot:
        """The account's first bot."""
        return next(each for each in self.tables.bots.values() if each.account_id == account_id)

    def person(self, account_id: int, name: str = "Sam Staff") -> User:
        """A person of the team by name."""
        users = self.tables.users.values()
        return next(each for each in users if each.account_id == account_id and each.name == name)

    def contact_changed(self, contact: Contact) -> None:
        """Tell the live view; bots are never told of contacts."""
        self.stream.publish("contact", contact_id=contact.id, custom_attributes=contact.custom_attributes)

    def is_throttled(self) -> bool:
        """Whether this request is over the installation's limit a minute."""
        limit = self.knobs.requests_per_minute
        if limit is None:
            return False
        now = self.clock.now().timestamp()
        while self._requests and now - self._requests[0] >= 60:
            self._requests.popleft()
        if len(self._requests) >= limit:
            return True
        self._requests.append(now)
        return False

    def app(self) -> ASGIApp:
        """The HTTP side behind its gate of troubles."""
        endpoints = api_conversations.ENDPOINTS + api_messages.ENDPOINTS + api_contacts.ENDPOINTS
        rest = routes(self, _ACCOUNT, endpoints + api_setup.ENDPOINTS)
        profile_route = routes(self, "/api/v1", api_setup.PROFILE)
        starlette = Starlette(routes=[*rest, *profile_route, *PublicApi(self).routes()])
        return Gate(starlette, self.knobs, _failure, self.stream.quiet)


def _failure(status: int) -> Response:
    if status == 429:
        return PlainTextResponse("Retry later\n", status_code=429)
    if status == 500:
        return answer({"status": 500, "error": "Internal Server Error"}, 500)
    return PlainTextResponse("<html><body>503 Service Temporarily Unavailable</body></html>", status_code=status)
