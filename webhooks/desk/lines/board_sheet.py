"""The board of the lines in words: groups with their callers, agents, promises, and the hours as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from afterhours.models import AgentPresence, Callback, Case, QueuedCall
from afterhours.rules.case_numbers import written
from afterhours.services.queue.groups import answers_now
from afterhours.services.queue.whose_line import line_of
from afterhours.site import Site
from afterhours.site.answering import AgentGroup
from ivr.flowfile.names import name
from webhooks.desk.access import Desk
from webhooks.desk.lines import words
from webhooks.desk.lines.board import LIVE, Hour, LineFile
from webhooks.desk.names import Names, said
from webhooks.desk.words import Look, plain
from webhooks.pages.times import Moment, moment
from webhooks.pages.times import written as local
from webhooks.roles import Permission

ATTEMPTS = 3
TALLEST = 64
"""Pixels of the tallest bar."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One caller, after so many `seconds`. `case`: its number for whoever may open it. `late`: beyond the target."""

    place: int
    line: str
    council: str
    language: str
    emergency: bool
    state: Look
    seconds: int
    running: bool
    late: bool
    case: str
    spaced: str


@dataclass(frozen=True, slots=True)
class GroupBoard:
    """One group's line. `free`: agents who are free now; None for a switchboard, which does not say."""

    title: str
    open: bool
    target: str
    callers: Sequence[Waiting]
    longest: int
    free: int | None


@dataclass(frozen=True, slots=True)
class There:
    """One agent."""

    who: str
    groups: str
    state: Look
    reason: str
    since: Moment
    seconds: int


@dataclass(frozen=True, slots=True)
class Promised:
    """One callback. `tries` of at most `ATTEMPTS` a day."""

    id: UUID
    group: str
    number: str
    spaced: str
    case: str
    due: Moment
    until: Moment | None
    state: Look
    tries: int
    open: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour. Heights are pixels, from the ground up: in time, answered later, called back, left."""

    label: str
    hour: Hour
    parts: Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Board:
    """What `desk/lines/board.html` draws."""

    groups: Sequence[GroupBoard]
    agents: Sequence[There]
    promises: Sequence[Promised]
    bars: Sequence[Bar]
    came: int
    answered: int
    in_time: int


def board_of(file: LineFile, desk: Desk, site: Site, names: Names, zone: str) -> Board:
    tallest = max((each.came for each in file.hours), default=0) or 1
    return Board(
        groups=[group_board(each, file, desk, site, names) for each in file.groups],
        agents=[there(presence, who, site, desk, zone) for presence, who in file.agents],
        promises=[promised(each, case, site, desk, names) for each, case in file.promises],
        bars=[bar(each, tallest) for each in file.hours],
        came=sum(each.came for each in file.hours),
        answered=sum(each.answered for each in file.hours),
        in_time=sum(each.in_time for each in file.hours),
    )


def group_title(group: str, site: Site) -> str:
    """As agents.yaml calls it; what is no longer there, by its name."""
    found = next((each for each in site.groups.values() if name(each.name) == name(group)), None)
    return said(found.title) if found and found.title else plain(group).capitalize()


def group_board(group: AgentGroup, file: LineFile, desk: Desk, site: Site, names: Names) -> GroupBoard:
    rows, place = [], 0
    for queued, case in file.callers:
        if line_of(queued.group_name, case.restricted) != name(group.name):
            continue
        place += queued.state != "joined"
        rows.append(waiting(queued, case, 0 if queued.state == "joined" else place, group, desk, names))
    free = [each for each, _who in file.agents if each.state == "available" and name(group.name) in each.groups]
    return GroupBoard(
        title=group_title(group.name, site),
        open=answers_now(group, site, desk.now),
        target=f"{group.target.percent} % · {group.target.seconds} s" if group.target else "",
        callers=rows,
        longest=max((each.seconds for each in rows if each.running), default=0),
        free=len(free) if group.telephones else None,
    )


def waiting(queued: QueuedCall, case: Case, place: int, group: AgentGroup, desk: Desk, names: Names) -> Waiting:
    until = queued.joined_at if queued.state == "joined" and queued.joined_at else desk.now
    seconds = max(0, int((until - queued.entered_at).total_seconds()))
    may_open = Permission.ALL_CASES in desk.visitor.permissions
    return Waiting(
        place=place,
        line=names.line(queued.line),
        council=names.council(queued.tenant),
        language=names.language(queued.language),
        emergency=queued.priority >= 2,
        state=words.caller(queued.state),
        seconds=seconds,
        running=queued.state in LIVE[:2],
        late=bool(group.target and seconds > group.target.seconds),
        case=case.number if may_open else "",
        spaced=written(case.number),
    )


def there(presence: AgentPresence, who: str, site: Site, desk: Desk, zone: str) -> There:
    reason = presence.reason if presence.reason != "missed" else None
    return There(
        who=who,
        groups=", ".join(group_title(each, site) for each in presence.groups),
        state=words.agent(presence.state, presence.reason),
        reason=reason or "",
        since=moment(presence.since, zone, desk.now),
        seconds=max(0, int((desk.now - presence.since).total_seconds())),
    )


def promised(each: Callback, case: Case, site: Site, desk: Desk, names: Names) -> Promised:
    zone, may_open = names.zone(each.tenant), Permission.ALL_CASES in desk.visitor.permissions
    return Promised(
        id=each.id,
        group=group_title(line_of(each.group_name, case.restricted), site),
        number=names.phone(each.number, each.tenant),
        spaced=written(case.number),
        case=case.number if may_open else "",
        due=moment(each.due_at, zone, desk.now),
        until=moment(each.until, zone, desk.now) if each.until else None,
        state=words.promise(each.state, overdue=bool(each.until and each.until < desk.now)),
        tries=len(each.attempts),
        open=each.state != "in_progress",
    )


def bar(hour: Hour, tallest: int) -> Bar:
    """Stacked from the ground; the smallest part that is not nothing is two pixels high."""
    parts, y = [], 0
    counts = (
        ("in-time", hour.in_time),
        ("later", hour.answered - hour.in_time),
        ("promised", hour.called_back),
        ("left", hour.left),
    )
    for tone, number in counts:
        height = max(2, round(TALLEST * number / tallest)) if number else 0
        parts.append((tone, y, height))
        y += height
    return Bar(hour_of(hour.began), hour, parts)


def hour_of(began: datetime) -> str:
    return local(began, "HH:mm")
