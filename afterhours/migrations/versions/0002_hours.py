"""Opening and closing at once: switches of the opening hours, which expire."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hours_switch",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_hours_switch_reason")),
        sa.CheckConstraint("until > since", name=op.f("ck_hours_switch_expires")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_switch")),
    )
    op.create_index(
        "ix_hours_switch_until",
        "hours_switch",
        ["until"],
        unique=False,
        postgresql_where=sa.text("ended_at is null"),
    )


def downgrade() -> None:
    op.drop_table("hours_switch")
