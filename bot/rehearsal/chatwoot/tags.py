"""Labels as Chatwoot's tag library reads them."""

import re
from typing import Any


def parsed_tags(given: Any, known: set[str]) -> list[str]:
    """The tags of a `labels` value: commas split, quotes and blanks go, doubles collapse, an existing spelling wins."""
    strings = given if isinstance(given, list) else [given] if given else []
    spelled = {each.lower(): each for each in known}
    tags: list[str] = []
    for string in strings:
        for piece in str(string).split(","):
            tag = piece.strip().strip("\"'").strip()
            tag = spelled.setdefault(tag.lower(), tag)
            if tag and tag not in tags:
                tags.append(tag)
    return tags


def title_problem(title: str, taken: set[str]) -> str | None:
    """Why a title cannot be an account label, None when it can."""
    if len(title) < 2 or not re.fullmatch(r"[^\W_][\w-]*", title):
        return "Title is invalid"
    return "Title has already been taken" if title in taken else None
