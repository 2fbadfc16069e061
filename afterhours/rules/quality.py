"""Which calls of an agent are assessed for quality in a month, and what an assessment comes to.

A month has four weeks: the last one is its rest. Each week gives its share as soon as it is over, the lines in turn;
which calls those are is decided by a hash of month, agent and call: the same whoever asks, and nobody can choose. What
a week had too few of is drawn from the others when the month is over. What is asked for beside that counts apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal, TypeAlias, get_args
from uuid import UUID

from ivr.engine.words import Words

CALLS_A_MONTH = 4
"""What contact centres usually assess of each agent."""
WEEKS = 4
DAYS = 7

Mark: TypeAlias = Literal["yes", "partly", "no", "none"]
MARKS: tuple[Mark, ...] = get_args(Mark)
"""none: the question does not fit this call, and its points do not count."""
WORTH: Mapping[str, float] = {"yes": 1, "partly": 0.5, "no": 0}


@dataclass(frozen=True, slots=True)
class Question:
    """What a reviewer answers about a call: for `points`, or, where a no `fails` the whole call, for none."""

    name: str
    ask: Words
    points: int = 0
    fails: bool = False
    hint: Words = field(default_factory=dict)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What may be answered: a call does not fail partly."""
        return tuple(mark for mark in MARKS if not (self.fails and mark == "partly"))


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk of an agent with a caller, on the day it had in the municipality's zone."""

    id: UUID
    line: str
    day: date


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the calendar."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """2026-11; None for anything else."""
        try:
            return cls(date.fromisoformat(f"{text}-01"))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def next(self) -> "Month":
        return Month.of(self.first + timedelta(days=31))

    @property
    def before(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    def is_over(self, today: date) -> bool:
        return today >= self.next.first

    def week_of(self, day: date) -> int:
        """0 to 3; the last one takes the days that are left over."""
        return min((day - self.first).days // DAYS, WEEKS - 1)

    def week_is_over(self, week: int, today: date) -> bool:
        end = self.next.first if week == WEEKS - 1 else self.first + timedelta(days=DAYS * (week + 1))
        return today >= end


@dataclass(frozen=True, slots=True)
class Result:
    """`percent` of the points that could be had; None where no question for points fitted the call. `failed`: the
    names of the questions that fail the call; they leave the points alone."""

    points: float
    most: int
    failed: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        return round(100 * self.points / self.most) if self.most else None


def sample(talks: Iterable[Talk], month: Month, agent: str, wanted: int, today: date) -> list[Talk]:
    """The talks of one agent that are assessed, as far as they can be known `today`; the oldest first."""
    weeks: list[list[Talk]] = [[] for _week in range(WEEKS)]
    for talk in talks:
        weeks[month.week_of(talk.day)].append(talk)
    lines: Counter[str] = Counter()
    chosen: list[Talk] = []
    for week, share in enumerate(shares(wanted)):
        if month.week_is_over(week, today):
            chosen += drawn(weeks[week], share, f"{month} {agent}", lines)
    if month.is_over(today):
        left = [talk for week in weeks for talk in week if talk not in chosen]
        chosen += drawn(left, wanted - len(chosen), f"{month} {agent}", lines)
    return sorted(chosen, key=lambda talk: (talk.day, talk.id))


def shares(wanted: int) -> list[int]:
    """So many of each week: as even as can be, the later ones first."""
    return [wanted * (week + 1) // WEEKS - wanted * week // WEEKS for week in range(WEEKS)]


def drawn(talks: Iterable[Talk], share: int, seed: str, lines: Counter[str]) -> list[Talk]:
    """Up to `share` of them: of the line that was drawn least so far, the one with the smallest hash."""
    waiting = sorted(talks, key=lambda talk: ticket(seed, talk))
    chosen: list[Talk] = []
    while waiting and len(chosen) < share:
        talk = min(waiting, key=lambda each: lines[each.line])
        waiting.remove(talk)
        lines[talk.line] += 1
        chosen.append(talk)
    return chosen


def ticket(seed: str, talk: Talk) -> str:
    return sha256(f"{seed} {talk.id}".encode()).hexdigest()


def result_of(questions: Sequence[Question], marks: Mapping[str, str]) -> Result:
    """`marks`: name of a question -> one of `MARKS`; a question without one does not count."""
    for_points = [each for each in questions if not each.fails and marks.get(each.name) in WORTH]
    failed = tuple(each.name for each in questions if each.fails and marks.get(each.name) == "no")
    reached = sum(each.points * WORTH[marks[each.name]] for each in for_points)
    return Result(reached, sum(each.points for each in for_points), failed)
