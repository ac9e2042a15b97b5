"""Ages people mention: their own (“ik ben 16”), and the learner's (“mijn broertje van 12”, “Emma (9)”)."""

import re

OF_AGE = 18
_NO_AGE = r"(?! ?(?:uur|min|euro|h\b|u\b|dagen|days|weken|weeks|[:.]\d))"
_OWN = re.compile(rf"\b(?:ik ben(?: nu| pas| al)?|ben ik|i am|i['’]?m)\s+(?P<age>[1-9]\d)\b{_NO_AGE}", re.IGNORECASE)
_THEIRS = re.compile(
    rf"(?:\b(?:van|is|aged?|he['’]?s|she['’]?s)\s+|\()(?P<age>[1-9]\d?)\b{_NO_AGE}"
    r"|\b(?P<years>[1-9]\d?) ?(?:jaar|jarige?|years? old|yo)\b",
    re.IGNORECASE,
)


def own_age(text: str) -> int | None:
    """How old the student says to be; None if nothing is said."""
    found = _OWN.search(text)
    return int(found["age"]) if found else None


def their_age(text: str) -> int | None:
    """How old somebody else is said to be; None if nothing is said."""
    found = _THEIRS.search(text)
    return int(found["age"] or found["years"]) if found else None
