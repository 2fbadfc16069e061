"""The lines as whoever answers or leads may see them: callers by place, agents, promises, and the last hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from afterhours.models import AgentPresence, Callback, Case, Offer, QueuedCall, User
from afterhours.services.queue.whose_line import line_column
from afterhours.site import COUNTY, Site
from afterhours.site.answering import AgentGroup
from ivr.flowfile.names import name
from webhooks.desk.access import Desk

LIVE = ("waiting", "offered", "joined")
OUTSTANDING = ("due", "in_progress", "no_answer", "exhausted")
MOST = 200
HOURS = 12
"""So many hours are drawn, the running one among them."""


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of callers who asked for a person, by when they came. `began`: in the reader's zone."""

    began: datetime
    answered: int
    in_time: int
    called_back: int
    left: int

    @property
    def came(self) -> int:
        return self.answered + self.called_back + self.left


@dataclass(frozen=True, slots=True)
class LineFile:
    """Everything of one look at the lines. `callers` in the order in which they are answered."""

    groups: Sequence[AgentGroup]
    callers: Sequence[tuple[QueuedCall, Case]]
    agents: Sequence[tuple[AgentPresence, str]]
    promises: Sequence[tuple[Callback, Case]]
    hours: Sequence[Hour]


def groups_seen(desk: Desk, site: Site) -> list[AgentGroup]:
    """The municipality sees every group, another organisation its own."""
    own = desk.visitor.organisation
    return [each for each in site.groups.values() if own in (COUNTY, each.organisation)]


def open_lines(desk: Desk, site: Site, zone: str) -> LineFile:
    groups = groups_seen(desk, site)
    names = [name(each.name) for each in groups]
    return LineFile(
        groups=groups,
        callers=callers_of(desk, site, names),
        agents=agents_of(desk),
        promises=promises_of(desk, site, names),
        hours=hours_of(desk, site, {name(each.name): each for each in groups}, zone),
    )


def seen(desk: Desk, tenant: InstrumentedAttribute[str], case: type[Case] = Case) -> ColumnElement[bool]:
    """Of the visitor's councils; a restricted case only for its group."""
    return desk.own(tenant) & (case.restricted.is_(None) | case.restricted.in_(desk.visitor.groups))


def callers_of(desk: Desk, site: Site, groups: Sequence[str]) -> Sequence[tuple[QueuedCall, Case]]:
    line = line_column(QueuedCall.group_name, site)
    query = (
        select(QueuedCall, Case)
        .join(Case, Case.id == QueuedCall.case_id)
        .where(QueuedCall.state.in_(LIVE), line.in_(groups), seen(desk, QueuedCall.tenant))
        .order_by(
            line,
            QueuedCall.state == "joined",
            QueuedCall.priority.desc(),
            QueuedCall.place_at,
            QueuedCall.id,
        )
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in desk.session.execute(query)]


def agents_of(desk: Desk) -> Sequence[tuple[AgentPresence, str]]:
    """Everybody of the organisation who has said today that they are there, with their names."""
    query = (
        select(AgentPresence, User.name)
        .join(User, User.id == AgentPresence.user_id)
        .where(desk.own(AgentPresence.tenant), AgentPresence.since > desk.now - timedelta(hours=HOURS))
        .order_by(AgentPresence.state, AgentPresence.since)
        .limit(MOST)
    )
    mine = desk.visitor.people_of
    if mine != "*":
        query = query.where(AgentPresence.organisation == mine)
    return [(row[0], row[1]) for row in desk.session.execute(query)]


def promises_of(desk: Desk, site: Site, groups: Sequence[str]) -> Sequence[tuple[Callback, Case]]:
    line = line_column(Callback.group_name, site)
    query = (
        select(Callback, Case)
        .join(Case, Case.id == Callback.case_id)
        .where(Callback.state.in_(OUTSTANDING), line.in_(groups), seen(desk, Callback.tenant))
        .order_by(Callback.state != "exhausted", Callback.due_at, Callback.id)
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in desk.session.execute(query)]


def hours_of(desk: Desk, site: Site, groups: Mapping[str, AgentGroup], zone: str) -> Sequence[Hour]:
    """The last hours, an empty one too. Whoever still waits is in none of the counts yet; a restricted case is in those
    of its group alone: a number tells that there is one."""
    line = line_column(QueuedCall.group_name, site)
    local = desk.now.astimezone(ZoneInfo(zone))
    first = local.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    accepted = (
        select(Offer.queued_call_id, func.min(Offer.accepted_at).label("at"))
        .where(Offer.accepted_at.is_not(None), Offer.offered_at >= first)
        .group_by(Offer.queued_call_id)
        .subquery()
    )
    query = (
        select(QueuedCall.entered_at, QueuedCall.state, line, accepted.c.at)
        .join(Case, Case.id == QueuedCall.case_id)
        .outerjoin(accepted, accepted.c.queued_call_id == QueuedCall.id)
        .where(QueuedCall.entered_at >= first, line.in_(groups), seen(desk, QueuedCall.tenant))
    )
    rows = [
        (row[0], how(row[1], row[2], (row[3] - row[0]) if row[3] else None, groups))
        for row in desk.session.execute(query)
    ]
    begins = [first + timedelta(hours=each) for each in range(HOURS)]
    return [counted(each, [what for at, what in rows if each <= at < each + timedelta(hours=1)]) for each in begins]


def how(state: str, group: str, waited: timedelta | None, groups: Mapping[str, AgentGroup]) -> str:
    """What became of one caller: in_time | answered | called_back | left | waits."""
    if waited is not None:
        target = groups[group].target
        return "in_time" if target and waited.total_seconds() <= target.seconds else "answered"
    if state == "callback":
        return "called_back"
    return "waits" if state in LIVE else "left"


def counted(began: datetime, what: Sequence[str]) -> Hour:
    in_time = what.count("in_time")
    return Hour(began, in_time + what.count("answered"), in_time, what.count("called_back"), what.count("left"))
