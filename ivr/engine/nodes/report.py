"""`report`: a kind of request from services.yaml. An emergency is raised before the first question; else a message."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.effects import EmergencyRaised, Reported
from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input
from ivr.engine.interview import interview, own_answer_keys, put_question, take_answer
from ivr.engine.model import RequestKind, Step
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.node import Node
from ivr.engine.nodes.record import FINISH, kept
from ivr.engine.outputs import TakeRecording
from ivr.engine.ringing import nobody_took_it, rang, ring_next, start_ringing
from ivr.engine.visit import Visit

RING_SECONDS = 25
MESSAGE_SECONDS = 120
MESSAGE_SILENCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Step):
    """Takes a kind of request: raises its emergency, puts its questions, then rings somebody or takes a message."""

    verb: ClassVar[str] = "report"
    report: str = declare(Kind.REQUEST, "the kind of request")
    tries: int | None = declare(Kind.COUNT, "how often each question is asked", default=None)
    next: str | None = way("where the call goes on afterwards")
    nobody: str | None = way("an emergency, and nobody took the call yet")


def enter(step: Report, visit: Visit) -> Move:
    request = visit.book.requests[step.report]
    visit.note("reported", service=request.name, emergency=bool(request.emergency))
    visit.wish(Reported(request.name))
    if request.emergency:
        visit.wish(EmergencyRaised(request.name, request.emergency))
    visit.memory.update(phase="questions", **interview())
    return put_question(request, visit) or _after_questions(step, request, visit)


def resume(step: Report, visit: Visit, given: Input) -> Move:
    request = visit.book.requests[step.report]
    match visit.memory["phase"]:
        case "questions":
            return take_answer(step, request, visit, given) or _after_questions(step, request, visit)
        case "ringing":
            return Go(step.next) if rang(visit, given) == "talked" else _ring_on(step, visit)
        case _:
            kept(visit, given)
            return Go(step.next)


def repeat(step: Report, visit: Visit) -> Move:
    """The current question again; nothing is raised or reported twice."""
    request = visit.book.requests[step.report]
    return put_question(request, visit) or _after_questions(step, request, visit)


def own_keys(step: Report, visit: Visit) -> tuple[str, ...]:
    return own_answer_keys(visit.book.requests[step.report], visit)


def _after_questions(step: Report, request: RequestKind, visit: Visit) -> Move:
    if not request.emergency:
        return _message(visit)
    visit.memory["phase"] = "ringing"
    visit.say_sentence("connecting")
    start_ringing(visit, request.emergency)
    return _ring_on(step, visit)


def _ring_on(step: Report, visit: Visit) -> Move:
    title = visit.book.requests[step.report].title
    whisper = {language: f"{name}." for language, name in title.items()}
    return ring_next(visit, RING_SECONDS, whisper) or nobody_took_it(visit, step.nobody)


def _message(visit: Visit) -> Move:
    visit.memory["phase"] = "message"
    visit.say(visit.line.recording_notice)
    visit.say_sentence("message")
    return Wait(TakeRecording(MESSAGE_SECONDS, MESSAGE_SILENCE, FINISH, visit.language))


NODE = Node(Report, enter, resume, repeat, own_keys=own_keys)
