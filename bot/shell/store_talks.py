"""Talks and orders: loaded together, saved together, version compared."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from bot.core.codec import from_json, to_json
from bot.core.conversation import Talk, new_talk, talk_from_json, talk_to_json
from bot.core.orders import Order
from bot.shell.prepared import Prepared
from bot.shell.tables import insert, money_keys, orders, talks, to_ms, upsert
from bot.shell.writer import Tx

_TALK = Prepared(select(talks.c.version, talks.c.body).where(talks.c.id == bindparam("of")))
_saved = insert(talks)
_SAVE = Prepared(
    _saved.on_conflict_do_update(
        index_elements=[talks.c.id],
        set_={"version": _saved.excluded.version, "body": _saved.excluded.body},
        where=talks.c.version == bindparam("old"),
    ).returning(talks.c.version),
    *("id", "version", "body"),
)
_ORDERS = select(orders.c.id, orders.c.body).where(orders.c.id.in_(bindparam("ids", expanding=True)))
_BY_TOKEN = select(orders.c.body).where(orders.c.token == bindparam("token"))
_SAVE_ORDER = upsert(orders)
_KEY = Prepared(
    select(money_keys.c.order_id, orders.c.talk)
    .join(orders, orders.c.id == money_keys.c.order_id)
    .where(money_keys.c.key == bindparam("of"))
)
_SAVE_KEY = insert(money_keys).on_conflict_do_nothing()
_ORDER_TALK = Prepared(select(orders.c.talk).where(orders.c.id == bindparam("of")))


def talk_row(tx: Tx, talk: str) -> tuple[int, str]:
    """Version and body of the talk; (0, "") before its first turn."""
    row = tx.first(_TALK, {"of": talk})
    return (row[0], row[1]) if row else (0, "")


def read_talk(tx: Tx, talk: str, version: int, body: str, order_ids: Iterable[str] = ()) -> Talk:
    """The talk of a row, with every order it names and those of `order_ids`."""
    if body:
        read = talk_from_json(talk, version, body, {})
    else:
        account, inbox, source = talk.split(":", 2)
        read = new_talk(int(account), int(inbox), source)
    conversation = read.conversation
    wanted = {*conversation.orders, conversation.order, *order_ids} - {""}
    if not wanted:
        return read
    return Talk(read.id, version, conversation, read.student, read_orders(tx, wanted))


def read_orders(tx: Tx, order_ids: Iterable[str]) -> dict[str, Order]:
    """The orders that exist, by id."""
    rows = tx.run(_ORDERS, {"ids": sorted(order_ids)}).all()
    return {row[0]: from_json(Order, row[1]) for row in rows}


def credit_kept_cents(tx: Tx, order: Order) -> int:
    """What is still with us of the money of the orders its lesson was moved from."""
    before, kept = order.credit_from, 0
    while before and (found := read_orders(tx, [before]).get(before)) is not None:
        before, kept = found.credit_from, kept + found.kept_cents
    return kept


def order_by_token(tx: Tx, token: str) -> Order | None:
    """The order of a public link."""
    body = tx.run(_BY_TOKEN, {"token": token}).scalar()
    return None if body is None else from_json(Order, body)


def save_talk(tx: Tx, talk: Talk, old_version: int) -> bool:
    """Whether the talk was saved: false when its version is not `old_version` any more."""
    body = talk_to_json(talk)
    row = {"id": talk.id, "version": talk.version, "body": body, "old": old_version}
    return tx.first(_SAVE, row) is not None


def save_orders(tx: Tx, new: Mapping[str, Order], loaded: Mapping[str, Order]) -> Sequence[tuple[Order | None, Order]]:
    """Saves the orders that differ from those loaded, and the outside's names for their pages and payments; (before, after) of each."""
    changed = []
    for order_id in sorted(new):
        order, before = new[order_id], loaded.get(order_id)
        if order == before:
            continue
        tx.run(_SAVE_ORDER, _order_row(order))
        for key in sorted(money_keys_of(order) - (money_keys_of(before) if before else set())):
            tx.run(_SAVE_KEY, {"key": key, "order_id": order_id})
        changed.append((before, order))
    return changed


def _order_row(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "token": order.token,
        "talk": order.talk,
        "conversation_id": order.conversation_id,
        "booking": order.booking,
        "payment": order.payment,
        "closed": order.closed,
        "starts_at": to_ms(order.slot.start),
        "body": to_json(order),
    }


def money_keys_of(order: Order) -> set[str]:
    """What the outside calls this order: the sessions of its pages, the intents and sessions of its payments."""
    pages = {attempt.session_id for attempt in order.attempts}
    return (pages | {p.id for p in order.payments} | {p.session_id for p in order.payments}) - {""}


def whose(tx: Tx, keys: Iterable[str], hint: str) -> tuple[str, str, bool] | None:
    """(order id, talk, hinted) of the first key that is known, else of the hinted order; None when it is not ours."""
    for key in keys:
        if key and (row := tx.first(_KEY, {"of": key})):
            return row[0], row[1], False
    if hint and (row := tx.first(_ORDER_TALK, {"of": hint})):
        return hint, row[0], True
    return None
