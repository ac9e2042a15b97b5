"""Rooms of a place, and what the tutors' own calendars say."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make room for rooms and for outside calendars."""
    op.add_column("claims", sa.Column("room", sa.Text(), nullable=False, server_default=""))
    op.create_index("claims_ends", "claims", ["ends_at", "starts_at"], unique=False)
    op.create_table(
        "outside_busy",
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("tutor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "uid", "starts_at"),
    )
    op.create_index("outside_busy_times", "outside_busy", ["tutor", "ends_at", "starts_at"], unique=False)
    op.create_table(
        "calendars",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tutor", sa.Text(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
