"""The one rule of what comes next: the first thing still missing, after filling in what need not be asked."""

from dataclasses import replace

from bot.core.conversation import Learner, Wish
from bot.core.flow import Guard
from bot.core.turn import Turn
from flows import taken, weekly

NEW = "new"  # Wish.learner of somebody we do not know yet
SELF = ("adult", "minor")  # the student takes the lesson


def which_known(turn: Turn) -> bool:
    """Several learners, or “my son” where a child is known already: which one? Their subject and length come with it."""
    wish, learners = turn.wish, turn.student.learners
    if wish.learner or wish.name:
        return False
    if wish.who in ("child", "other"):
        return any(one.who == wish.who for one in learners)
    return not wish.who and len(learners) > 1


def subject(turn: Turn) -> bool:
    return not turn.wish.subject


def minutes(turn: Turn) -> bool:
    return len(turn.rules.profile.minutes) > 1 and not turn.wish.minutes


def slot(turn: Turn) -> bool:
    return turn.wish.start is None


def for_whom(turn: Turn) -> bool:
    return not turn.wish.who


def of_age(turn: Turn) -> bool:
    return turn.wish.who == "other" and turn.wish.minor is None


def name(turn: Turn) -> bool:
    """A name only helps to prepare, so when the lesson is paid it is asked after booking."""
    if turn.rules.paid:
        return False
    return unreachable(turn) or not known_name(turn)


def known_name(turn: Turn) -> str:
    """The learner's name, as far as it is known."""
    return turn.wish.name or (turn.learner.name if turn.learner else "")


def unreachable(turn: Turn) -> bool:
    """Nothing is paid (Stripe would ask for an address) and the channel gives neither phone nor e-mail."""
    return not turn.rules.paid and not turn.student.reachable and not turn.student.reach


# In the order of asking; the step's name within its flow.
MISSING: tuple[tuple[str, Guard], ...] = (
    ("for_whom", which_known),
    ("subject", subject),
    ("minutes", minutes),
    ("slot", slot),
    ("weeks", weekly.missing),
    ("for_whom", for_whom),
    ("of_age", of_age),
    ("name", name),
)


def first_gap(turn: Turn) -> str:
    """The step that will be asked next, its name within the flow."""
    return next((step for step, missing in MISSING if missing(turn)), "confirm")


def next_gap(turn: Turn) -> None:
    """Fills in what need not be asked; the rows of `ask_<flow>` then find the first gap."""
    turn.set(wish=filled_in(turn))
    if trial_is_spent(turn):
        turn.lead("trial-once")
        turn.set_wish(flow="regular", minutes=0, start=None)
        turn.set(wish=filled_in(turn))
    weekly.take(turn)
    if turn.wish.start is not None and turn.wish.minutes:
        taken.keep_if_free(turn)
    turn.then = f"ask_{turn.wish.flow}"


def filled_in(turn: Turn) -> Wish:
    """The wish with what is known: the learner, their subject and length, the only length, the student's own name."""
    wish = turn.wish
    known = turn.learner or _the_one_meant(turn)
    if known is not None:
        wish = replace(
            wish,
            learner=known.id,
            who=wish.who or known.who,
            minor=known.minor if wish.minor is None else wish.minor,
            subject=wish.subject or known.subject,
            minutes=wish.minutes or known.minutes,
        )
    lengths = turn.rules.profile.minutes
    if len(lengths) == 1:
        wish = replace(wish, minutes=lengths[0])
    elif wish.minutes not in lengths:
        wish = replace(wish, minutes=0)
    if wish.who in SELF and not wish.name and turn.student.name:
        wish = replace(wish, name=turn.student.name)
    return wish


def _the_one_meant(turn: Turn) -> Learner | None:
    """The only learner of a student who did not say for whom; the student as a learner; the one with that name."""
    wish, learners = turn.wish, turn.student.learners
    if wish.learner == NEW:
        return None
    if wish.who in SELF:
        return next((one for one in learners if one.who in SELF), None)
    if wish.name:
        return next((one for one in learners if same_name(one.name, wish.name)), None)
    return learners[0] if len(learners) == 1 and not wish.who else None


def same_name(one: str, other: str) -> bool:
    """“tim” is Tim, and “Tim” is Tim de Vries."""
    first, second = one.casefold().split(), other.casefold().split()
    shorter = min(len(first), len(second))
    return bool(shorter) and first[:shorter] == second[:shorter]


def trial_is_spent(turn: Turn) -> bool:
    """Whether the wished free lesson was had before: by this learner, or, an earlier system says, by this student."""
    if not turn.rules.once_per_learner:
        return False
    known = turn.learner
    if known is not None and (known.trial or known.paid):
        return True
    own = turn.wish.who in SELF or not (turn.wish.who or turn.student.learners)
    return turn.student.trial_before and own
