"""Screen-pop links: who may see the story of a call; and the desks are told when an emergency changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TELL = """
create function ivr_tell_emergency() returns trigger language plpgsql as $$
begin
    perform pg_notify('ivr_live',
        json_build_object('tenant', new.tenant, 'kind', 'emergency', 'id', new.emergency_id)::text);
    return null;
end $$
"""
"""The pager, a turn of a call, the desk, a link and a text change emergencies: the table itself tells all desks."""


def upgrade() -> None:
    op.create_table(
        "screenpop_grant",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("offer_id", sa.UUID(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=True),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=True),
        sa.Column("purpose", sa.String(), server_default="offer", nullable=False),
        sa.Column("token_hashes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("wrap_seconds", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_address", sa.String(), nullable=True),
        sa.Column("opened_session", sa.String(), nullable=True),
        sa.Column("view_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_screenpop_grant_call_id_call")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_screenpop_grant_case_id_case")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_screenpop_grant_user_id_app_user"), ondelete="cascade"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_screenpop_grant_offer_id_offer"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenpop_grant")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_screenpop_grant_offer_id")),
    )
    op.create_index(op.f("ix_screenpop_grant_call_id"), "screenpop_grant", ["call_id"], unique=False)
    op.create_index(op.f("ix_screenpop_grant_case_id"), "screenpop_grant", ["case_id"], unique=False)
    op.create_index(
        "ix_screenpop_grant_organisation_expires_at", "screenpop_grant", ["organisation", "expires_at"], unique=False
    )
    op.create_index(
        "ix_screenpop_grant_token_hashes", "screenpop_grant", ["token_hashes"], unique=False, postgresql_using="gin"
    )
    op.create_index("ix_screenpop_grant_user_id_view_until", "screenpop_grant", ["user_id", "view_until"], unique=False)
    op.execute(TELL)
    op.execute("""
        create trigger emergency_event_tells after insert on emergency_event
        for each row execute function ivr_tell_emergency()
    """)
    op.execute("""
        create trigger attempt_tells after insert or update of state, result on attempt
        for each row execute function ivr_tell_emergency()
    """)


def downgrade() -> None:
    op.execute("drop trigger attempt_tells on attempt")
    op.execute("drop trigger emergency_event_tells on emergency_event")
    op.execute("drop function ivr_tell_emergency()")
    op.drop_table("screenpop_grant")
