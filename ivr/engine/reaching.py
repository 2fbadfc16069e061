"""Whoever answers reaches the resident from their own telephone: for a callback, or when a caller has left.

A callback is rung into the room by a leg of its own; a caller who had left, by this very telephone. A mailbox answers,
too, so whether it was the resident is asked.
"""

from collections.abc import Mapping

from ivr.engine.asks import OfferFact
from ivr.engine.effects import CallbackRang, OfferAnswered
from ivr.engine.inputs import RingEnded, RingResult
from ivr.engine.moves import Back, Move, Wait
from ivr.engine.offering import announce_gone, ask_reached, tell_number, tell_ringing, tell_unanswered
from ivr.engine.outputs import Listen, RingOut, Talk
from ivr.engine.visit import Visit

QUESTION_SECONDS = 8
"""How long a key is waited for after a question to a human being."""
MOST_SILENT = 3
CALL_BACK_SECONDS, MOST_CALLS = 40, 3
RESULTS: Mapping[str, RingResult] = {"busy": "busy", "failed": "failed"}
"""What is said of a call in vain; everything else is no answer."""


def gone(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "gone"
    announce_gone(visit, fact)
    return listen(visit, QUESTION_SECONDS)


def number_wanted(visit: Visit, fact: OfferFact, keys: str) -> Move:
    if keys == "1":
        return numbered(visit, fact)
    visit.memory["silent"] += 1
    return end(visit, "page_goodbye") if visit.memory["silent"] >= MOST_SILENT else gone(visit, fact)


def numbered(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "number"
    tell_number(visit, fact)
    return listen(visit, QUESTION_SECONDS)


def rung_again(visit: Visit, fact: OfferFact, keys: str) -> Move:
    """One key rings the resident; whoever presses nothing is asked once more, and then let go."""
    if keys == "1":
        return call(visit, fact) if fact.purpose == "callback" else ring(visit, fact)
    visit.memory["silent"] += 1
    if keys or visit.memory["silent"] >= MOST_SILENT:
        return end(visit, "page_goodbye")
    return numbered(visit, fact) if visit.memory["phase"] == "number" else unanswered(visit, fact)


def call(visit: Visit, fact: OfferFact) -> Move:
    """The resident is rung into this room, by the leg that `ready` has set off, or `again` now."""
    if not fact.caller or visit.memory["calls"] >= MOST_CALLS:
        return end(visit, "page_goodbye")
    if visit.memory["calls"]:
        visit.wish(OfferAnswered("again"))
    visit.memory["calls"] += 1
    visit.note("offer_called_back")
    tell_ringing(visit, fact)
    return talk(visit, fact)


def called_back(visit: Visit, fact: OfferFact) -> Move:
    """What came of ringing them: they have talked, or did not answer."""
    talked = fact.resident in ("here", "over")
    result: RingResult
    result, seconds = ("talked", fact.talked) if talked else (RESULTS.get(fact.resident, "no_answer"), 0)
    visit.note("offer_rang", result=result, seconds=seconds)
    visit.wish(CallbackRang(result, seconds))
    return asked_whether_reached(visit, fact) if talked else unanswered(visit, fact)


def ring(visit: Visit, fact: OfferFact) -> Move:
    """A caller who had left, from this very telephone. Without a number there is nobody to ring."""
    if not fact.caller or visit.memory["calls"] >= MOST_CALLS:
        return end(visit, "page_goodbye")
    visit.memory.update(phase="calling", calls=visit.memory["calls"] + 1)
    visit.note("offer_called_back")
    return Wait(RingOut(fact.caller, CALL_BACK_SECONDS, (), ""))


def after_ringing(visit: Visit, fact: OfferFact, ended: RingEnded) -> Move:
    visit.note("offer_rang", result=ended.result, seconds=ended.seconds)
    visit.wish(CallbackRang(ended.result, ended.seconds))
    return asked_whether_reached(visit, fact) if ended.result == "talked" else unanswered(visit, fact)


def asked_whether_reached(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "reached"
    ask_reached(visit, fact)
    return listen(visit, QUESTION_SECONDS)


def unanswered(visit: Visit, fact: OfferFact) -> Move:
    visit.memory["phase"] = "unanswered"
    tell_unanswered(visit, fact)
    return listen(visit, QUESTION_SECONDS)


def reached(visit: Visit, _: OfferFact, keys: str) -> Move:
    if keys != "2":
        return end(visit, "page_goodbye")
    visit.note("offer_not_reached")
    visit.wish(CallbackRang("no_answer", 0))
    return end(visit, "offer_reached_not")


def talk(visit: Visit, fact: OfferFact) -> Move:
    visit.memory.update(phase="talking", room=fact.room, held=0)
    return Wait(Talk(fact.room or "", fact.ends, fact.tape))


def listen(visit: Visit, seconds: int) -> Move:
    return Wait(Listen(seconds, 1, "", False, visit.language))


def end(visit: Visit, sentence: str) -> Move:
    visit.say_sentence(sentence)
    if sentence != "page_goodbye":
        visit.say_sentence("page_goodbye")
    return Back("")
