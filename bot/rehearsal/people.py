"""Students and staff for tests and terminals: the same classes in-process and against a world in another process."""

from typing import Any, Protocol

from bot.rehearsal.posting import posting_client
from bot.rehearsal.wire import BadRequest, Json


class Drivable(Protocol):
    """A world one can drive: `World` itself, or `RemoteWorld`."""

    async def do(self, action: str, **params: Any) -> Json:
        """The answer of a driver action."""


class RemoteWorld:
    """A world in another process, by its address."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._client = posting_client(timeout_s=60)

    async def do(self, action: str, **params: Any) -> Json:
        """Post to the driver route; what the world refuses is raised as BadRequest."""
        answer = await self._client.post(f"{self.url}/rehearsal/{action}", json=params)
        body: Json = answer.json()
        if answer.status_code != 200:
            raise BadRequest(str(body.get("error")))
        return body

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


class NothingHeard(AssertionError):
    """The student waited for something that was not said; the text shows the phone."""


class Student:
    """One student at one phone. `sees()` gives what is new since the last look."""

    def __init__(self, world: Drivable, about: Json) -> None:
        self.world, self.about = world, about
        self.id = int(about["student"])
        self.conversation_id = 0
        self._seen = 0

    @classmethod
    async def arrives(cls, world: Drivable, channel: str = "website", **who: Any) -> "Student":
        """A student in a channel: website, whatsapp, telegram, sms, messenger or api."""
        return cls(world, await world.do("chatwoot/student/arrives", channel=channel, **who))

    async def writes(self, text: str | None) -> Json:
        """Send a text."""
        return self._remember(await self.world.do("chatwoot/student/writes", student=self.id, text=text))

    async def sends(self, file_name: str, content_type: str = "image/jpeg", text: str | None = None) -> Json:
        """Send a file."""
        sent = await self.world.do(
            "chatwoot/student/sends", student=self.id, file_name=file_name, content_type=content_type, text=text
        )
        return self._remember(sent)

    async def taps(self, choice: str | int, message_id: int | None = None) -> Json:
        """Tap a choice by title, value or number, in the newest message with choices or in an older one."""
        sent = await self.world.do("chatwoot/student/taps", student=self.id, choice=choice, message_id=message_id)
        return self._remember(sent)

    async def opens_new(self) -> Json:
        """Start a new conversation."""
        return self._remember(await self.world.do("chatwoot/student/opens_new", student=self.id))

    async def looks(self) -> None:
        """Read what came in: read receipts."""
        await self.world.do("chatwoot/student/looks", student=self.id)

    async def resolves(self) -> Json:
        """End the chat."""
        return await self.world.do("chatwoot/student/resolves", student=self.id)

    async def sees(
        self,
        containing: str | None = None,
        at_least: int = 1,
        quiet_s: float = 0.05,
        timeout_s: float = 5.0,
        alone: bool = False,
    ) -> list[Json]:
        """What others said since the last look, once the world is quiet. NothingHeard when it never came.

        `alone`: in a crowd, wait only for what concerns this student.
        """
        heard = await self._look(at_least, containing, quiet_s, timeout_s, alone)
        if not heard["in_time"]:
            wanted = f"{containing!r}" if containing else f"{at_least} messages"
            raise NothingHeard(f"no {wanted} within {timeout_s} s; the phone shows {heard['messages']}")
        return self._new(heard)

    async def sees_nothing(self, quiet_s: float = 0.05, timeout_s: float = 5.0) -> None:
        """Nothing new is said once the world is quiet; NothingHeard's opposite is an AssertionError, too."""
        heard = await self._look(0, None, quiet_s, timeout_s, False)
        if heard["messages"]:
            raise AssertionError(f"the student was told {[each['text'] for each in self._new(heard)]}")

    async def phone(self) -> list[Json]:
        """Everything on the phone, from the first message on."""
        messages: list[Json] = (await self.world.do("chatwoot/student/phone", student=self.id))["messages"]
        return messages

    async def _look(self, at_least: int, containing: str | None, quiet_s: float, timeout_s: float, alone: bool) -> Json:
        return await self.world.do(
            "chatwoot/student/sees",
            student=self.id,
            after=self._seen,
            at_least=at_least,
            containing=containing,
            quiet_s=quiet_s,
            timeout_s=timeout_s,
            alone=alone,
        )

    def _new(self, heard: Json) -> list[Json]:
        messages: list[Json] = heard["messages"]
        self._seen = max([self._seen, *(each["id"] for each in messages)])
        return messages

    def _remember(self, sent: Json) -> Json:
        self.conversation_id = int(sent["conversation_id"])
        return sent


class Staff:
    """A person of the team: `Sam Staff` is an administrator, `Ann Agent` an agent."""

    def __init__(self, world: Drivable, name: str = "Sam Staff") -> None:
        self.world, self.name = world, name

    async def sees(self, conversation_id: int) -> Json:
        """The whole conversation: messages, notes, labels, attributes, contact, status, assignee."""
        return await self.world.do("chatwoot/staff/sees", conversation_id=conversation_id)

    async def replies(self, conversation_id: int, text: str) -> Json:
        """Answer the student in person."""
        return await self._does("replies", conversation_id, text=text)

    async def notes(self, conversation_id: int, text: str) -> Json:
        """Write a private note."""
        return await self._does("notes", conversation_id, text=text)

    async def takes_over(self, conversation_id: int) -> Json:
        """Set it open."""
        return await self._does("takes_over", conversation_id)

    async def gives_back(self, conversation_id: int) -> Json:
        """Mark it as pending."""
        return await self._does("gives_back", conversation_id)

    async def assigns(self, conversation_id: int) -> Json:
        """Take it as assignee."""
        return await self._does("assigns", conversation_id)

    async def unassigns(self, conversation_id: int) -> Json:
        """Take the assignee off."""
        return await self._does("unassigns", conversation_id)

    async def resolves(self, conversation_id: int) -> Json:
        """Mark it as resolved."""
        return await self._does("resolves", conversation_id)

    async def labels(self, conversation_id: int, labels: list[str]) -> Json:
        """Replace its labels."""
        return await self._does("labels", conversation_id, labels=labels)

    async def _does(self, action: str, conversation_id: int, **params: Any) -> Json:
        route = f"chatwoot/staff/{action}"
        return await self.world.do(route, conversation_id=conversation_id, person=self.name, **params)
