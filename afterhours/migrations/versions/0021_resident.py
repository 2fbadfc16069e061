"""Whoever is called back is rung by a leg of their own, into the talk."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PURPOSES = "purpose in ('caller', 'callback', 'resident', 'transfer', 'interpreter')"
BEFORE = "purpose in ('caller', 'callback', 'transfer', 'interpreter')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_offer_purpose"), "offer", type_="check")
    op.create_check_constraint(op.f("ck_offer_purpose"), "offer", PURPOSES)


def downgrade() -> None:
    op.execute("update offer set purpose = 'interpreter' where purpose = 'resident'")
    op.drop_constraint(op.f("ck_offer_purpose"), "offer", type_="check")
    op.create_check_constraint(op.f("ck_offer_purpose"), "offer", BEFORE)
