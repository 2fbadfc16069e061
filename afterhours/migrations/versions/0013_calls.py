"""The work on a call: what agents add to a case, checks of identity, drafts, and who has a case open."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LEVELS = "level in ('none', 'cli_match', 'cli_attested', 'kba_passed', 'callback_to_number_on_file')"
AVOIDABLE = "avoidable in ('no', 'unclear', 'signposting', 'repeated', 'progress', 'closed_early')"
COLUMNS = (
    ("caller_name", sa.String()),
    ("contact_number", sa.String()),
    ("callback_wanted", sa.Boolean()),
    ("avoidable", sa.String()),
    ("first_contact", sa.Boolean()),
    ("wrapped_at", sa.DateTime(timezone=True)),
    ("wrapped_by", sa.String()),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("case", sa.Column(name, kind, nullable=True))
    op.create_check_constraint(op.f("ck_case_avoidable"), "case", AVOIDABLE)
    op.create_table(
        "case_event",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_event_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    op.create_index("ix_case_event_case_id_at", "case_event", ["case_id", "at"], unique=False)
    op.create_table(
        "identity_check",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("contact_id", sa.UUID(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("questions", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(LEVELS, name=op.f("ck_identity_check_level")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_identity_check_call_id_call")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_identity_check_case_id_case")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_identity_check_contact_id_contact"), ondelete="set null"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_check")),
    )
    op.create_index("ix_identity_check_call_id_at", "identity_check", ["call_id", "at"], unique=False)
    op.create_index(op.f("ix_identity_check_case_id"), "identity_check", ["case_id"], unique=False)
    op.create_table(
        "call_draft",
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_call_draft_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "login", name=op.f("pk_call_draft")),
    )
    op.create_index(op.f("ix_call_draft_expires_at"), "call_draft", ["expires_at"], unique=False)
    op.create_table(
        "case_presence",
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("writing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_presence_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "login", name=op.f("pk_case_presence")),
    )


def downgrade() -> None:
    for table in ("case_presence", "call_draft", "identity_check", "case_event"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_case_avoidable"), "case")
    for name, _kind in reversed(COLUMNS):
        op.drop_column("case", name)
