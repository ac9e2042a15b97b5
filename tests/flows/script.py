"""Scripted conversations: played on the stage, written down, and compared with the golden transcript.

`UPDATE_TRANSCRIPTS=1 pytest tests/flows` writes the transcripts anew; then read them aloud, as the student and as the tutor.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core import effects as x
from bot.core import events as e
from bot.core.conversation import Choice
from bot.core.orders import Order
from bot.core.slots import Slot
from bot.shell.chatwoot.channels import channel as channel_row
from bot.shell.chatwoot.channels import fits
from bot.shell.chatwoot.rendering import render
from tests.flows.stage import MONDAY_MORNING, Stage

FOLDER = Path(__file__).parent.parent / "transcripts"
LANGUAGES = ("nl", "en")
WIDTH = 9
TOKEN = re.compile(r"(?:order_|/p/)([a-km-z2-9]{20})")


@dataclass(frozen=True)
class Answer:
    """What one tap or typed message brought: how many messages, and where it led."""

    what: str
    messages: int
    step: str
    tap: bool


class Script(Stage):
    """A stage that writes down what is said, and counts what it costs the student."""

    def __init__(self, language: str = "nl", now: datetime = MONDAY_MORNING, *, told: bool = True, **more: Any) -> None:
        """`told`: the channel tells the language."""
        super().__init__(now, browser=language if told else "", **more)
        self.language = language
        self.lines: list[str] = []
        self.answers: list[Answer] = []
        self.shown: dict[str, Any] = {}
        self.attributes_too = False
        self._names: dict[str, str] = {}

    # -- the student -----------------------------------------------------------------------------------------------------

    def says(self, nl: str, en: str | None = None, *, attachments: tuple[str, ...] = ()) -> None:
        """Types, in the language of the script."""
        text = nl if en is None or self.language == "nl" else en
        self._line("student", text if text else f"[{', '.join(attachments) or 'an empty message'}]")
        self._count_answer(text, tap=False, act=lambda: self.writes(text, attachments=attachments))

    def chooses(self, *wanted: str) -> None:
        """Taps the choices with these values or titles, one after the other."""
        for one in wanted:
            offer = self.talk.conversation.offered
            choice = _find(one, self.offered)
            assert offer is not None
            assert choice is not None, f"{one!r} is not offered; there is: {[(c.value, c.title) for c in self.offered]}"
            self._tap(choice, offer.id)

    def chooses_nth(self, n: int) -> None:
        """Taps the nth choice, from 1."""
        self.chooses(self.offered[n - 1].value)

    def chooses_late(self, wanted: str, *, step: str = "") -> None:
        """Taps a choice of an earlier question."""
        for offer in reversed(self.talk.conversation.earlier):
            choice = _find(wanted, offer.choices)
            if choice is not None and step in ("", offer.step):
                self._line("", "(further up)")
                return self._tap(choice, offer.id)
        raise AssertionError(f"{wanted!r} was not offered before")

    def _tap(self, choice: Choice, asked: str) -> None:
        row = channel_row(self.channel)
        if row.tiers:
            self._line("student", f"[{choice.title}]")
            self._count_answer(choice.title, tap=True, act=lambda: self.taps(choice, asked))
        else:
            number = str(1 + [c.value for c in self.offered].index(choice.value))
            self.says(number)

    def _count_answer(self, what: str, *, tap: bool, act: Any) -> None:
        before = len(self.said)
        act()
        self.answers.append(Answer(what, len(self.said) - before, self.talk.conversation.step, tap))

    @property
    def tapped(self) -> int:
        return sum(answer.tap for answer in self.answers)

    @property
    def typed(self) -> int:
        return sum(not answer.tap for answer in self.answers)

    def forget_effort(self) -> None:
        """Counting begins anew."""
        self.answers = []

    # -- Stripe ----------------------------------------------------------------------------------------------------------

    def pays(self, order: Order | None = None, *, amount: int | None = None) -> None:
        """The newest page of the order is paid, and Stripe says so."""
        session = self.stripe.of_order((order or self.order).id)[0]
        session.status, session.money = "complete", "paid"
        session.amount_cents = amount or session.amount_cents
        self._line("stripe", "paid")
        for fact in self.stripe.word_of(session):
            self.happens(fact)

    def stripe_says(self, label: str, kind: Any, order: Order | None = None, **fields: Any) -> None:
        """A fact from Stripe about the newest page of the order."""
        order = order or self.order
        session = self.stripe.of_order(order.id)[0]
        self._line("stripe", label)
        about = {"order_id": order.id, "session_id": session.id, "payment_intent": session.intent}
        self.happens(kind(**{"id": self.new_id(), "talk": self.talk.id, **about, **fields}))

    def delayed(self) -> None:
        """The page is finished with a delayed method."""
        session = self.stripe.of_order(self.order.id)[0]
        session.status, session.money = "complete", "processing"
        self.stripe_says("a delayed payment is on its way", e.PaymentPending, amount_cents=session.amount_cents)

    def stripe_goes_down(self) -> None:
        self._line("stripe", "down")
        self.stripe.down = True

    def stripe_recovers(self) -> None:
        self._line("stripe", "up again")
        for fact in self.stripe.recovers(self.now):
            self.happens(fact)

    # -- staff, parents, others, time ------------------------------------------------------------------------------------

    def staff_writes(self, text: str) -> None:
        self._line("staff", text)
        self.happens(e.StaffWrote(id=self.new_id(), talk=self.talk.id, seen=self.snapshot()))

    def staff_sets(self, status: str, assignee: str = "") -> None:
        self._line("staff", f"sets the conversation {status}" + (" and assigns a colleague" if assignee else ""))
        self.chatwoot_says(status, assignee)

    def chatwoot_opens(self) -> None:
        self._line("chatwoot", "could not reach the desk and opens the conversation")
        self.chatwoot_says("open", "")

    def chatwoot_says(self, status: str, assignee: str) -> None:
        """Chatwoot tells that status or assignee changed."""
        self.status, self.assignee = status, assignee
        self.happens(e.ConversationChanged(id=self.new_id(), talk=self.talk.id, seen=self.snapshot()))

    def new_conversation(self) -> None:
        self.conversation_id += 1
        self.status, self.assignee = "pending", ""
        self._line("chatwoot", f"a new conversation, {self.conversation_id}")

    def parent_agrees(self, name: str) -> None:
        self._line("parent", f"{name} agrees on the page behind the link")
        order = self.order
        self.happens(e.ParentAgreed(id=self.new_id(), talk=self.talk.id, order_id=order.id, name=name))

    def pays_again_on_the_page(self) -> None:
        self._line("student", "taps Pay now on the page behind the link")
        self.happens(e.PayAgainAsked(id=self.new_id(), talk=self.talk.id, order_id=self.order.id))

    def channel_fails(self, error: str) -> None:
        self._line("chatwoot", f"could not deliver: {error}")
        fields: dict[str, Any] = {"seen": self.snapshot(), "delivery_id": "x", "error": error}
        self.happens(e.MessageFailed(id=self.new_id(), talk=self.talk.id, **fields))

    def somebody_takes(self, start: datetime, minutes: int = 60) -> None:
        self._line("", f"(somebody else books {start.astimezone(self.desk.business.zone):%a %d %b %H:%M})")
        self.claims.slots[f"other-{len(self.claims.slots)}"] = Slot(start, minutes)

    def somebody_lets_go(self, start: datetime) -> None:
        """The other's time is free, and those who wait look again."""
        self._line("", f"(somebody else lets go of {start.astimezone(self.desk.business.zone):%a %d %b %H:%M})")
        gone = next(one for one, slot in self.claims.slots.items() if slot.start == start)
        del self.claims.slots[gone]
        if ("waiting", "") in self.wakeups:
            self.wakeups["waiting", ""] = self.now
            self.rings(self.now)

    def somebody_wants(self, start: datetime, minutes: int = 60) -> None:
        """Another student asks for that time, and cannot have it."""
        assert self.claims.conflicts("another", Slot(start, minutes))
        self._line("", f"(somebody else asks for {start.astimezone(self.desk.business.zone):%a %d %b %H:%M}: not free)")

    def team_refunds(self, cents: int = 0, why: str = "") -> None:
        """Somebody of the team asks the desk to give money back; 0 is all of it."""
        self._line("team", f"bot refund, {cents / 100:.2f}" if cents else "bot refund, all of it")
        fields: dict[str, Any] = {"order_id": self.order.id, "amount_cents": cents, "by": "noor", "why": why}
        self.happens(e.RefundRequested(id=self.new_id(), talk=self.talk.id, **fields))

    def passes(self, **duration: float) -> None:
        self._line("clock", f"{_spelled(timedelta(**duration))} later")
        super().passes(**duration)

    # -- writing down ----------------------------------------------------------------------------------------------------

    def carries_out(self, effect: x.Effect) -> list[e.Event]:
        match effect:
            case x.Say():
                self._write_say(effect)
            case x.SayTemplate():
                filled = "\n".join(f"{{{{{n}}}}} {value}" for n, value in enumerate(effect.parameters, 1))
                self._line("template", f"{effect.name} ({effect.language})\n{filled}")
            case x.NoteForStaff():
                if effect.conversation_id == self.conversation_id:
                    self._line("note", effect.text + ("\n@ somebody is called" if effect.mention else ""))
            case x.SetStatus():
                self._line("status", effect.status + (", nobody assigned" if effect.unassign else ""))
            case x.Mirror():
                self._write_mirror(effect)
        return super().carries_out(effect)

    def _write_say(self, effect: x.Say) -> None:
        problems = fits(effect.channel, effect.text, effect.choices)
        assert not problems, problems
        shown = render(effect.channel, effect.text, effect.choices)
        self._line("desk", "\n".join([shown.content, *(f"[{one.title}]" for one in shown.items)]))

    def _write_mirror(self, effect: x.Mirror) -> None:
        if effect.conversation_id != self.conversation_id:
            return self._line("labels", f"{' '.join(effect.labels)} (in conversation {effect.conversation_id})")
        if effect.labels != self.shown.get("labels", ()):
            self._line("labels", " ".join(effect.labels) or "none")
        if self.attributes_too:
            for name, values in (("shows", effect.attributes), ("contact", effect.contact_attributes)):
                new = {k: v for k, v in values.items() if self.shown.get(name, {}).get(k) != v}
                if new:
                    self._line(name, "\n".join(f"{k}: {v}" for k, v in new.items()))
                self.shown[name] = dict(values)
        self.shown["labels"] = effect.labels
        return None

    def _line(self, who: str, text: str) -> None:
        named = TOKEN.sub(self._named, text)
        first, *rest = named.splitlines() or [""]
        self.lines.append(f"{who:{WIDTH}}{first}".rstrip())
        self.lines += [f"{'':{WIDTH}}{line}".rstrip() for line in rest]

    def _named(self, found: re.Match[str]) -> str:
        """Tokens by order of appearance, so that a transcript changes only where the conversation does."""
        name = self._names.setdefault(found[1], "abcdefgh"[len(self._names) % 8] * 4)
        return found[0].replace(found[1], name)

    def is_as_written(self, name: str, about: str) -> None:
        """The transcript equals tests/transcripts/<name>.<language>.txt, line by line."""
        path = FOLDER / f"{name}.{self.language}.txt"
        started = " ".join(about.split())
        text = "\n".join([f"# {started}", "", *self.lines]) + "\n"
        if os.environ.get("UPDATE_TRANSCRIPTS"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path.name} is not there; UPDATE_TRANSCRIPTS=1 writes it"
        assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()


def _find(wanted: str, choices: Sequence[Choice]) -> Choice | None:
    return next((one for one in choices if wanted in (one.value, one.title)), None)


def _spelled(duration: timedelta) -> str:
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    days, minutes = divmod(minutes, 1440)
    hours, minutes = divmod(minutes, 60)
    counted = ((days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second"))
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in counted if n)
