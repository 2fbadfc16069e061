"""Flows within flows: what an outer flow offers a caller who is inside a sub-flow, and leaving for it."""

from collections.abc import Iterator

from ivr.engine.built_in import BUILT_IN
from ivr.engine.model import Flow
from ivr.engine.state import Frame
from ivr.engine.visit import Visit
from ivr.errors import EngineFault

DEEPEST = 20
"""So many flows may be inside each other; deeper is a flow that calls itself, and a state that grows for ever."""


def outward(visit: Visit) -> Iterator[tuple[int, Flow]]:
    """(how many flows up, flow), from the flow the caller is in to the first one."""
    names = [visit.state.flow, *(frame.flow for frame in reversed(visit.state.stack))]
    yield from ((up, visit.book.flows[name]) for up, name in enumerate(names) if name in visit.book.flows)


def call(visit: Visit, flow: str) -> None:
    """Into `flow`, from its start, which comes back to this step."""
    if len(visit.state.stack) >= DEEPEST:
        raise EngineFault(f"more than {DEEPEST} flows inside each other")
    here = Frame(visit.state.flow, visit.state.step)
    enter_flow(visit, flow)
    visit.state.stack.append(here)


def leave(visit: Visit, flows: int) -> None:
    """Out of so many flows, to the step that called the outermost of them."""
    for _ in range(flows):
        frame = visit.state.stack.pop()
        visit.state.flow, visit.state.step, visit.state.memory = frame.flow, frame.step, {}


def enter_flow(visit: Visit, name: str) -> None:
    flow = visit.book.flows.get(name) or BUILT_IN.get(name)
    if flow is None:
        raise EngineFault(f"neither a step nor a flow: {name}")
    visit.state.flow, visit.state.step, visit.state.memory = name, flow.start, {}
