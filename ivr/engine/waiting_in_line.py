"""What a group of agents adds to the waiting room: `agent` asks everybody once, `queue` waits in line.

Who is asked for whom, and when, is decided elsewhere; here the caller hears the truth about it. Whatever becomes of the
wait, there is a way on: a callback where the flow has one, else the outcome.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from ivr.engine import calling_back, cut_off, waiting
from ivr.engine.asks import GroupFact, GroupOpen, PlaceFact, QueuePlace
from ivr.engine.effects import QueueDialled, QueueEntered, QueueJoined, QueueLeft, Rung
from ivr.engine.inputs import Input
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.outputs import GoOn
from ivr.engine.queue_news import tell_news
from ivr.engine.ringing import nobody_took_it
from ivr.engine.visit import Visit
from ivr.engine.words import Speech

CALL_BACK, STOP = "1", "2"
KEYS = (CALL_BACK, STOP)
QUESTIONS = {**calling_back.ASKED, cut_off.PHASE: cut_off.ask}
"""Phase -> the question that is being asked there."""
PAUSE_SECONDS, AFTER_MUSIC = 20, 1
"""So long a caller is left in peace without music, and after it."""
NEWS_SECONDS, NEWS_AT_MOST = 60, 20
"""So often it is told how it stands; sooner when the place has changed, but not at every step forward."""
UNSTAFFED_SECONDS = 120
"""So long a caller waits in line while nobody is there who could answer."""
MOST_HELD = 50
"""So often a caller is asked to hold who was accepted, and whom nobody comes for: then they wait no more."""
WAYS: Mapping[str, tuple[str, ...]] = {
    "gave_up": ("gave_up", "nobody"),
    "nobody": ("nobody", "gave_up"),
    "closed": ("closed", "nobody", "gave_up"),
    "full": ("full", "nobody", "gave_up"),
}
"""Why the wait ends -> the ways that may be written for it, the best first; else it is the flow's `on_error`."""


def enter(step: Step, visit: Visit, group: str, skills: tuple[str, ...], *, lines_up: bool) -> Move:
    """Begin to wait. Who enters in this very turn is seen in the next one, which follows at once."""
    fact: GroupFact = visit.ask(GroupOpen(group))
    visit.memory.update(phase="waiting", group=group, lines_up=lines_up, title={}, held=0)
    visit.note("waits_for", group=group, state=fact.state)
    if fact.state != "open":
        return _led_on(step, visit, fact.state)
    visit.wish(QueueEntered(group, lines_up, skills))
    visit.say_sentence("agent_connecting")
    return Wait(GoOn())


def look(step: Step, visit: Visit) -> Move:
    return waiting.look(ROOM, step, visit)


def resume(step: Step, visit: Visit, given: Input) -> Move:
    return waiting.resume(ROOM, step, visit, given)


def called(step: Step, visit: Visit) -> Move:
    """Somebody is on the line: a human being is better than a question. Else it is said how things stand."""
    return waiting.called(ROOM, step, visit) or repeat(step, visit)


def repeat(step: Step, visit: Visit) -> Move:
    """The news again, or the question that is being asked."""
    phase = visit.memory["phase"]
    if phase in QUESTIONS:
        return QUESTIONS[phase](step, visit)
    visit.memory.pop("told_at", None)
    return look(step, visit)


def leave(step: Step, visit: Visit, why: Any) -> Move:
    """Out of the line, by the way that is written."""
    visit.note("left_line", group=visit.memory["group"], why=why)
    visit.wish(QueueLeft(visit.memory["group"], why))
    ways = (getattr(step, each, None) for each in WAYS[why])
    return nobody_took_it(visit, next((each for each in ways if each), None))


def _place(_: Step, visit: Visit) -> PlaceFact | None:
    place: PlaceFact | None = visit.ask(QueuePlace(visit.memory["group"]))
    return place


def _gone(step: Step, visit: Visit) -> Move:
    """Not in line any more, for a reason nobody knows: led on, and not dropped."""
    return leave(step, visit, "nobody")


def _judge(step: Step, visit: Visit, place: PlaceFact) -> Move:
    if place.state == "over":
        return _talk_over(step, visit, place)
    if place.state in ("joined", "held"):
        return _held(step, visit, place)
    visit.memory.update(phase="waiting", held=0)
    if place.state == "closed":
        return _led_on(step, visit, "closed")
    if not place.dispatching:
        visit.memory["title"] = dict(place.title)
        return waiting.dial(ROOM, step, visit, place)
    if not visit.memory["lines_up"]:
        return _asks(step, visit, place)
    return _led_on(step, visit, "gave_up", place) if _too_long(visit, place) else _in_line(step, visit, place)


def _too_long(visit: Visit, place: PlaceFact) -> bool:
    """Whoever is just being rung for them is waited for, but not for ever. Who needs time is not led on early."""
    if not place.staffed:
        return place.waited >= min(UNSTAFFED_SECONDS, place.longest_wait)
    longest = visit.unhurried(place.longest_wait)
    return place.waited >= longest * (2 if place.state == "offered" else 1)


