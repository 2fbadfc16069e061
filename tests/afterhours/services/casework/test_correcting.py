"""What stands in a case is put right with what stood there before, and notes stand beside each other."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from afterhours.models import CaseEvent
from afterhours.services.casework.correcting import LONGEST, correct_case, note_case
from afterhours.services.casework.shift import SHIFT, own_of_shift
from afterhours.services.casework.writing import ChangedMeanwhile
from ivr.errors import Refused
from ivr.store.base import new_key
from tests.afterhours.services.casework.conftest import AT, NORA, a_case, audit, history

pytestmark = pytest.mark.database


def test_a_correction_keeps_what_stood_there_and_the_audit_only_which_fields(session: Session) -> None:
    case = a_case(session, location="12 Main Street", kind="contact")
    given = {"location": " 21  Main Street ", "service": "lost-dog", "subject": ""}
    assert correct_case(session, case, given, NORA, case.version)
    assert (case.location, case.service, case.kind, case.version) == (
        "21 Main Street",
        "lost-dog",
        "service_request",
        2,
    )
    fields = {"location": ["12 Main Street", "21 Main Street"], "service": [None, "lost-dog"]}
    assert history(session, case) == [("changed", {"fields": fields})]
    assert audit(session, case) == [("case.changed", {"fields": ["location", "service"]})]


def test_what_stands_there_already_is_no_change(session: Session) -> None:
    case = a_case(session, location="12 Main Street")
    assert not correct_case(session, case, {"location": "12 Main Street", "subject": None}, NORA, case.version)
    assert (case.version, history(session, case)) == (1, [])


def test_of_two_who_correct_at_once_the_second_learns_of_the_first(session: Session) -> None:
    case = a_case(session)
    seen = case.version
    correct_case(session, case, {"subject": "a tree"}, NORA, seen)
    with pytest.raises(ChangedMeanwhile):
        correct_case(session, case, {"subject": "a branch"}, NORA, seen)
    assert case.subject == "a tree"


@pytest.mark.parametrize(
    ("priority", "to"), [("normal", "emergency"), ("emergency", "normal"), ("normal", "whatever")]
)  # fmt: skip
def test_an_emergency_is_neither_written_down_nor_written_away(session: Session, priority: str, to: str) -> None:
    case = a_case(session, priority=priority)
    with pytest.raises(Refused):
        correct_case(session, case, {"priority": to}, NORA, case.version)
    assert case.priority == priority


def test_a_note_is_kept_in_the_history_and_its_words_are_not_in_the_audit(session: Session) -> None:
    case = a_case(session)
    note_case(session, case, "  The caller   rang again.\nShe is 84. ", NORA)
    assert history(session, case) == [("note", {"text": "The caller rang again.\nShe is 84."})]
    assert (audit(session, case), case.version) == ([("case.note", {})], 1)


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST + 1)], ids=["nothing", "blanks", "too long"])
def test_a_note_says_something_and_not_too_much(session: Session, text: str) -> None:
    with pytest.raises(Refused):
        note_case(session, a_case(session), text, NORA)


def test_a_case_is_an_agents_own_for_a_shift_after_they_wrote_into_it_as_its_agent(session: Session) -> None:
    case, noted = a_case(session), a_case(session)
    for each, what in ((case, "wrapped_up"), (noted, "note")):
        session.add(CaseEvent(tenant="county", case_id=each.id, at=AT, actor="nora", what=what))
    session.flush()
    user = new_key()
    assert own_of_shift(session, case, user, "nora", AT + SHIFT - timedelta(minutes=1))
    assert not own_of_shift(session, case, user, "nora", AT + SHIFT + timedelta(minutes=1))
    assert not own_of_shift(session, case, user, "bo", AT)
    assert not own_of_shift(session, noted, user, "nora", AT)
