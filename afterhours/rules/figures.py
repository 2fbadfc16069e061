"""What a council's figures mean, and how they are reckoned from counts. One place: pages and files say the same.

Clocks for service level stop when a human being accepts, not when a switchboard does. Percentages are reckoned from
counts, never from percentages. What stands for fewer than five is not told, and neither is what would give it away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FEW = 5
"""Fewer than so many are not told."""
SHORT = 5
"""Seconds: whoever hangs up so soon has not waited for anybody."""
QUICK = 20
"""Seconds: the usual service level."""
PERCENTILES = (50, 80, 95)
PARTS = ("answered", "abandoned", "short", "redirected", "waiting")
"""Every caller who asked for a person is in one of these."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One caller who asked for a person. `part`: one of `PARTS`; `waited`: seconds until a human being accepted."""

    part: str
    waited: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What happened over a span of days. `calls`: all that came in. `promised`: calls back that were asked for.

    `dispositions`, `avoidable`: how many of each; `avoidable` holds only what was assessed, `no` among it.
    """

    calls: int
    asked: Sequence[Asked] = ()
    transferred: int = 0
    promised: int = 0
    reached: int = 0
    in_time: int = 0
    ended: int = 0
    """Promises whose business day is over, or that were tried in it: what can be judged."""
    first_contact: Mapping[bool, int] = field(default_factory=dict)
    dispositions: Mapping[str, int] = field(default_factory=dict)
    avoidable: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure by the name of its definition. `value`: None where there is nothing to reckon with; `hidden`: it
    stands for fewer than five. `unit`: calls, percent or seconds. `of`: how many it was reckoned from."""

    name: str
    value: float | None
    unit: str = "calls"
    of: int | None = None
    hidden: bool = False

    @property
    def few(self) -> bool:
        """Hidden for itself; another one is hidden for what it would give away."""
        return self.hidden and self.unit == "calls" and self.value is not None and self.value < FEW


def part_of(state: str, result: str | None, waited: float, accepted: bool) -> str:
    """Which part a caller in line is in. `state`, `result`: as in the line; `waited`: until accepted, or given up."""
    if accepted:
        return "answered"
    if state in ("waiting", "offered", "joined"):
        return "waiting"
    if state == "left" and result == "hung_up":
        return "short" if waited <= SHORT else "abandoned"
    return "redirected"


def figures(counts: Counts) -> list[Figure]:
    """In the order in which they are read."""
    parts = {part: sum(each.part == part for each in counts.asked) for part in PARTS}
    secret = hidden(parts)
    waits = sorted(each.waited for each in counts.asked if each.part == "answered" and each.waited is not None)
    could = sum(parts.values()) - parts["short"] - parts["redirected"] - parts["waiting"]
    return [
        number("calls", counts.calls),
        number("offered", sum(parts.values())),
        *(Figure(part, parts[part], hidden=part in secret) for part in PARTS if part != "waiting" or parts[part]),
        rate("answer_rate", parts["answered"], could),
        rate("abandon_rate", parts["abandoned"], could),
        rate("quick", sum(each <= QUICK for each in waits), could),
        *(wait(each, waits) for each in PERCENTILES),
        rate("transfers", counts.transferred, parts["answered"]),
        number("callbacks", counts.promised),
        rate("callbacks_reached", counts.reached, counts.promised),
        rate("callbacks_in_time", counts.in_time, counts.ended),
        rate("first_contact", counts.first_contact.get(True, 0), sum(counts.first_contact.values())),
        rate("avoidable", assessed(counts.avoidable) - counts.avoidable.get("no", 0), assessed(counts.avoidable)),
    ]


def assessed(avoidable: Mapping[str, int]) -> int:
    return sum(avoidable.values())


def number(name: str, value: int) -> Figure:
    return Figure(name, value, hidden=0 < value < FEW)


def rate(name: str, part: int, whole: int) -> Figure:
    """No data is no data, and not 100 %. Of fewer than five a percentage would tell each."""
    small = 0 < whole < FEW or 0 < part < FEW or 0 < whole - part < FEW
    return Figure(name, 100 * part / whole if whole else None, "percent", whole or None, hidden=small and whole > 0)


def wait(percent: int, waits: Sequence[float]) -> Figure:
    """The wait within which so many of a hundred were accepted: nearest rank, of sorted seconds."""
    name = "wait_median" if percent == 50 else f"wait_p{percent}"
    if not waits:
        return Figure(name, None, "seconds")
    rank = max(1, -(-percent * len(waits) // 100))
    return Figure(name, waits[rank - 1], "seconds", len(waits), hidden=len(waits) < FEW)


def hidden(counts: Mapping[str, int]) -> set[str]:
    """The parts of a whole that are not told: those below five, and the smallest other one where a single one could be
    reckoned from the rest."""
    secret = {name for name, count in counts.items() if 0 < count < FEW}
    if len(secret) == 1:
        others = [(count, name) for name, count in counts.items() if count >= FEW]
        secret |= {min(others)[1]} if others else set()
    return secret


def grouped(counts: Mapping[str, int]) -> Iterable[Figure]:
    """A whole by its parts, the largest first; what is not told stands at the end."""
    secret = hidden(counts)
    told = sorted(counts.items(), key=lambda each: (each[0] in secret, -each[1], each[0]))
    return [Figure(name, count, hidden=name in secret) for name, count in told if count]
