"""Cases to work on, in a database of their own; and whoever works on them, as the desk signs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, Case, CaseEvent
from afterhours.rules.case_numbers import number_at
from afterhours.services.signing import Signed
from ivr.store.database import Database

AT = datetime(2026, 12, 26, 7, 30, tzinfo=UTC)
NORA = Signed("nora", AT, AT, "192.0.2.7")
CALLER = "+15195550123"
POSITIONS = count(100)


def a_case(session: Session, **columns: Any) -> Case:
    """A case of the county, opened a quarter of an hour ago."""
    plain = {"tenant": "county", "channel": "voice", "line": "main", "caller_state": "presented", "caller_e164": CALLER}
    opened = {"opened_at": AT - timedelta(minutes=15), "number": number_at(next(POSITIONS))}
    case = Case(**{**plain, **opened, **columns})
    session.add(case)
    session.flush()
    session.refresh(case)
    return case


def history(session: Session, case: Case) -> list[tuple[str, dict[str, Any]]]:
    query = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    return [(event.what, event.detail) for event in session.scalars(query)]


def audit(session: Session, case: Case) -> list[tuple[str, dict[str, Any]]]:
    query = select(AuditEntry).where(AuditEntry.object == f"case {case.number}").order_by(AuditEntry.id)
    return [(entry.action, entry.detail) for entry in session.scalars(query)]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction for one test."""
    with database.transaction() as session:
        yield session
