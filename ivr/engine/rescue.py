"""When the program itself fails during a call: a sentence in the caller's language, then a person, number by number."""

from collections.abc import Sequence

from ivr.engine.effects import Effect, EmergencyMoved, Finished, Opened, Reported, Rung
from ivr.engine.inputs import Input
from ivr.engine.model import Book
from ivr.engine.moves import Move, Wait
from ivr.engine.outputs import Answer, Closing, HangUp
from ivr.engine.ringing import rang, ring_next, start_ringing
from ivr.engine.state import State
from ivr.engine.turnout import Stranded, Turnout
from ivr.engine.visit import Visit
from ivr.errors import EngineFault

WHO = "fallback"
RING_SECONDS = 30


def rescue(book: Book, state: State, numbers: tuple[str, ...], why: str, after: Exception | None = None) -> Turnout:
    """Put the caller through to `numbers` (E.164, in order), whatever the flow was doing, or before it began.

    `after`: what the engine raised; what had happened in that turn until then, such as an emergency, counts.
    """
    visit = Visit(book, state, _answers_nothing)
    state.failed = state.rescued = True
    state.memory, state.stack = {}, []
    if isinstance(after, Stranded):
        visit.journey, visit.effects = list(after.journey), list(after.effects)
    if not state.step and Opened() not in visit.effects:
        visit.wish(Opened())
    visit.note("fault", why=why)
    visit.say_sentence("fault")
    start_ringing(visit, WHO, numbers)
    return _ring_on(visit)


def told(book: Book, state: State, why: str, chosen: Sequence[Effect] = ()) -> Turnout:
    """The caller was put through while nothing could be written: what is written down afterwards.

    `chosen`: what the turn would have raised; it counts, whatever the caller heard.
    """
    visit = Visit(book, state, _answers_nothing)
    state.failed = state.rescued = True
    for effect in chosen:
        visit.wish(effect)
        if isinstance(effect, Reported):
            visit.note("reported", service=effect.service, emergency=True)
    visit.note("fault", why=why)
    return _finish(visit)


def talked(book: Book, state: State, who: str, seconds: int) -> Turnout:
    """Somebody took the caller while nothing could be written, and with them whatever emergency they had."""
    visit = Visit(book, state, _answers_nothing)
    visit.note("rang", who=who, result="talked", seconds=seconds)
    visit.wish(Rung(who, "talked", seconds))
    visit.wish(EmergencyMoved(move="accept", who=who, how="dialled"))
    return _turnout(visit, HangUp())


def resume(visit: Visit, given: Input) -> Turnout:
    """How the attempt ended: talked, or on to the next number."""
    return _finish(visit) if rang(visit, given) == "talked" else _ring_on(visit)


def _ring_on(visit: Visit) -> Turnout:
    move: Move | None = ring_next(visit, RING_SECONDS, {})
    if isinstance(move, Wait):
        return _turnout(visit, move.closing)
    visit.say_sentence("fault_end")
    return _finish(visit)


def _finish(visit: Visit) -> Turnout:
    visit.state.ended = True
    visit.note("ended", end="")
    visit.wish(Finished(helped=False))
    return _turnout(visit, HangUp())


def _turnout(visit: Visit, closing: Closing) -> Turnout:
    answer = Answer(tuple(visit.speeches), closing)
    return Turnout(visit.state, answer, tuple(visit.journey), tuple(visit.effects))


def _answers_nothing(ask: object) -> object:
    raise EngineFault(f"nothing is asked during a rescue: {ask}")
