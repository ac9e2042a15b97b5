"""Every driver action by its route: the same methods, called in-process or over `/rehearsal/<route>`."""

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.rehearsal.chatwoot.commits import RecordInvalid
from bot.rehearsal.chatwoot.student_side import SHORT
from bot.rehearsal.knobs import shown, turn
from bot.rehearsal.stripe.errors import StripeRefusal
from bot.rehearsal.wire import BadRequest, Json

if TYPE_CHECKING:
    from bot.rehearsal.world import World

Action = Callable[..., Awaitable[Json]]


def actions(world: "World") -> dict[str, Action]:
    """Route → method. Public coroutine methods of the sides, and the world's own."""
    table = _of("chatwoot/student", world.student_side) | _of("chatwoot/staff", world.staff_side)
    table |= _of("stripe", world.customer_side) | _of("stripe", world.owner_side)
    return table | _of("world", WorldSide(world))


def _of(prefix: str, side: object) -> dict[str, Action]:
    methods = inspect.getmembers(side, inspect.iscoroutinefunction)
    return {f"{prefix}/{name}": method for name, method in methods if not name.startswith("_")}


async def act(action: Action, params: Json) -> Json:
    """The action's answer; parameters it does not take are refused."""
    try:
        inspect.signature(action).bind(**params)
    except TypeError as error:
        raise BadRequest(f"{error}; it takes {inspect.signature(action)}") from error
    try:
        return await action(**params)
    except (RecordInvalid, StripeRefusal) as refusal:
        raise BadRequest(str(refusal)) from refusal


class WorldSide:
    """The world itself: time, quiet, troubles, set-up."""

    def __init__(self, world: "World") -> None:
        self._world = world

    async def clock(self) -> Json:
        """What time it is, and how far it was jumped."""
        clock = self._world.clock
        return {"now": clock.now().isoformat(), "shift_s": clock.shift.total_seconds()}

    async def jump(self, seconds: float) -> Json:
        """Time jumps; what expires meanwhile expires now."""
        self._world.jump(seconds)
        return await self.clock()

    async def take_hour(self, order: str) -> Json:
        """Another student books the time of that order; only where the desk lives in this process."""
        if self._world.pages.engine is None:
            raise BadRequest("the desk runs in another process: nobody can book past it")
        return await self._world.pages.engine.take_hour(order)

    async def quiet(self, quiet_s: float = 0.05, timeout_s: float = 5.0) -> Json:
        """Waits until nothing is under way and nothing has moved for `quiet_s`."""
        return {"in_time": await self._world.quiet.settles(quiet_s, timeout_s)}

    async def environment(self) -> Json:
        """The environment variables that connect a desk to this world."""
        return {**self._world.environment()}

    async def desk(self, url: str) -> Json:
        """Where the desk's webhooks are from now on."""
        self._world.point_at(url)
        return {"url": url}

    async def chatwoot_knobs(self, **knobs: Any) -> Json:
        """Turn knobs of the pretend Chatwoot: those of ChatwootKnobs, `callbacks` nested. Answers all of them."""
        chatwoot = self._world.chatwoot
        turn(chatwoot.knobs, knobs)
        if not chatwoot.knobs.callbacks.paused:
            chatwoot.callbacks.release()
        return shown(chatwoot.knobs)

    async def stripe_knobs(self, **knobs: Any) -> Json:
        """Turn knobs of the pretend Stripe: those of StripeKnobs, `webhooks` nested. Answers all of them."""
        stripe = self._world.stripe
        turn(stripe.knobs, knobs)
        if not stripe.knobs.webhooks.paused:
            stripe.webhooks.release()
        return shown(stripe.knobs)

    async def chatwoot_version(self, version: str = "") -> Json:
        """Be another release of Chatwoot: 4.12, 4.13, 4.14, 4.16. Answers which one it is."""
        if version:
            self._world.become(version)
        return {"version": self._world.chatwoot.profile.name}

    async def inbox(self, channel: str, account_id: int = 1, **settings: Any) -> Json:
        """Change an inbox: lock_to_single_conversation, enable_email_collect, greeting, agent_bot_id, …"""
        inbox = self._world.chatwoot.tables.inbox_of_channel(account_id, SHORT.get(channel, channel))
        if inbox is None:
            raise BadRequest(f"no inbox for channel {channel!r}")
        return turn(inbox, settings)

    async def account(self, account_id: int = 1, **settings: Any) -> Json:
        """Change an account: keep_pending_on_bot_failure."""
        return turn(self._world.chatwoot.tables.accounts[account_id], settings)
