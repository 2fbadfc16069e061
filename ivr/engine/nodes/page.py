"""`page` (of the program itself): a person on duty hears of an emergency and decides. The same for whoever was rung
and for whoever rings a line from their own number; only the beginning differs.

Before any key only line and name are said, for a mailbox records everything. A decision is a wish, written with its
turn; the turn after it sees who was first.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ivr.engine.asks import Page, PageFact, Pages, RightPin
from ivr.engine.built_in import PageStep
from ivr.engine.effects import EmergencyMoved, PageAnswered
from ivr.engine.inputs import Input, RingEnded, keyed
from ivr.engine.moves import Back, Move, Wait
from ivr.engine.node import Node
from ivr.engine.outputs import GoOn, Listen, RingOut, Talk
from ivr.engine.paging import (
    announce,
    ask_own_pin,
    ask_pin,
    offer_number,
    tell,
    tell_after,
    tell_ask,
    tell_detail,
    tell_others,
    tell_taken,
)
from ivr.engine.visit import Visit

Turn: TypeAlias = Callable[[PageStep, Visit, PageFact, str], Move]
"""(step, visit, the emergency, the keys) -> what comes next."""

LISTEN_SECONDS = 8
PIN_SECONDS = 6
MOST_SILENT = 3
"""So often a menu is said to somebody who presses nothing; a mailbox hears it, too, and ends nothing."""
MOST_PINS = 2
CALL_BACK_SECONDS = 40


def enter(step: PageStep, visit: Visit) -> Move:
    visit.memory.update(emergencies=list(visit.ask(Pages())), silent=0, pins=0)
    if not visit.memory["emergencies"]:
        return _over(visit)
    if step.pin:
        visit.memory["phase"] = "pin"
        ask_pin(visit)
        return Wait(Listen(PIN_SECONDS, None, "#", False, visit.language))
    return _to(step, visit, "announced")


def resume(step: PageStep, visit: Visit, given: Input) -> Move:
    phase, keys = visit.memory["phase"], keyed(given) or ""
    if phase == "pin":
        return _pin(step, visit, keys)
    fact = _fact(visit)
    if fact is None:
        return _next_emergency(step, visit)
    if phase in ("talking", "calling back") and isinstance(given, RingEnded):
        return _to(step, visit, "after")
    if not keys and phase != "decided":
        return _silent(step, visit)
    visit.memory["silent"] = 0
    return TURNS[phase](step, visit, fact, keys)


def _fact(visit: Visit) -> PageFact | None:
    waiting = visit.memory["emergencies"]
    return visit.ask(Page(waiting[0])) if waiting else None


def _to(step: PageStep, visit: Visit, phase: str) -> Move:
    """Say what belongs to a phase, and listen."""
    fact = _fact(visit)
    if fact is None:
        return _next_emergency(step, visit)
    visit.memory["phase"] = phase
    SAID[phase](visit, fact)
    digits, finish = (None, "#") if phase == "proving" else (1, "")
    return Wait(Listen(LISTEN_SECONDS, digits, finish, False, visit.language))


def _silent(step: PageStep, visit: Visit) -> Move:
    visit.memory["silent"] += 1
    if visit.memory["silent"] >= MOST_SILENT:
        visit.note("page_unanswered")
        return _over(visit)
    return _to(step, visit, visit.memory["phase"])


def _pin(step: PageStep, visit: Visit, keys: str) -> Move:
    """The right digits, or on to the line's own flow like everybody else; silence asks for nothing twice."""
    if keys and visit.ask(RightPin(keys)):
        visit.note("own_line")
        visit.memory["proven"] = True
        return _tell(step, visit)
    visit.memory["pins"] += 1
    if not keys or visit.memory["pins"] >= MOST_PINS:
        return _over(visit)
    visit.say_sentence("pin_wrong")
    return Wait(Listen(PIN_SECONDS, None, "#", False, visit.language))


def _announced(step: PageStep, visit: Visit, fact: PageFact, _: str) -> Move:
    """Any key: a human being is there."""
    visit.note("page_heard")
    visit.wish(PageAnswered("heard"))
    if fact.mine:
        return _to(step, visit, "ask") if fact.purpose == "ask" or not fact.room else _join(visit, fact)
    return _to(step, visit, "detail")


def _detail(step: PageStep, visit: Visit, fact: PageFact, keys: str) -> Move:
    match keys:
        case "1" if fact.wanted and fact.veiled and not visit.memory.get("proven"):
            return _to(step, visit, "proving")
        case "1" if fact.state == "open":
            return _accept(visit, fact)
        case "1" if fact.wanted:
            return _come_along(step, visit, fact)
        case "2":
            visit.note("page_declined")
            visit.wish(PageAnswered("declined"))
            visit.say_sentence("page_declined")
            return _next_emergency(step, visit)
        case "4":
            visit.memory["slow"] = True
        case "5" if fact.others and fact.state == "open" and not fact.veiled:
            return _to(step, visit, "same")
    return _to(step, visit, "detail")


