"""Who answers: organisations of users, memberships that end, invitations; cases that only one group may see."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NAMES = postgresql.ARRAY(sa.Text())
NOT_ENDED = sa.text("ended_at is null")


def upgrade() -> None:
    op.add_column("app_user", sa.Column("organisation", sa.String(), server_default="county", nullable=False))
    op.add_column("case", sa.Column("restricted", sa.String(), nullable=True))
    op.create_table(
        "membership",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("tenants", NAMES, nullable=False),
        sa.Column("groups", NAMES, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("skills", NAMES, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint("valid_until is null or valid_until > valid_from", name=op.f("ck_membership_until")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_membership_user_id_app_user"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_one", "membership", ["user_id"], unique=True, postgresql_where=NOT_ENDED)
    op.create_index("ix_membership_organisation", "membership", ["organisation"], postgresql_where=NOT_ENDED)
    op.create_table(
        "invitation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_invitation_user_id_app_user"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    still_open = sa.text("used_at is null and revoked_at is null")
    op.create_index("ix_invitation_open", "invitation", ["user_id"], unique=True, postgresql_where=still_open)
    op.execute("""
        insert into membership (id, tenant, user_id, organisation, role, tenants, valid_from, added_by, added_at)
        select gen_random_uuid(), tenant, id, organisation, role, tenants, created_at, 'ivr', now() from app_user
    """)


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("membership")
    op.drop_column("case", "restricted")
    op.drop_column("app_user", "organisation")
