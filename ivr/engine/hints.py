"""What must still be known of a call when its state cannot be read: whose emergency it is, or would be at each key.

It travels in the address of the next turn, so that a caller whose key meets a database that is away reaches the people
on duty all the same.
"""

from collections.abc import Mapping

from ivr.engine.model import Book, Flow
from ivr.engine.nodes.ask import Ask
from ivr.engine.nodes.emergency import Emergency
from ivr.engine.nodes.go import Go
from ivr.engine.nodes.report import Report
from ivr.engine.nodes.say import Say
from ivr.engine.state import State

RAISED = ""
"""The key under which the roster of an emergency stands that has been raised."""
MOST_STEPS = 5
"""So many steps between a key and its emergency are followed; `ivr check` allows no question between them."""


def hints(book: Book, state: State) -> Mapping[str, str]:
    """Key -> roster; `RAISED` -> the roster of what was raised already."""
    if state.roster:
        return {RAISED: state.roster}
    flow = book.flows.get(state.flow)
    step = flow.steps.get(state.step) if flow else None
    if flow is None or not isinstance(step, Ask) or state.ended:
        return {}
    found = {key: roster_behind(book, flow, choice.go) for key, choice in step.keys.items()}
    return {key: roster for key, roster in found.items() if roster}


def roster_behind(book: Book, flow: Flow, target: str | None) -> str | None:
    """The roster of the emergency that is raised at a step, or by what follows it without asking anything."""
    for _ in range(MOST_STEPS):
        step = flow.steps.get(target or "")
        match step:
            case Report(report=kind) if kind in book.requests:
                return book.requests[kind].emergency
            case Emergency(emergency=roster):
                return roster
            case Say(next=onward) | Go(go=onward):
                target = onward
            case _:
                return None
    return None
