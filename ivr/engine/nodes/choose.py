"""`choose`: the first condition that holds. There are no expressions; each condition has a name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from ivr.engine.asks import IsOpen, Today
from ivr.engine.fields import Kind, declare, way
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.visit import Visit

CONDITIONS: Mapping[str, str] = {
    "hours": "a calendar of hours.yaml is open (`is: closed` for the opposite)",
    "language": "the caller's language",
    "channel": "voice or text",
    "caller": "known (one record has this number), several, unknown or withheld",
    "open_case": "yes or no: this number has a case that is still open",
    "blocked": "yes or no: calls from this number are answered by message only, since a supervisor decided so",
    "relay": "yes or no: an operator of a relay service speaks for the caller",
    "answer": "an answer of this call equals `is`; without `is`, it was given at all",
    "dates": "today lies in this range, both days included",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One line of a `choose`: `subject` is a name from CONDITIONS, `value` stands beside it, `equals` is its `is`."""

    subject: str
    value: str
    equals: str = ""
    go: str
    line: int = 0

    @property
    def outcome(self) -> str:
        """The condition in words, such as `hours town-hall closed`."""
        return f"{self.subject} {self.value} {self.equals}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Step):
    """Takes the way of the first condition that holds."""

    verb: ClassVar[str] = "choose"
    choose: tuple[Condition, ...] = declare(Kind.CONDITIONS, "the conditions, in order")
    otherwise: str = way("where the call goes when none holds", required=True)

    def outcomes(self) -> Iterator[tuple[str, str]]:
        yield from ((each.outcome, each.go) for each in self.choose)
        yield "otherwise", self.otherwise


def enter(step: Choose, visit: Visit) -> Move:
    for condition in step.choose:
        if _TESTS[condition.subject](condition, visit):
            visit.note("chosen", because=_reason(condition, visit))
            return Go(condition.go)
    visit.note("chosen", because="otherwise")
    return Go(step.otherwise)


def _reason(condition: Condition, visit: Visit) -> str:
    """The condition in words, for the journey; a secret answer stays out of it."""
    secret = condition.subject == "answer" and condition.value in visit.state.secret
    return f"{condition.subject} {condition.value} {'' if secret else condition.equals}".strip()


def _hours(condition: Condition, visit: Visit) -> bool:
    is_open: bool = visit.ask(IsOpen(condition.value))
    return is_open == (condition.equals != "closed")


def _caller(condition: Condition, visit: Visit) -> bool:
    facts = visit.state.facts
    if facts.caller is None:
        return condition.value == "withheld"
    return condition.value == ("unknown", "known", "several")[min(facts.records, 2)]


def _open_case(condition: Condition, visit: Visit) -> bool:
    return (visit.state.facts.open_cases > 0) == (condition.value == "yes")


def _blocked(condition: Condition, visit: Visit) -> bool:
    return visit.state.facts.blocked == (condition.value == "yes")


def _relay(condition: Condition, visit: Visit) -> bool:
    return visit.state.facts.relay == (condition.value == "yes")


def _answer(condition: Condition, visit: Visit) -> bool:
    """Given at all counts also for a secret answer, and for one that is a recording."""
    given = visit.state.answers.get(condition.value)
    return given == condition.equals if condition.equals else bool(given)


def _dates(condition: Condition, visit: Visit) -> bool:
    first, _, last = (part.strip() for part in condition.value.partition(".."))
    today: date = visit.ask(Today())
    return date.fromisoformat(first) <= today <= date.fromisoformat(last or first)


_TESTS: Mapping[str, Callable[[Condition, Visit], Any]] = {
    "hours": _hours,
    "language": lambda condition, visit: visit.language == condition.value,
    "channel": lambda condition, visit: visit.state.facts.channel == condition.value,
    "caller": _caller,
    "open_case": _open_case,
    "blocked": _blocked,
    "relay": _relay,
    "answer": _answer,
    "dates": _dates,
}

NODE = Node(Choose, enter)
