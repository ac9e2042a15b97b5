"""Where a contact is, by what Chatwoot adds of itself -> the name of a time zone, or "" where that would be a guess.

`additional_attributes.timezone` is whatever an integration wrote there. `country_code` comes from the address lookup of
Chatwoot's own (or from staff): it tells a zone only where the country has a single one. The website widget sends the
browser's clock with its offset (`initiated_at.timestamp`): a zone that the browser contradicts is not believed.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from babel.core import get_global

from bot.core.clocks import zone_named

# JavaScript's own: "Mon Apr 27 2026 12:00:00 GMT+0200 (Central European Summer Time)".
_BROWSER = re.compile(r"\w{3} (\w{3} \d{2} \d{4} \d{2}:\d{2}:\d{2} GMT[+-]\d{4})\b", re.ASCII)


def whereabouts(contact: Mapping[str, Any], conversation: Mapping[str, Any]) -> str:
    """The zone these two `additional_attributes` tell or prove."""
    told = contact.get("timezone") or conversation.get("timezone")
    if isinstance(told, str) and zone_named(told):
        return told
    found = _only_zone_of(str(contact.get("country_code") or "").upper())
    return found if found and not _contradicts(conversation, found) else ""


def _contradicts(conversation: Mapping[str, Any], name: str) -> bool:
    """Whether the browser showed another time than that zone does."""
    begun = conversation.get("initiated_at")
    said = begun.get("timestamp") if isinstance(begun, dict) else None
    shown = _BROWSER.match(said) if isinstance(said, str) else None
    zone = zone_named(name)
    if shown is None or zone is None:
        return False
    try:
        moment = datetime.strptime(shown[1], "%b %d %Y %H:%M:%S GMT%z")
        return moment.utcoffset() != (moment.astimezone(zone).utcoffset() or timedelta())
    except (ValueError, OverflowError):
        return False


def _only_zone_of(country: str) -> str:
    zones = _zones_by_country().get(country, ())
    return zones[0] if len(zones) == 1 else ""


@cache
def _zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """From the Unicode locale data that Babel brings."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for zone, country in get_global("zone_territories").items():
        found[country].append(zone)
    return {country: tuple(zones) for country, zones in found.items()}
