"""`report`: a kind of request from services.yaml. An emergency is raised before the first question; else a message."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine import waiting_for_help
from ivr.engine.asks import KnownAlready
from ivr.engine.effects import Answered, EmergencyMoved, Reported
from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input, keyed
from ivr.engine.interview import interview, own_answer_keys, put_question, take_answer
from ivr.engine.model import RequestKind, Step
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.node import Node
from ivr.engine.outputs import Listen, TakeRecording
from ivr.engine.recording import FINISH, kept
from ivr.engine.visit import Visit

KNOWN_SECONDS = 6
MESSAGE_SECONDS = 120
MESSAGE_SILENCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Step):
    """Takes a kind of request: raises its emergency, asks, then lets the caller wait or leave a message."""

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
        visit.raise_emergency(request.name, request.emergency)
    visit.memory.update(phase="questions", **interview())
    return put_question(request, visit) or _after_questions(step, request, visit)


def resume(step: Report, visit: Visit, given: Input) -> Move:
    request = visit.book.requests[step.report]
    match visit.memory["phase"]:
        case "questions":
            move = take_answer(step, request, visit, given)
            _tell_place(request, visit)
            return move or _after_questions(step, request, visit)
        case "message":
            kept(visit, given)
            return Go(step.next)
        case "known":
            return _is_it_known(step, request, visit, given)
        case _:
            return waiting_for_help.resume(step, visit, given)


def repeat(step: Report, visit: Visit) -> Move:
    """What the caller is being asked, again; nothing is raised or reported twice."""
    request = visit.book.requests[step.report]
    match visit.memory["phase"]:
        case "questions":
            return put_question(request, visit) or _after_questions(step, request, visit)
        case "message":
            return _message(visit)
        case "known":
            return _known(visit)
        case _:
            return waiting_for_help.look(step, visit)


def called(step: Report, visit: Visit) -> Move:
    """Somebody has accepted: a human being is better than a question."""
    request = visit.book.requests[step.report]
    visit.memory.setdefault("service", request.name)
    return (waiting_for_help.called(step, visit) if request.emergency else None) or repeat(step, visit)


def own_keys(step: Report, visit: Visit) -> tuple[str, ...]:
    return own_answer_keys(visit.book.requests[step.report], visit)


def _after_questions(step: Report, request: RequestKind, visit: Visit) -> Move:
    if not request.emergency:
        return _message(visit)
    place = _place(request, visit)
    known = visit.ask(KnownAlready(request.name, place)) if place else None
    if known:
        visit.memory.update(phase="known", other=known)
        return _known(visit)
    return waiting_for_help.enter(step, visit, request.name, request.title)


def _place(request: RequestKind, visit: Visit) -> str:
    """Where it is, in the caller's words; "" when they told no place, or it was only recorded."""
    asked = (question.name for question in request.questions if question.kind == "address")
    return next((answer for each in asked if (answer := visit.state.answers.get(each))), "")


def _tell_place(request: RequestKind, visit: Visit) -> None:
    """Those who are called already hear of the place with the next announcement and text."""
    placed = any(isinstance(effect, Answered) and effect.kind == "address" for effect in visit.effects)
    if request.emergency and placed:
        visit.wish(EmergencyMoved(move="add", service=request.name))


def _known(visit: Visit) -> Move:
    """Others have reported the same nearby. Nothing of their cases is told."""
    visit.say_sentence("known_already")
    return Wait(Listen(KNOWN_SECONDS, 1, "", False, visit.language))


def _is_it_known(step: Report, request: RequestKind, visit: Visit, given: Input) -> Move:
    """A key says that it is worse, or elsewhere; who says nothing agrees that it is the one that is known."""
    if keyed(given):
        visit.note("another_emergency")
        visit.wish(EmergencyMoved(move="release", service=request.name))
        return waiting_for_help.enter(step, visit, request.name, request.title)
    visit.note("known_already")
    visit.wish(EmergencyMoved(move="same", service=request.name, other=visit.memory["other"]))
    visit.say_sentence("known_end")
    return Go(step.next)


def _message(visit: Visit) -> Move:
    visit.memory["phase"] = "message"
    visit.say(visit.line.recording_notice)
    visit.say_sentence("message")
    return Wait(TakeRecording(MESSAGE_SECONDS, MESSAGE_SILENCE, FINISH, visit.language))


NODE = Node(Report, enter, resume, repeat, own_keys=own_keys, called=called)
