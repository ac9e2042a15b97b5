"""Questions people ask: the topics, answered in one message; anywhere else the flow's own question comes again."""

from bot.core.conversation import Choice
from bot.core.flow import STAY, Flow, Move, Step
from bot.core.turn import Turn
from flows.said import reader

MOST_TOPICS = 8


def ask_topics(turn: Turn) -> None:
    """The topics, the menu and a person."""
    topics = turn.business.topics[:MOST_TOPICS]
    choices = [Choice(one.value, one.titles[turn.language], "topic") for one in topics]
    choices.append(turn.choice("menu", "choice-menu", "open_menu"))
    choices.append(turn.choice("person", "choice-person", "person"))
    turn.say("question-ask", choices)


def told(turn: Turn) -> None:
    """A wish for a lesson, typed where a question was expected."""
    turn.desk.machine.fire(turn, "told_anew", turn.value)


FLOW = Flow(
    "questions",
    steps=(Step("questions.topics", ask_topics, reader()),),
    moves=(
        Move("*", "question", "questions.topics"),
        Move("questions.topics", "told", STAY, do=told),
    ),
)
