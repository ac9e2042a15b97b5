"""Merging what the desk wants to show with what Chatwoot shows: pure. Others' labels and keys are never touched.

Chatwoot replaces the whole set of labels and the whole hash of a conversation's attributes, but merges a contact's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.shell.chatwoot.settings import ChatwootSettings

OURS_TO_CHANGE: Mapping[str, tuple[object, ...]] = {
    "segment": (None, "", "standard", "urgent"),  # a value staff set, such as premium, is kept
    "customer_since": (None, ""),  # written the first time only
}
"""Contact attributes that are written only while they hold one of these."""


@dataclass(frozen=True, slots=True)
class Hash:
    """An attribute hash to write. `merge`: the full hash may be merged in; a removed key must be left out instead."""

    values: Mapping[str, Any]
    merge: bool


def is_ours(label: str, settings: ChatwootSettings) -> bool:
    """Whether the label is one of the desk's: a prefix of ours, the separator, a word of ours."""
    prefix, separator, word = label.partition(settings.label_separator)
    return bool(separator) and word in settings.label_words.get(prefix, frozenset())


def merged_labels(wanted: Sequence[str], seen: Sequence[str], settings: ChatwootSettings) -> tuple[str, ...] | None:
    """The labels to write, None when they are there already (in whatever order)."""
    ours = {label.lower() for label in wanted}  # Chatwoot's labels are lower case
    kept = [label for label in seen if not is_ours(label, settings) or label in ours]
    after = (*kept, *sorted(ours - set(kept)))
    return None if set(after) == set(seen) else after


def merged_attributes(wanted: Mapping[str, Any], seen: Mapping[str, Any]) -> Hash | None:
    """The conversation's whole hash to write, None when nothing changes. A None in `wanted` takes the key away."""
    after = {key: value for key, value in {**seen, **wanted}.items() if value is not None or key not in wanted}
    if after == dict(seen):
        return None
    # From about 4.16 `merge` keeps keys that are left out, so a removal has to replace.
    return Hash(after, merge=not (seen.keys() - after.keys()))


def contact_changes(wanted: Mapping[str, Any], seen: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """(what to merge into the contact, keys to take away); both empty when nothing changes.

    Chatwoot tells a bot nothing of a contact that staff edit, so what is theirs to keep is looked at here, too.
    """
    theirs = {key for key, ours in OURS_TO_CHANGE.items() if seen.get(key) not in ours}
    changed = {
        key: value
        for key, value in wanted.items()
        if value is not None and seen.get(key) != value and key not in theirs
    }
    return changed, [key for key, value in wanted.items() if value is None and key in seen]
