"""Nobody is dropped: where a caller comes to who presses nothing at all, or always a wrong key.

From every question both must reach a human being or the chance to leave a message, within `MOST_KEYS` keys and
`MOST_SECONDS` seconds of speech. On a line with an emergency choice the silent caller must reach a person.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ivr.engine.model import Step
from ivr.engine.nodes.agent import Agent
from ivr.engine.nodes.ask import Ask
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.emergency import Emergency
from ivr.engine.nodes.language import Language
from ivr.engine.nodes.queue import Queue
from ivr.engine.nodes.record import Record
from ivr.engine.nodes.report import Report
from ivr.engine.nodes.ring import Ring
from ivr.flowfile.checks.calls import ENDED, UNKNOWN, Calls, Entry, Spot
from ivr.flowfile.checks.speech import after_a_miss, on_entering
from ivr.flowfile.faults import Faults, Severity

MOST_KEYS = 12
MOST_SECONDS = 180

Habit: TypeAlias = Literal["silent", "wrong"]
Goal: TypeAlias = Callable[[Step], bool]


@dataclass(frozen=True, slots=True)
class Path:
    """How a caller of one habit fares: keys pressed, seconds of speech heard, steps, and where it ends.

    `end`: goal, ended (hung up on), loop (round and round), or unknown (a step with faults).
    """

    keys: int
    seconds: float
    steps: tuple[str, ...]
    end: Literal["goal", "ended", "loop", "unknown"]

    @property
    def saved(self) -> bool:
        return self.end in ("goal", "unknown")

    def __str__(self) -> str:
        keys = f"{self.keys} keys, " if self.keys else ""
        return f"{' -> '.join(self.steps)} ({keys}{self.seconds:.0f} s of speech)"


def human_or_message(step: Step) -> bool:
    """A person is rung, or a message or a report can be left."""
    return isinstance(step, Record | Report | Ring | Emergency) or asks_agents(step)


def asks_agents(step: Step) -> bool:
    """A group is asked; but that alone saves nobody: the step must say where a caller goes whom none of them takes."""
    return isinstance(step, Agent | Queue) and any(getattr(step, each, None) for each in ("nobody", "gave_up"))


class Habits:
    """The worst paths of callers with one habit, on one line's languages; remembers what it has walked."""

    def __init__(self, calls: Calls, languages: tuple[str, ...], habit: Habit, goal: Goal) -> None:
        self.calls, self.languages, self.habit, self.goal = calls, languages, habit, goal
        self._known: dict[Spot, Path] = {}

    def worst(self, start: Spot) -> Path:
        """The worst path from a spot on, without recursion: flows may be long."""
        waiting, open_ones = [start], set[Spot]()
        while waiting:
            spot = waiting[-1]
            onward = self._onward(spot)
            missing = [each for each in onward if each not in self._known and each not in open_ones]
            if spot in self._known or not missing:
                waiting.pop()
                open_ones.discard(spot)
                self._known.setdefault(spot, self._joined(spot, onward))
            else:
                open_ones.add(spot)
                waiting += missing[:1]
        return self._known[start]

    def _onward(self, spot: Spot) -> list[Spot]:
        if spot in (ENDED, UNKNOWN) or self.goal(self.calls.step(spot)):
            return []
        return list(dict.fromkeys(self._taken(spot)))

    def _taken(self, spot: Spot) -> Iterator[Spot]:
        """The ways this caller can be led: all of them, except where it is the caller who decides."""
        ways, step = self.calls.onward(spot), self.calls.step(spot)
        if isinstance(step, Ask | Collect):
            yield ways.get(self.habit) or ways.get("after_last_try") or UNKNOWN
        elif isinstance(step, Record):
            yield ways.get("empty", UNKNOWN)
        else:
            yield from ways.values() or (UNKNOWN,)

    def _joined(self, spot: Spot, onward: list[Spot]) -> Path:
        """This spot's part, and the worst of what follows; a spot that is still open is a round without end."""
        if spot == ENDED:
            return Path(0, 0.0, ("hung up",), "ended")
        if spot == UNKNOWN:
            return Path(0, 0.0, ("?",), "unknown")
        step = self.calls.step(spot)
        if not onward:
            return Path(0, 0.0, (step.name,), "goal")
        rest = max((self._known.get(each) or _round(each) for each in onward), key=_badness)
        keys, seconds = self._spent(spot, step)
        return replace(rest, keys=rest.keys + keys, seconds=rest.seconds + seconds, steps=(step.name, *rest.steps))

    def _spent(self, spot: Spot, step: Step) -> tuple[int, float]:
        """Keys and seconds that one step takes from this caller."""
        once = on_entering(step, self.languages, spot.every)
        stubborn = isinstance(step, Language) and step.language == "offer" and self.habit == "wrong" and spot.every
        if not isinstance(step, Ask | Collect) and not stubborn:
            return 0, once
        flow = self.calls.flows[spot.flow]
        tries = 1 if getattr(step, self.habit, None) else getattr(step, "tries", None) or flow.defaults.tries
        again = after_a_miss(step, flow, self.habit, self.languages, spot.every)
        return tries if self.habit == "wrong" else 0, once * tries + again * (tries - 1)


