"""An emergency as the texts about it tell it: from its case, in the words of the live site."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from afterhours.models import Case, Emergency
from afterhours.rules.page_texts import CONFIDENTIAL, OTHERWISE, Page
from afterhours.site import Site
from ivr.engine.model import Question
from ivr.phone import display

YES_NO: Mapping[str, Mapping[str, str]] = {"en": {"yes": "yes", "no": "no"}, "fr": {"yes": "oui", "no": "non"}}


def page_of(
    session: Session, site: Site, emergency: Emergency, language: str | None, link: str = "", *, proven: bool = False
) -> Page:
    """As it is known now. `language`: that of whoever reads it, for the caller's choices; `link` from `accept_url`.

    Of a restricted case nothing is told but its number, unless whoever reads it has accepted it and is `proven`: by
    their PIN, or by their sign-in.
    """
    case = session.get_one(Case, emergency.case_id)
    if case.restricted and not proven:
        return veiled(case, line_title(site, emergency), link)
    line, request = site.book.lines.get(emergency.line), site.book.requests.get(emergency.service)
    country = line.country if line else ""
    return Page(
        case=case.number,
        service=request.title if request else {OTHERWISE: plain_name(emergency.service)},
        line=line_title(site, emergency),
        place=case.location,
        words=words_of(case, request.questions if request else (), language or OTHERWISE),
        caller=display(case.caller_e164, country) if case.caller_e164 else None,
        caller_state=case.caller_state,
        link=link,
    )


def veiled(case: Case, line: Mapping[str, str], link: str) -> Page:
    return Page(case=case.number, service=CONFIDENTIAL, line=line, link=link, veiled=True)


def line_title(site: Site, emergency: Emergency) -> Mapping[str, str]:
    line = site.book.lines.get(emergency.line)
    return line.title if line and line.title else {OTHERWISE: plain_name(emergency.line).capitalize()}


def words_of(case: Case, questions: tuple[Question, ...], language: str) -> str:
    """What the caller answered beside the place; of yes and no the question, too."""
    asked = {question.name: question for question in questions}
    told = (answer_of(each, asked.get(each["question"]), language) for each in case.answers if not is_place(each, case))
    return " / ".join(each for each in told if each)


def is_place(answer: Mapping[str, Any], case: Case) -> bool:
    return answer.get("kind") == "address" or bool(case.location and answer.get("value") == case.location)


def answer_of(answer: Mapping[str, Any], question: Question | None, language: str) -> str:
    value = str(answer.get("value") or "")
    if answer.get("kind") == "yes_no" and question is not None and value:
        said = YES_NO.get(language, YES_NO[OTHERWISE]).get(value, value)
        return f"{in_language(question.ask, language)} {said}"
    if question is not None and value in question.choices:
        return in_language(question.choices[value], language)
    return value


def in_language(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")


def plain_name(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
