"""The danger path: the notice that is heard first, and the keys that raise an emergency.

On every line, in every language, the emergency number is the first thing heard. A choice that raises an emergency does
so at its key, within `MOST_KEYS` keys and `MOST_SECONDS` seconds of speech from the beginning of the call.
"""

import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from ivr.engine.model import Step
from ivr.engine.nodes.agent import Agent
from ivr.engine.nodes.ask import Ask
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.emergency import Emergency
from ivr.engine.nodes.language import Language
from ivr.engine.nodes.queue import Queue
from ivr.engine.nodes.report import Report
from ivr.engine.nodes.ring import Ring
from ivr.engine.words import Words
from ivr.flowfile.checks.calls import Calls, Entry, Spot
from ivr.flowfile.checks.silence import Habits, asks_agents
from ivr.flowfile.checks.speech import announcement, on_entering, own_words, spoken
from ivr.flowfile.checks.ways import waits
from ivr.flowfile.faults import Faults

MOST_KEYS = 2
MOST_SECONDS = 40


@dataclass(slots=True)
class Danger:
    """What the danger path of one line is made of: its spots, the menus with an emergency, the slowest emergency."""

    spots: set[Spot] = field(default_factory=set)
    menus: dict[Spot, None] = field(default_factory=dict)
    slowest: "_Cost | None" = None
    told: str = ""


def check_danger(calls: Calls, entry: Entry, faults: Faults) -> Danger:
    """Checks one line's way into a flow."""
    danger = Danger()
    if entry.emergency_number:
        _check_first_words(calls, entry, danger, faults)
    _check_choices(calls, entry, danger, faults)
    _check_silent(calls, entry, danger.menus, faults)
    return danger


def _check_first_words(calls: Calls, entry: Entry, danger: Danger, faults: Faults) -> None:
    """Every step that can be the first to speak must say the emergency number, in every language of the line."""
    for spot in _first_heard(calls, calls.start(entry)):
        danger.spots.add(spot)
        step = calls.step(spot)
        unsaid = [tag for tag in entry.languages if not _warns(own_words(step), tag, entry.emergency_number)]
        if len(entry.languages) > 1 and not spot.every:
            unsaid = list(entry.languages)
        if unsaid:
            number = entry.emergency_number
            what = f"line {entry.line} first speaks {step.name}, which does not say {number} in {', '.join(unsaid)}"
            mend = f'begin with say: and "If anyone is in danger, hang up and dial {number}."'
            faults.once("fault", calls.place(spot), "danger-notice", what, mend)


def _warns(words: Words, language: str, number: str) -> bool:
    text = re.sub(r"[\s,.-]", "", words.get(language, ""))
    return re.sub(r"\W", "", number) in text or "{emergencynumber}" in text


def _first_heard(calls: Calls, start: Spot) -> Iterator[Spot]:
    """The steps that speak or wait first, on every way from the start."""
    seen: set[Spot] = set()
    waiting = [start]
    while waiting:
        spot = waiting.pop()
        if not spot.flow or spot in seen:
            continue
        seen.add(spot)
        step = calls.step(spot)
        if own_words(step) or step.verb in ("report", "ring", "emergency", "agent", "queue", "status") or _offers(step):
            yield spot
        else:
            waiting += calls.onward(spot).values()


def _offers(step: Step) -> bool:
    return isinstance(step, Language) and step.language == "offer"


@dataclass(frozen=True, slots=True, order=True)
class _Cost:
    """What it has taken to come to a spot."""

    keys: int = 0
    seconds: float = 0.0


def _check_choices(calls: Calls, entry: Entry, danger: Danger, faults: Faults) -> None:
    """The quickest way to each question, keys first; then every choice of it that raises an emergency."""
    queue: list[tuple[_Cost, int, Spot, tuple[Spot, ...]]] = [(_Cost(), 0, calls.start(entry), ())]
    order, seen = count(1), set[Spot]()
    while queue:
        cost, _, spot, came = heapq.heappop(queue)
        if not spot.flow or spot in seen:
            continue
        seen.add(spot)
        for key, after, onward in _moves(calls, entry, spot, cost):
            raised = _raises(calls, onward) if waits(calls.step(spot)) else set()
            if raised and key is not None:
                danger.spots |= {spot, *came, *raised}
                _judge(calls, spot, key, after, danger, faults)
            heapq.heappush(queue, (after, next(order), onward, (*came, spot)))


