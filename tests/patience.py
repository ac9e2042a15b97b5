"""What a busy machine makes of time limits is not what is tried here: who waits for a desk of ours waits long.

The limits themselves are tried where they are the point (`tests/shell/test_engine.py`, `tests/shell/chatwoot/test_webhook.py`).
"""

from bot.rehearsal.chatwoot.profiles import CallbackKnobs, ChatwootKnobs
from bot.shell import engine, health
from bot.shell.chatwoot import webhook

LONGEST_SECONDS = 60.0


def be_patient() -> None:
    """A commit, and a look at the database, may take as long as they take in this process."""
    engine.ACCEPT_SECONDS = webhook.LONGEST_ECHO_SECONDS = health.LONGEST_LOOK_SECONDS = LONGEST_SECONDS


def patient_chatwoot(retry_after_s: float = 0.1) -> ChatwootKnobs:
    """A Chatwoot that does not hand a conversation over because the desk is slow."""
    return ChatwootKnobs(callbacks=CallbackKnobs(timeout_s=LONGEST_SECONDS, retry_after_s=retry_after_s))
