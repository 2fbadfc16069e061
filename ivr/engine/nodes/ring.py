"""`ring`: a person or a number, announced and accepted with a key."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.ringing import nobody_took_it, rang, ring_next, start_ringing
from ivr.engine.visit import Visit
from ivr.engine.words import Words


@dataclass(frozen=True, slots=True)
class Callee:
    """Whom to ring: exactly one of a person's handle and an E.164 number."""

    person: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring(Step):
    """Rings a person's numbers one after the other, or one number; who answers must press a key to be joined."""

    verb: ClassVar[str] = "ring"
    ring: Callee = declare(Kind.CALLEE, "`person:` with a handle, or `number:`")
    whisper: Words = declare(Kind.WORDS, "what the person hears before accepting", default={})
    seconds: int = declare(Kind.SECONDS, "how long each number rings", yaml="for", default=25)
    next: str | None = way("after talking")
    nobody: str | None = way("nobody took the call")
    failed: str | None = way("the number could not be rung")


def enter(step: Ring, visit: Visit) -> Move:
    visit.say_sentence("connecting")
    numbers = (step.ring.number,) if step.ring.number else None
    start_ringing(visit, step.ring.person or step.ring.number or "", numbers)
    return ring_next(visit, step.seconds, step.whisper) or _nobody(step, visit)


def resume(step: Ring, visit: Visit, given: Input) -> Move:
    if rang(visit, given) == "talked":
        return Go(step.next)
    return ring_next(visit, step.seconds, step.whisper) or _nobody(step, visit)


def _nobody(step: Ring, visit: Visit) -> Move:
    failed = visit.memory["ringing"]["result"] == "failed"
    return nobody_took_it(visit, (step.failed if failed else None) or step.nobody)


NODE = Node(Ring, enter, resume)
