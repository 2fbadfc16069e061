"""`language`: offers and sets the language, each offered in itself."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input, Pressed
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.questions import listen
from ivr.engine.sentences import sentence
from ivr.engine.visit import Visit
from ivr.engine.words import Speech

OFFER = "offer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Step):
    """Offers the line's languages, each in itself, or sets one. Silence keeps the line's first language."""

    verb: ClassVar[str] = "language"
    language: str = declare(Kind.LANGUAGE, "`offer`, or the language to set")
    wait: int | None = declare(Kind.SECONDS, "how long to wait for a key", default=None)
    next: str | None = way("where the call goes on")


def enter(step: Language, visit: Visit) -> Move:
    languages = list(visit.line.languages)
    if step.language != OFFER:
        return _set(step, visit, step.language)
    if len(languages) == 1:
        return Go(step.next)
    for key, language in enumerate(languages, start=1):
        text = sentence("offer", language, visit.line.languages[language].locale)
        visit.speeches.append(Speech(language, text.format(key=key)))
    return listen(visit, at_most=1, finish="", wait=step.wait)


def resume(step: Language, visit: Visit, given: Input) -> Move:
    languages = list(visit.line.languages)
    keys = own_keys(step, visit)
    chosen = languages[keys.index(given.keys)] if isinstance(given, Pressed) and given.keys in keys else languages[0]
    return _set(step, visit, chosen)


def own_keys(step: Language, visit: Visit) -> list[str]:
    return [str(key) for key in range(1, len(visit.line.languages) + 1)]


def _set(step: Language, visit: Visit, language: str) -> Move:
    if language != visit.state.language:
        visit.choose_language(language)
    return Go(step.next)


NODE = Node(Language, enter, resume, own_keys=own_keys)
