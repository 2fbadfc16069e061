"""The history of the schema leads to the models, and to nothing else."""

import re
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, TextClause, create_engine, text
from sqlalchemy.exc import ProgrammingError

from afterhours.migrations import upgrade
from afterhours.migrations.later import SEARCHED
from afterhours.models import Base
from tests.conftest import Databases

pytestmark = pytest.mark.database


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


def test_the_migrations_make_exactly_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_table_names_its_council(engine: Engine) -> None:
    without = [name for name, table in Base.metadata.tables.items() if "tenant" not in table.c]
    nullable = [name for name, table in Base.metadata.tables.items() if table.c.tenant.nullable]
    assert (without, nullable) == ([], [])


def test_upgrading_twice_changes_nothing_and_says_nothing(database_url: str) -> None:
    notices: list[str] = []
    upgrade(database_url, notices.append)
    assert notices == []


def test_an_index_that_broke_off_is_made_anew(engine: Engine, database_url: str) -> None:
    valid = text("select indisvalid from pg_index where indexrelid = 'ix_case_words'::regclass")
    with engine.begin() as connection:
        connection.execute(text("update pg_index set indisvalid = false where indexrelid = 'ix_case_words'::regclass"))
        connection.execute(text("drop index ix_contact_words"))
    upgrade(database_url)
    with engine.connect() as connection:
        assert connection.scalar(valid) is True
        assert connection.scalar(text("select to_regclass('ix_contact_words')")) is not None


def test_service_time_is_real_time_plus_the_offset(engine: Engine) -> None:
    ahead = "select extract(epoch from ivr_now() - clock_timestamp())"
    with engine.begin() as connection:
        assert abs(connection.scalar(text(ahead))) < 1
        connection.execute(text("insert into clock_offset values ('*', 7200)"))
        assert abs(connection.scalar(text(ahead)) - 7200) < 1


ENTRY = (
    "insert into audit (id, tenant, at, actor, action) values (gen_random_uuid(), 'county', now(), 'ann', 'case.seen')"
)


@pytest.mark.parametrize("change", ["update audit set actor = 'bo'", "delete from audit"], ids=["changed", "removed"])
def test_an_audit_entry_cannot_be(engine: Engine, change: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(ENTRY))
    with pytest.raises(ProgrammingError, match="never changed"), engine.begin() as connection:
        connection.execute(text(change))


CASE = """insert into "case" (id, tenant, number, kind, channel, status, line, caller_state, priority, opened_at)
    values (gen_random_uuid(), :tenant, :number, 'contact', 'voice', 'new', 'main', 'withheld', 'normal', now())"""


@pytest.mark.parametrize(
    ("tenants", "seen"),
    [
        pytest.param("county", ["1"], id="one council"),
        pytest.param("county,vale", ["1", "2"], id="two councils"),
        pytest.param("", [], id="no council"),
        pytest.param(None, [], id="setting forgotten"),
        pytest.param("coun", [], id="beginning of a name"),
    ],
)
def test_the_desk_sees_the_cases_of_its_councils_only(engine: Engine, tenants: str | None, seen: list[str]) -> None:
    with engine.begin() as connection:
        for number, tenant in (("1", "county"), ("2", "vale")):
            connection.execute(text(CASE), {"tenant": tenant, "number": number})
    with engine.begin() as connection:
        if tenants is not None:
            connection.execute(text("select set_config('ivr.tenants', :tenants, true)"), {"tenants": tenants})
        connection.execute(text("set local role ivr_desk"))
        assert list(connection.scalars(text('select number from "case" order by number'))) == seen


def test_the_desk_cannot_write_into_another_council(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("select set_config('ivr.tenants', 'vale', true)"))
        connection.execute(text("set local role ivr_desk"))
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(text(ENTRY))


