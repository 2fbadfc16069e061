"""How a kind of step is entered and resumed: one `Node` per verb, gathered in `nodes.NODES`."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from ivr.engine.inputs import Input
from ivr.engine.model import Step
from ivr.engine.moves import Move
from ivr.engine.visit import Visit
from ivr.errors import EngineFault


def _never_resumed(step: Step, visit: Visit, given: Input) -> Move:
    raise EngineFault(f"step {step.name} waits for nothing")


def _no_keys(step: Step, visit: Visit) -> Container[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Node:
    """A verb: its declaration and its behaviour. The callables take the step of exactly this class.

    `repeat`: what `*` does when it is not entering again. `returned`: a flow called from here came back with an end.
    `own_keys`: keys that are this step's even where the flow's `everywhere` has them. `called`: the program called the
    live call here; without it the step repeats itself.
    """

    step: type[Step]
    enter: Callable[[Any, Visit], Move]
    resume: Callable[[Any, Visit, Input], Move] = _never_resumed
    repeat: Callable[[Any, Visit], Move] | None = None
    returned: Callable[[Any, Visit, str], Move] | None = None
    own_keys: Callable[[Any, Visit], Container[str]] = _no_keys
    called: Callable[[Any, Visit], Move] | None = None
