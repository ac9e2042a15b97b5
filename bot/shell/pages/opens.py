"""Who opened a payment link: counted by what was shown, programs that look ahead apart from people."""

import re

from prometheus_client import Counter
from starlette.requests import Request

OPENS = Counter("desk_link_opens", "Payment links opened, by what was shown and by whom.", ["shown", "who"])
# What chat applications, mail scanners and search engines call themselves; a person's browser says none of these.
PROGRAM = re.compile(
    r"bot\b|bot/|crawl|spider|preview|facebookexternalhit|whatsapp|telegram|slack|discord|curl|wget|python|scan", re.I
)


def opened(request: Request, shown: str) -> None:
    """Counts one GET or HEAD."""
    program = request.method == "HEAD" or PROGRAM.search(request.headers.get("user-agent", ""))
    OPENS.labels(shown, "program" if program else "person").inc()
