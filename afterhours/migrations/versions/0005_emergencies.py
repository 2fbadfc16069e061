"""Emergencies that stay raised until a person accepts them, and every attempt to reach one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WAKE = """
create function wake_pager() returns trigger language plpgsql as $$
begin
    perform pg_notify('ivr_work', '');
    return null;
end $$
"""
"""Events of emergencies are rare, and must not wait for the next tick."""


def upgrade() -> None:
    op.create_table(
        "emergency",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=True),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("roster", sa.String(), nullable=False),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("master_id", sa.UUID(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), server_default="0", nullable=False),
        sa.Column("level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("accepted_how", sa.String(), nullable=True),
        sa.Column("accepted_leg", sa.UUID(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'accepted', 'done', 'stood_down', 'morning', 'joined')", name=op.f("ck_emergency_state")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_emergency_call_id_call")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_emergency_case_id_case")),
        sa.ForeignKeyConstraint(["master_id"], ["emergency.id"], name=op.f("fk_emergency_master_id_emergency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency")),
        sa.UniqueConstraint("case_id", "service", name=op.f("uq_emergency_case_id")),
    )
    op.create_index(op.f("ix_emergency_call_id"), "emergency", ["call_id"], unique=False)
    op.create_index(
        "ix_emergency_due",
        "emergency",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state in ('open', 'accepted')"),
    )
    op.create_index(op.f("ix_emergency_master_id"), "emergency", ["master_id"], unique=False)
    op.create_index("ix_emergency_tenant_raised_at", "emergency", ["tenant", "raised_at"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("emergency_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("number_at", sa.Integer(), server_default="0", nullable=False),
        sa.Column("again", sa.Integer(), server_default="0", nullable=False),
        sa.Column("purpose", sa.String(), server_default="page", nullable=False),
        sa.Column("to_e164", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('call', 'text')", name=op.f("ck_attempt_kind")),
        sa.CheckConstraint("state in ('waiting', 'placed', 'answered', 'over')", name=op.f("ck_attempt_state")),
        sa.ForeignKeyConstraint(["emergency_id"], ["emergency.id"], name=op.f("fk_attempt_emergency_id_emergency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "emergency_id",
            "round",
            "level",
            "kind",
            "person",
            "number_at",
            "again",
            name=op.f("uq_attempt_emergency_id"),
        ),
    )
    op.create_index(
        "ix_attempt_active",
        "attempt",
        ["person"],
        unique=False,
        postgresql_where=sa.text("state <> 'over' and kind = 'call'"),
    )
    op.create_index(op.f("ix_attempt_emergency_id"), "attempt", ["emergency_id"], unique=False)
    op.create_index(op.f("ix_attempt_provider_id"), "attempt", ["provider_id"], unique=False)
    op.create_table(
        "emergency_event",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("emergency_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["emergency_id"], ["emergency.id"], name=op.f("fk_emergency_event_emergency_id_emergency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_event")),
    )
    op.create_index(op.f("ix_emergency_event_emergency_id"), "emergency_event", ["emergency_id"], unique=False)
    op.create_index(
        "ix_emergency_event_unworked",
        "emergency_event",
        ["at"],
        unique=False,
        postgresql_where=sa.text("worked_at is null"),
    )
    op.execute(WAKE)
    op.execute(
        "create trigger wake after insert on emergency_event for each row when (new.worked_at is null)"
        " execute function wake_pager()"
    )


def downgrade() -> None:
    op.drop_table("emergency_event")
    op.drop_table("attempt")
    op.drop_table("emergency")
    op.execute("drop function wake_pager()")
