"""Every state an order's page can be looked at in: what is on the shelf, whether its time is free, what the page says in Dutch."""

from datetime import timedelta
from typing import Any

from bot.core.money import Money
from bot.core.orders import ATTENTION, BOOKED, CAME_BACK, GONE, RELEASED, Payment
from bot.core.payment import AskedBack, KnownDispute, KnownRefund
from bot.core.slots import Slot
from tests.shell.pages.shelf import NOW, page

PAID = Payment("pi_1", "paid", 6000, "eur", "cs_1", stage="paid")
REFUNDED = Payment(
    "pi_1", "refunded", 6000, "eur", "cs_1", stage="paid", refunds=(KnownRefund("re_1", 6000, "succeeded"),)
).judged()
PARTLY = Payment(
    "pi_1", "paid", 6000, "eur", "cs_1", stage="paid", refunds=(KnownRefund("re_1", 2000, "succeeded"),)
).judged()
GOING_BACK = Payment("pi_1", "paid", 6000, "eur", "cs_1", stage="paid", asked=(AskedBack("key", 6000),)).judged()
DISPUTED = Payment("pi_1", "paid", 6000, "eur", "cs_1", stage="paid", disputes=(KnownDispute("du_1", "open"),)).judged()
DONE: dict[str, Any] = {"booked_at": NOW, "attempts": (page("complete"),)}
BOOKED_PAID: dict[str, Any] = DONE | {"booking": BOOKED, "payments": (PAID,)}
OVER = Slot(NOW - timedelta(hours=3), 60)
RELEASED_UNPAID: dict[str, Any] = {"booking": RELEASED, "closed": "expired", "attempts": (page("expired"),)}
MOVED_PAID: dict[str, Any] = DONE | {"booking": RELEASED, "closed": "moved", "payments": (PAID,)}
SPENT_PAGE: dict[str, Any] = {"attempts": (page("complete"),)}
ON_ITS_WAY = Payment("pi_1", "processing", 6000, "eur", "cs_1", stage="processing")
STATES: list[tuple[dict[str, Any], bool, str]] = [
    ({"attempts": ()}, True, "Een ogenblik"),
    ({"attempts": (page("asked"),)}, True, "Een ogenblik"),
    ({"attempts": (page("expiring"),), "closed": "expired"}, True, "Een ogenblik"),
    ({"attempts": (page("refused"),)}, True, "Je tijd staat nog voor je klaar"),
    ({"attempts": (page("complete"),), "payments": (Payment("p", "processing"),)}, True, "Je betaling is onderweg"),
    ({"attempts": (page("complete"),), "payments": (Payment("p", "failed"),)}, True, "Je tijd staat nog voor je klaar"),
    (RELEASED_UNPAID, True, "De tijd om te betalen is om"),
    (RELEASED_UNPAID, False, "Dit moment is niet meer vrij"),
    (RELEASED_UNPAID | {"renewals": 2}, True, "er staat niets meer voor je vast"),
    (RELEASED_UNPAID | {"renewals": 2}, False, "Dit moment is niet meer vrij"),
    (RELEASED_UNPAID | {"price": Money(0), "flow": "trial"}, True, "er staat niets meer voor je vast"),
    (RELEASED_UNPAID | {"closed": "cancelled"}, True, "Geannuleerd"),
    (RELEASED_UNPAID | {"closed": "replaced"}, True, "Er is een nieuwere afspraak"),
    ({"attempts": (page("expiring"),), "closed": "replaced"}, True, "Er is een nieuwere afspraak"),
    (BOOKED_PAID, True, "Je les is geboekt"),
    (BOOKED_PAID | {"late": True}, True, "het is van jou"),
    (BOOKED_PAID | {"slot": OVER}, True, "Deze les is geweest"),
    (BOOKED_PAID | {"payments": (PARTLY,)}, True, "Van je betaling is € 20,00 teruggestort"),
    (BOOKED_PAID | {"payments": (DISPUTED,)}, True, "Je bank heeft een vraag"),
    (BOOKED_PAID | {"price": Money(0), "flow": "trial", "payments": ()}, True, "Je les is geboekt"),
    (DONE | {"booking": ATTENTION}, True, "We nemen contact met je op"),
    (DONE | {"booking": ATTENTION, "attention": GONE, "payments": (PAID,)}, True, "een ander moment, of je geld terug"),
    (DONE | {"booking": ATTENTION, "attention": CAME_BACK, "payments": (PAID,)}, True, "nog niet gelukt"),
    (DONE | {"booking": ATTENTION, "payments": (GOING_BACK,)}, True, "We storten je € 60,00 terug"),
    (DONE | {"booking": RELEASED, "closed": "cancelled", "payments": (GOING_BACK,)}, True, "Je geld komt terug"),
    (DONE | {"booking": RELEASED, "closed": "cancelled", "payments": (PARTLY,)}, True, "staat in de chat"),
    (DONE | {"booking": RELEASED, "payments": (REFUNDED,)}, True, "Je € 60,00 is teruggestort"),
    (MOVED_PAID, True, "Deze les is verzet"),
    (MOVED_PAID, False, "Deze les is verzet"),
    (MOVED_PAID | {"payments": (PARTLY,)}, True, "Van je betaling is € 20,00 teruggestort"),
    (SPENT_PAGE | {"closed": "replaced", "payments": (ON_ITS_WAY,)}, True, "Je betaling is onderweg"),
    (SPENT_PAGE | {"closed": "cancelled", "payments": (ON_ITS_WAY,)}, True, "Je betaling is onderweg"),
    ({"minor": True, "attempts": ()}, True, "Akkoord van een ouder of voogd"),
]
