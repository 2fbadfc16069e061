"""The engine's loop: one input in, one turnout out."""

from collections.abc import Callable
from functools import partial

from ivr.engine.effects import Finished, Opened
from ivr.engine.inputs import Input, Pressed
from ivr.engine.model import Book
from ivr.engine.moves import Back, Call, Go, Move, Wait
from ivr.engine.nodes import NODES
from ivr.engine.outputs import Answer, Closing, HangUp
from ivr.engine.state import Facts, Frame, State
from ivr.engine.turnout import Turnout
from ivr.engine.visit import Resolve, Visit
from ivr.errors import EngineFault

STEPS_WITHOUT_CALLER = 100
"""So many steps may follow each other before the caller is asked something; more is a loop."""


def begin(book: Book, facts: Facts, flow: str, resolve: Resolve) -> Turnout:
    """The first turn of a call: `flow` from its start. Raises EngineFault when not even `on_error` leads on."""
    state = State(facts=facts, flow=flow, step=book.flows[flow].start)
    languages = book.lines[facts.line].languages
    visit = Visit(book, state, resolve)
    visit.wish(Opened())
    visit.note("arrived", line=facts.line, flow=flow)
    if len(languages) == 1:
        visit.choose_language(next(iter(languages)))
    return _run(visit, Go(state.step))


def turn(book: Book, state: State, given: Input, resolve: Resolve) -> Turnout:
    """One further turn. `state` is changed and returned within the turnout; hand in a fresh copy.

    Raises EngineFault when not even the flow's `on_error` leads on.
    """
    visit = Visit(book, state, resolve)
    if state.ended:
        return _turnout(visit, HangUp())
    return _run(visit, _guarded(visit, partial(_take, visit, given)))


def _take(visit: Visit, given: Input) -> Move:
    node = NODES[visit.step.verb]
    target = _everywhere(visit, given)
    if target == "repeat":
        visit.note("repeated")
        return node.repeat(visit.step, visit) if node.repeat else node.enter(visit.step, visit)
    if target:
        visit.note("pressed_everywhere", keys=given.keys if isinstance(given, Pressed) else "", to=target)
        return Go(target)
    return node.resume(visit.step, visit, given)


def _everywhere(visit: Visit, given: Input) -> str | None:
    """The `everywhere` way of a key that was pressed alone, unless the step uses that key itself."""
    if not isinstance(given, Pressed) or given.keys in NODES[visit.step.verb].own_keys(visit.step, visit):
        return None
    return visit.flow.everywhere.get(given.keys)


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
    return _run(visit, _fault(visit, "too many steps without the caller"))


def _follow(visit: Visit, move: Go | Call | Back) -> Move:
    match move:
        case Go(target):
            _enter_target(visit, target)
        case Call(flow):
            visit.state.stack.append(Frame(visit.state.flow, visit.state.step))
            _enter_flow(visit, flow)
        case Back(end):
            frame = visit.state.stack.pop()
            visit.state.flow, visit.state.step, visit.state.memory = frame.flow, frame.step, {}
            returning = NODES[visit.step.verb].returned
            if returning is None:
                raise EngineFault(f"step {visit.step.name} called no flow")
            return returning(visit.step, visit, end)
    return NODES[visit.step.verb].enter(visit.step, visit)


def _enter_target(visit: Visit, target: str | None) -> None:
    """A step of this flow, else a flow."""
    if target is None:
        raise EngineFault("an outcome without a way on")
    if target in visit.flow.steps:
        visit.state.step, visit.state.memory = target, {}
    else:
        _enter_flow(visit, target)


def _enter_flow(visit: Visit, name: str) -> None:
    if name not in visit.book.flows:
        raise EngineFault(f"neither a step nor a flow: {name}")
    visit.state.flow, visit.state.memory = name, {}
    visit.state.step = visit.flow.start


def _guarded(visit: Visit, act: Callable[[], Move]) -> Move:
    """The move, or on a fault of the flow its `on_error`."""
    try:
        return act()
    except (EngineFault, LookupError) as fault:
        return _fault(visit, str(fault))


def _fault(visit: Visit, why: str) -> Move:
    """Once per call the flow's own `on_error`; after that the program's fallback takes over."""
    visit.note("fault", why=why)
    if visit.state.failed or not visit.flow.defaults.on_error:
        raise EngineFault(why)
    visit.state.failed = True
    visit.say_sentence("fault")
    return Go(visit.flow.defaults.on_error)


def _finish(visit: Visit, end: str) -> Turnout:
    visit.state.ended = True
    visit.note("ended", end=end)
    visit.wish(Finished(helped=not visit.state.failed))
    return _turnout(visit, HangUp())


def _turnout(visit: Visit, closing: Closing) -> Turnout:
    answer = Answer(tuple(visit.speeches), closing)
    return Turnout(visit.state, answer, tuple(visit.journey), tuple(visit.effects))
