"""Being called back instead of waiting: offered, the number confirmed or asked for, and the place in line kept."""

from collections.abc import Callable, Mapping
from typing import Any

from ivr.engine import unhurried
from ivr.engine.asks import PlaceFact, RightNumber
from ivr.engine.effects import Answered, CallbackTaken
from ivr.engine.inputs import Input, keyed
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move
from ivr.engine.questions import listen
from ivr.engine.visit import CALLER_NUMBER, Visit
from ivr.engine.wording import spoken_phone

MOST_TRIES = 3
LISTEN_SECONDS = 8
YES, OTHER = "1", "2"
LIMITS: Mapping[str, str] = {"gave_up": "queue_too_long", "full": "queue_full", "closed": "queue_closed"}
"""Why the wait ends -> what is said."""


def offered_by(step: Step) -> bool:
    """Whether the flow says what follows a callback; only then is one offered."""
    return bool(getattr(step, "callback", None))


def tell_keys(step: Step, visit: Visit) -> None:
    if offered_by(step):
        visit.say_sentence("queue_callback_key")
    visit.say_sentence("queue_stop_key")


def at_the_limit(visit: Visit, why: str, place: PlaceFact | None) -> Move:
    """The line has no room, or no time: why, and the callback instead."""
    visit.memory.update(phase="limit", limit=why, tries={}, minutes=max(1, round(place.waited / 60)) if place else 0)
    return ask_limit(None, visit)


def ask_limit(_: Step | None, visit: Visit) -> Move:
    visit.say_sentence(LIMITS[visit.memory["limit"]], minutes=str(visit.memory["minutes"]))
    visit.say_sentence("queue_limit_keys")
    return listen(visit, at_most=1, wait=LISTEN_SECONDS, finish="")


def begin(visit: Visit) -> Move:
    """With the number that is known, if it can be rung; else it is asked for. A relay service's is not the caller's."""
    visit.memory["tries"] = {}
    facts = visit.state.facts
    known = visit.state.answers.get(CALLER_NUMBER) or (None if facts.relay else facts.caller)
    number = visit.ask(RightNumber(known)) if known else None
    return _confirm(visit, number) if number else ask_number(None, visit)


def ask_number(_: Step | None, visit: Visit) -> Move:
    visit.memory["phase"] = "number"
    visit.say_sentence("your_number")
    return listen(visit, wait=LISTEN_SECONDS)


def ask_confirm(_: Step | None, visit: Visit) -> Move:
    visit.memory["phase"] = "confirm"
    visit.say_sentence("callback_confirm", number=spoken_phone(visit.memory["number"]))
    return listen(visit, at_most=1, wait=LISTEN_SECONDS, finish="")


def answered(step: Any, visit: Visit, given: Input, back: Callable[[], Move]) -> Move:
    """What the caller says to the question that stands; `back` is where they go on without a callback."""
    return ANSWERS[visit.memory["phase"]](step, visit, keyed(given) or "", back)


def _limit(_: Any, visit: Visit, keys: str, back: Callable[[], Move]) -> Move:
    if keys == YES:
        return begin(visit)
    return back() if keys == OTHER or _tried_out(visit, 2) else ask_limit(None, visit)


def _number(_: Any, visit: Visit, keys: str, back: Callable[[], Move]) -> Move:
    number = visit.ask(RightNumber(keys)) if keys else None
    if number:
        return _confirm(visit, number)
    if _tried_out(visit, MOST_TRIES):
        return back()
    visit.say_sentence("wrong_entry" if keys else "silent")
    return ask_number(None, visit)


def _confirm(visit: Visit, number: str) -> Move:
    visit.memory["number"] = number
    return ask_confirm(None, visit)


def _confirmed(step: Any, visit: Visit, keys: str, back: Callable[[], Move]) -> Move:
    """Whoever says nothing to a number that was read to them twice has agreed to it."""
    if keys == YES:
        return _taken(step, visit)
    if keys == OTHER:
        return back() if _tried_out(visit, MOST_TRIES) else ask_number(None, visit)
    return _taken(step, visit) if _tried_out(visit, 2) else ask_confirm(None, visit)


def _taken(step: Any, visit: Visit) -> Move:
    number, group = visit.memory["number"], visit.memory["group"]
    if number != (visit.state.answers.get(CALLER_NUMBER) or visit.state.facts.caller):
        visit.state.answers[CALLER_NUMBER] = number
        visit.wish(Answered(CALLER_NUMBER, "phone", number))
    visit.note("callback_taken", group=group)
    visit.wish(CallbackTaken(group, number))
    visit.say_sentence("callback_taken", number=spoken_phone(number))
    return Go(step.callback)


def _tried_out(visit: Visit, most: int) -> bool:
    """Count one try of the question that stands; whether it was the last."""
    phase, tries = visit.memory["phase"], visit.memory["tries"]
    tries[phase] = tries.get(phase, 0) + 1
    return bool(tries[phase] >= unhurried.tries(most, visit.state.facts))


ASKED: Mapping[str, Callable[[Any, Visit], Move]] = {
    "limit": ask_limit,
    "number": ask_number,
    "confirm": ask_confirm,
}
"""Phase -> its question."""
ANSWERS: Mapping[str, Callable[[Any, Visit, str, Callable[[], Move]], Move]] = {
    "limit": _limit,
    "number": _number,
    "confirm": _confirmed,
}