def _proving(step: PageStep, visit: Visit, fact: PageFact, keys: str) -> Move:
    """A restricted case is accepted with the person's own digits; whoever has not got them is no use to it."""
    if visit.ask(RightPin(keys)):
        visit.memory["proven"] = True
        return _detail(step, visit, fact, "1")
    visit.memory["pins"] += 1
    if visit.memory["pins"] < MOST_PINS:
        visit.say_sentence("pin_wrong")
        return _to(step, visit, "proving")
    visit.note("page_unproven")
    visit.wish(PageAnswered("declined"))
    visit.say_sentence("page_unproven")
    return _next_emergency(step, visit)


def _accept(visit: Visit, fact: PageFact) -> Move:
    visit.memory["phase"] = "decided"
    visit.note("page_accepted")
    visit.wish(EmergencyMoved(move="accept", emergency=fact.emergency, who=fact.me, how="key"))
    return Wait(GoOn())


def _come_along(step: PageStep, visit: Visit, fact: PageFact) -> Move:
    """As the second person: whoever has it keeps it, and is told."""
    visit.note("page_comes_along")
    visit.wish(EmergencyMoved(move="come_along", emergency=fact.emergency, who=fact.me))
    visit.wish(PageAnswered("accepted"))
    if fact.veiled:
        tell_detail(visit, fact)
    visit.say_sentence("page_comes_along", person=fact.accepted_name or fact.accepted_by)
    return _next_emergency(step, visit)


def _decided(step: PageStep, visit: Visit, fact: PageFact, _: str) -> Move:
    """Who was first is written by now."""
    if not fact.mine:
        tell_taken(visit, fact)
        return _next_emergency(step, visit)
    visit.wish(PageAnswered("accepted"))
    visit.say_sentence("page_yours")
    if fact.veiled:
        tell_detail(visit, fact)
    return _join(visit, fact) if fact.room else _to(step, visit, "number")


def _join(visit: Visit, fact: PageFact) -> Move:
    visit.memory["phase"] = "talking"
    visit.say_sentence("page_joining")
    return Wait(Talk(fact.room or ""))


def _same(step: PageStep, visit: Visit, fact: PageFact, keys: str) -> Move:
    """One of the emergencies that were listed, by its place in the list."""
    chosen = int(keys) - 1 if keys.isdecimal() else -1
    if not 0 <= chosen < len(fact.others):
        return _to(step, visit, "detail")
    other, number = fact.others[chosen]
    visit.note("page_same", case=number)
    visit.wish(EmergencyMoved(move="same", emergency=fact.emergency, who=fact.me, other=other))
    visit.wish(PageAnswered("same"))
    visit.say_sentence("page_same_done")
    return _next_emergency(step, visit)


def _number(step: PageStep, visit: Visit, fact: PageFact, keys: str) -> Move:
    if keys == "1" and fact.caller:
        visit.memory["phase"] = "calling back"
        visit.note("page_called_back")
        return Wait(RingOut(fact.caller, CALL_BACK_SECONDS, (), ""))
    return _to(step, visit, "after")


AFTERWARDS: Mapping[str, str] = {"1": "done", "2": "hand_on", "3": "second", "4": "morning"}
"""Key -> what the person says of an emergency that is theirs."""


def _after(step: PageStep, visit: Visit, fact: PageFact, keys: str) -> Move:
    move = AFTERWARDS.get(keys)
    if not fact.mine or move is None:
        return _to(step, visit, "after") if fact.mine else _next_emergency(step, visit)
    visit.note(f"page_{move}")
    visit.wish(EmergencyMoved(move=move, emergency=fact.emergency, who=fact.me))  # type: ignore[arg-type]
    visit.say_sentence(f"page_{move}")
    return _next_emergency(step, visit)


def _next_emergency(step: PageStep, visit: Visit) -> Move:
    """The next one that concerns this person; after the last, the end of this conversation."""
    visit.memory["emergencies"] = visit.memory["emergencies"][1:]
    visit.memory.update(slow=False, silent=0)
    return _tell(step, visit) if visit.memory["emergencies"] else _over(visit)


def _tell(step: PageStep, visit: Visit) -> Move:
    """What they may accept is told; of what is theirs already they are asked how it stands."""
    fact = _fact(visit)
    return _to(step, visit, "ask" if fact and fact.mine else "detail")


def _over(visit: Visit) -> Move:
    """A leg ends; who rang a line from their own number goes on to its flow."""
    if not visit.state.stack:
        visit.say_sentence("page_goodbye")
    return Back("")


def own_keys(step: PageStep, visit: Visit) -> str:
    return "0123456789*#"


def repeat(step: PageStep, visit: Visit) -> Move:
    return enter(step, visit) if visit.memory.get("phase") == "pin" else _to(step, visit, visit.memory["phase"])


TURNS: Mapping[str, Turn] = {
    "announced": _announced,
    "detail": _detail,
    "proving": _proving,
    "decided": _decided,
    "same": _same,
    "number": _number,
    "after": _after,
    "ask": _after,
    "talking": _after,
    "calling back": _after,
}
SAID: Mapping[str, Callable[[Visit, PageFact], None]] = {
    "announced": announce,
    "detail": tell,
    "proving": ask_own_pin,
    "same": tell_others,
    "number": offer_number,
    "after": tell_after,
    "ask": tell_ask,
    "decided": tell_taken,
    "talking": tell_after,
    "calling back": tell_after,
}
"""Phase -> what is said in it."""

NODE = Node(PageStep, enter, resume, repeat, own_keys=own_keys)
