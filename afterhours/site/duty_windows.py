"""`windows:` of a layer: the hours of a week in which it serves, also over midnight and over several days."""

import re
from datetime import time
from typing import NamedTuple

from afterhours.rules.rosters.model import DutyWindow
from afterhours.site.hours import WEEKDAYS, weekday, weekdays
from afterhours.site.moments import clock
from ivr.flowfile.nodes import Listing, Node, Scalar
from ivr.flowfile.texts import Reading, mapping_of, scalar_of

WINDOW = re.compile(r"(\d{1,2}:\d\d)\s*[-–]\s*(?:([a-z]+)\s+)?(\d{1,2}:\d\d)", re.ASCII)
PARTS = re.compile(r"\s*(?:,|\band\b)\s*")
HOW = 'write it as "17:00-08:30", or "17:00 - mon 08:30" when it lasts for days'


class Stretch(NamedTuple):
    """A window as typed. `last`: the weekday (0 is Monday) on which it ends; `whole`: until the end of that day."""

    start: time
    end: time
    last: int | None
    whole: bool


def windows(node: Node, reading: Reading) -> tuple[DutyWindow, ...] | None:
    """`{mon-thu: "17:00-08:30", fri: "17:00 - mon 08:30"}`: each window belongs to the day on which it begins."""
    group = mapping_of(node, 'days and hours such as mon-fri: "17:00-08:30"', reading)
    if group is None:
        return None
    found: list[DutyWindow] = []
    taken: set[int] = set()
    whole = not group.torn and bool(group.entries)
    for key, value in group.entries:
        days, read = weekdays(key, reading), stretches(value, reading)
        for day in sorted(taken & set(days or ())):
            what = f"{WEEKDAYS[day]} stands twice among these windows"
            reading.fault(key.place, "day-twice", what, "name each day once, several windows with a comma")
        taken |= set(days or ())
        whole = whole and days is not None and read is not None
        found += [as_window(day, each) for each in read or () for day in days or ()]
    if not group.torn and not group.entries:
        reading.fault(group.place, "empty", "there is no window here", "write at least one, or delete windows:")
    return tuple(found) if whole else None


def stretches(node: Node, reading: Reading) -> list[Stretch] | None:
    """The windows of one key."""
    found: list[Stretch] = []
    for each in node.items if isinstance(node, Listing) else (node,):
        scalar = scalar_of(each, 'hours such as "17:00-08:30"', reading)
        if scalar is None or (isinstance(node, Listing) and node.torn):
            return None
        read = [stretch(part, scalar, reading) for part in PARTS.split(scalar.text.strip().casefold())]
        if None in read:
            return None
        found += [one for one in read if one]
    return found


def stretch(text: str, scalar: Scalar, reading: Reading) -> Stretch | None:
    typed = WINDOW.fullmatch(text)
    last = weekday(typed[2]) if typed and typed[2] else None
    if typed is None or (typed[2] and last is None):
        reading.refuse(scalar, "hours of duty", HOW)
        return None
    whole = typed[3] == "24:00"
    start, end = clock(typed[1]), time() if whole else clock(typed[3])
    if start is None or end is None:
        reading.refuse(scalar, "a time of day", "hours go from 00:00 to 24:00")
    elif start == end and last is None and not whole:
        reading.refuse(scalar, "a time that passes", 'write "00:00-24:00" for the whole day')
    else:
        return Stretch(start, end, last, whole)
    return None


def as_window(day: int, each: Stretch) -> DutyWindow:
    """A weekday that is named is the next one: on the day itself only when the window can end on it."""
    if each.last is None:
        return DutyWindow(frozenset((day,)), each.start, each.end)
    later = (each.last - day) % 7
    if later == 0 and not each.whole and each.end <= each.start:
        later = 7
    return DutyWindow(frozenset((day,)), each.start, each.end, later + int(each.whole))
