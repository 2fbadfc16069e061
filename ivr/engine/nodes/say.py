"""`say`: speaks, or plays a recording with the words as fallback."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.fields import Kind, declare, way
from ivr.engine.model import Step
from ivr.engine.moves import Back, Go, Move
from ivr.engine.node import Node
from ivr.engine.visit import Visit
from ivr.engine.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Step):
    """Speaks, or plays a recording with the words as fallback."""

    verb: ClassVar[str] = "say"
    say: Words = declare(Kind.WORDS, "what the caller hears")
    recording: str | None = declare(
        Kind.TEXT, "address of a recording that is played instead of the words", default=None
    )
    next: str | None = way("where the call goes on")
    end: str | None = declare(Kind.END, "the flow ends here; a name tells a calling flow how", default=None)


def enter(step: Say, visit: Visit) -> Move:
    visit.note("said")
    visit.say(step.say, recording=step.recording)
    return Back(step.end) if step.end is not None else Go(step.next)


NODE = Node(Say, enter)
