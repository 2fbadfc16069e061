"""Groups of agents that never answer while a line leads its callers to them: hours that do not fit together."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from afterhours.rules.hours import Hours, is_open
from afterhours.site.model import Site
from afterhours.site.reached import flows_reached
from ivr.engine.model import Line, Step
from ivr.engine.nodes.agent import Agent
from ivr.engine.nodes.queue import Queue

LOOKED_AT, EACH = timedelta(weeks=4), timedelta(minutes=30)


class Closed(NamedTuple):
    """A step of a flow that asks a group which is always closed when calls of this line come there."""

    line: str
    flow: str
    step: str
    group: str


def closed_groups(site: Site, since: datetime) -> Iterator[Closed]:
    """Each step once for each line; looked at for some weeks from an instant (aware)."""

    @cache
    def ever_open(line: str | None, wanted: bool, group: str) -> bool:
        return meet(site.hours.get(line or ""), wanted, site.hours[group], since)

    for line in site.book.lines.values():
        for wanted, first in answering(line):
            for flow, step, group in steps_with_hours(site, first):
                if not ever_open(line.hours, wanted, site.groups[group].hours or ""):
                    yield Closed(line.name, flow, step, group)


def answering(line: Line) -> list[tuple[bool, str]]:
    """(while its hours are open or closed, the flow that answers then)."""
    return [(True, line.flow), *([(False, line.closed)] if line.closed else [])]


def steps_with_hours(site: Site, first: str) -> Iterator[tuple[str, str, str]]:
    """(flow, step, group) of all that calls beginning in this flow can come to."""
    for flow in sorted(flows_reached(site.book, [first])):
        for step in site.book.flows[flow].steps.values():
            group = group_of(step)
            if group in site.groups and site.groups[group].hours in site.hours:
                yield flow, step.name, group


def group_of(step: Step) -> str:
    if isinstance(step, Agent):
        return step.agent
    return step.queue if isinstance(step, Queue) else ""


def meet(line: Hours | None, wanted: bool, group: Hours, since: datetime) -> bool:
    """Whether there is a moment at which the line's flow answers and the group does too."""
    moments = (since + EACH * each for each in range(LOOKED_AT // EACH))
    return any(is_open(group, at) and (line is None or is_open(line, at) is wanted) for at in moments)
