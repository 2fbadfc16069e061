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
from ivr.engine.effects import OfferAnswered
from ivr.engine.inputs import Input, RingEnded, keyed
from ivr.engine.moves import Move, Wait
from ivr.engine.node import Node
from ivr.engine.offering import announce, tell_code
from ivr.engine.outputs import GoOn
from ivr.engine.reaching import (
    after_ringing,
    asked_whether_reached,
    call,
    called_back,
    end,
    gone,
    listen,
    number_wanted,
    numbered,
    reached,
    rung_again,
    talk,
    unanswered,
)
from ivr.engine.visit import Visit

Turn: TypeAlias = Callable[[Visit, OfferFact, str], Move]
"""(visit, the offer, the keys) -> what comes next."""

LISTEN_SECONDS = 3
"""How long a key is waited for between two announcements."""
HOLD_SECONDS, IN_PEACE_SECONDS, MOST_HELD = 5, 20, 60
"""So long, and so often, whoever accepted is asked to hold while nobody is in the room for them; a resident longer."""
MOST_ANNOUNCED = 1000
"""So often at most, whatever the clock says."""
BEING_RUNG = ("", "ringing", "here")


def enter(_: OfferStep, visit: Visit) -> Move:
    """Something has answered; that it is a human being nobody knows yet."""
    visit.memory.update(phase="announced", told=0, silent=0, calls=0, held=0, ready=False)
    visit.note("offer_answered")
    visit.wish(OfferAnswered("answered"))
    return _look(visit)


def resume(_: OfferStep, visit: Visit, given: Input) -> Move:
    fact, phase, keys = _fact(visit), visit.memory["phase"], keyed(given) or ""
    if fact is None:
        return end(visit, "offer_over")
    if isinstance(given, RingEnded):
        return after_ringing(visit, fact, given) if phase == "calling" else _parted(visit, fact)
    return TURNS[phase](visit, fact, keys)


def called(_: OfferStep, visit: Visit) -> Move:
    """Something has happened: it was accepted on the page, somebody else has it, or the talk goes on elsewhere."""
    fact, phase = _fact(visit), visit.memory["phase"]
    if fact is None:
        return end(visit, "offer_over")
    return ASKED[phase](visit, fact) if phase in ASKED else _stands(visit, fact)


def _fact(visit: Visit) -> OfferFact | None:
    fact: OfferFact | None = visit.ask(Offer())
    return fact


def _look(visit: Visit) -> Move:
    fact = _fact(visit)
    return end(visit, "offer_over") if fact is None else _stands(visit, fact)


def _stands(visit: Visit, fact: OfferFact) -> Move:
    """How it stands now, and what that means for whoever is at this telephone."""
    match fact.state:
        case "open":
            return _picked_up(visit) if fact.purpose == "resident" else _announce(visit, fact)
        case "mine":
            return _mine(visit, fact)
        case _ if fact.purpose == "resident":
            return end(visit, "page_goodbye")
        case "gone":
            return numbered(visit, fact) if visit.memory["phase"] != "announced" else gone(visit, fact)
        case "taken":
            return end(visit, "offer_taken")
        case _:
            return end(visit, "offer_over")


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
        return end(visit, "page_goodbye")
    visit.memory.update(phase="announced", told=visit.memory["told"] + 1)
    announce(visit, fact)
    return listen(visit, LISTEN_SECONDS)


def _announced(visit: Visit, fact: OfferFact, keys: str) -> Move:
    if keys == "1" and fact.state == "open" and fact.by_key:
        visit.memory["phase"] = "accepted"
        visit.note("offer_accepted")
        visit.wish(OfferAnswered("accepted"))
        return Wait(GoOn())
    if keys == "2" and fact.state == "open":
        visit.note("offer_declined")
        visit.wish(OfferAnswered("declined"))
        return end(visit, "offer_declined")
    return _stands(visit, fact)


def _mine(visit: Visit, fact: OfferFact) -> Move:
    """Accepted: the code for whoever needs one; then the caller is called in, or called back."""
    if fact.code and not visit.memory["ready"]:
        return _code(visit, fact)
    return _ready(visit, fact)


def _code(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "code"
    tell_code(visit, fact)
    return listen(visit, LISTEN_SECONDS)


def _coded(visit: Visit, fact: OfferFact, keys: str) -> Move:
    if fact.state != "mine":
        return _stands(visit, fact)
    return _code(visit, fact) if keys == "1" else _ready(visit, fact)


def _ready(visit: Visit, fact: OfferFact) -> Move:
    """Told once; whoever comes in is seen in the next turn."""
    visit.memory["phase"] = "ready"
    if visit.memory["ready"]:
        return call(visit, fact) if fact.purpose == "callback" else _join(visit, fact)
    visit.memory["ready"] = True
    visit.wish(OfferAnswered("ready"))
    return Wait(GoOn())


def _join(visit: Visit, fact: OfferFact) -> Move:
    resident = fact.purpose == "resident"
    if fact.room:
        if not resident:
            visit.say_sentence("page_joining")
        return talk(visit, fact)
    if visit.memory["held"] >= MOST_HELD:
        return end(visit, "offer_over")
    if visit.memory["held"] == 0:
        visit.say_sentence("queue_held" if resident else "offer_hold")
    visit.memory["held"] += 1
    return listen(visit, IN_PEACE_SECONDS if resident else HOLD_SECONDS)


def _talking(visit: Visit, fact: OfferFact) -> Move:
    """Called out of a talk: into the room that holds now, or to wait for one."""
    if fact.state != "mine":
        return end(visit, "page_goodbye")
    if fact.purpose == "callback" and fact.resident not in BEING_RUNG:
        return called_back(visit, fact)
    return talk(visit, fact) if fact.room else _ready(visit, fact)


def _parted(visit: Visit, fact: OfferFact) -> Move:
    """The talk is over, unless it goes on in another room, or the caller waits while somebody is asked."""
    moved = fact.room != visit.memory.get("room")
    if fact.purpose == "callback" and fact.state == "mine" and not moved:
        return called_back(visit, fact)
    return _talking(visit, fact) if fact.state == "mine" and moved else end(visit, "page_goodbye")


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
    "gone": number_wanted,
    "number": rung_again,
    "calling": lambda visit, fact, _: unanswered(visit, fact),
    "unanswered": rung_again,
    "reached": reached,
}
ASKED: Mapping[str, Callable[[Visit, OfferFact], Move]] = {
    "code": _code,
    "talking": _talking,
    "gone": gone,
    "number": numbered,
    "calling": unanswered,
    "unanswered": unanswered,
    "reached": asked_whether_reached,
}
"""Phase -> what is done there when the live call is called; in the others it is looked how it stands."""

NODE = Node(OfferStep, enter, resume, called=called, own_keys=own_keys)
