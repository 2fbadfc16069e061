"""A case goes on as the table of its life allows, once, with a reason, and with what tells of it."""

import pytest
from sqlalchemy.orm import Session

from afterhours.models import Complaint, Emergency
from afterhours.services.casework.linking import link_cases
from afterhours.services.casework.moving import move_case
from afterhours.services.casework.writing import ChangedMeanwhile
from ivr.errors import Refused
from tests.afterhours.services.casework.conftest import AT, NORA, a_case, audit, history
from tests.support.emergencies import an_emergency

pytestmark = pytest.mark.database


def test_a_move_is_told_in_the_history_and_in_the_audit_with_its_reason(session: Session) -> None:
    case = a_case(session)
    move_case(session, case, "waiting", "caller", NORA, case.version)
    told = {"from": "new", "to": "waiting", "reason": "caller"}
    assert (case.status, case.status_reason, case.version) == ("waiting", "caller", 2)
    assert (history(session, case), audit(session, case)) == ([("moved", told)], [("case.moved", told)])


def test_whoever_decides_on_what_has_changed_meanwhile_is_told_and_changes_nothing(session: Session) -> None:
    case = a_case(session)
    seen = case.version
    move_case(session, case, "open", "", NORA, seen)
    with pytest.raises(ChangedMeanwhile, match="Look at it again"):
        move_case(session, case, "resolved", "", NORA, seen)
    assert len(history(session, case)) == 1


def test_a_case_that_is_opened_again_counts_it_and_forgets_when_it_ended(session: Session) -> None:
    case = a_case(session, status="open")
    move_case(session, case, "resolved", "", NORA, case.version)
    assert case.resolved_at == AT
    move_case(session, case, "closed", "", NORA, case.version)
    assert case.closed_at == AT
    move_case(session, case, "open", "not_solved", NORA, case.version)
    ended: list[object] = [case.closed_at, case.resolved_at]
    assert (case.reopened, ended) == (1, [None, None])


@pytest.mark.parametrize(
    ("status", "to", "reason"),
    [
        pytest.param("new", "waiting", "", id="for what it waits is not said"),
        pytest.param("new", "closed", "done", id="nobody has worked on it"),
        pytest.param("closed", "open", "", id="why again is not said"),
        pytest.param("closed", "waiting", "caller", id="may not follow"),
        pytest.param("open", "open", "", id="stays"),
        pytest.param("open", "closed", "duplicate", id="of which case is not said"),
    ],
)
def test_what_may_not_be_is_refused_and_changes_nothing(session: Session, status: str, to: str, reason: str) -> None:
    case = a_case(session, status=status)
    with pytest.raises(Refused):
        move_case(session, case, to, reason, NORA, case.version)
    assert (case.status, history(session, case)) == (status, [])


def test_a_case_is_not_over_before_its_emergency(session: Session) -> None:
    case = a_case(session, status="open")
    session.get_one(Emergency, an_emergency(session)).case_id = case.id
    session.flush()
    with pytest.raises(Refused, match="emergency is not over"):
        move_case(session, case, "resolved", "", NORA, case.version)


def test_a_case_is_not_over_before_its_complaint(session: Session) -> None:
    case = a_case(session, status="open", kind="complaint")
    session.add(Complaint(case_id=case.id, tenant="county", received_at=AT))
    session.flush()
    with pytest.raises(Refused, match="complaint is not closed"):
        move_case(session, case, "closed", "done", NORA, case.version)


def test_a_duplicate_closes_with_its_link_and_both_cases_tell_of_it(session: Session) -> None:
    first, second = a_case(session), a_case(session)
    link_cases(session, second, first, "duplicate_of", NORA, second.version)
    assert (second.status, second.status_reason, first.status) == ("closed", "duplicate", "new")
    assert [what for what, _ in history(session, second)] == ["linked", "moved"]
    assert history(session, first) == [("linked_from", {"kind": "duplicate_of", "case": second.number})]
