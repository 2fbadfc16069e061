"""Callers of a restricted kind of request who come to a step that asks a group: its own group takes them, or nobody.

A call is followed step by step, with the group that alone may see its case by then. Keys that hold everywhere count.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from afterhours.site.closed_groups import answering, group_of, meet
from afterhours.site.model import Site
from ivr.engine.model import Flow, Line, Step
from ivr.engine.nodes.case import Case
from ivr.engine.nodes.do import Do
from ivr.engine.nodes.emergency import Emergency
from ivr.engine.nodes.report import Report
from ivr.flowfile.names import among


class Untaken(NamedTuple):
    """A step that asks `asked` for callers whose case only `group` may see. `why`: serves | hours, never fit."""

    line: str
    flow: str
    step: str
    asked: str
    group: str
    why: str


class At(NamedTuple):
    """Where a call is; `group` alone may see its case, or everybody where that is ""."""

    flow: str
    step: str
    group: str


def untaken_callers(site: Site, since: datetime) -> Iterator[Untaken]:
    """Each step once for each line and group; hours are looked at for some weeks from an instant (aware)."""
    for line in site.book.lines.values():
        for wanted, first in answering(line):
            for at in sorted(reached(site, first)):
                asked = group_of(site.book.flows[at.flow].steps[at.step])
                why = why_never(site, line, wanted, at.group, since) if asked and at.group else ""
                if why:
                    yield Untaken(line.name, at.flow, at.step, asked, at.group, why)


def why_never(site: Site, line: Line, wanted: bool, name: str, since: datetime) -> str:
    """Nothing where the group may take callers of this line at some time."""
    group = site.groups[name]
    organisation = site.organisation(group.organisation)
    if organisation is not None and line.tenant not in organisation.serves:
        return "serves"
    hours = site.hours.get(group.hours or "")
    if hours is not None and not meet(site.hours.get(line.hours or ""), wanted, hours, since):
        return "hours"
    return ""


def reached(site: Site, first: str) -> set[At]:
    """Everywhere a call that begins in this flow can be."""
    found: set[At] = set()
    waiting = [*starts(site, first, "")]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += onward(site, at)
    return found


def starts(site: Site, flow: str, group: str) -> Iterator[At]:
    known = site.book.flows.get(flow)
    if known is not None and known.start in known.steps:
        yield At(flow, known.start, group)


def onward(site: Site, at: At) -> Iterator[At]:
    """What may come next; of a sub-flow both its start and what follows it, with what it may have restricted."""
    flow = site.book.flows[at.flow]
    step = flow.steps[at.step]
    groups = {at.group or restricting(site, step)}
    if isinstance(step, Do):
        yield from starts(site, step.do, at.group)
        groups |= {at.group or group for group in set_in(site, step.do)}
    for target in targets(flow, step):
        for group in groups:
            if target in flow.steps:
                yield At(at.flow, target, group)
            else:
                yield from starts(site, target, group)


def targets(flow: Flow, step: Step) -> Iterator[str]:
    yield from (target for _, target in step.outcomes())
    yield from flow.everywhere.values()
    yield from (each for each in (flow.defaults.after_last_try, flow.defaults.on_error) if each)


def set_in(site: Site, flow: str) -> set[str]:
    """The groups to which a flow's own steps may restrict the case."""
    known = site.book.flows.get(flow)
    return {group for step in known.steps.values() if (group := restricting(site, step))} if known else set()


def restricting(site: Site, step: Step) -> str:
    """The group that alone may see the case after this step; "" where it says nothing of that."""
    if isinstance(step, Report):
        service = step.report
    elif isinstance(step, Emergency):
        service = step.emergency
    else:
        service = step.case.get("service", "") if isinstance(step, Case) else ""
    return among(site.restricted(service) or "", site.groups) or ""
