"""The adapter and a Chatwoot over real HTTP, in the versions it has to live with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.core.conversation import Choice
from bot.core.effects import Delivery, Mirror, NoteForStaff, Say, SetStatus
from bot.core.errors import OutcomeUnknown, Refused, TryAgainLater
from bot.core.events import ConversationChanged, MessageFailed, StaffWrote, StudentChose, StudentWrote
from bot.rehearsal.people import Staff, Student
from bot.rehearsal.serving import Serving
from bot.rehearsal.world import World
from bot.shell.chatwoot.client import ChatwootClient
from bot.shell.chatwoot.outbound import ChatwootCarrier
from bot.shell.chatwoot.probe import probe
from bot.shell.chatwoot.settings import ChatwootSettings
from bot.shell.chatwoot.webhook import ChatwootWebhook
from bot.shell.ports import Parcel
from tests.shell.chatwoot.doors import RecordingDoor

VERSIONS = ["4.12", "4.13", "4.15", "4.16"]
PATH_SECRET = "a-long-random-word"
TIMES = (Choice("slot_1", "Mon 10:00", "picked"), Choice("slot_2", "Tue 11:00", "picked"))


class Desk:
    """The adapter beside a world: what it heard, and a way to send."""

    def __init__(self, world: World, with_user: bool) -> None:
        self.world, self.door = world, RecordingDoor()
        unsigned = world.chatwoot.profile.version < (4, 13)
        self.settings = ChatwootSettings(
            url=world.environment()["CHATWOOT_URL"],
            account_id=1,
            bot_token=world.bot_token,
            user_token=world.user_token if with_user else "",
            webhook_secrets=() if unsigned else (world.webhook_secret,),
            path_secret=PATH_SECRET if unsigned else "",
            mention="mention://user/2/Sam",
        )
        self.client = ChatwootClient(self.settings)
        self.carrier = ChatwootCarrier(self.client)
        self._sent = 0

    async def sends(self, effect: Delivery) -> Parcel:
        """Carries the effect out."""
        self._sent += 1
        parcel = Parcel(f"1:1:x:{self._sent}:0", "1:1:x", effect, since=self.world.clock.now())
        await self.carrier.deliver(parcel)
        return parcel

    async def heard(self) -> list[Any]:
        """What arrived since the last time, once the world is quiet; every event once."""
        assert await self.world.quiet.settles()
        found = list({event.id: event for event in self.door.events}.values())
        self.door.events.clear()
        return found


@asynccontextmanager
async def desk_in(version: str = "4.13", *, with_user: bool = True) -> AsyncIterator[Desk]:
    """A desk that listens, in a world of that version."""
    async with World(version=version) as world:
        desk = Desk(world, with_user)
        webhook = ChatwootWebhook(desk.settings, desk.door, clock=lambda: world.clock.now().timestamp())
        serving = Serving(Starlette(routes=webhook.routes()), "127.0.0.1", 0)
        await serving.start()
        world.point_at(f"http://127.0.0.1:{serving.port}")
        if desk.settings.path_secret:
            world.chatwoot.bot(1).outgoing_url += f"/{PATH_SECRET}"
        try:
            yield desk
        finally:
            await desk.carrier.aclose()
            await serving.stop()


def question(student: Student, channel: str = "Channel::WebWidget", text: str = "Which time?") -> Say:
    """A question with two times."""
    return Say(1, student.conversation_id, channel, text, TIMES)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_question_is_asked_tapped_and_heard(version: str) -> None:
    async with desk_in(version) as desk:
        student = await Student.arrives(desk.world)
        await student.writes("hoi")
        [wrote] = await desk.heard()
        assert isinstance(wrote, StudentWrote)
        assert (wrote.text, wrote.seen.status) == ("hoi", "pending")
        asked = await desk.sends(question(student))
        await student.sees("Which time?")
        await student.taps("Tue 11:00")
        await student.looks()
        [chose] = await desk.heard()
        assert isinstance(chose, StudentChose)
        assert (chose.value, chose.asked, chose.talk) == ("slot_2", asked.id, wrote.talk)
        assert asked.id in desk.door.echoes


@pytest.mark.parametrize(
    ("arrives_by", "channel", "text", "answers"),
    [
        ("whatsapp", "Channel::Whatsapp", "Which time?", "Mon 10:00"),
        ("telegram", "Channel::Telegram", "Which time?", "slot_1"),
        ("messenger", "Channel::FacebookPage", "Which time?", "Mon 10:00"),
    ],
)
async def test_a_tap_on_other_channels_is_heard_as_text(arrives_by: str, channel: str, text: str, answers: str) -> None:
    async with desk_in() as desk:
        student = await Student.arrives(desk.world, arrives_by)
        await student.writes("hi")
        await desk.heard()
        await desk.sends(question(student, channel, text))
        await student.sees(text)
        await student.taps(1)
        [wrote] = await desk.heard()
        assert isinstance(wrote, StudentWrote)
        assert wrote.text == answers


async def test_sms_gets_numbers() -> None:
    async with desk_in() as desk:
        student = await Student.arrives(desk.world, "sms")
        await student.writes("hi")
        await desk.sends(question(student, "Channel::TwilioSms"))
        [message] = [each for each in await student.sees() if each["text"] != "hi"]
        assert message["text"] == "Which time?\n\n1. Mon 10:00\n2. Tue 11:00"
        assert not message["buttons"]


async def test_quoted_liquid_stays_text() -> None:
    async with desk_in() as desk:
        student = await Student.arrives(desk.world, name="Jane")
        await student.writes("{{contact.name}}")
        await desk.sends(Say(1, student.conversation_id, "Channel::WebWidget", "You wrote: {{contact.name}}"))
        assert (await student.sees("You wrote"))[-1]["text"] == "You wrote: { {contact.name}}"


@pytest.mark.parametrize("version", VERSIONS)
async def test_handing_over_and_taking_back(version: str) -> None:
    async with desk_in(version) as desk:
        student, sam = await Student.arrives(desk.world), Staff(desk.world)
        await student.writes("a person please")
        await desk.heard()
        await desk.sends(SetStatus(1, student.conversation_id, "open"))
        await sam.assigns(student.conversation_id)
        await desk.sends(SetStatus(1, student.conversation_id, "pending", unassign=True))
        seen = await sam.sees(student.conversation_id)
        assert (seen["status"], seen["assignee"]) == ("pending", None)


@pytest.mark.parametrize("version", ["4.13", "4.16"])
async def test_a_persons_reply_and_assignment_are_heard(version: str) -> None:
    async with desk_in(version) as desk:
        student, sam = await Student.arrives(desk.world), Staff(desk.world)
        await student.writes("hi")
        await desk.heard()
        await sam.replies(student.conversation_id, "I am here")
        assert StaffWrote in [type(event) for event in await desk.heard()]
        await sam.assigns(student.conversation_id)
        [changed] = [event for event in await desk.heard() if isinstance(event, ConversationChanged)]
        assert changed.seen.assignee == "user"


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_mirror_keeps_what_people_wrote_and_tells_nobody(version: str) -> None:
    async with desk_in(version) as desk:
        student, sam = await Student.arrives(desk.world), Staff(desk.world)
        await student.writes("hi")
        [wrote] = await desk.heard()
        await sam.labels(student.conversation_id, ["vip"])
        effect = Mirror(
            1,
            student.conversation_id,
            wrote.seen.contact_id,
            ("payment:pending", "flow:trial"),
            {"order_id": "order_1", "payment_status": "pending"},
            {"language": "nl"},
        )
        await desk.sends(effect)
        await desk.sends(
            Mirror(1, student.conversation_id, wrote.seen.contact_id, ("payment:paid",), {"payment_status": None})
        )
        seen = await sam.sees(student.conversation_id)
        assert sorted(seen["labels"]) == ["payment:paid", "vip"]
        assert seen["custom_attributes"] == {"order_id": "order_1"}
        assert seen["contact"]["custom_attributes"] == {"language": "nl"}
        assert await desk.heard() == []


async def test_without_a_user_token_only_attributes_are_shown_before_4_15() -> None:
    async with desk_in(with_user=False) as desk:
        student, sam = await Student.arrives(desk.world), Staff(desk.world)
        await student.writes("hi")
        await desk.sends(Mirror(1, student.conversation_id, 1, ("payment:paid",), {"payment_status": "paid"}))
        seen = await sam.sees(student.conversation_id)
        assert (seen["labels"], seen["custom_attributes"]) == ([], {"payment_status": "paid"})
        assert len(desk.carrier.limits) == 2


async def test_a_note_reaches_the_team_not_the_student() -> None:
    async with desk_in() as desk:
        student, sam = await Student.arrives(desk.world), Staff(desk.world)
        await student.writes("hi")
        sent = await desk.sends(NoteForStaff(1, student.conversation_id, "Paid. Nothing to do.", mention=True))
        assert "Paid. Nothing to do.\n\n[@Sam](mention://user/2/Sam)" in str(
            [note["content"] for note in (await sam.sees(student.conversation_id))["messages"] if note["private"]]
        ).replace("\\n", "\n")
        assert all("Paid" not in (each["text"] or "") for each in await student.phone())
        assert await desk.heard()
        assert sent.id in desk.door.echoes


async def test_a_channel_that_refuses_is_heard_as_a_failure() -> None:
    async with desk_in() as desk:
        student = await Student.arrives(desk.world, "whatsapp")
        await student.writes("hi")
        await desk.heard()
        desk.world.jump(25 * 3600)
        sent = await desk.sends(Say(1, student.conversation_id, "Channel::Whatsapp", "Tomorrow at 10"))
        [failed] = [event for event in await desk.heard() if isinstance(event, MessageFailed)]
        assert failed.delivery_id == sent.id


@pytest.mark.parametrize(
    ("kind", "happened"), [("500_after", True), ("drop_after", True), ("500", False), ("drop", False)]
)
async def test_an_unknown_outcome_can_be_found_out(kind: str, happened: bool) -> None:
    async with desk_in() as desk:
        student = await Student.arrives(desk.world)
        await student.writes("hi")
        trouble = {"kind": kind, "times": 1, "path": "/messages"}
        await desk.world.do("world/chatwoot_knobs", troubles=[trouble])
        effect = Say(1, student.conversation_id, "Channel::WebWidget", "Only once")
        parcel = Parcel("1:1:x:9:0", "1:1:x", effect, since=desk.world.clock.now())
        with pytest.raises(OutcomeUnknown):
            await desk.carrier.deliver(parcel)
        assert await desk.carrier.was_delivered(parcel) is happened


@pytest.mark.parametrize("kind", ["429", "503"])
async def test_passing_trouble_is_tried_again(kind: str) -> None:
    async with desk_in() as desk:
        student = await Student.arrives(desk.world)
        await student.writes("hi")
        await desk.world.do("world/chatwoot_knobs", troubles=[{"kind": kind, "times": 1, "path": "/messages"}])
        with pytest.raises(TryAgainLater) as caught:
            await desk.sends(Say(1, student.conversation_id, "Channel::WebWidget", "x"))
        assert type(caught.value) is TryAgainLater


async def test_a_conversation_that_is_gone_is_refused() -> None:
    async with desk_in() as desk:
        with pytest.raises(Refused):
            await desk.sends(Say(1, 999, "Channel::WebWidget", "x"))


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_start_up_check_finds_only_what_is_not_set_up(version: str) -> None:
    async with desk_in(version) as desk:
        warnings = await probe(desk.client)
        assert [w for w in warnings if "TOKEN" in w or "SECRET" in w or "webhook" in w] == []
        assert any("':'" in each for each in warnings)
        assert desk.client.troubles == {}


async def test_duplicated_and_shuffled_callbacks_are_the_same_events() -> None:
    async with desk_in() as desk:
        desk.world.chatwoot.knobs.callbacks.duplicate_rate = 1.0
        desk.world.chatwoot.knobs.callbacks.shuffle_rate = 1.0
        student, sam = await Student.arrives(desk.world), Staff(desk.world)
        await student.writes("one")
        await student.writes("two")
        await sam.takes_over(student.conversation_id)
        assert await desk.world.quiet.settles(quiet_s=0.2)
        arrived = len(desk.door.events)
        events = await desk.heard()
        assert sorted(type(event).__name__ for event in events) == [
            "ConversationChanged",
            "StudentWrote",
            "StudentWrote",
        ]
        assert arrived >= 2 * len(events)


async def test_a_save_that_failed_is_delivered_again_and_the_conversation_stays_with_the_bot() -> None:
    async with desk_in() as desk:
        desk.world.chatwoot.knobs.callbacks.retry_after_s = 0.05
        desk.door.failure = TryAgainLater("the database is locked")
        student, sam = await Student.arrives(desk.world), Staff(desk.world)
        await student.writes("hi")
        assert await desk.world.quiet.until(
            lambda: any(each.outcome == "retrying" for each in desk.world.chatwoot.callbacks.log)
        )
        desk.door.failure = None
        assert [type(event) for event in await desk.heard()] == [StudentWrote]
        assert (await sam.sees(student.conversation_id))["status"] == "pending"
