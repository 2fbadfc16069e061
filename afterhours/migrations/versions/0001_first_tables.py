"""The first tables: calls, cases, contacts, people, users, revisions, the outbox, and the service's time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SERVICE_TIME = """
create function ivr_now() returns timestamptz language sql stable parallel safe as $$
    select clock_timestamp() + coalesce((select sum(seconds) from clock_offset), 0) * interval '1 second'
$$
"""
"""Stable, so that an index serves `due_at <= ivr_now()`: one statement needs one time only."""

APPEND_ONLY = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'Entries of the table % are never changed.', tg_table_name using errcode = 'insufficient_privilege';
end $$
"""


def upgrade() -> None:
    make_tables()
    op.execute("create sequence case_number as bigint minvalue 0 start 0 increment 50")
    op.execute(SERVICE_TIME)
    op.execute(APPEND_ONLY)
    op.execute("create trigger append_only before update or delete on audit execute function refuse_change()")


def downgrade() -> None:
    drop_tables()
    op.execute("drop sequence case_number")
    op.execute("drop function ivr_now()")
    op.execute("drop function refuse_change()")


def make_tables() -> None:
    op.create_table(
        "app_user",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("tenants", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("disabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("login", name=op.f("uq_app_user_login")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_object", "audit", ["object"], unique=False)
    op.create_index("ix_audit_tenant_at", "audit", ["tenant", "at"], unique=False)
    op.create_table(
        "clock_offset",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_clock_offset")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("tenant", "external_id", name=op.f("uq_contact_tenant")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("canonical_handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("numbers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("canonical_handle", name=op.f("uq_person_canonical_handle")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("files", postgresql.JSONB(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index(op.f("ix_revision_digest"), "revision", ["digest"], unique=False)
    op.create_table(
        "call",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("provider_call_id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("from_raw", sa.String(), nullable=False),
        sa.Column("from_e164", sa.String(), nullable=True),
        sa.Column("caller_state", sa.String(), nullable=False),
        sa.Column("attestation", sa.String(), nullable=True),
        sa.Column("forwarded_from", sa.String(), nullable=True),
        sa.Column("to_raw", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("in_hours", sa.Boolean(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_status", sa.String(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("recovered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["call.id"], name=op.f("fk_call_parent_id_call")),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name=op.f("fk_call_revision_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("account", "provider_call_id", name=op.f("uq_call_account")),
    )
    op.create_index(op.f("ix_call_from_e164"), "call", ["from_e164"], unique=False)
    op.create_index("ix_call_open", "call", ["started_at"], unique=False, postgresql_where="ended_at is null")
    op.create_index(op.f("ix_call_parent_id"), "call", ["parent_id"], unique=False)
    op.create_index(op.f("ix_call_started_at"), "call", ["started_at"], unique=False)
    op.create_table(
        "contact_number",
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_number_contact_id_contact"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("contact_id", "e164", name=op.f("pk_contact_number")),
    )
    op.create_index("ix_contact_number_tenant_e164", "contact_number", ["tenant", "e164"], unique=False)
    op.create_table(
        "user_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("user_agent", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_user_session_user_id_app_user"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_user_session")),
    )
    op.create_index(op.f("ix_user_session_expires_at"), "user_session", ["expires_at"], unique=False)
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"], unique=False)
    op.create_table(
        "case",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("caller_e164", sa.String(), nullable=True),
        sa.Column("caller_state", sa.String(), nullable=False),
        sa.Column("contact_id", sa.UUID(), nullable=True),
        sa.Column("in_hours", sa.Boolean(), nullable=True),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("answers", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("messages", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("action_taken", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_answer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("talk_seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("message_seconds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("recovered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind in ('contact', 'service_request', 'complaint', 'callback', 'abandoned')", name=op.f("ck_case_kind")
        ),
        sa.CheckConstraint("priority in ('normal', 'urgent', 'emergency')", name=op.f("ck_case_priority")),
        sa.CheckConstraint("status in ('new', 'open', 'waiting', 'resolved', 'closed')", name=op.f("ck_case_status")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_case_call_id_call")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_case_contact_id_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("call_id", name=op.f("uq_case_call_id")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
    )
    op.create_index(op.f("ix_case_contact_id"), "case", ["contact_id"], unique=False)
    op.create_index(
        "ix_case_earlier",
        "case",
        ["tenant", "caller_e164"],
        unique=False,
        postgresql_where=sa.text("caller_e164 is not null and status not in ('resolved', 'closed')"),
    )
    op.create_index("ix_case_tenant_caller_opened_at", "case", ["tenant", "caller_e164", "opened_at"], unique=False)
    op.create_index("ix_case_tenant_opened_at", "case", ["tenant", "opened_at"], unique=False)
    op.create_index("ix_case_tenant_status_opened_at", "case", ["tenant", "status", "opened_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_outbox_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_outbox_idempotency_key")),
    )
    op.create_index(
        "ix_outbox_due", "outbox", ["due_at"], unique=False, postgresql_where="done_at is null and parked_at is null"
    )
    op.create_table(
        "turn",
        sa.Column("call_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("events", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_turn_call_id_call")),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_turn")),
    )


def drop_tables() -> None:
    op.drop_table("turn")
    op.drop_index("ix_outbox_due", table_name="outbox", postgresql_where="done_at is null and parked_at is null")
    op.drop_table("outbox")
    op.drop_index("ix_case_tenant_status_opened_at", table_name="case")
    op.drop_index("ix_case_tenant_opened_at", table_name="case")
    op.drop_index("ix_case_tenant_caller_opened_at", table_name="case")
    op.drop_index(
        "ix_case_earlier",
        table_name="case",
        postgresql_where=sa.text("caller_e164 is not null and status not in ('resolved', 'closed')"),
    )
    op.drop_index(op.f("ix_case_contact_id"), table_name="case")
    op.drop_table("case")
    op.drop_index(op.f("ix_user_session_user_id"), table_name="user_session")
    op.drop_index(op.f("ix_user_session_expires_at"), table_name="user_session")
    op.drop_table("user_session")
    op.drop_index("ix_contact_number_tenant_e164", table_name="contact_number")
    op.drop_table("contact_number")
    op.drop_index(op.f("ix_call_started_at"), table_name="call")
    op.drop_index(op.f("ix_call_parent_id"), table_name="call")
    op.drop_index("ix_call_open", table_name="call", postgresql_where="ended_at is null")
    op.drop_index(op.f("ix_call_from_e164"), table_name="call")
    op.drop_table("call")
    op.drop_index(op.f("ix_revision_digest"), table_name="revision")
    op.drop_table("revision")
    op.drop_table("person")
    op.drop_table("heartbeat")
    op.drop_table("contact")
    op.drop_table("clock_offset")
    op.drop_index("ix_audit_tenant_at", table_name="audit")
    op.drop_index("ix_audit_object", table_name="audit")
    op.drop_table("audit")
    op.drop_table("app_user")