def _asks(step: Step, visit: Visit, place: PlaceFact) -> Move:
    """`agent`: everybody is asked once; there is no line, and so no place in it."""
    if place.state == "nobody" or _too_long(visit, place):
        return leave(step, visit, "nobody")
    if _news_due(visit, place):
        visit.say_sentence("agent_still" if "told_at" in visit.memory else "agent_keys")
        visit.memory["told_at"] = place.waited
    return _in_peace(visit, place)


def _in_line(step: Step, visit: Visit, place: PlaceFact) -> Move:
    if _news_due(visit, place):
        tell_news(visit, place)
        calling_back.tell_keys(step, visit)
        visit.memory.update(told_at=place.waited, ahead=place.ahead)
    return _in_peace(visit, place)


def _news_due(visit: Visit, place: PlaceFact) -> bool:
    if "told_at" not in visit.memory:
        return True
    passed = place.waited - visit.memory["told_at"]
    moved = place.ahead != visit.memory.get("ahead")
    return bool(passed >= NEWS_SECONDS or (moved and passed >= NEWS_AT_MOST))


def _in_peace(visit: Visit, place: PlaceFact) -> Move:
    """Music, where the group has some; else quiet."""
    if place.music:
        visit.speeches.append(Speech(visit.language, "", place.music))
    return waiting.hold(visit, AFTER_MUSIC if place.music else PAUSE_SECONDS)


def _held(step: Step, visit: Visit, place: PlaceFact) -> Move:
    """Accepted, and nobody is on the line yet; or whoever talked with them asks somebody else meanwhile."""
    if visit.memory.get("short"):
        return _talk_over(step, visit, place)
    if visit.memory["held"] >= MOST_HELD:
        return leave(step, visit, "nobody")
    if visit.memory["held"] == 0:
        visit.say_sentence("queue_held" if place.state == "held" else "queue_accepted")
    visit.memory.update(phase="waiting", held=visit.memory["held"] + 1)
    return _in_peace(visit, place)


def _talked(step: Step, visit: Visit, place: PlaceFact | None) -> Move:
    """The talk is over, or it was cut off before it began; or it goes on in another room."""
    if place and place.room and place.room != visit.memory["room"]:
        return waiting.join(ROOM, step, visit, place)
    if place is None or place.state == "over" or (place.state == "joined" and _long_enough(visit, place)):
        return _talk_over(step, visit, place)
    visit.memory["phase"] = "waiting"
    if place.state == "joined":
        visit.memory["short"] = True
        return waiting.hold(visit, waiting.BLINK)
    return look(step, visit)


def _long_enough(visit: Visit, place: PlaceFact) -> bool:
    return place.talked >= waiting.SHORT_TALK or bool(visit.memory.get("short"))


def _talk_over(step: Step, visit: Visit, place: PlaceFact | None) -> Move:
    """Whoever is still there may have been cut off, and is asked."""
    group, seconds = visit.memory["group"], place.talked if place else 0
    visit.note("rang", who=group, result="talked", seconds=seconds)
    visit.wish(Rung(group, "talked", seconds))
    return cut_off.ask(step, visit)


def _joined(_: Step, visit: Visit) -> None:
    visit.wish(QueueJoined(visit.memory["group"]))


def _dialled(step: Any, visit: Visit, who: str, seconds: int) -> Move:
    visit.wish(QueueDialled(visit.memory["group"], who, seconds))
    return Go(step.next)


def _in_vain(step: Step, visit: Visit) -> Move:
    """This call has rung everybody itself."""
    return _led_on(step, visit, "gave_up" if visit.memory["lines_up"] else "nobody")


def _led_on(step: Step, visit: Visit, why: str, place: PlaceFact | None = None) -> Move:
    """The wait ends here: a callback where the flow has one, else the way that is written."""
    if calling_back.offered_by(step):
        return calling_back.at_the_limit(visit, why, place)
    return leave(step, visit, why)


def _back(step: Step, visit: Visit) -> Move:
    """No callback after all: on in line, or on the way that they would have gone."""
    if why := visit.memory.pop("limit", ""):
        return leave(step, visit, why)
    visit.memory["phase"] = "waiting"
    visit.say_sentence("queue_kept")
    return look(step, visit)


def _call_back(step: Step, visit: Visit) -> Move:
    return calling_back.begin(visit) if calling_back.offered_by(step) else look(step, visit)


def _stop(step: Step, visit: Visit) -> Move:
    return leave(step, visit, "gave_up" if visit.memory["lines_up"] else "nobody")


def _asked(step: Step, visit: Visit, given: Input) -> Move:
    """An answer about the callback; but whoever is on the line for the caller comes first."""
    return waiting.called(ROOM, step, visit) or calling_back.answered(step, visit, given, partial(_back, step, visit))


ROOM = waiting.Room(
    stands=_place,
    gone=_gone,
    judge=_judge,
    talked=_talked,
    joined=_joined,
    dialled=_dialled,
    in_vain=_in_vain,
    keys={CALL_BACK: _call_back, STOP: _stop},
    tape=lambda place: str(place.tape),
    aside={**dict.fromkeys(calling_back.ASKED, _asked), cut_off.PHASE: cut_off.answered},
)
