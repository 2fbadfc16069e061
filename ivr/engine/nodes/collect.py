"""`collect`: digits, or speech: length, range, pattern, read back and confirmed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.effects import Answered
from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input, Pressed, Said, keyed
from ivr.engine.model import Span, Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.questions import Miss, listen, manners_of, missed, tried_out, way_out
from ivr.engine.visit import Visit
from ivr.engine.wording import spoken_digits
from ivr.engine.words import Words

_BUILT_IN: Mapping[Miss, str] = {"silent": "silent", "wrong": "wrong_entry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Step):
    """Takes digits, or speech, as the answer to a question."""

    verb: ClassVar[str] = "collect"
    collect: Words = declare(Kind.WORDS, "the question")
    into: str = declare(Kind.ANSWER, "the name under which the answer is kept")
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
    entry = _entry(step, given)
    if entry is not None and _acceptable(step, entry):
        return _taken(step, visit, entry)
    return missed(visit, _miss(given), manners_of(step), lambda: enter(step, visit), _BUILT_IN[_miss(given)])


def repeat(step: Collect, visit: Visit) -> Move:
    return _read_back(visit, visit.memory["value"]) if "value" in visit.memory else enter(step, visit)


def own_keys(step: Collect, visit: Visit) -> tuple[str, ...]:
    """While an answer is read back, 1 and 2 are its keys; a 0 alone is `everywhere`'s even among digits."""
    return ("1", "2") if "value" in visit.memory else ()


def _entry(step: Collect, given: Input) -> str | None:
    """The digits, however they came; other words only where the answer may be spoken."""
    if (keys := keyed(given)) is not None:
        return keys
    return given.text if isinstance(given, Said) and step.speech else None


def _miss(given: Input) -> Miss:
    return "wrong" if isinstance(given, Pressed | Said) else "silent"


def _acceptable(step: Collect, answer: str) -> bool:
    digits = _is_digits(answer)
    span, number = step.digits, int(answer) if digits else None
    if span and not (digits and span.least <= len(answer) <= span.most):
        return False
    if step.pattern and not re.fullmatch(step.pattern, answer):
        return False
    if step.least is None and step.most is None:
        return bool(answer)
    return number is not None and (step.least or 0) <= number and (step.most is None or number <= step.most)


def _is_digits(answer: str) -> bool:
    return answer.isascii() and answer.isdecimal()


def _taken(step: Collect, visit: Visit, value: str) -> Move:
    """Read back where that is wished; but what is secret is never said aloud."""
    if step.secret or not step.confirm:
        return _kept(step, visit, value)
    visit.memory["value"] = value
    return _read_back(visit, value)


def _read_back(visit: Visit, value: str) -> Move:
    digits = _is_digits(value)
    visit.say_sentence("read_back" if digits else "heard_back", value=spoken_digits(value) if digits else value)
    return listen(visit, at_most=1, finish="")


def _confirmed(step: Collect, visit: Visit, given: Input) -> Move:
    """1 keeps it, 2 asks again; that counts as a try, so that a caller who always presses 2 reaches a person."""
    match keyed(given):
        case "1":
            return _kept(step, visit, visit.memory["value"])
        case "2":
            visit.note("corrected")
            return way_out(visit, manners_of(step)) if tried_out(visit, manners_of(step)) else enter(step, visit)
        case _:
            return missed(visit, _miss(given), manners_of(step), lambda: _read_back(visit, visit.memory["value"]))


def _kept(step: Collect, visit: Visit, value: str) -> Move:
    visit.state.answers[step.into] = value
    visit.state.secret = [name for name in visit.state.secret if name != step.into]
    visit.note("input", name=step.into, value="" if step.secret else value)
    if step.secret:
        visit.state.secret.append(step.into)
    else:
        visit.wish(Answered(step.into, "number" if _is_digits(value) else "text", value))
    return Go(step.next)


NODE = Node(Collect, enter, resume, repeat, own_keys=own_keys)
