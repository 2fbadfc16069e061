"""Exceptions entered at the desk, applied to what the layers say.

Order: a temporary schedule replaces everything. Otherwise who takes over replaces the layers (of several the highest
priority; equal ones together). On that, replace, add and remove work one after the other as they were entered, each
on what those before it left: sick cover for somebody who came in by a swap finds them on duty.
"""

from collections.abc import Iterable
from datetime import datetime

from afterhours.rules.rosters.model import Override, TemporarySchedule
from afterhours.rules.rosters.reasons import Reason
from afterhours.rules.rosters.rotations import Group


def temporarily(schedules: Iterable[TemporarySchedule], at: datetime) -> tuple[set[str], list[Reason]] | None:
    """Who is on duty by the temporary schedules that hold at an instant; None when none does."""
    holding = [each for each in schedules if running(each.start, each.end, at)]
    people: set[str] = set()
    why = []
    for schedule in holding:
        named = {who for each in schedule.shifts if running(each.start, each.end, at) for who in each.people}
        people |= named
        told = (schedule.name, tuple(sorted(named)), schedule.reason, schedule.by, schedule.end)
        why.append(Reason("temporary", *told))
    return (people, why) if holding else None


def taken_over(overrides: Iterable[Override], at: datetime) -> tuple[set[str], list[Reason]] | None:
    """Who takes over at an instant; None when nobody does."""
    holding = [each for each in overrides if each.kind == "take_over" and running(each.start, each.end, at)]
    highest = max((each.priority for each in holding), default=0)
    strongest = [each for each in holding if each.priority == highest]
    people = {who for each in strongest for who in each.add}
    return (people, [reason_of(each, each.add) for each in strongest]) if holding else None


def adjusted(people: set[str], overrides: Iterable[Override], at: datetime) -> tuple[set[str], list[Reason]]:
    """`people` after every replace, add and remove that holds at an instant, and the reasons of those that worked."""
    why = []
    for each in overrides:
        if each.kind == "take_over" or not running(each.start, each.end, at):
            continue
        gone = people & set(each.remove)
        if each.kind == "add" or gone:
            came: Group = each.add if each.kind != "remove" else ()
            people = people - gone | set(came)
            why.append(reason_of(each, came))
    return people, why


def reason_of(override: Override, people: Group) -> Reason:
    name = ", ".join(sorted(override.remove))
    return Reason(override.kind, name, tuple(sorted(people)), override.reason, override.by, override.end)


def running(start: datetime, end: datetime, at: datetime) -> bool:
    """Compared as instants: aware datetimes of one ZoneInfo are compared by their wall clocks otherwise."""
    return start.timestamp() <= at.timestamp() < end.timestamp()
