"""What an emergency adds to the waiting room: its caller may add words or leave, and is told what becomes of it.

What the caller does here, and how it ends, changes nothing about the emergency: it stays raised.
"""

from collections.abc import Mapping
from typing import Any

from ivr.engine import waiting
from ivr.engine.asks import EmergencyStanding, Standing
from ivr.engine.effects import EmergencyMoved, EmergencyRaised, Rung
from ivr.engine.inputs import Input
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.outputs import GoOn, TakeRecording
from ivr.engine.recording import FINISH, kept
from ivr.engine.ringing import nobody_took_it
from ivr.engine.visit import Visit
from ivr.engine.words import Words

LONGEST_WAIT = 180
"""Seconds after which the flow's `nobody` is taken, if not everybody was gone through before."""
ADD, LEAVE = "1", "2"
ENDED: Mapping[str, str] = {"over": "emergency_over", "known": "emergency_taken", "morning": "emergency_morning"}
"""How it stands when there is nobody to wait for -> what is said."""
WORDS_SECONDS, WORDS_SILENCE = 90, 4


def enter(step: Step, visit: Visit, service: str, title: Words) -> Move:
    """Begin to wait. `title`: the kind of emergency by language, for those whom this call may have to ring.

    An emergency that is raised in this very turn can be seen in the next one, which follows at once.
    """
    visit.memory.update(phase="waiting", service=service, title=dict(title), told=0)
    visit.say_sentence("connecting")
    raised_now = any(isinstance(effect, EmergencyRaised) for effect in visit.effects)
    return Wait(GoOn()) if raised_now else look(step, visit)


def look(step: Step, visit: Visit) -> Move:
    return waiting.look(ROOM, step, visit)


def resume(step: Step, visit: Visit, given: Input) -> Move:
    return waiting.resume(ROOM, step, visit, given)


def called(step: Step, visit: Visit) -> Move | None:
    return waiting.called(ROOM, step, visit)


def _standing(_: Step, visit: Visit) -> Standing | None:
    standing: Standing | None = visit.ask(EmergencyStanding(visit.memory["service"]))
    return standing


def _judge(step: Step, visit: Visit, standing: Standing) -> Move:
    if standing.state in ENDED:
        visit.say_sentence(ENDED[standing.state])
        return Go(_way(step, "next"))
    if standing.state == "accepted":
        return _taken(step, visit, standing)
    if not standing.paging:
        return waiting.dial(ROOM, step, visit, standing)
    if standing.rounds > 0 or standing.waited >= LONGEST_WAIT:
        visit.note("waited", seconds=standing.waited)
        return _nobody(step, visit)
    return _hold(visit, standing)


def _way(step: Step, outcome: str) -> Any:
    return getattr(step, outcome)


def _nobody(step: Step, visit: Visit) -> Move:
    return nobody_took_it(visit, _way(step, "nobody"))


def _moved(visit: Visit, **move: Any) -> None:
    visit.wish(EmergencyMoved(service=visit.memory["service"], **move))


def _joined(_: Step, visit: Visit) -> None:
    _moved(visit, move="caller_joined")


def _dialled(step: Step, visit: Visit, who: str, _: int) -> Move:
    _moved(visit, move="accept", who=who, how="dialled")
    return Go(_way(step, "next"))


def _hold(visit: Visit, standing: Standing) -> Move:
    """The keys are told at first, then how long it has been."""
    if visit.memory["told"] == 0:
        visit.say_sentence("waiting_keys")
    elif visit.memory["told"] % 2 == 0:
        visit.say_sentence("still_calling", minutes=str(max(1, round(standing.waited / 60))))
    visit.memory.update(phase="waiting", told=visit.memory["told"] + 1)
    return waiting.hold(visit)


def _taken(step: Step, visit: Visit, standing: Standing) -> Move:
    """Accepted, but nobody is on the line for the caller: they are being rung, or the talk was cut short on purpose."""
    if visit.memory.get("short") or standing.waited >= LONGEST_WAIT:
        visit.say_sentence("emergency_taken")
        return Go(_way(step, "next"))
    if not visit.memory.get("taken"):
        visit.say_sentence("emergency_taken_hold")
    visit.memory.update(phase="waiting", taken=True)
    return waiting.hold(visit)


def _talked(step: Step, visit: Visit, standing: Standing | None) -> Move:
    """The conversation is over, or it was cut off before it began."""
    if standing is None or (standing.state == "accepted" and _long_enough(visit, standing)):
        who, seconds = (standing.accepted_by or "", standing.talked) if standing else ("", 0)
        visit.note("rang", who=who, result="talked", seconds=seconds)
        visit.wish(Rung(who, "talked", seconds))
        return Go(_way(step, "next"))
    visit.memory.update(phase="waiting", told=1)
    if standing.state == "accepted":
        visit.memory["short"] = True
        return waiting.hold(visit, waiting.BLINK)
    return look(step, visit)


def _long_enough(visit: Visit, standing: Standing) -> bool:
    return standing.talked >= waiting.SHORT_TALK or bool(visit.memory.get("short"))


def _add(_: Step, visit: Visit) -> Move:
    visit.memory["phase"] = "adding"
    visit.say(visit.line.recording_notice)
    visit.say_sentence("after_tone")
    return Wait(TakeRecording(WORDS_SECONDS, WORDS_SILENCE, FINISH, visit.language))


def _added(step: Step, visit: Visit, given: Input) -> Move:
    if kept(visit, given):
        _moved(visit, move="add")
        visit.say_sentence("words_kept")
    visit.memory["phase"] = "waiting"
    return look(step, visit)


def _leave(step: Step, visit: Visit) -> Move:
    visit.note("left_waiting")
    _moved(visit, move="leave")
    return _nobody(step, visit)


ROOM = waiting.Room(
    stands=_standing,
    gone=_nobody,
    judge=_judge,
    talked=_talked,
    joined=_joined,
    dialled=_dialled,
    in_vain=_nobody,
    keys={ADD: _add, LEAVE: _leave},
    aside={"adding": _added},
)
