"""Ringing somebody number after number, each announced and accepted with a key: what `ring` and `report` share."""

from ivr.engine.asks import NumbersOf
from ivr.engine.effects import Rung
from ivr.engine.inputs import Input, RingEnded
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.outputs import RingOut
from ivr.engine.sentences import sentence
from ivr.engine.visit import Visit
from ivr.engine.words import Speech, Words

ACCEPT = "1"


def start_ringing(visit: Visit, who: str, numbers: tuple[str, ...] | None = None) -> None:
    """Remember whom to ring; without `numbers` they are those of the person `who`."""
    rung = numbers if numbers is not None else visit.ask(NumbersOf(who))
    visit.memory["ringing"] = {"who": who, "numbers": list(rung), "at": 0, "result": "no_answer"}


def ring_next(visit: Visit, seconds: int, whisper: Words) -> Move | None:
    """Ring the next number, or None when there is none left."""
    ringing = visit.memory["ringing"]
    if ringing["at"] >= len(ringing["numbers"]):
        return None
    return Wait(RingOut(ringing["numbers"][ringing["at"]], seconds, announced(visit, whisper), ACCEPT))


def announced(visit: Visit, whisper: Words) -> tuple[Speech, ...]:
    """What the person who answers hears, in every language of the line, until they press the key."""
    spoken = []
    for language, voice in visit.line.languages.items():
        text = visit.filled(whisper[language], language) + " " if language in whisper else ""
        ask = sentence("whisper", language, voice.locale).format(line=visit.line.tenant_name, key=ACCEPT)
        spoken.append(Speech(language, text + ask))
    return tuple(spoken)


def rang(visit: Visit, given: Input) -> str:
    """Take note of how the attempt ended; "talked" ends the ringing. An input that tells no end is a failed attempt."""
    ringing = visit.memory["ringing"]
    result, seconds = (given.result, given.seconds) if isinstance(given, RingEnded) else ("failed", 0)
    ringing["at"] += 1
    ringing["result"] = result
    visit.note("rang", who=ringing["who"], result=result, seconds=seconds)
    visit.wish(Rung(ringing["who"], result, seconds))
    return result


def nobody_took_it(visit: Visit, way: str | None) -> Go:
    """The way that is written, else the flow's `on_error`; but not into this very step, which would ring for ever."""
    on_error = visit.flow.defaults.on_error
    return Go(way or (on_error if on_error != visit.state.step else None))
