"""Callers who wait for agents, the agents who are there, offers, and callbacks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WAKE = """
create function wake_dispatcher() returns trigger language plpgsql as $$
begin
    perform pg_notify('ivr_work', '');
    return null;
end $$
"""
"""Whoever waits must not wait for the next tick. One transaction notifies once, however many rows it changes."""
BECOMES_DUE = "create trigger wake after insert or update of due_at on queued_call for each row"
BECOMES_FREE = "create trigger wake after insert or update of state on agent_presence for each row"


def upgrade() -> None:
    op.create_table(
        "callback",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("place_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), server_default="due", nullable=False),
        sa.Column("attempts", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("claimed_by", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('due', 'in_progress', 'reached', 'no_answer', 'exhausted', 'cancelled')",
            name=op.f("ck_callback_state"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_callback_call_id_call")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_callback_case_id_case")),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["app_user.id"], name=op.f("fk_callback_claimed_by_app_user"), ondelete="set null"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
    )
    op.create_index(op.f("ix_callback_call_id"), "callback", ["call_id"], unique=False)
    op.create_index(op.f("ix_callback_case_id"), "callback", ["case_id"], unique=False)
    op.create_index(
        "ix_callback_due",
        "callback",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state in ('due', 'in_progress', 'no_answer')"),
    )
    op.create_index("ix_callback_tenant_due_at", "callback", ["tenant", "due_at"], unique=False)
    op.create_table(
        "queued_call",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=True),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("lines_up", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rooms", sa.Integer(), server_default="0", nullable=False),
        sa.Column("callback_id", sa.UUID(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'offered', 'joined', 'callback', 'left', 'full', 'closed', 'over')",
            name=op.f("ck_queued_call_state"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_queued_call_call_id_call")),
        sa.ForeignKeyConstraint(["callback_id"], ["callback.id"], name=op.f("fk_queued_call_callback_id_callback")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_queued_call_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queued_call")),
    )
    op.create_index(op.f("ix_queued_call_call_id"), "queued_call", ["call_id"], unique=False)
    op.create_index(op.f("ix_queued_call_callback_id"), "queued_call", ["callback_id"], unique=False)
    op.create_index(op.f("ix_queued_call_case_id"), "queued_call", ["case_id"], unique=False)
    op.create_index(
        "ix_queued_call_due", "queued_call", ["due_at"], unique=False, postgresql_where=sa.text("due_at is not null")
    )
    op.create_index("ix_queued_call_entered_at", "queued_call", ["tenant", "entered_at"], unique=False)
    op.create_index(
        "ix_queued_call_line",
        "queued_call",
        ["group_name", "place_at"],
        unique=False,
        postgresql_where=sa.text("state in ('waiting', 'offered', 'joined', 'callback')"),
    )
    op.create_index(
        "uq_queued_call_in_line",
        "queued_call",
        ["call_id"],
        unique=True,
        postgresql_where=sa.text("state in ('waiting', 'offered', 'joined')"),
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("queued_call_id", sa.UUID(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=True),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=True),
        sa.Column("to_e164", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), server_default="caller", nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("asked_by", sa.UUID(), nullable=True),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ring_seconds", sa.Integer(), server_default="20", nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_how", sa.String(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrapped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("accepted_how in ('key', 'page')", name=op.f("ck_offer_accepted_how")),
        sa.CheckConstraint(
            "purpose in ('caller', 'callback', 'transfer', 'interpreter')", name=op.f("ck_offer_purpose")
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'ringing', 'answered', 'accepted', 'declined', 'missed', 'withdrawn', 'over')",
            name=op.f("ck_offer_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["app_user.id"], name=op.f("fk_offer_asked_by_app_user"), ondelete="set null"
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_offer_call_id_call")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_offer_case_id_case")),
        sa.ForeignKeyConstraint(
            ["queued_call_id"], ["queued_call.id"], name=op.f("fk_offer_queued_call_id_queued_call")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_offer_user_id_app_user"), ondelete="set null"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_call_id"), "offer", ["call_id"], unique=False)
    op.create_index(op.f("ix_offer_case_id"), "offer", ["case_id"], unique=False)
    op.create_index("ix_offer_group_ended_at", "offer", ["group_name", "ended_at"], unique=False)
    op.create_index(
        "ix_offer_live",
        "offer",
        ["group_name"],
        unique=False,
        postgresql_where=sa.text("state in ('waiting', 'ringing', 'answered', 'accepted')"),
    )
    op.create_index(op.f("ix_offer_provider_id"), "offer", ["provider_id"], unique=False)
    op.create_index(op.f("ix_offer_queued_call_id"), "offer", ["queued_call_id"], unique=False)
    op.create_index(op.f("ix_offer_user_id"), "offer", ["user_id"], unique=False)
    op.create_index(
        "uq_offer_user_live",
        "offer",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state in ('waiting', 'ringing', 'answered', 'accepted') and user_id is not null"),
    )
    op.create_table(
        "agent_presence",
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("groups", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("tenants", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.String(), server_default="away", nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("afterwards", sa.String(), nullable=True),
        sa.Column("telephone", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_id", sa.UUID(), nullable=True),
        sa.Column("wrap_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('away', 'available', 'offered', 'talking', 'wrap_up', 'busy')",
            name=op.f("ck_agent_presence_state"),
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_agent_presence_offer_id_offer"), ondelete="set null"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_agent_presence_user_id_app_user"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_agent_presence")),
    )
    op.create_index(
        "ix_agent_presence_wrap_until",
        "agent_presence",
        ["wrap_until"],
        unique=False,
        postgresql_where=sa.text("state = 'wrap_up'"),
    )
    op.execute(WAKE)
    op.execute(f"{BECOMES_DUE} when (new.due_at is not null) execute function wake_dispatcher()")
    op.execute(f"{BECOMES_FREE} when (new.state = 'available') execute function wake_dispatcher()")


def downgrade() -> None:
    op.drop_table("agent_presence")
    op.drop_table("offer")
    op.drop_table("queued_call")
    op.drop_table("callback")
    op.execute("drop function wake_dispatcher()")