def _moves(calls: Calls, entry: Entry, spot: Spot, cost: _Cost) -> Iterator[tuple[str | None, _Cost, Spot]]:
    """(key or outcome the caller chose, or None; cost; where the call is then) of every way on."""
    step, heard = calls.step(spot), cost.seconds
    ways = calls.onward(spot)
    if isinstance(step, Ask):
        heard += spoken(step.ask, entry.languages, spot.every)
        for key, choice in step.keys.items():
            heard += spoken(announcement(key, choice), entry.languages, spot.every)
            yield key, _Cost(cost.keys + len(key), heard), ways[f"key {key}"]
        return
    heard += on_entering(step, entry.languages, spot.every)
    for outcome, onward in ways.items():
        if not isinstance(step, Ring | Emergency | Agent | Queue):
            chosen = outcome if isinstance(step, Collect) else None
            yield chosen, _Cost(cost.keys + _keys_of(step, entry), heard), onward


def _keys_of(step: Step, entry: Entry) -> int:
    if isinstance(step, Collect):
        return step.digits.least if step.digits else 1
    return 1 if _offers(step) and len(entry.languages) > 1 else 0


def _raises(calls: Calls, start: Spot) -> set[Spot]:
    """The emergencies that are raised from here on before the caller is asked anything."""
    found, seen, waiting = set[Spot](), set[Spot](), [start]
    while waiting:
        spot = waiting.pop()
        if not spot.flow or spot in seen:
            continue
        seen.add(spot)
        if is_emergency(calls, calls.step(spot)):
            found.add(spot)
        elif not waits(calls.step(spot)):
            waiting += calls.onward(spot).values()
    return found


def is_emergency(calls: Calls, step: Step) -> bool:
    """Whether a step raises an emergency."""
    requests = calls.names.requests or {}
    if isinstance(step, Emergency):
        return True
    return isinstance(step, Report) and step.report in requests and requests[step.report].emergency is not None


def _judge(calls: Calls, spot: Spot, key: str, cost: _Cost, danger: Danger, faults: Faults) -> None:
    danger.menus[spot] = None
    step = calls.step(spot)
    if isinstance(step, Collect):
        what = f"{step.name} asks for something before the emergency is raised"
        faults.once(
            "fault", calls.place(spot), "late-emergency", what, "raise it with report: at the key, and ask afterwards"
        )
        return
    told = f"key {key} of {step.name} raises an emergency after {cost.keys} keys and {cost.seconds:.0f} s of speech"
    if danger.slowest is None or cost > danger.slowest:
        danger.slowest, danger.told = cost, told
    if cost.keys > MOST_KEYS or cost.seconds > MOST_SECONDS:
        what = f"{told}; {MOST_KEYS} keys and {MOST_SECONDS} s are the most"
        faults.once(
            "fault", calls.place(spot), "slow-emergency", what, "put it first in the first menu, and shorten the words"
        )


def _check_silent(calls: Calls, entry: Entry, menus: Iterable[Spot], faults: Faults) -> None:
    """Where an emergency can be chosen, a caller who cannot choose reaches a person."""

    def reaches_person(step: Step) -> bool:
        return isinstance(step, Ring) or asks_agents(step) or is_emergency(calls, step)

    habits = Habits(calls, entry.languages, "silent", reaches_person)
    for menu in menus:
        path = habits.worst(menu)
        if not path.saved:
            what = f"{menu.step} has an emergency choice, and a caller who says nothing reaches no person: {path}"
            mend = "lead after_last_try: to ring: and a person, or to queue: and a group"
            faults.once("fault", calls.place(menu), "silent-emergency", what, mend)
