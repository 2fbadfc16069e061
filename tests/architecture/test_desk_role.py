"""The desk's database role cannot get around row security: no bypass, no ownership, no table without a policy."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from afterhours.migrations.access import DESK, GUARDED, SEEN, UNDER_COUNCILS

pytestmark = pytest.mark.database

NOBODYS = {"clock_offset", "revision"}
"""What holds nothing about anybody: how far a demonstration's clock is ahead, and the released files."""
REACHED = """
    select c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and (has_table_privilege(:role, c.oid, 'select, insert, update, delete, truncate')
        or has_any_column_privilege(:role, c.oid, 'select, insert, update'))
"""
SECURED = """
    select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relrowsecurity
    and exists (select from pg_policy p where p.polrelid = c.oid and p.polroles = array[:role::regrole::oid])
"""
TO_THE_DESK = """
    select p.polrelid::regclass::text, p.polname, pg_get_expr(p.polqual, p.polrelid),
        pg_get_expr(p.polwithcheck, p.polrelid), obj_description(p.oid, 'pg_policy')
    from pg_policy p where p.polroles && array[:role::regrole::oid, 0::oid]
"""
ROWS = (
    """insert into "case" (id, tenant, number, kind, channel, status, line, caller_state, priority, opened_at)
        values (gen_random_uuid(), 'county', '1', 'contact', 'voice', 'new', 'main', 'withheld', 'normal', now())""",
    """insert into audit (id, tenant, at, actor, action)
        values (gen_random_uuid(), 'county', now(), 'ann', 'seen')""",
    """insert into app_user (id, tenant, tenants, login, name, password_hash, role, created_at)
        values (gen_random_uuid(), 'county', '{county}', 'ann', 'Ann', '', 'supervisor', now())""",
    """insert into membership (id, tenant, tenants, user_id, organisation, role, valid_from, added_by, added_at)
        select gen_random_uuid(), 'county', '{county}', id, 'county', 'supervisor', now(), 'ivr', now()
        from app_user""",
)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as made:
        yield made
    engine.dispose()


def names(connection: Connection, query: str) -> set[str]:
    return set(connection.scalars(text(query.replace(":role::", "cast(:role as text)::")), {"role": DESK}))


def test_the_role_has_no_power_of_its_own(connection: Connection) -> None:
    powers = "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin"
    found = connection.execute(text(f"select {powers} from pg_roles where rolname = :role"), {"role": DESK}).one()
    assert set(found) == {False}


def test_the_role_is_no_member_of_another(connection: Connection) -> None:
    query = "select roleid::regrole::text from pg_auth_members where member = :role::regrole"
    assert names(connection, query) == set()


def test_the_role_owns_nothing(connection: Connection) -> None:
    for query in (
        "select relname from pg_class where relowner = :role::regrole",
        "select nspname from pg_namespace where nspowner = :role::regrole",
        "select proname from pg_proc where proowner = :role::regrole",
        "select datname from pg_database where datdba = :role::regrole",
    ):
        assert names(connection, query) == set(), query


def test_every_table_it_reaches_has_row_security_with_a_policy_of_its_own(connection: Connection) -> None:
    reached = names(connection, REACHED) - NOBODYS
    assert reached <= set(GUARDED)
    assert reached - names(connection, SECURED) == set()


def test_what_holds_nothing_about_anybody_is_only_read(connection: Connection) -> None:
    for table in sorted(NOBODYS):
        query = text("select has_table_privilege(:role, :table, 'insert, update, delete, truncate')")
        assert connection.scalar(query, {"role": DESK, "table": table}) is False, table


def test_every_policy_asks_for_a_setting_and_is_the_one_of_this_program(connection: Connection) -> None:
    query = text(TO_THE_DESK.replace(":role::", "cast(:role as text)::"))
    found = connection.execute(query, {"role": DESK}).all()
    assert {table.strip('"') for table, *_ in found} == set(GUARDED)
    for table, name, seen, written, rule in found:
        assert name == DESK, table
        assert seen == written, table
        assert "current_setting('ivr." in seen, table
        assert rule == SEEN.get(table.strip('"'), UNDER_COUNCILS), table


def test_a_function_with_its_owner_s_rights_goes_by_the_councils_of_the_transaction(connection: Connection) -> None:
    query = text("""
        select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
        and has_function_privilege(:role, oid, 'execute')
    """)
    for name, source in connection.execute(query, {"role": DESK}):
        assert "current_setting('ivr.tenants', true)" in source, name


FILLED = ("case", "audit", "app_user", "membership")


@pytest.mark.parametrize("value", [None, ""], ids=["without settings", "with empty ones"])
def test_without_councils_no_row_is_seen(connection: Connection, value: str | None) -> None:
    """Of rows that are there, by the role itself."""
    with connection.begin():
        for statement in ROWS:
            connection.execute(text(statement))
        for name in ("ivr.tenants", "ivr.groups", "ivr.organisation") if value is not None else ():
            connection.execute(text("select set_config(:name, :value, true)"), {"name": name, "value": value})
        connection.execute(text(f"set local role {DESK}"))
        for table in FILLED:
            assert connection.scalar(text(f'select count(*) from "{table}"')) == 0, table
