"""What a step can do next."""

from dataclasses import dataclass
from typing import TypeAlias

from ivr.engine.outputs import Closing


@dataclass(frozen=True, slots=True)
class Go:
    """On to `target`: a step of this flow, else a flow. None means that nothing is written: the flow's `on_error`."""

    target: str | None


@dataclass(frozen=True, slots=True)
class Wait:
    """The turn ends here: the caller hears what was said, and the program waits for an input."""

    closing: Closing


@dataclass(frozen=True, slots=True)
class Call:
    """Into another flow, which comes back to this step."""

    flow: str


@dataclass(frozen=True, slots=True)
class Back:
    """The flow ends, with the end's name; out of the first flow, that is the end of the call."""

    end: str


Move: TypeAlias = Go | Wait | Call | Back
