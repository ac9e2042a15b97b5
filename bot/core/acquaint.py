"""What a snapshot tells about the student: a real name, a language, what an earlier system left on the contact."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.clocks import zone_named
from bot.core.events import Snapshot
from bot.core.hearing import plain
from bot.core.turn import Turn

# "wispy-sun-423", "+31612345678", "User 12", "visitor": never a person's name. "Anne-Marie" is one.
_NO_NAME = re.compile(
    r"\d|@|^[a-z]+-[a-z]+(-\w+)?$|^(?i:visitor|user|guest|contact|unknown|anonymous|bezoeker|gast|me|test)\b"
)
# Where anybody may claim any contact: after the first message a name there may be another person's (a contact merge).
UNPROVEN = ("Channel::WebWidget", "Channel::Api")
_NOT_MARKED = ("", "none", "false", "no", "nee", "0")


def real_name(name: str) -> str:
    """A profile name a person would answer to, or ""."""
    name = " ".join(name.split())
    return "" if not name or _NO_NAME.search(name) or not any(c.isalpha() for c in name) else name[:60]


def acquaint(turn: Turn, seen: Snapshot, text: str) -> None:
    """Takes name, language and the hints of an earlier system, once each."""
    student, attributes = turn.student, seen.contact_attributes
    if not student.name and (not student.hints_read or seen.hmac_verified or seen.channel not in UNPROVEN):
        found = real_name(seen.contact_name)
        if found:
            turn.set_student(name=found)
    if not student.hints_read:
        turn.set_student(
            hints_read=True,
            paid_before=_yes(attributes.get("has_paid_lesson")),
            trial_before=_yes(attributes.get("trial_lesson_completed")),
            customer_since=str(attributes.get("customer_since") or ""),
            level_before=str(attributes.get("school_level") or ""),
            segment=str(attributes.get("segment") or ""),
        )
    special = turn.business.special_price_attribute
    if special:
        marked = str(attributes.get(special) or "").strip().lower() not in _NOT_MARKED
        turn.set_student(special_price=marked)
    _zone(turn, seen)
    _language(turn, seen, attributes, text)


def _zone(turn: Turn, seen: Snapshot) -> None:
    """Where the student is, by their contact's attribute, else by what the payload tells; their lessons to come with it."""
    told = str(seen.contact_attributes.get(turn.business.zone_attribute) or "") if turn.business.zone_attribute else ""
    zone = next((one for one in (told, seen.zone) if zone_named(one) is not None), "")
    if zone == turn.student.zone or not seen.contact_id:
        return
    turn.set_student(zone=zone)
    for order in turn.talk.orders.values():
        if order.slot.end > turn.now:
            turn.talk = replace(turn.talk, orders={**turn.talk.orders, order.id: replace(order, zone=zone)})


def _language(turn: Turn, seen: Snapshot, attributes: Mapping[str, Any], text: str) -> None:
    """By contact, clear words, browser, default; a choice of the student's own is never overruled."""
    student, languages = turn.student, turn.business.languages
    if student.language_by == "chosen":
        return None
    told = str(attributes.get("language") or "")[:2].lower()
    if not student.language and told in languages:
        return turn.set_student(language=told, language_by="contact")
    words = spoken(turn, text)
    if words and student.language_by in ("", "browser", "default"):
        return turn.set_student(language=words, language_by="words")
    if student.language:
        return None
    browser = seen.browser_language[:2].lower()
    if browser in languages:
        return turn.set_student(language=browser, language_by="browser")
    return turn.set_student(language=turn.business.default_language, language_by="default")


def spoken(turn: Turn, text: str) -> str:
    """The language most of whose clear words a message holds; "" for a draw."""
    said, speech = set(re.findall(r"\w+", plain(text))), turn.desk.speech
    counts = {one: len(said & speech.words("clear", one)) for one in turn.business.languages}
    most = max(counts.values())
    found = [one for one, count in counts.items() if count == most]
    return found[0] if most and len(found) == 1 else ""


def _yes(value: Any) -> bool:
    return value is True or str(value).strip().lower() in ("true", "yes", "ja", "1")
