"""An agent asks what the script of a kind of request says, and keeps what they were answered."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Case, ScriptAnswer
from afterhours.rules.scripts import YES_NO, Script, ScriptStep
from ivr.errors import Refused
from ivr.phone import normalise

LONGEST = 2000
ASKED_AGAIN = "This question is not open any more: somebody has answered further up. Look at the script again."


def answers_of(session: Session, case: Case) -> dict[str, str]:
    """Question -> the latest answer, of the script of the case's kind of request."""
    rows = session.execute(
        select(ScriptAnswer.step, ScriptAnswer.value)
        .where(ScriptAnswer.case_id == case.id, ScriptAnswer.service == case.service)
        .order_by(ScriptAnswer.at, ScriptAnswer.id)
    )
    return {row.step: row.value for row in rows}


def answer_script(
    session: Session, case: Case, script: Script, name: str, given: str, by: tuple[str, datetime], country: str
) -> Mapping[str, str]:
    """Keep one answer; the answers as they stand now. `by`: login and service time. `country`: of a telephone number.

    The same answer again is kept once. Raises Refused for a question that is not on the way, and for no answer.
    """
    answers = answers_of(session, case)
    step = next((each for each in script.path(answers) if each.name == name and each.kind), None)
    if step is None:
        raise Refused(ASKED_AGAIN)
    value = checked(step, given, country)
    if answers.get(name) == value:
        return answers
    who, now = by
    session.add(
        ScriptAnswer(
            tenant=case.tenant, case_id=case.id, service=case.service or "", step=name, value=value, at=now, by=who
        )
    )
    session.flush()
    return {**answers, name: value}


def checked(step: ScriptStep, given: str, country: str) -> str:
    """The answer as it is kept. Raises Refused."""
    said = " ".join(given.split())
    if step.kind in ("yes_no", "choice") and said not in (YES_NO if step.kind == "yes_no" else step.choices):
        raise Refused("Choose one of the answers.")
    if not said:
        raise Refused("Write what you were answered, or that the caller does not know.")
    if len(said) > LONGEST:
        raise Refused(f"An answer has at most {LONGEST} characters.")
    if step.kind == "number" and not said.isdecimal():
        raise Refused("Write the number in digits, such as 12.")
    return normalise(said, country) if step.kind == "phone" else said
