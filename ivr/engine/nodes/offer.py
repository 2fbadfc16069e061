"""`offer` (of the program itself): somebody who answers is offered a caller.

It is the same for an agent's own telephone and for the switchboard of an answering company, which may hold the
announcement for as long as it likes. Until a key is pressed, or the caller is accepted on a page, nobody is taken for a
human being. Whoever accepts without a page hears the code that opens the caller's story, and then has the caller.

For a callback whoever accepted goes into the room at once, and the resident is rung into it by a leg of their own: a
talk as any other, and others can come into it. Their leg is led here too; they need press nothing.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ivr.engine.asks import Offer, OfferFact
from ivr.engine.built_in import OfferStep
from ivr.engine.effects import CallbackRang, OfferAnswered
from ivr.engine.inputs import Input, RingEnded, RingResult, keyed
from ivr.engine.moves import Back, Move, Wait
from ivr.engine.node import Node
from ivr.engine.offering import (
    announce,
    announce_gone,
    ask_reached,
    tell_code,
    tell_number,
    tell_ringing,
    tell_unanswered,
)
from ivr.engine.outputs import GoOn, Listen, RingOut, Talk
from ivr.engine.visit import Visit

Turn: TypeAlias = Callable[[Visit, OfferFact, str], Move]
"""(visit, the offer, the keys) -> what comes next."""

LISTEN_SECONDS, QUESTION_SECONDS = 3, 8
"""How long a key is waited for: between two announcements, and after a question to a human being."""
HOLD_SECONDS, IN_PEACE_SECONDS, MOST_HELD = 5, 20, 60
"""So long, and so often, whoever accepted is asked to hold while nobody is in the room for them; a resident longer."""
MOST_ANNOUNCED = 1000
"""So often at most, whatever the clock says."""
MOST_SILENT = 3
CALL_BACK_SECONDS, MOST_CALLS = 40, 3
BEING_RUNG = ("", "ringing", "here")
RESULTS: Mapping[str, RingResult] = {"busy": "busy", "failed": "failed"}
"""What is said of a call in vain; everything else is no answer."""


def enter(_: OfferStep, visit: Visit) -> Move:
    """Something has answered; that it is a human being nobody knows yet."""
    visit.memory.update(phase="announced", told=0, silent=0, calls=0, held=0, ready=False)
    visit.note("offer_answered")
    visit.wish(OfferAnswered("answered"))
    return _look(visit)


def resume(_: OfferStep, visit: Visit, given: Input) -> Move:
    fact, phase, keys = _fact(visit), visit.memory["phase"], keyed(given) or ""
    if fact is None:
        return _end(visit, "offer_over")
    if isinstance(given, RingEnded):
        return _after_ringing(visit, fact, given) if phase == "calling" else _parted(visit, fact)
    return TURNS[phase](visit, fact, keys)


def called(_: OfferStep, visit: Visit) -> Move:
    """Something has happened: it was accepted on the page, somebody else has it, or the talk goes on elsewhere."""
    fact, phase = _fact(visit), visit.memory["phase"]
    if fact is None:
        return _end(visit, "offer_over")
    return ASKED[phase](visit, fact) if phase in ASKED else _stands(visit, fact)


def _fact(visit: Visit) -> OfferFact | None:
    fact: OfferFact | None = visit.ask(Offer())
    return fact


def _look(visit: Visit) -> Move:
    fact = _fact(visit)
    return _end(visit, "offer_over") if fact is None else _stands(visit, fact)


def _stands(visit: Visit, fact: OfferFact) -> Move:
    """How it stands now, and what that means for whoever is at this telephone."""
    match fact.state:
        case "open":
            return _picked_up(visit) if fact.purpose == "resident" else _announce(visit, fact)
        case "mine":
            return _mine(visit, fact)
        case _ if fact.purpose == "resident":
            return _end(visit, "page_goodbye")
        case "gone":
            return _number(visit, fact) if visit.memory["phase"] != "announced" else _gone(visit, fact)
        case "taken":
            return _end(visit, "offer_taken")
        case _:
            return _end(visit, "offer_over")


def _picked_up(visit: Visit) -> Move:
    """Whoever is called back has answered, a mailbox perhaps: the agent hears which."""
    visit.memory["phase"] = "accepted"
    visit.note("offer_accepted")
    visit.wish(OfferAnswered("accepted"))
    return Wait(GoOn())


def _announce(visit: Visit, fact: OfferFact) -> Move:
    """Again and again, until somebody presses a key; after a bounded time it goes to somebody else."""
    if fact.held >= fact.patience or visit.memory["told"] >= MOST_ANNOUNCED:
        visit.note("offer_missed")
        visit.wish(OfferAnswered("missed"))
        return _end(visit, "page_goodbye")
    visit.memory.update(phase="announced", told=visit.memory["told"] + 1)
    announce(visit, fact)
    return _listen(visit, LISTEN_SECONDS)


def _announced(visit: Visit, fact: OfferFact, keys: str) -> Move:
    if keys == "1" and fact.state == "open" and fact.by_key:
        visit.memory["phase"] = "accepted"
        visit.note("offer_accepted")
        visit.wish(OfferAnswered("accepted"))
        return Wait(GoOn())
    if keys == "2" and fact.state == "open":
        visit.note("offer_declined")
        visit.wish(OfferAnswered("declined"))
        return _end(visit, "offer_declined")
    return _stands(visit, fact)


def _mine(visit: Visit, fact: OfferFact) -> Move:
    """Accepted: the code for whoever needs one; then the caller is called in, or called back."""
    if fact.code and not visit.memory["ready"]:
        return _code(visit, fact)
    return _ready(visit, fact)


def _code(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "code"
    tell_code(visit, fact)
    return _listen(visit, LISTEN_SECONDS)


def _coded(visit: Visit, fact: OfferFact, keys: str) -> Move:
    if fact.state != "mine":
        return _stands(visit, fact)
    return _code(visit, fact) if keys == "1" else _ready(visit, fact)


def _ready(visit: Visit, fact: OfferFact) -> Move:
    """Told once; whoever comes in is seen in the next turn."""
    visit.memory["phase"] = "ready"
    if visit.memory["ready"]:
        return _call(visit, fact) if fact.purpose == "callback" else _join(visit, fact)
    visit.memory["ready"] = True
    visit.wish(OfferAnswered("ready"))
    return Wait(GoOn())


def _join(visit: Visit, fact: OfferFact) -> Move:
    resident = fact.purpose == "resident"
    if fact.room:
        if not resident:
            visit.say_sentence("page_joining")
        return _talk(visit, fact)
    if visit.memory["held"] >= MOST_HELD:
        return _end(visit, "offer_over")
    if visit.memory["held"] == 0:
        visit.say_sentence("queue_held" if resident else "offer_hold")
    visit.memory["held"] += 1
    return _listen(visit, IN_PEACE_SECONDS if resident else HOLD_SECONDS)


def _talk(visit: Visit, fact: OfferFact) -> Move:
    visit.memory.update(phase="talking", room=fact.room, held=0)
    return Wait(Talk(fact.room or "", fact.ends, fact.tape))


def _talking(visit: Visit, fact: OfferFact) -> Move:
    """Called out of a talk: into the room that holds now, or to wait for one."""
    if fact.state != "mine":
        return _end(visit, "page_goodbye")
    if fact.purpose == "callback" and fact.resident not in BEING_RUNG:
        return _called_back(visit, fact)
    return _talk(visit, fact) if fact.room else _ready(visit, fact)


def _parted(visit: Visit, fact: OfferFact) -> Move:
    """The talk is over, unless it goes on in another room, or the caller waits while somebody is asked."""
    moved = fact.room != visit.memory.get("room")
    if fact.purpose == "callback" and fact.state == "mine" and not moved:
        return _called_back(visit, fact)
    return _talking(visit, fact) if fact.state == "mine" and moved else _end(visit, "page_goodbye")


def _gone(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "gone"
    announce_gone(visit, fact)
    return _listen(visit, QUESTION_SECONDS)


def _number(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "number"
    tell_number(visit, fact)
    return _listen(visit, QUESTION_SECONDS)


def _call(visit: Visit, fact: OfferFact) -> Move:
    """The resident is rung into this room, by the leg that `ready` has set off, or `again` now."""
    if not fact.caller or visit.memory["calls"] >= MOST_CALLS:
        return _end(visit, "page_goodbye")
    if visit.memory["calls"]:
        visit.wish(OfferAnswered("again"))
    visit.memory["calls"] += 1
    visit.note("offer_called_back")
    tell_ringing(visit, fact)
    return _talk(visit, fact)


def _called_back(visit: Visit, fact: OfferFact) -> Move:
    """What came of ringing them: they have talked, or did not answer."""
    talked = fact.resident in ("here", "over")
    result: RingResult
    result, seconds = ("talked", fact.talked) if talked else (RESULTS.get(fact.resident, "no_answer"), 0)
    visit.note("offer_rang", result=result, seconds=seconds)
    visit.wish(CallbackRang(result, seconds))
    return _ask_reached(visit, fact) if talked else _unanswered(visit, fact)


def _ring(visit: Visit, fact: OfferFact) -> Move:
    """A caller who had left, from this very telephone. Without a number there is nobody to ring."""
    if not fact.caller or visit.memory["calls"] >= MOST_CALLS:
        return _end(visit, "page_goodbye")
    visit.memory.update(phase="calling", calls=visit.memory["calls"] + 1)
    visit.note("offer_called_back")
    return Wait(RingOut(fact.caller, CALL_BACK_SECONDS, (), ""))


def _after_ringing(visit: Visit, fact: OfferFact, ended: RingEnded) -> Move:
    visit.note("offer_rang", result=ended.result, seconds=ended.seconds)
    visit.wish(CallbackRang(ended.result, ended.seconds))
    return _ask_reached(visit, fact) if ended.result == "talked" else _unanswered(visit, fact)


def _ask_reached(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "reached"
    ask_reached(visit, fact)
    return _listen(visit, QUESTION_SECONDS)


def _unanswered(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "unanswered"
    tell_unanswered(visit, fact)
    return _listen(visit, QUESTION_SECONDS)


def _reached(visit: Visit, _: OfferFact, keys: str) -> Move:
    if keys != "2":
        return _end(visit, "page_goodbye")
    visit.note("offer_not_reached")
    visit.wish(CallbackRang("no_answer", 0))
    return _end(visit, "offer_reached_not")


def _rung_again(visit: Visit, fact: OfferFact, keys: str) -> Move:
    """One key rings the resident; whoever presses nothing is asked once more, and then let go."""
    if keys == "1":
        return _call(visit, fact) if fact.purpose == "callback" else _ring(visit, fact)
    visit.memory["silent"] += 1
    if keys or visit.memory["silent"] >= MOST_SILENT:
        return _end(visit, "page_goodbye")
    return ASKED[visit.memory["phase"]](visit, fact)


def _number_wanted(visit: Visit, fact: OfferFact, keys: str) -> Move:
    if keys == "1":
        return _number(visit, fact)
    visit.memory["silent"] += 1
    return _end(visit, "page_goodbye") if visit.memory["silent"] >= MOST_SILENT else _gone(visit, fact)


def _listen(visit: Visit, seconds: int) -> Move:
    return Wait(Listen(seconds, 1, "", False, visit.language))


def _end(visit: Visit, sentence: str) -> Move:
    visit.say_sentence(sentence)
    if sentence != "page_goodbye":
        visit.say_sentence("page_goodbye")
    return Back("")


def _looking(visit: Visit, fact: OfferFact, _: str) -> Move:
    return _stands(visit, fact)


def own_keys(_: OfferStep, __: Visit) -> str:
    return "0123456789*#"


TURNS: Mapping[str, Turn] = {
    "announced": _announced,
    "accepted": _looking,
    "code": _coded,
    "ready": _looking,
    "talking": lambda visit, fact, _: _parted(visit, fact),
    "gone": _number_wanted,
    "number": _rung_again,
    "calling": lambda visit, fact, _: _unanswered(visit, fact),
    "unanswered": _rung_again,
    "reached": _reached,
}
ASKED: Mapping[str, Callable[[Visit, OfferFact], Move]] = {
    "code": _code,
    "talking": _talking,
    "gone": _gone,
    "number": _number,
    "calling": _unanswered,
    "unanswered": _unanswered,
    "reached": _ask_reached,
}
"""Phase -> what is done there when the live call is called; in the others it is looked how it stands."""

NODE = Node(OfferStep, enter, resume, called=called, own_keys=own_keys)
