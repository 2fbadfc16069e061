"""Answers of a script are kept with the case, and only to questions that are on the way."""

import pytest
from sqlalchemy import select, update

from afterhours.models import Case, ScriptAnswer
from afterhours.parts import Parts
from afterhours.rules.scripts import Script, ScriptStep
from afterhours.services.casework.answer_script import answer_script, answers_of
from ivr.errors import Refused
from tests.afterhours.conftest import NOW, Caller

WORDS = {"en": "?"}
SCRIPT = Script(
    {
        each.name: each
        for each in (
            ScriptStep(name="safe", kind="yes_no", words=WORDS, go={"no": "number"}, next="age"),
            ScriptStep(name="age", kind="number", words=WORDS),
            ScriptStep(name="number", kind="phone", words=WORDS),
        )
    }
)


@pytest.fixture
def case(parts: Parts, caller: Caller) -> Case:
    caller.rings()
    with parts.database.transaction() as session:
        session.execute(update(Case).where(Case.id == caller.case.id).values(service="lost-dog"))
    return caller.case


def answered(parts: Parts, case: Case, step: str, given: str) -> dict[str, str]:
    with parts.database.transaction() as session:
        found = session.get_one(Case, case.id, populate_existing=True)
        return dict(answer_script(session, found, SCRIPT, step, given, ("nora", NOW), "CA"))


def test_the_latest_answer_counts_and_the_earlier_one_stays_to_be_seen(parts: Parts, case: Case) -> None:
    answered(parts, case, "safe", "yes")
    answered(parts, case, "safe", "yes")
    assert answered(parts, case, "safe", "no") == {"safe": "no"}
    with parts.database.transaction() as session:
        rows = session.scalars(select(ScriptAnswer).order_by(ScriptAnswer.id)).all()
        assert [(each.step, each.value, each.by) for each in rows] == [("safe", "yes", "nora"), ("safe", "no", "nora")]
        assert answers_of(session, session.get_one(Case, case.id)) == {"safe": "no"}


def test_a_telephone_number_is_kept_as_it_can_be_dialled(parts: Parts, case: Case) -> None:
    answered(parts, case, "safe", "no")
    assert answered(parts, case, "number", "519 555 0123")["number"] == "+15195550123"


@pytest.mark.parametrize(
    ("step", "given", "said"),
    [
        pytest.param("age", "7", "not open any more", id="a question that is not on the way"),
        pytest.param("nothing", "7", "not open any more", id="a question that is none"),
        pytest.param("safe", "perhaps", "Choose one", id="an answer that is none"),
        pytest.param("safe", " ", "Choose one", id="nothing"),
    ],
)
def test_what_cannot_be_answered_is_told(parts: Parts, case: Case, step: str, given: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        answered(parts, case, step, given)


def test_a_number_is_written_in_digits(parts: Parts, case: Case) -> None:
    answered(parts, case, "safe", "yes")
    with pytest.raises(Refused, match="in digits"):
        answered(parts, case, "age", "seven")
