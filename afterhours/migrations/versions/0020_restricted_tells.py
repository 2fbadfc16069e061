"""What the tables themselves tell the desks names the group of a restricted case: nobody else hears of it."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TELLS = """
create or replace function {name}() returns trigger language plpgsql as $$
declare seen_by text;
begin
    {seen_by}
    perform pg_notify('ivr_live', json_strip_nulls(
        json_build_object('tenant', new.tenant, 'kind', '{kind}', 'id', new.{id}, 'group', seen_by))::text);
    return null;
end $$
"""
PLAIN = """
create or replace function {name}() returns trigger language plpgsql as $$
begin
    perform pg_notify('ivr_live', json_build_object('tenant', new.tenant, 'kind', '{kind}', 'id', new.{id})::text);
    return null;
end $$
"""
OF_EMERGENCY = """select c.restricted into seen_by from emergency as e join "case" as c on c.id = e.case_id
      where e.id = new.emergency_id;"""
OF_CALL = """if tg_table_name = 'call' then
        select restricted into seen_by from "case" where call_id = new.id;
    else
        select restricted into seen_by from "case" where id = new.case_id;
    end if;"""
FUNCTIONS = (
    ("ivr_tell_emergency", "emergency", "emergency_id", OF_EMERGENCY),
    ("ivr_tell_call", "queue", "id", OF_CALL),
)


def upgrade() -> None:
    for name, kind, id_, seen_by in FUNCTIONS:
        op.execute(TELLS.format(name=name, kind=kind, id=id_, seen_by=seen_by))


def downgrade() -> None:
    for name, kind, id_, _ in FUNCTIONS:
        op.execute(PLAIN.format(name=name, kind=kind, id=id_))
