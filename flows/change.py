"""*Change*: one answer of the summary is asked again, everything else stays. And what may be typed at the summary."""

from bot.core.conversation import Choice
from bot.core.flow import Heard
from bot.core.hearing import is_question, mentions, plain, says, topic
from bot.core.turn import Turn
from flows import weekly
from flows.said import reader

FIELDS = ("time", "length", "subject", "who", "place", "language")
STEPS = {"time": "slot", "length": "minutes", "who": "for_whom"}  # the others have a step of their own name


def reads(turn: Turn, text: str) -> Heard | None:
    """Yes and no, a field to change, and everything a message may say about a lesson."""
    speech, said = turn.desk.speech, plain(text)
    if turn.state.endswith(".confirm"):
        if says(turn, said, "yes"):
            return Heard("confirmed")
        if says(turn, said, "no") or says(turn, said, "change"):
            return Heard("change")
    elif says(turn, said, "no"):
        return Heard("go_on")  # nothing to change after all: the summary again
    told = reader()(turn, text)
    if told:
        return told
    if is_question(turn, text) and topic(turn, said) is not None:
        return None  # “hoe duur?” is about money, not about the length
    what = next((w for w in FIELDS if mentions(said, speech.words(f"change-{w}"))), "")
    return Heard("change_what", what) if what else None


def ask(turn: Turn) -> None:
    """What to change; a length or a place only where there is a choice."""
    several = {"length": len(turn.rules.profile.minutes) > 1, "place": len(turn.business.places) > 1}
    some = [what for what in FIELDS if several.get(what, True)]
    choices = [turn.choice(what, f"choice-change-{what}", "change_what") for what in some]
    turn.say("change-ask", [*choices, *weekly.choice(turn)])


def take_what(turn: Turn) -> None:
    """Asks that one question again."""
    what = str(turn.value)
    if what == "weekly":
        return weekly.take_change(turn)
    if what == "time":
        turn.set_wish(start=None, when=None, page=0)
    return turn.desk.machine.jump(turn, f"{turn.wish.flow}.{STEPS.get(what, what)}")


def ask_place(turn: Turn) -> None:
    """Online or in person."""
    turn.say("place-ask", [Choice(p.value, p.titles[turn.language], "place_chosen") for p in turn.business.places])


def take_place(turn: Turn) -> None:
    """A place."""
    turn.set_wish(place=str(turn.value))
    turn.then = "go_on"


def ask_language(turn: Turn) -> None:
    """Every language, in its own name."""
    speech = turn.desk.speech
    every = [Choice(one, speech.say(one, "language-name"), "language_chosen") for one in turn.business.languages]
    turn.say("language-ask", every)


def read_language(turn: Turn, text: str) -> Heard | None:
    """A language by its name in any of them: here “Engels” is no subject."""
    said = plain(text)
    for one in turn.business.languages:
        if said in turn.desk.speech.words(f"tongue-{one}"):
            return Heard("language_chosen", one)
    return reader()(turn, text)


def take_language(turn: Turn) -> None:
    """The student's own choice; nothing overrules it."""
    turn.set_student(language=str(turn.value), language_by="chosen")
    turn.then = "go_on"
