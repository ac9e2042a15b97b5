"""What the pretend Stripe keeps: its objects by id, and its list of events."""

from bot.rehearsal.clock import WorldClock
from bot.rehearsal.stream import Stream
from bot.rehearsal.stripe.errors import no_such
from bot.rehearsal.stripe.objects import new_id, price_object
from bot.rehearsal.stripe.webhooks import Webhooks
from bot.rehearsal.wire import Json

API_VERSION = "2026-10-28.endive"


class StripeTables:
    """Objects are plain JSON dictionaries; the newest is the last."""

    def __init__(self, clock: WorldClock, webhooks: Webhooks, stream: Stream, prices: dict[str, int]) -> None:
        self.clock, self.webhooks, self.stream = clock, webhooks, stream
        self.account_id = new_id("acct", 16)
        self.prices = {id_: price_object(id_, amount) for id_, amount in prices.items()}
        self.sessions: dict[str, Json] = {}
        self.open_sessions: dict[str, Json] = {}
        self.lines: dict[str, list[Json]] = {}
        self.intent_data: dict[str, Json] = {}
        self.intents: dict[str, Json] = {}
        self.charges: dict[str, Json] = {}
        self.refunds: dict[str, Json] = {}
        self.disputes: dict[str, Json] = {}
        self.fraud_warnings: dict[str, Json] = {}
        self.events: dict[str, Json] = {}

    def session(self, id_: str) -> Json:
        """A Checkout Session, or Stripe's 404."""
        if id_ not in self.sessions:
            raise no_such("checkout.session", id_, "session")
        return self.sessions[id_]

    def intent(self, id_: str) -> Json:
        """A PaymentIntent, or Stripe's 404."""
        if id_ not in self.intents:
            raise no_such("payment_intent", id_, "intent")
        return self.intents[id_]

    def charge_of(self, intent: Json) -> Json:
        """The intent's latest charge."""
        return self.charges[intent["latest_charge"]]

    def emit(self, kind: str, thing: Json, request: Json | None = None, previous: Json | None = None) -> Json:
        """A new event with a snapshot of the object, kept in the list and sent to the endpoint."""
        data: Json = {"object": snapshot(thing)}
        if previous is not None:
            data["previous_attributes"] = previous
        event: Json = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.clock.seconds(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 1,
            "request": request or {"id": None, "idempotency_key": None},
            "type": kind,
        }
        self.events[event["id"]] = event
        self.stream.publish("stripe", type=kind, id=thing["id"], event=event["id"], object=data["object"])
        self.webhooks.send(event)
        return event


def snapshot(thing: Json) -> Json:
    """A copy that later changes of the object do not reach."""
    return {key: snapshot(value) if isinstance(value, dict) else value for key, value in thing.items()}
