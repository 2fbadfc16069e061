"""The audit's chain holds while nobody touches it, and says where it was touched."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from afterhours.models import AuditEntry, AuditSeal
from afterhours.services.seal_audit import LATE, SETTLED, seal_audit, verify_audit
from ivr.store.database import Database

pytestmark = pytest.mark.database

AT = datetime(2026, 12, 26, 7, 30, tzinfo=UTC)
LATER = AT + SETTLED + timedelta(minutes=10)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def sealed(database: Database) -> Database:
    """Five entries of two councils, sealed."""
    for at in range(5):
        entry(database, "county" if at < 3 else "vale", AT + timedelta(seconds=at))
    assert seal(database) == 5
    return database


def entry(database: Database, tenant: str, at: datetime) -> None:
    with database.transaction() as session:
        detail = {"b": at.second, "a": {"d": 1, "c": "é"}}
        session.add(AuditEntry(tenant=tenant, at=at, actor="ann", action="case.seen", object="case 1", detail=detail))


def seal(database: Database, now: datetime = LATER) -> int:
    with database.transaction() as session:
        return seal_audit(session, now)


def faults(database: Database, now: datetime = LATER) -> list[str]:
    with database.transaction() as session:
        return [fault for each in verify_audit(session, now) for fault in each.faults]


def numbers(database: Database) -> list[tuple[str, int]]:
    with database.transaction() as session:
        query = select(AuditSeal.tenant, AuditSeal.number).order_by(AuditSeal.tenant, AuditSeal.number)
        return [(row.tenant, row.number) for row in session.execute(query)]


def tamper(database: Database, statement: str) -> None:
    """As somebody would who owns the database."""
    with database.transaction() as session:
        session.execute(text("alter table audit disable trigger user"))
        session.execute(text(statement))
        session.execute(text("alter table audit enable trigger user"))


def test_each_council_has_its_own_chain_without_a_gap(sealed: Database) -> None:
    assert numbers(sealed) == [("county", 1), ("county", 2), ("county", 3), ("vale", 1), ("vale", 2)]
    assert (faults(sealed), seal(sealed)) == ([], 0)


def test_what_has_just_been_written_is_sealed_a_little_later(sealed: Database) -> None:
    entry(sealed, "county", LATER - timedelta(seconds=1))
    assert (seal(sealed), faults(sealed)) == (0, [])
    assert seal(sealed, LATER + SETTLED) == 1


def test_an_entry_that_was_committed_late_is_sealed_after_the_others(sealed: Database) -> None:
    entry(sealed, "county", AT - timedelta(minutes=5))
    assert (seal(sealed), faults(sealed)) == (1, [])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param(
            "update audit set actor = 'bo' where detail ->> 'b' = '1'", "2 of county was changed", id="changed"
        ),
        pytest.param("delete from audit where detail ->> 'b' = '1'", "2 of county was removed", id="removed"),
        pytest.param(
            "delete from audit_seal where tenant = 'county' and number = 2", "seals are missing", id="unsealed"
        ),
        pytest.param("update audit set at = at + interval '1 s' where detail ->> 'b' = '4'", "2 of vale", id="moved"),
    ],
)
def test_the_chain_says_where_it_was_touched(sealed: Database, statement: str, said: str) -> None:
    tamper(sealed, statement)
    assert said in " ".join(faults(sealed))


def test_an_entry_that_was_slipped_in_afterwards_has_no_seal(sealed: Database) -> None:
    entry(sealed, "county", AT - LATE - timedelta(hours=1))
    seal(sealed)
    assert "have no seal" in " ".join(faults(sealed))


def test_what_was_purged_from_the_beginning_is_no_fault(sealed: Database) -> None:
    tamper(sealed, "delete from audit where detail ->> 'b' in ('0', '1')")
    assert faults(sealed) == []


def test_the_last_hash_changes_when_the_end_is_cut_off(sealed: Database) -> None:
    def last() -> str:
        with sealed.transaction() as session:
            return next(each.last for each in verify_audit(session, LATER) if each.tenant == "vale")

    whole = last()
    tamper(sealed, "delete from audit where detail ->> 'b' = '4'")
    with sealed.transaction() as session:
        session.execute(text("delete from audit_seal where tenant = 'vale' and number = 2"))
    assert (faults(sealed), last() == whole) == ([], False)
