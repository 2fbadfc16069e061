"""`record`: a message or an answer. The recording notice of the council is spoken first."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.node import Node
from ivr.engine.outputs import TakeRecording
from ivr.engine.recording import FINISH, kept
from ivr.engine.visit import Visit
from ivr.engine.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Step):
    """Records a message, after the council's recording notice."""

    verb: ClassVar[str] = "record"
    record: Words = declare(Kind.WORDS, "what the caller is asked to say")
    at_most: int = declare(Kind.SECONDS, "the longest message", default=120)
    silence: int = declare(Kind.SECONDS, "so much quiet ends the message", default=5)
    next: str | None = way("where the call goes on after a message")
    empty: str | None = way("where the call goes on when nothing was said")


def enter(step: Record, visit: Visit) -> Move:
    visit.say(visit.line.recording_notice)
    visit.say(step.record)
    visit.say_sentence("after_tone")
    return Wait(TakeRecording(step.at_most, step.silence, FINISH, visit.language))


def resume(step: Record, visit: Visit, given: Input) -> Move:
    return Go(step.next) if kept(visit, given) else Go(step.empty or step.next)


NODE = Node(Record, enter, resume)
