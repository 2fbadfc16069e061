"""What the desk enters into rosters: swaps, cover, extra shifts, temporary schedules; and addresses of calendars."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('roster', 'person')", name=op.f("ck_calendar_feed_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
    )
    op.create_index(
        "ix_calendar_feed_one",
        "calendar_feed",
        ["kind", "name"],
        unique=True,
        postgresql_where=sa.text("revoked_at is null"),
    )
    op.create_table(
        "roster_exception",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("roster", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("went", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('replace', 'add', 'remove', 'take_over')", name=op.f("ck_roster_exception_kind")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_roster_exception_lasts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_exception")),
    )
    op.create_index("ix_roster_exception_roster", "roster_exception", ["roster", "ends_at"], unique=False)
    op.create_table(
        "temporary_schedule",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("roster", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shifts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_temporary_schedule_lasts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_temporary_schedule")),
    )
    op.create_index("ix_temporary_schedule_roster", "temporary_schedule", ["roster", "ends_at"], unique=False)


def downgrade() -> None:
    op.drop_table("temporary_schedule")
    op.drop_table("roster_exception")
    op.drop_table("calendar_feed")
