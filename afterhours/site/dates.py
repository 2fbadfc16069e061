"""Dates of a calendar: exceptions and ranges of them with their own hours, and where each is written."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from afterhours.rules.hours import DatedException
from afterhours.site.groups import entry_of, named_entries
from afterhours.site.values import day_of
from afterhours.site.windows import windows
from ivr.flowfile.nodes import Listing, Node, Scalar
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading, mapping_of

RANGE = re.compile(r"\s*\.\.\s*")


def exceptions(node: Node, reading: Reading) -> tuple[DatedException, ...] | None:
    """Dates and ranges of dates with their own hours. Of two that hold on a day the shorter one wins."""
    group = mapping_of(node, "dates and hours such as 2026-12-25: closed", reading)
    if group is None:
        return None
    read = [exception(key, value, reading) for key, value in group.entries]
    if group.torn or None in read:
        return None
    found = tuple(each for each in read if each)
    for at, (key, _) in enumerate(group.entries):
        if any(equally_exact(found[at], earlier) for earlier in found[:at]):
            what = f"{key.text} and an entry above are equally exact, and share days"
            reading.fault(key.place, "overlap", what, "make one of them shorter; the more exact one wins")
    return found


def exception(key: Scalar, node: Node, reading: Reading) -> DatedException | None:
    ends: list[Any] = [day_of(each) for each in RANGE.split(key.text)]
    open_then = windows(node, reading)
    if None in ends or len(ends) > 2:
        reading.refuse(key, "a date or a range of dates", "write 2026-12-24, or 2026-12-25..2027-01-01")
        return None
    if ends[-1] < ends[0]:
        reading.refuse(key, "a range of dates", "write the earlier day first")
        return None
    return None if open_then is None else DatedException(ends[0], ends[-1], open_then)


def equally_exact(one: DatedException, other: DatedException) -> bool:
    return one.days == other.days and one.first <= other.last and other.first <= one.last


def dated_places(node: Node | None, reading: Reading) -> dict[tuple[str, date], Place]:
    """(calendar, first day) -> where a date is written: under `except:`, and under `also:` of its holidays."""
    found: dict[tuple[str, date], Place] = {}
    for name, _, value in named_entries(node, "named opening hours", reading):
        for key in dates_in(value):
            day = day_of(RANGE.split(key.text)[0])
            if day is not None:
                found[name, day] = key.place
    return found


def dates_in(calendar: Node) -> Iterator[Scalar]:
    """The keys of its fields that may be dates."""
    own, listed = entry_of(calendar, "except"), entry_of(calendar, "holidays")
    also = entry_of(listed[1], "also") if listed else None
    for node in (each[1] for each in (own, also) if each):
        for group in node.items if isinstance(node, Listing) else (node,):
            yield from (key for key, _ in group.entries) if isinstance(group, Group) else ()
