"""Lessons that were booked before there were reminders get their alarms: each lesson ahead rings once, and its turn sets them.

The turn decides, for only it knows the settings; a lesson that has its alarms already keeps them.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_RING = sa.text(
    "INSERT INTO wakeups (talk, name, order_id, due_at)"
    " SELECT talk, 'lesson_booked', id, :now FROM orders WHERE booking = 'booked' AND starts_at > :now"
)


def upgrade() -> None:
    """One alarm for each; they ring a part at a time, as reminders do."""
    op.execute(_RING.bindparams(now=int(datetime.now(UTC).timestamp() * 1000)))
