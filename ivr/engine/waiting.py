"""The waiting room of an emergency: its caller holds, turn by turn, while people are rung.

They hear what is happening, may add words or leave; as soon as somebody has accepted they are put together. While
nobody pages (no scheduler lives) this call rings the people itself, one after the other. What the caller does here, and
how it ends, changes nothing about the emergency: it stays raised.
"""

from collections.abc import Mapping
from typing import Any

from ivr.engine.asks import EmergencyStanding, Standing
from ivr.engine.effects import EmergencyMoved, EmergencyRaised, Rung
from ivr.engine.inputs import Input, RingEnded, keyed
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.outputs import GoOn, Listen, RingOut, TakeRecording, Talk
from ivr.engine.recording import FINISH, kept
from ivr.engine.ringing import ACCEPT, announced, nobody_took_it
from ivr.engine.visit import Visit
from ivr.engine.words import Words

LISTEN_SECONDS = 12
"""So long the caller is left in peace before they hear again how it stands."""
LONGEST_WAIT = 180
"""Seconds after which the flow's `nobody` is taken, if not everybody was gone through before."""
SHORT_TALK = 5
"""Seconds; a conversation that ends so soon may have been cut off."""
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
    """How it stands now, and what that means for the caller."""
    standing = _standing(visit)
    if standing is None:
        return nobody_took_it(visit, _way(step, "nobody"))
    if standing.room:
        return _join(visit, standing)
    if standing.state in ENDED:
        visit.say_sentence(ENDED[standing.state])
        return Go(_way(step, "next"))
    if standing.state == "accepted":
        return _taken(step, visit, standing)
    if not standing.paging:
        return _dial(step, visit, standing)
    if standing.rounds > 0 or standing.waited >= LONGEST_WAIT:
        visit.note("waited", seconds=standing.waited)
        return nobody_took_it(visit, _way(step, "nobody"))
    return _hold(visit, standing)


def resume(step: Step, visit: Visit, given: Input) -> Move:
    """Whatever comes while the caller is in the waiting room."""
    match visit.memory["phase"]:
        case "talking":
            return _talked(step, visit)
        case "dialling":
            return _dialled(step, visit, given if isinstance(given, RingEnded) else RingEnded("failed"))
        case "adding":
            return _added(step, visit, given)
        case _ if keyed(given) == ADD:
            return _add(visit)
        case _ if keyed(given) == LEAVE:
            return _leave(step, visit)
        case _:
            return look(step, visit)


def called(step: Step, visit: Visit) -> Move | None:
    """Somebody may have accepted: into the conference if so; None when there is nothing to join."""
    standing = _standing(visit)
    return _join(visit, standing) if standing and standing.room else None


def _standing(visit: Visit) -> Standing | None:
    standing: Standing | None = visit.ask(EmergencyStanding(visit.memory["service"]))
    return standing


def _way(step: Step, outcome: str) -> Any:
    return getattr(step, outcome)


def _moved(visit: Visit, **move: Any) -> None:
    visit.wish(EmergencyMoved(service=visit.memory["service"], **move))


def _hold(visit: Visit, standing: Standing) -> Move:
    """The keys are told at first, then how long it has been."""
    if visit.memory["told"] == 0:
        visit.say_sentence("waiting_keys")
    elif visit.memory["told"] % 2 == 0:
        visit.say_sentence("still_calling", minutes=str(max(1, round(standing.waited / 60))))
    visit.memory.update(phase="waiting", told=visit.memory["told"] + 1)
    return Wait(Listen(LISTEN_SECONDS, 1, "", False, visit.language))


def _taken(step: Step, visit: Visit, standing: Standing) -> Move:
    """Accepted, but nobody is on the line for the caller: they are being rung, or the talk was cut short on purpose."""
    if visit.memory.get("short") or standing.waited >= LONGEST_WAIT:
        visit.say_sentence("emergency_taken")
        return Go(_way(step, "next"))
    if not visit.memory.get("taken"):
        visit.say_sentence("emergency_taken_hold")
    visit.memory.update(phase="waiting", taken=True)
    return Wait(Listen(LISTEN_SECONDS, 1, "", False, visit.language))


def _join(visit: Visit, standing: Standing) -> Move:
    if visit.memory["phase"] != "talking":
        visit.say_sentence("joining")
        visit.note("joined")
        _moved(visit, move="caller_joined")
    visit.memory["phase"] = "talking"
    return Wait(Talk(standing.room or ""))


def _talked(step: Step, visit: Visit) -> Move:
    """The conversation is over, or it was cut off before it began."""
    standing = _standing(visit)
    if standing is None or (standing.state == "accepted" and _long_enough(visit, standing)):
        who, seconds = (standing.accepted_by or "", standing.talked) if standing else ("", 0)
        visit.note("rang", who=who, result="talked", seconds=seconds)
        visit.wish(Rung(who, "talked", seconds))
        return Go(_way(step, "next"))
    visit.memory.update(phase="waiting", told=1)
    if standing.state == "accepted":
        visit.memory["short"] = True
        return Wait(Listen(2, 1, "", False, visit.language))
    return look(step, visit)


def _long_enough(visit: Visit, standing: Standing) -> bool:
    return standing.talked >= SHORT_TALK or bool(visit.memory.get("short"))


def _add(visit: Visit) -> Move:
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
    return nobody_took_it(visit, _way(step, "nobody"))


def _dial(step: Step, visit: Visit, standing: Standing) -> Move:
    """Nobody pages: this call rings everybody once, in the order of the levels."""
    waiting = visit.memory.setdefault("to_ring", [[each.who, each.number, each.seconds] for each in standing.to_ring])
    if not waiting:
        return nobody_took_it(visit, _way(step, "nobody"))
    _, number, seconds = waiting[0]
    visit.memory["phase"] = "dialling"
    whisper = {language: f"{name}." for language, name in visit.memory["title"].items()}
    return Wait(RingOut(number, seconds, announced(visit, whisper), ACCEPT))


def _dialled(step: Step, visit: Visit, ended: RingEnded) -> Move:
    who = visit.memory["to_ring"].pop(0)[0]
    visit.note("rang", who=who, result=ended.result, seconds=ended.seconds)
    visit.wish(Rung(who, ended.result, ended.seconds))
    if ended.result == "talked":
        _moved(visit, move="accept", who=who, how="dialled")
        return Go(_way(step, "next"))
    visit.memory["phase"] = "waiting"
    if not visit.memory["to_ring"]:
        return nobody_took_it(visit, _way(step, "nobody"))
    return Wait(GoOn())
