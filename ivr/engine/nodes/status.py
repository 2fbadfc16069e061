"""`status`: reads out a case's status, and nothing personal."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.asks import CaseFact, FindCase
from ivr.engine.fields import Kind, declare, way
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.sentences import sentence
from ivr.engine.visit import Visit
from ivr.engine.wording import spoken_date, spoken_digits
from ivr.engine.words import Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Step):
    """Reads out the status of the case whose number was collected, and nothing personal."""

    verb: ClassVar[str] = "status"
    status: str = declare(Kind.ANSWER, "the answer that holds the case number")
    next: str | None = way("where the call goes on")
    not_found: str = way("there is no such case", required=True)


def enter(step: Status, visit: Visit) -> Move:
    number = visit.state.answers.get(step.status)
    fact: CaseFact | None = visit.ask(FindCase(number)) if number else None
    visit.note("status_read", found=fact is not None)
    if fact is None:
        return Go(step.not_found)
    for language in visit.spoken_languages():
        visit.speeches.append(_told(visit, fact, language))
    return Go(step.next)


def _told(visit: Visit, fact: CaseFact, language: str) -> Speech:
    locale = visit.line.languages[language].locale
    text = sentence("status", language, locale).format(
        number=spoken_digits(fact.number),
        date=spoken_date(fact.opened_on, language, locale),
        status=sentence(f"status_{fact.status}", language, locale),
    )
    return Speech(language, text)


NODE = Node(Status, enter)
