"""What only one group may see: absent for everybody else at the desk, in every table that tells of the case."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.migrations.access import GUARDED, SEEN
from afterhours.models import Base, Case, CaseEvent, Offer, QueuedCall, TextMessage
from afterhours.parts import Parts
from afterhours.services.casework.restrict_case import open_case, restrict_case
from afterhours.services.signing import Signed
from ivr.errors import Refused
from ivr.store.base import new_key
from tests.support.lines import a_user
from tests.support.nights import COUNTY, Nights

pytestmark = pytest.mark.database
AT = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
NORA = Signed("nora", AT, AT)
GROUP = "social-duty"
TELLS_OF_A_CASE = ("call", "case", "emergency", "emergency_event", "attempt", "case_event", "text_message")
ANSWERING = {"queued_call", "offer"}
"""They hold no word of the caller, but tell that there is one."""
NOT_READ = {"outbox"}
"""The desk puts in, and reads nothing."""

Seen = Callable[[str], list[str]]


@contextmanager
def at_the_desk(parts: Parts, *groups: str, user: UUID | None = None) -> Iterator[Session]:
    with parts.database.transaction() as session:
        session.execute(text("set local role ivr_desk"))
        for name, value in (("tenants", COUNTY), ("groups", ",".join(groups)), ("user", str(user or ""))):
            session.execute(text("select set_config('ivr.' || :name, :value, true)"), {"name": name, "value": value})
        yield session


@pytest.fixture(name="case_id")
def a_case(bare: Parts) -> UUID:
    """With everything that hangs on it."""
    night = Nights(bare)
    emergency = night.taken(AT, "ann")
    key = {"tenant": COUNTY, "created_at": AT, "status": "sent", "purpose": "page", "body": "x", "direction": "out"}
    night.add(
        CaseEvent(tenant=COUNTY, case_id=emergency.case_id, at=AT, actor="nora", what="note", detail={}),
        TextMessage(id=new_key(), emergency_id=emergency.id, call_id=emergency.call_id, idempotency_key="1",
                    from_number="+15195550100", to_number="+15195550171", **key),
    )  # fmt: skip
    return emergency.case_id


def seen(session: Session) -> set[str]:
    return {table for table in TELLS_OF_A_CASE if session.scalar(text(f'select count(*) from "{table}"'))}


def test_everything_of_a_restricted_case_is_absent_for_whoever_is_not_in_its_group(bare: Parts, case_id: UUID) -> None:
    with at_the_desk(bare) as session:
        assert seen(session) == set(TELLS_OF_A_CASE)
        assert restrict_case(session, case_id, GROUP)
        assert seen(session) == set()
    with at_the_desk(bare, "county-desk") as session:
        assert seen(session) == set()
    with at_the_desk(bare, "county-desk", GROUP) as session:
        assert seen(session) == set(TELLS_OF_A_CASE)


def test_a_caller_of_theirs_in_line_is_seen_by_the_group_and_by_whoever_talks_with_them(
    bare: Parts, case_id: UUID
) -> None:
    talks = in_talk(bare, case_id)
    with at_the_desk(bare) as session:
        assert restrict_case(session, case_id, GROUP)
    for groups, user, there in (((), None, 0), ((), new_key(), 0), ((GROUP,), None, 1), ((), talks, 1)):
        with at_the_desk(bare, *groups, user=user) as session:
            assert {session.scalar(text(f"select count(*) from {table}")) for table in ANSWERING} == {there}


def in_talk(parts: Parts, case_id: UUID) -> UUID:
    """Whoever has accepted the caller of this case."""
    user = a_user(parts, "ann").user_id
    common = {"tenant": COUNTY, "case_id": case_id, "group_name": "county_desk"}
    queued = QueuedCall(id=new_key(), line="main", entered_at=AT, place_at=AT, state="joined", **common)
    Nights(parts).add(queued)
    accepted = {"state": "accepted", "offered_at": AT, "accepted_at": AT, "to_e164": "+15195550191"}
    Nights(parts).add(Offer(queued_call_id=queued.id, organisation="county", user_id=user, **accepted, **common))
    return user


def test_whoever_sends_a_case_to_a_group_need_not_be_in_it_and_nobody_takes_it_from_there(
    bare: Parts, case_id: UUID
) -> None:
    with at_the_desk(bare) as session:
        session.add(CaseEvent(tenant=COUNTY, case_id=case_id, at=AT, actor="nora", what="changed", detail={}))
        assert restrict_case(session, case_id, GROUP)
    with at_the_desk(bare, GROUP) as session:
        assert not restrict_case(session, case_id, "another-group")
        assert not restrict_case(session, case_id, None)
        assert session.get_one(Case, case_id).restricted == GROUP


def test_no_case_of_another_council_is_sent_anywhere(bare: Parts, case_id: UUID) -> None:
    with bare.database.transaction() as session:
        session.execute(text("set local role ivr_desk"))
        session.execute(text("select set_config('ivr.tenants', 'wealden-vale', true)"))
        assert not restrict_case(session, case_id, GROUP)


def test_a_member_of_the_group_opens_it_again_with_a_reason(bare: Parts, case_id: UUID) -> None:
    with at_the_desk(bare) as session:
        restrict_case(session, case_id, GROUP)
    with at_the_desk(bare, GROUP) as session:
        case = session.get_one(Case, case_id)
        with pytest.raises(Refused, match="Say why"):
            open_case(session, case, " ", NORA, case.version)
        open_case(session, case, "reported by mistake", NORA, case.version)
    with at_the_desk(bare) as session:
        assert seen(session) == set(TELLS_OF_A_CASE)


def test_a_table_that_tells_of_a_case_is_hidden_with_it() -> None:
    """A new table with a case, call or emergency needs a line in `SEEN` of migrations/access.py (see OF_CASE there)."""
    hang = {"case_id", "call_id", "emergency_id", "from_id"}
    telling = {name for name in GUARDED if hang & set(Base.metadata.tables[name].columns.keys())}
    assert telling - set(SEEN) - NOT_READ == set()


def test_a_case_is_restricted_for_a_year_as_for_a_day(bare: Parts, case_id: UUID) -> None:
    with bare.database.transaction() as session:
        case = session.get_one(Case, case_id)
        case.restricted, case.opened_at = GROUP, AT - timedelta(days=365)
    with at_the_desk(bare) as session:
        assert session.get(Case, case_id) is None
