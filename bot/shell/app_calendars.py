"""The tutors' own calendars, picked from the settings and joined: one for each tutor, who reads them, who writes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.desk import Business, Desk
from bot.shell.calendars.caldav_calendar import CalDavAccount, CalDavCalendar
from bot.shell.calendars.embedded import Embedded
from bot.shell.calendars.google import GoogleCalendar
from bot.shell.calendars.ical import BusyRules
from bot.shell.calendars.port import OutsideCalendar, host_of
from bot.shell.calendars.syncing import Syncing
from bot.shell.calendars.writing import CalendarCarrier
from bot.shell.engine import Engine
from bot.shell.settings import Settings
from bot.shell.settings.calendar_accounts import CalendarAccount
from bot.shell.store import Store


@dataclass(frozen=True, slots=True)
class Calendars:
    """Every tutor's calendar; `outside` are those that are not ours alone."""

    store: Store
    business: Business
    outside: Sequence[OutsideCalendar]
    carrier: CalendarCarrier
    clock: Callable[[], datetime]

    def joined(self, engine: Engine) -> Syncing:
        """Who reads them: facts go into the engine, which asks before it promises; what is written is read again at once."""
        syncing = Syncing(self.store, self.outside, engine, engine.alerts, self.business, clock=self.clock)
        self.carrier.nudge = syncing.nudge
        if self.outside:
            engine.look_first(syncing.look)
        return syncing

    async def aclose(self) -> None:
        """Lets go of every connection."""
        for one in self.outside:
            await one.aclose()


def outside_calendars(settings: Settings, store: Store, desk: Desk, clock: Callable[[], datetime]) -> Calendars:
    """The calendars; nothing has been read yet."""
    accounts = {account.tutor: account for account in settings.calendars}
    host = host_of(desk.public_url)
    outside = [_calendar(account, desk.business, host) for account in accounts.values()]
    ours = [Embedded(tutor.value) for tutor in desk.business.tutors if tutor.value not in accounts]
    carrier = CalendarCarrier(store, desk, [*outside, *ours], clock=clock)
    return Calendars(store, desk.business, outside, carrier, clock)


def _calendar(account: CalendarAccount, business: Business, host: str) -> OutsideCalendar:
    rules = BusyRules(business.zone, host, account.email, business.outside.tentative_is_busy)
    if account.google_key is not None:
        return GoogleCalendar(account.tutor, account.calendar, account.google_key, rules)
    return CalDavCalendar(
        account.tutor, CalDavAccount(account.url, account.user, account.password, account.calendar), rules
    )
