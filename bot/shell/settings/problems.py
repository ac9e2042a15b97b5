"""All that is wrong with the settings, collected so that it can be told at once."""

from bot.core.errors import WrongSettings
from bot.shell.settings.environment import example


class Problems:
    """A list of sentences, each with the name, what is wrong and an example. Never a secret's value."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def variable(self, name: str, wrong: str) -> None:
        """An environment variable is wrong."""
        self.sentences.append(f"{name.upper()}: {wrong} Example: {example(name)}")

    def key(self, path: str, wrong: str, sample: str = "") -> None:
        """A key of the business file is wrong; `sample` is a line that would be right."""
        self.sentences.append(f"business file, {path}: {wrong}" + (f" Example: {sample}" if sample else ""))

    def raise_if_any(self) -> None:
        """WrongSettings with every sentence, when there is one."""
        if self.sentences:
            raise WrongSettings(self.sentences)
