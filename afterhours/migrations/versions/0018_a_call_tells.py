"""The desks are told when a call ends, and when a caller comes into a talk or out of it."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TELL = """
create function ivr_tell_call() returns trigger language plpgsql as $$
begin
    perform pg_notify('ivr_live', json_build_object('tenant', new.tenant, 'kind', 'queue', 'id', new.id)::text);
    return null;
end $$
"""
"""Whoever talks with the caller must see at once that they have gone, also where nobody stands in a line."""
HANGS_UP = """
create trigger ends_tells after update of ended_at on call for each row
when (old.ended_at is null and new.ended_at is not null and new.direction = 'inbound')
execute function ivr_tell_call()
"""
JOINS = """
create trigger joins_tells after update of joined_at, held_at on queued_call for each row
when (old.joined_at is distinct from new.joined_at or old.held_at is distinct from new.held_at)
execute function ivr_tell_call()
"""


def upgrade() -> None:
    for statement in (TELL, HANGS_UP, JOINS):
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop trigger joins_tells on queued_call")
    op.execute("drop trigger ends_tells on call")
    op.execute("drop function ivr_tell_call()")
