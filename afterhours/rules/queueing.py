"""Who is put together with whom: callers in line, agents who are there, and the lines of a switchboard.

Emergencies come first, then whoever has the oldest place. Nobody is passed over but for a reason that can be named: no
agent who is free may take them (another council, another group), or one who speaks their language is there and is
waited for, for a while. A pure function of what is known at one moment.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

PATIENCE = timedelta(minutes=2)
"""So long a caller waits for somebody who speaks their language, or has the skill; then for anybody."""
ASK_AGAIN = timedelta(seconds=30)
"""So long after declining a caller an agent is not asked for the same one again."""
FEWEST_TALKS = 3
"""Out of fewer talks nothing can be said about how long one takes."""
ATTENDS = ("available", "offered", "talking", "wrap_up")
"""The states of agents who are there and answer, now or after what they are doing."""
PRIORITIES: Mapping[str, int] = {"normal": 0, "urgent": 1, "emergency": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class InLine:
    """One caller, or one callback, who waits for somebody of `group`.

    `speaks`: names of their language, any of which will do; empty when everybody speaks it. `asked`: agent -> when they
    were last asked for this caller in vain; "" stands for a switchboard. `lines_up`: they wait as long as it takes; if
    not, everybody is asked once.
    """

    id: UUID
    group: str
    tenant: str
    place_at: datetime
    entered_at: datetime
    priority: int = 0
    speaks: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    asked: Mapping[str, datetime] = field(default_factory=dict)
    lines_up: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One agent who is there. `since`: in this state."""

    id: str
    groups: frozenset[str]
    tenants: frozenset[str]
    state: str
    since: datetime
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """Who is offered to whom; `agent` is None for a switchboard."""

    caller: InLine
    agent: Agent | None


def in_order(callers: Iterable[InLine]) -> list[InLine]:
    """As they are served."""
    return sorted(callers, key=lambda each: (-each.priority, each.place_at, each.id))


def next_pair(callers: Iterable[InLine], agents: Collection[Agent], now: datetime) -> Pair | None:
    """The first caller for whom somebody is free, and the one who has been idle for longest."""
    for caller in in_order(callers):
        if agent := next(iter(free_for(caller, agents, now)), None):
            return Pair(caller, agent)
    return None


def next_on_lines(callers: Iterable[InLine], free_lines: int, now: datetime) -> Pair | None:
    """The same for a switchboard: it takes whoever is first, as long as one of its lines is free."""
    if free_lines < 1:
        return None
    return next((Pair(each, None) for each in in_order(callers) if may_be_asked("", each, now)), None)


def free_for(caller: InLine, agents: Collection[Agent], now: datetime) -> list[Agent]:
    """Whom this caller can be offered to now, the longest idle first."""
    free = [each for each in wanted_for(caller, agents, now) if each.state == "available"]
    askable = [each for each in free if may_be_asked(each.id, caller, now)]
    return sorted(askable, key=lambda each: (each.id in caller.asked, each.since, each.id))


def wanted_for(caller: InLine, agents: Collection[Agent], now: datetime) -> list[Agent]:
    """Who may take them; only those who are able to, as long as one of them is there and the wait is not too long."""
    there = [each for each in agents if may_take(each, caller)]
    best = [each for each in there if is_able(each, caller) and each.state in ATTENDS and each.id not in caller.asked]
    hurried = now - caller.entered_at >= PATIENCE or not (caller.speaks or caller.skills)
    return there if hurried or not best else best


def may_take(agent: Agent, caller: InLine) -> bool:
    return caller.group in agent.groups and caller.tenant in agent.tenants


def is_able(agent: Agent, caller: InLine) -> bool:
    """Whether they speak the caller's language, and can do what is needed."""
    return caller.skills <= agent.skills and (not caller.speaks or bool(caller.speaks & agent.skills))


def may_be_asked(agent: str, caller: InLine, now: datetime) -> bool:
    """Whoever was asked in vain is asked again after a while, if the caller stays in line; never twice otherwise."""
    last = caller.asked.get(agent)
    return last is None or (caller.lines_up and now - last >= ASK_AGAIN)


def can_be_asked_yet(caller: InLine, agents: Collection[Agent], now: datetime) -> bool:
    """Whether anybody is left for a caller who does not stay in line: somebody free now, who was not asked."""
    return bool(free_for(caller, agents, now))


def ahead_of(caller: InLine, callers: Iterable[InLine]) -> int:
    """How many of those who wait come before this one."""
    return next((place for place, each in enumerate(in_order(callers)) if each.id == caller.id), 0)


def expected_wait(ahead: int, talks: Sequence[float], answering: int) -> int | None:
    """Seconds until it is the turn of somebody with `ahead` callers before them; None when nothing can be said.

    `talks`: how many seconds the last ones took with their wrap-up; `answering`: agents who are there, or lines.
    """
    if answering < 1 or len(talks) < FEWEST_TALKS:
        return None
    return round((ahead + 1) * sum(talks) / len(talks) / answering)


def is_full(waiting: int, most_waiting: int | None) -> bool:
    """Whether a group takes no further caller; None for no limit."""
    return most_waiting is not None and waiting >= most_waiting


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt to call somebody back: when, by which user, and what came of it."""

    at: datetime
    result: str


MOST_A_DAY = 3
"""So often somebody who is called back is rung; then a person must decide."""
TRY_AGAIN = timedelta(minutes=20)
"""So long after an attempt in vain the next one waits."""


def next_try(tries: Sequence[Tried], now: datetime, until: datetime | None) -> datetime | None:
    """When a callback nobody answered is tried again; None when it was tried as often as one may, or it is too late."""
    lately = [each for each in tries if now - each.at < timedelta(days=1)]
    again = now + TRY_AGAIN
    if len(lately) >= MOST_A_DAY or (until is not None and again > until):
        return None
    return again
