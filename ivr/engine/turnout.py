"""What one turn of the engine yields."""

from dataclasses import dataclass

from ivr.engine.effects import Effect
from ivr.engine.outputs import Answer
from ivr.engine.state import State
from ivr.engine.visit import JourneyEvent


@dataclass(frozen=True, slots=True)
class Turnout:
    """The new state, what to say and wait for, what happened, and what is wished."""

    state: State
    answer: Answer
    journey: tuple[JourneyEvent, ...]
    effects: tuple[Effect, ...]
