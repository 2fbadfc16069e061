"""The engine's loop: one input in, one turnout out.

What a wrong flow or a wrong fact can cause is a fault, and leads to `on_error`. What fails outside (a database that is
gone, raised by `resolve`) passes through unchanged: such a turn has not happened.
"""

import re
from collections.abc import Callable
from functools import partial

from ivr.engine import by_message, rescue, unhurried
from ivr.engine.built_in import OWN_LINE
from ivr.engine.effects import Finished, Opened
from ivr.engine.frames import call, enter_flow, leave, outward
from ivr.engine.inputs import Called, Input, keyed, meant
from ivr.engine.model import Book
from ivr.engine.moves import Back, Call, Go, Move, Wait
from ivr.engine.nodes import node_of
from ivr.engine.outputs import Answer, Closing, HangUp
from ivr.engine.state import Facts, State
from ivr.engine.turnout import Stranded, Turnout
from ivr.engine.visit import Resolve, Visit
from ivr.errors import EngineFault

STEPS_WITHOUT_CALLER = 100
"""So many steps may follow each other before the caller is asked something; more is a loop."""

FAULTS = (EngineFault, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, re.error)
REPEAT = "repeat"


def begin(book: Book, facts: Facts, flow: str, resolve: Resolve) -> Turnout:
    """The first turn of a call: `flow` from its start. Raises Stranded when not even `on_error` leads on."""
    visit = Visit(book, State(facts=facts, flow=flow, step=""), resolve)
    visit.wish(Opened())
    return _safely(visit, partial(_open, visit, flow))


def turn(book: Book, state: State, given: Input, resolve: Resolve) -> Turnout:
    """One further turn. `state` is changed and returned within the turnout; hand in a fresh copy.

    Raises Stranded when not even `on_error` leads on.
    """
    visit = Visit(book, state, resolve)
    if state.ended:
        return _turnout(visit, HangUp())
    if state.rescued:
        return rescue.resume(visit, given)
    return _safely(visit, lambda: _run(visit, _guarded(visit, partial(_take, visit, meant(given)))))


def _safely(visit: Visit, act: Callable[[], Turnout]) -> Turnout:
    try:
        return act()
    except FAULTS as fault:
        raise Stranded(str(fault), visit) from fault


def begin_leg(book: Book, facts: Facts, flow: str, language: str, resolve: Resolve) -> Turnout:
    """The first turn of a call to somebody who was rung: `flow` is one of `built_in.LEGS`, `language` of the line's."""
    visit = Visit(book, State(facts=facts, flow=flow, step="", language=language), resolve)
    return _safely(visit, lambda: _run(visit, Go(flow)))


def _open(visit: Visit, flow: str) -> Turnout:
    enter_flow(visit, flow)
    if visit.state.facts.duty:
        call(visit, OWN_LINE)
    visit.note("arrived", line=visit.line.name, flow=flow)
    languages = list(visit.line.languages)
    if len(languages) == 1:
        visit.choose_language(languages[0])
    return _run(visit, Go(visit.state.step))


def _take(visit: Visit, given: Input) -> Move:
    node = node_of(visit.step)
    if by_message.MEMORY in visit.memory:
        return by_message.take(visit, given)
    if isinstance(given, Called):
        return (node.called or node.repeat or node.enter)(visit.step, visit)
    up, target = _everywhere(visit, given)
    if target == REPEAT:
        visit.note("repeated")
        return node.repeat(visit.step, visit) if node.repeat else node.enter(visit.step, visit)
    if target:
        visit.note("pressed_everywhere", keys=keyed(given), to=target)
        leave(visit, up)
        return Go(target)
    return node.resume(visit.step, visit, given)


def _everywhere(visit: Visit, given: Input) -> tuple[int, str | None]:
    """The `everywhere` way of a key pressed alone, and how many flows up it stands; a step's own key comes first."""
    keys = keyed(given)
    if keys is None or keys in node_of(visit.step).own_keys(visit.step, visit):
        return 0, None
    return next(((up, flow.everywhere[keys]) for up, flow in outward(visit) if keys in flow.everywhere), (0, None))


def _run(visit: Visit, move: Move) -> Turnout:
    """Follow moves until the caller is waited for, or the call is over."""
    for _ in range(STEPS_WITHOUT_CALLER):
        match move:
            case Wait(closing):
                return _turnout(visit, closing)
            case Back(end) if not visit.state.stack:
                return _finish(visit, end)
            case _:
                move = _guarded(visit, partial(_follow, visit, move))
    visit.speak_once()
    return _run(visit, _fault(visit, "too many steps without the caller"))


def _follow(visit: Visit, move: Go | Call | Back) -> Move:
    match move:
        case Go(target):
            _enter_target(visit, target)
        case Call(flow):
            call(visit, flow)
        case Back(end):
            return _return(visit, end)
    if by_message.only_by_message(visit):
        return by_message.ask(visit)
    return node_of(visit.step).enter(visit.step, visit)


def _return(visit: Visit, end: str) -> Move:
    """To the step that called this flow; a step that calls none stood behind a flow of the program, and begins now."""
    leave(visit, 1)
    returned = node_of(visit.step).returned
    return returned(visit.step, visit, end) if returned else Go(visit.state.step)


def _enter_target(visit: Visit, target: str | None) -> None:
    """A step of this flow, else a flow."""
    if target is None:
        raise EngineFault("an outcome without a way on")
    if target in visit.flow.steps:
        visit.state.step, visit.state.memory = target, {}
    else:
        enter_flow(visit, target)


def _guarded(visit: Visit, act: Callable[[], Move]) -> Move:
    """The move, or on a fault of the flow its `on_error`."""
    try:
        return act()
    except FAULTS as fault:
        return _fault(visit, str(fault))


def _fault(visit: Visit, why: str) -> Move:
    """Once per call the `on_error` of this flow, else of the flow that called it; then the program's fallback."""
    visit.note("fault", why=why)
    ways = ((up, flow.defaults.on_error) for up, flow in outward(visit) if flow.defaults.on_error)
    up, way = next(ways, (0, None))
    if visit.state.failed or way is None:
        raise EngineFault(why)
    visit.state.failed = True
    leave(visit, up)
    visit.say_sentence("fault")
    return Go(way)


def _finish(visit: Visit, end: str) -> Turnout:
    visit.state.ended = True
    visit.note("ended", end=end)
    visit.wish(Finished(helped=not visit.state.failed))
    return _turnout(visit, HangUp())


def _turnout(visit: Visit, closing: Closing) -> Turnout:
    answer = Answer(tuple(visit.speeches), unhurried.patient(closing, visit.state.facts))
    return Turnout(visit.state, answer, tuple(visit.journey), tuple(visit.effects))
