"""The words of the pretend Checkout page, in the two languages a rehearsal speaks."""

from babel.numbers import format_currency

METHODS = {"card": "card", "ideal": "iDEAL | Wero"}
WORDS = {
    "nl": {
        "title": "Betalen",
        "rehearsal": "Repetitie",
        "no_money": "er gaat geen geld over; deze pagina staat op de plaats van die van Stripe",
        "total": "Te betalen",
        "reference": "Kenmerk",
        "closes": "Deze pagina sluit om",
        "how": "Betaalmethode",
        "card": "Kaart",
        "card_says": "Een bedachte kaart; je hoeft niets in te vullen.",
        "ideal_says": "De bank is ook bedacht: het lukt meteen.",
        "pay": "Betaal",
        "else": "Of laat iets anders gebeuren",
        "decline": "De kaart wordt geweigerd",
        "later": "Betalen met een trage methode",
        "later_says": "Het geld komt later, of niet: zie Troubles op de chatpagina.",
        "close": "Sluiten zonder te betalen",
        "declined": "Je kaart is geweigerd. Probeer het opnieuw of kies een andere methode.",
        "busy": "Bezig …",
        "complete": "Deze betaling is gedaan.",
        "expired": "Deze pagina is verlopen.",
        "onwards": "Verder",
    },
    "en": {
        "title": "Pay",
        "rehearsal": "Rehearsal",
        "no_money": "no money moves; this page stands in for Stripe’s",
        "total": "To pay",
        "reference": "Reference",
        "closes": "This page closes at",
        "how": "Payment method",
        "card": "Card",
        "card_says": "A made-up card; there is nothing to fill in.",
        "ideal_says": "The bank is made up, too: it works at once.",
        "pay": "Pay",
        "else": "Or let something else happen",
        "decline": "The card is declined",
        "later": "Pay with a slow method",
        "later_says": "The money comes later, or never: see Troubles on the chat page.",
        "close": "Close without paying",
        "declined": "Your card was declined. Try again, or use another method.",
        "busy": "One moment …",
        "complete": "This payment is done.",
        "expired": "This page has expired.",
        "onwards": "Go on",
    },
}


def money(cents: int, currency: str, language: str) -> str:
    """The amount as that language writes it."""
    return format_currency(cents / 100, currency.upper(), locale=language)
