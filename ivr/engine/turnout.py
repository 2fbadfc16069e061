"""What one turn of the engine yields."""

from dataclasses import dataclass

from ivr.engine.effects import Effect
from ivr.engine.outputs import Answer
from ivr.engine.state import State
from ivr.engine.visit import JourneyEvent, Visit
from ivr.errors import EngineFault


@dataclass(frozen=True, slots=True)
class Turnout:
    """The new state, what to say and wait for, what happened, and what is wished."""

    state: State
    answer: Answer
    journey: tuple[JourneyEvent, ...]
    effects: tuple[Effect, ...]


class Stranded(EngineFault):
    """Not even `on_error` leads on: the program's fallback takes over.

    `journey` and `effects` are what had happened in this turn until then. They count: an emergency that was raised
    before the fault stays raised.
    """

    def __init__(self, why: str, visit: Visit) -> None:
        super().__init__(why)
        self.state = visit.state
        self.journey = tuple(visit.journey)
        self.effects: tuple[Effect, ...] = tuple(visit.effects)
