"""The waiting room: a caller holds, turn by turn, while a human being is found for them.

What `emergency`, `agent` and `queue` have in common: keys, messages and hang-ups work as everywhere; once somebody has
accepted, the database says so and the two are put together, at once when the live call is called here, else at the next
look. While no scheduler gives a sign of life this call rings people itself, one after the other.
What each of them adds is a `Room`: `waiting_for_help.py`, `waiting_in_line.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from ivr.engine.asks import ToRing
from ivr.engine.effects import Rung
from ivr.engine.inputs import Input, RingEnded, keyed
from ivr.engine.model import Step
from ivr.engine.moves import Move, Wait
from ivr.engine.outputs import GoOn, Listen, RingOut, Talk
from ivr.engine.ringing import ACCEPT, announced
from ivr.engine.visit import Visit

LISTEN_SECONDS = 12
"""So long the caller is left in peace before they hear again how it stands."""
SHORT_TALK = 5
"""Seconds; a conversation that ends so soon may have been cut off."""
BLINK = 2
"""Seconds until it can be seen what became of a talk that was cut off."""


class Stands(Protocol):
    """What the room must know of how it stands, whatever is waited for."""

    @property
    def room(self) -> str | None: ...

    @property
    def talked(self) -> int: ...

    @property
    def to_ring(self) -> tuple[ToRing, ...]: ...


Judge: TypeAlias = Callable[[Any, Visit, Any], Move]
"""(step, visit, how it stands) -> what comes next."""
Aside: TypeAlias = Callable[[Any, Visit, Input], Move]
Key: TypeAlias = Callable[[Any, Visit], Move]


@dataclass(frozen=True, slots=True)
class Room:
    """One kind of waiting.

    `stands`: asks how it stands, None when there is nothing to wait for; that is `gone`. `judge`: what it means for a
    caller for whom nobody is on the line. `talked`: the talk is over, or was cut off before it began. `keys`: what they
    do here, and `aside`: what becomes of an input in a phase that only this kind has.
    `joined`: wished when the two are put together; `dialled` when somebody took a call that this one rang itself:
    (step, visit, who, seconds). `in_vain`: nobody is left to ring. `tape`: the call under which the talk is recorded,
    or "".
    """

    stands: Callable[[Any, Visit], Stands | None]
    gone: Key
    judge: Judge
    talked: Judge
    joined: Callable[[Any, Visit], None]
    dialled: Callable[[Any, Visit, str, int], Move]
    in_vain: Key
    keys: Mapping[str, Key] = field(default_factory=dict)
    aside: Mapping[str, Aside] = field(default_factory=dict)
    tape: Callable[[Any], str] = lambda _stands: ""


def look(room: Room, step: Step, visit: Visit) -> Move:
    """How it stands now, and what that means for the caller."""
    stands = room.stands(step, visit)
    if stands is None:
        return room.gone(step, visit)
    return join(room, step, visit, stands) if stands.room else room.judge(step, visit, stands)


def resume(room: Room, step: Step, visit: Visit, given: Input) -> Move:
    """Whatever comes while the caller is in the waiting room."""
    phase = visit.memory["phase"]
    if phase == "talking":
        return room.talked(step, visit, room.stands(step, visit))
    if phase == "dialling":
        return _dialled(room, step, visit, given if isinstance(given, RingEnded) else RingEnded("failed"))
    if aside := room.aside.get(phase):
        return aside(step, visit, given)
    act = room.keys.get(keyed(given) or "")
    return act(step, visit) if act else look(room, step, visit)


def called(room: Room, step: Step, visit: Visit) -> Move | None:
    """Somebody may have accepted: into the conference if so; None when there is nothing to join."""
    stands = room.stands(step, visit)
    return join(room, step, visit, stands) if stands and stands.room else None


def hold(visit: Visit, seconds: int = LISTEN_SECONDS) -> Move:
    """Leave the caller in peace for a while; one key is heard."""
    return Wait(Listen(visit.unhurried(seconds), 1, "", False, visit.language))


def join(room: Room, step: Step, visit: Visit, stands: Stands) -> Move:
    """Put together with whoever is on the line; when the room has changed meanwhile, into the new one.

    Nobody is recorded who was not told so before; who comes back from a consultation has been told.
    """
    tape = room.tape(stands)
    if visit.memory["phase"] != "talking":
        if tape and not visit.memory.get("tape_told"):
            visit.say(visit.line.recording_notice)
            visit.memory["tape_told"] = True
        visit.say_sentence("joining")
        visit.note("joined")
        room.joined(step, visit)
    visit.memory.update(phase="talking", room=stands.room)
    return Wait(Talk(stands.room or "", tape=tape))


def dial(room: Room, step: Step, visit: Visit, stands: Stands) -> Move:
    """Nobody else rings anybody: this call rings everybody once, in this order."""
    waiting = visit.memory.setdefault("to_ring", [[each.who, each.number, each.seconds] for each in stands.to_ring])
    if not waiting:
        return room.in_vain(step, visit)
    _, number, seconds = waiting[0]
    visit.memory["phase"] = "dialling"
    whisper = {language: f"{name}." for language, name in visit.memory["title"].items()}
    return Wait(RingOut(number, seconds, announced(visit, whisper), ACCEPT))


def _dialled(room: Room, step: Step, visit: Visit, ended: RingEnded) -> Move:
    who = visit.memory["to_ring"].pop(0)[0]
    visit.note("rang", who=who, result=ended.result, seconds=ended.seconds)
    visit.wish(Rung(who, ended.result, ended.seconds))
    if ended.result == "talked":
        return room.dialled(step, visit, who, ended.seconds)
    visit.memory["phase"] = "waiting"
    return Wait(GoOn()) if visit.memory["to_ring"] else room.in_vain(step, visit)