@pytest.mark.parametrize(
    "table", ["app_user", "user_session", "totp_secret", "security_key", "guess", "outbox", "heartbeat"]
)
def test_the_desk_does_not_read(engine: Engine, table: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("set local role ivr_desk"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(f"select * from {table}"))


def test_the_telephone_sees_every_council_and_draws_case_numbers(engine: Engine) -> None:
    with engine.begin() as connection:
        for number, tenant in (("1", "county"), ("2", "vale")):
            connection.execute(text(CASE), {"tenant": tenant, "number": number})
        connection.execute(text("set local role ivr_telephone"))
        assert connection.scalar(text('select count(*) from "case"')) == 2
        assert connection.scalar(text("select nextval('case_number')")) == 0
        assert connection.scalar(text("select nextval('case_number')")) == 50


def test_a_user_who_may_not_make_roles_is_told_and_the_tables_are_made(databases: Databases) -> None:
    url = databases.fresh(migrated=False)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("drop role if exists plain_migrator"))
        connection.execute(text("create role plain_migrator login"))
        connection.execute(text("grant all on schema public to plain_migrator"))
    engine.dispose()
    notices: list[str] = []
    upgrade(engine.url.set(username="plain_migrator").render_as_string(hide_password=False), notices.append)
    assert any("GRANT ivr_desk TO" in notice for notice in notices)
    with engine.connect() as connection:
        assert connection.scalar(text('select count(*) from "case"')) == 0
    engine.dispose()
    databases.drop(url)


@pytest.mark.parametrize(
    ("tenants", "groups", "found"),
    [
        pytest.param("county", "", ["1"], id="one council"),
        pytest.param("county,vale", "", ["1", "2"], id="two councils"),
        pytest.param("county", "social-duty", ["1", "3"], id="a group of restricted cases"),
        pytest.param(None, None, [], id="settings forgotten"),
    ],
)
def test_words_are_found_in_the_cases_that_row_security_would_show(
    engine: Engine, tenants: str | None, groups: str | None, found: list[str]
) -> None:
    with engine.begin() as connection:
        for number, tenant, restricted in (("1", "county", None), ("2", "vale", None), ("3", "county", "social-duty")):
            connection.execute(text(CASE), {"tenant": tenant, "number": number})
            note = """insert into case_event (id, tenant, case_id, at, actor, what, detail)
                select gen_random_uuid(), tenant, id, now(), 'ann', 'note', '{"text": "it lies on the bees"}'
                from "case" where number = :number"""
            connection.execute(text(note), {"number": number})
            said = "update \"case\" set subject = 'a fallen tree', restricted = :group where number = :number"
            connection.execute(text(said), {"group": restricted, "number": number})
    with engine.begin() as connection:
        for name, value in (("ivr.tenants", tenants), ("ivr.groups", groups)):
            if value is not None:
                connection.execute(text("select set_config(:name, :value, true)"), {"name": name, "value": value})
        connection.execute(text("set local role ivr_desk"))
        asked = [asking(word, found) for word in ("tree", "bees") for found in ("", "_among")]
        ids = [list(connection.scalars(each)) for each in asked]
        connection.execute(text("reset role"))
        numbers = text('select number from "case" where id = any(:ids) order by number')
        assert [list(connection.scalars(numbers, {"ids": each})) for each in ids] == 4 * [found]


def asking(word: str, among: str) -> TextClause:
    given = f"""'[{{"words": ["{word}"], "services": []}}]', '{{}}', false, false, false"""
    those = """, array(select id from "case")""" if among else ""
    return text(f"select id from ivr_cases_found{among}({given}{those})")


@pytest.mark.parametrize("index", SEARCHED)
def test_what_the_search_asks_is_served_by_its_index(engine: Engine, index: str) -> None:
    table, _, rest = spaced(SEARCHED[index]).removeprefix("on ").partition(" using gin (")
    said, _, only = rest.partition(") where ")
    said = said.removesuffix(")") if not only else said
    with engine.begin() as connection:
        body = connection.scalar(text("select prosrc from pg_proc where proname = 'ivr_cases_found'"))
        connection.execute(text("set local enable_seqscan = off"))
        asked = f"explain select from {table} where {said} @@ 'a'::tsquery and {only or 'true'}"
        plan = " ".join(connection.scalars(text(asked)))
    assert f"on {index}" in plan
    assert said in re.sub(r"\b[a-z]\.", "", spaced(body))
    assert only in re.sub(r"\b[a-z]\.", "", spaced(body))


def spaced(statement: str) -> str:
    return " ".join(statement.split())
