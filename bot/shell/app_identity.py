"""What binds a database to its keys: the secret of its order tokens, test or live, and whose Stripe account it is.

None of it hangs on a key's own letters, so that keys can be swapped; what must not be mixed is refused at start.
"""

from secrets import token_hex

from sqlalchemy import exists, select

from bot.core.errors import WrongSettings
from bot.shell.store import Store
from bot.shell.store_marks import ORDER_SECRET, STRIPE_ACCOUNT, STRIPE_MODE, keep_first, mark, set_mark
from bot.shell.tables import money_keys, orders, talks
from bot.shell.writer import Tx


async def order_secret(store: Store, older: bytes) -> bytes:
    """The secret that order tokens are made with: made once for each database, the same whatever becomes of the keys.

    A database of an earlier release, which made it of its keys (`older`), keeps that one for good.
    """

    def unit(tx: Tx) -> str:
        in_use = tx.run(select(exists().where(talks.c.id.is_not(None)))).scalar_one()
        return keep_first(tx, ORDER_SECRET, older.hex() if in_use else token_hex(32))

    return bytes.fromhex(await store.write(unit, name="order_secret"))


async def check_mode(store: Store, *, live: bool) -> None:
    """WrongSettings when the orders in this database were sold in the other mode. Before the first one it may change."""
    ours, other = ("live", "test") if live else ("test", "live")

    def unit(tx: Tx) -> bool:
        if (mark(tx, STRIPE_MODE) or _sold_in(tx) or ours) != ours and sold(tx):
            return False
        set_mark(tx, STRIPE_MODE, ours)
        return True

    if not await store.write(unit, name="stripe_mode"):
        raise WrongSettings(
            [
                f"STRIPE_SECRET_KEY is a {ours} key, and the orders in this database were sold in {other} mode. Use the"
                f" {other} key again, or give the {ours} desk a database of its own in DATABASE_URL"
            ]
        )


async def same_account(store: Store, account: str) -> str:
    """The Stripe account that sold the orders in this database, "" when that is `account`. Kept when it is the first."""

    def unit(tx: Tx) -> str:
        known = keep_first(tx, STRIPE_ACCOUNT, account)
        if known == account:
            return ""
        if sold(tx):
            return known
        set_mark(tx, STRIPE_ACCOUNT, account)
        return ""

    return await store.write(unit, name="stripe_account")


def sold(tx: Tx) -> bool:
    """Whether anything was ever sold for money here. (A free lesson has no payment.)"""
    return bool(tx.run(select(exists().where(orders.c.payment != ""))).scalar_one())


def _sold_in(tx: Tx) -> str:
    """The mode that the ids of Stripe's pages tell of, for a database without the mark; "" when there is none."""
    for mode in ("live", "test"):
        if tx.run(select(exists().where(money_keys.c.key.startswith(f"cs_{mode}_", autoescape=True)))).scalar_one():
            return mode
    return ""