def _round(spot: Spot) -> Path:
    return Path(0, 0.0, (spot.step, "..."), "loop")


def _badness(path: Path) -> tuple[int, int, float]:
    return ("goal", "unknown", "ended", "loop").index(path.end), path.keys, path.seconds


def check_silence(calls: Calls, entry: Entry, spots: Iterable[Spot], faults: Faults) -> None:
    """Every question of a line, for the silent caller and for the one who presses wrong keys."""
    starts = [spot for spot in spots if isinstance(calls.step(spot), Ask | Collect)]
    starts = [spot for spot in dict.fromkeys([calls.start(entry), *starts]) if spot != UNKNOWN]
    for habit in ("silent", "wrong"):
        habits = Habits(calls, entry.languages, habit, human_or_message)
        for spot in starts:
            _judge(calls, spot, habit, habits.worst(spot), faults)


def _judge(calls: Calls, spot: Spot, habit: Habit, path: Path, faults: Faults) -> None:
    who = "a caller who presses nothing" if habit == "silent" else "a caller who presses wrong keys"
    mend = "lead after_last_try: to a person or to a message"
    if not path.saved:
        end = "goes round and round" if path.end == "loop" else "is hung up on"
        what = f"{who} at {spot.step} {end}: {path}"
        faults.once("fault", calls.place(spot), f"{habit}-dropped", what, mend)
    elif path.keys > MOST_KEYS or path.seconds > MOST_SECONDS:
        what = f"{who} at {spot.step} needs more than {MOST_KEYS} keys or {MOST_SECONDS} s of speech: {path}"
        faults.once(
            "fault", calls.place(spot), f"{habit}-too-long", what, "lower tries:, shorten the words, or " + mend
        )


IN_VAIN: Mapping[type[Step], tuple[str, ...]] = {
    Ring: ("nobody", "failed"),
    Emergency: ("nobody",),
    Agent: ("nobody", "closed"),
    Queue: ("gave_up", "full", "closed"),
}
"""Steps that look for a human being -> their outcomes when there is none."""


def check_nobody(calls: Calls, entry: Entry, spots: Iterable[Spot], faults: Faults) -> None:
    """When nobody answers, the caller should be able to leave a message before the call ends; agents' callers must."""
    habits = Habits(calls, entry.languages, "silent", human_or_message)
    for spot in spots:
        step, ways = calls.step(spot), calls.onward(spot)
        tell: Severity = "fault" if isinstance(step, Agent | Queue) else "warning"
        for outcome in IN_VAIN.get(type(step), ()):
            path = habits.worst(ways[outcome]) if outcome in ways else None
            if path and not path.saved:
                what = f"when nobody answers at {spot.step}, the call ends without a message: {path}"
                faults.once(tell, calls.place(spot), "nobody-dropped", what, f"lead {outcome}: to a message")
                break
