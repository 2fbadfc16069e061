"""Whoever writes down that something happened to an emergency wakes the pagers of all machines."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create function ivr_wake() returns trigger language plpgsql as $$
        begin
            perform pg_notify('ivr_work', '');
            return null;
        end $$
    """)
    op.execute("""
        create trigger emergency_event_wakes after insert on emergency_event
        for each row when (new.worked_at is null) execute function ivr_wake()
    """)


def downgrade() -> None:
    op.execute("drop trigger emergency_event_wakes on emergency_event")
    op.execute("drop function ivr_wake()")
