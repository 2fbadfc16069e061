"""`collect`: digits, or speech: length, range, pattern, read back and confirmed."""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from ivr.engine.effects import Answered
from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input, Pressed, Said
from ivr.engine.model import Span, Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.questions import listen, manners_of, missed
from ivr.engine.visit import Visit
from ivr.engine.wording import spoken_digits
from ivr.engine.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Step):
    """Takes digits, or speech, as the answer to a question."""

    verb: ClassVar[str] = "collect"
    collect: Words = declare(Kind.WORDS, "the question")
    into: str = declare(Kind.NAME, "the name under which the answer is kept")
    digits: Span | None = declare(Kind.SPAN, "how many digits", default=None)
    least: int | None = declare(Kind.COUNT, "the smallest number accepted", default=None)
    most: int | None = declare(Kind.COUNT, "the largest number accepted", default=None)
    pattern: str | None = declare(Kind.PATTERN, "what the whole answer must match", default=None)
    speech: bool = declare(Kind.FLAG, "whether the answer may be spoken", default=False)
    confirm: bool = declare(Kind.FLAG, "whether the answer is read back", default=False)
    secret: bool = declare(Kind.FLAG, "whether the answer is kept out of the case and the journey", default=False)
    tries: int | None = declare(Kind.COUNT, "how often it is asked", default=None)
    wait: int | None = declare(Kind.SECONDS, "how long silence may last", default=None)
    when_silent: Words | None = declare(Kind.WORDS, "said after silence", default=None)
    when_wrong: Words | None = declare(Kind.WORDS, "said after an answer that cannot be right", default=None)
    next: str | None = way("where the call goes on with an answer")
    silent: str | None = way("where silence leads at once, instead of asking again")
    wrong: str | None = way("where a wrong answer leads at once, instead of asking again")
    after_last_try: str | None = way("the way out after the last try")


def enter(step: Collect, visit: Visit) -> Move:
    visit.memory.pop("value", None)
    visit.say(step.collect)
    return listen(visit, at_most=step.digits.most if step.digits else None, wait=step.wait, speech=step.speech)


def resume(step: Collect, visit: Visit, given: Input) -> Move:
    if "value" in visit.memory:
        return _confirmed(step, visit, given)
    match given:
        case Pressed(keys) if _acceptable(step, keys):
            return _taken(step, visit, keys)
        case Said(text) if step.speech and _acceptable(step, text):
            return _taken(step, visit, text)
        case Pressed() | Said():
            return _again(step, visit, "wrong")
        case _:
            return _again(step, visit, "silent")


def repeat(step: Collect, visit: Visit) -> Move:
    return _read_back(visit, visit.memory["value"]) if "value" in visit.memory else enter(step, visit)


def own_keys(step: Collect, visit: Visit) -> tuple[str, ...]:
    """While an answer is read back, 1 and 2 are its keys; a 0 alone is `everywhere`'s even among digits."""
    return ("1", "2") if "value" in visit.memory else ()


def _acceptable(step: Collect, answer: str) -> bool:
    digits = answer.isdecimal()
    span, number = step.digits, int(answer) if digits else None
    if span and not (digits and span.least <= len(answer) <= span.most):
        return False
    if step.pattern and not re.fullmatch(step.pattern, answer):
        return False
    if step.least is None and step.most is None:
        return bool(answer)
    return number is not None and (step.least or 0) <= number and (step.most is None or number <= step.most)


def _taken(step: Collect, visit: Visit, value: str) -> Move:
    if not step.confirm:
        return _kept(step, visit, value)
    visit.memory["value"] = value
    return _read_back(visit, value)


def _read_back(visit: Visit, value: str) -> Move:
    digits = value.isdecimal()
    visit.say_sentence("read_back" if digits else "heard_back", value=spoken_digits(value) if digits else value)
    return listen(visit, at_most=1, finish="")


def _confirmed(step: Collect, visit: Visit, given: Input) -> Move:
    if given == Pressed("2"):
        visit.note("corrected")
        return enter(step, visit)
    if given == Pressed("1"):
        return _kept(step, visit, visit.memory["value"])
    miss: Literal["silent", "wrong"] = "wrong" if isinstance(given, Pressed | Said) else "silent"
    return missed(visit, miss, manners_of(step), lambda: _read_back(visit, visit.memory["value"]))


def _again(step: Collect, visit: Visit, miss: Literal["silent", "wrong"]) -> Move:
    return missed(visit, miss, manners_of(step), lambda: enter(step, visit), "" if miss == "silent" else "wrong_entry")


def _kept(step: Collect, visit: Visit, value: str) -> Move:
    visit.state.answers[step.into] = value
    visit.note("input", name=step.into, value="" if step.secret else value)
    if not step.secret:
        visit.wish(Answered(step.into, "number" if value.isdecimal() else "text", value))
    return Go(step.next)


NODE = Node(Collect, enter, resume, repeat, own_keys=own_keys)
