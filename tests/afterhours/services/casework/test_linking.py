"""Cases that belong together are linked once, suggested by caller and service, and read from both sides."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Case
from afterhours.services.casework.linking import link_cases, links_of, suggested, unlink_cases
from ivr.errors import NotFound, Refused
from tests.afterhours.services.casework.conftest import AT, NORA, a_case, history

pytestmark = pytest.mark.database
ALL = select(Case)


def test_a_link_is_read_from_both_sides(session: Session) -> None:
    first, second = a_case(session), a_case(session)
    link_cases(session, second, first, "repeat_of", NORA, second.version)
    (ahead,), (behind,) = links_of(session, second, ALL), links_of(session, first, ALL)
    assert (ahead.kind, ahead.ahead, ahead.case) == ("repeat_of", True, first)
    assert (behind.kind, behind.ahead, behind.case) == ("repeat_of", False, second)
    assert (first.status, second.status) == ("new", "new")


def test_a_linked_case_that_may_not_be_seen_is_not_shown(session: Session) -> None:
    first, second = a_case(session), a_case(session)
    link_cases(session, second, first, "parent", NORA, second.version)
    assert links_of(session, second, ALL.where(Case.id != first.id)) == []


@pytest.mark.parametrize(
    ("kind", "tenant", "said"),
    [
        pytest.param("cousin", "county", "Choose one of", id="unknown kind"),
        pytest.param("parent", "vale", "another council", id="another council's"),
    ],
)
def test_what_does_not_belong_together_is_not_linked(session: Session, kind: str, tenant: str, said: str) -> None:
    first, second = a_case(session, tenant=tenant), a_case(session)
    with pytest.raises(Refused, match=said):
        link_cases(session, second, first, kind, NORA, second.version)


def test_a_case_is_not_linked_with_itself_nor_twice_nor_in_a_circle(session: Session) -> None:
    first, second = a_case(session), a_case(session)
    with pytest.raises(Refused, match="this case itself"):
        link_cases(session, first, first, "repeat_of", NORA, first.version)
    link_cases(session, second, first, "duplicate_of", NORA, second.version)
    for one, other in ((second, first), (first, second)):
        with pytest.raises(Refused, match="already"):
            link_cases(session, one, other, "duplicate_of", NORA, one.version)


def test_a_link_is_taken_back_and_both_cases_tell_of_it(session: Session) -> None:
    first, second = a_case(session), a_case(session)
    link_cases(session, second, first, "follow_up_of", NORA, second.version)
    (link,) = links_of(session, second, ALL)
    unlink_cases(session, first, link.link_id, NORA)
    assert links_of(session, second, ALL) == []
    assert [history(session, each)[-1][0] for each in (first, second)] == ["unlinked", "unlinked"]
    with pytest.raises(NotFound):
        unlink_cases(session, first, link.link_id, NORA)


def test_a_case_of_the_same_caller_about_the_same_is_suggested_for_a_week(session: Session) -> None:
    about = {"service": "lost-dog"}
    old = a_case(session, opened_at=AT - timedelta(days=8), **about)
    done = a_case(session, opened_at=AT - timedelta(days=6), status="resolved", **about)
    going = a_case(session, opened_at=AT - timedelta(days=2), status="open", **about)
    a_case(session, opened_at=AT - timedelta(days=2), service="water-main-break")
    a_case(session, opened_at=AT - timedelta(days=2), caller_e164="+15195550199", **about)
    case = a_case(session, **about)
    assert suggested(session, case, ALL) == [(going, "progress_chase_of"), (done, "repeat_of")]
    assert old not in [each for each, _ in suggested(session, case, ALL)]
    link_cases(session, case, going, "progress_chase_of", NORA, case.version)
    assert suggested(session, case, ALL) == [(done, "repeat_of")]


@pytest.mark.parametrize("lacks", [{"caller_e164": None}, {"service": None}], ids=["no number", "no service"])
def test_without_a_number_or_a_service_nothing_is_suggested(session: Session, lacks: dict[str, None]) -> None:
    a_case(session, opened_at=AT - timedelta(days=2), service="lost-dog")
    assert suggested(session, a_case(session, **{"service": "lost-dog", **lacks}), ALL) == []
