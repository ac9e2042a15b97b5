"""Judges ALERT_URLS: whether Apprise has a service for each. Never repeats an address, which is mostly a key."""

from bot.shell.alerts_services import scheme, split_addresses, understood
from bot.shell.settings.environment import Environment
from bot.shell.settings.problems import Problems


def alert_addresses(env: Environment, problems: Problems) -> tuple[str, ...]:
    """The addresses, each understood; a problem for each that is not."""
    addresses = split_addresses(env.alert_urls)
    for place, address in enumerate(addresses, start=1):
        if not understood(address):
            known = scheme(address)
            which = f"address {place}" + (f" ({known}://…)" if known else "")
            why = (
                "lacks something this service needs"
                if known
                else "is for no service of Apprise's; they start with something like tgram:// or mailto://"
            )
            problems.variable("alert_urls", f"{which} {why} (see https://appriseit.com/services/).")
    return addresses
