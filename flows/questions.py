"""Questions people ask: the topics, answered in one message; anywhere else the flow's own question comes again."""

from bot.core.conversation import Choice
from bot.core.flow import STAY, Flow, Heard, Move, Step
from bot.core.hearing import plain, topic
from bot.core.turn import Turn
from flows import booked
from flows.said import read, reader

MOST_TOPICS = 8


def ask_topics(turn: Turn) -> None:
    """The topics, the menu and a person."""
    topics = turn.business.topics[:MOST_TOPICS]
    choices = [Choice(one.value, one.titles[turn.language], "topic") for one in topics]
    choices.append(turn.choice("menu", "choice-menu", "open_menu"))
    choices.append(turn.choice("person", "choice-person", "person"))
    turn.say("question-ask", choices)


def read_question(turn: Turn, text: str) -> Heard | None:
    """Here a topic goes before a wish, unless a time is named."""
    found = topic(turn, plain(text))
    if found is not None and read(turn, text).when is None:
        return found
    return reader()(turn, text)


FLOW = Flow(
    "questions",
    steps=(Step("questions.topics", ask_topics, read_question),),
    moves=(
        Move("*", "question", "questions.topics"),
        Move("questions.topics", "told", STAY, do=booked.told_new),
    ),
)
