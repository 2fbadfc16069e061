"""`language`: offers and sets the language, each offered in itself."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input, keyed
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.questions import excuse, listen, manners_of, tried_out
from ivr.engine.visit import Visit

OFFER = "offer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Step):
    """Offers the languages of the line, each in itself, or sets one. Silence keeps what is.

    At first that is the line's first language. A key that is no choice hears the offer again. A language
    that the line does not speak is not set.
    """

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
        visit.say_sentence_in(language, "offer", key=str(key))
    return listen(visit, at_most=1, finish="", wait=step.wait)


def resume(step: Language, visit: Visit, given: Input) -> Move:
    offered = dict(zip(own_keys(step, visit), visit.line.languages, strict=True))
    pressed = keyed(given)
    if pressed in offered:
        return _set(step, visit, offered[pressed])
    if pressed is None or tried_out(visit, manners_of(step)):
        return _set(step, visit, visit.language)
    visit.note("invalid_input")
    excuse(visit, "wrong", manners_of(step))
    return enter(step, visit)


def own_keys(step: Language, visit: Visit) -> list[str]:
    return [str(key) for key in range(1, len(visit.line.languages) + 1)]


def _set(step: Language, visit: Visit, language: str) -> Move:
    if language not in visit.line.languages:
        visit.note("language_not_on_line", language=language)
    elif language != visit.state.language:
        visit.choose_language(language)
    return Go(step.next)


NODE = Node(Language, enter, resume, own_keys=own_keys)
