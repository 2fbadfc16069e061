"""People on duty: their PINs, which of their numbers answered a test call, and the log of who was on duty."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_log",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("roster", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people", postgresql.JSONB(), nullable=False),
        sa.Column("why", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_log")),
        sa.UniqueConstraint("roster", "duty", "start_at", name=op.f("uq_duty_log_roster")),
    )
    op.create_index("ix_duty_log_tenant_start_at", "duty_log", ["tenant", "start_at"], unique=False)
    op.create_table(
        "person_number",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("test_id", sa.UUID(), nullable=True),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("in_vain", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "result in ('answered', 'unpressed', 'no_answer', 'busy', 'failed')", name=op.f("ck_person_number_result")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_number_person_id_person"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("person_id", "e164", name=op.f("pk_person_number")),
        sa.UniqueConstraint("test_id", name=op.f("uq_person_number_test_id")),
    )
    op.create_table(
        "person_pin",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_pin_person_id_person"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_pin")),
    )
    op.execute("create trigger append_only before update or delete on duty_log execute function refuse_change()")


def downgrade() -> None:
    op.drop_table("person_pin")
    op.drop_table("person_number")
    op.drop_table("duty_log")
