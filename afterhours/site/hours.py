"""hours.yaml: named opening hours, a week of windows, holidays and dated exceptions."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import time
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from afterhours.rules.hours import NO_HOLIDAYS, DatedException, Hours, Window
from afterhours.site.groups import Reader, complete, named_entries, read_group
from afterhours.site.holidays import holidays
from afterhours.site.values import day_of, zone
from ivr.engine.model import Line
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.nodes import Listing, Node, Scalar
from ivr.flowfile.texts import Reading, mapping_of, one_of, scalar_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REQUIRED = ("zone", "open")
WINDOW = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)", re.ASCII)
RANGE = re.compile(r"\s*\.\.\s*")
HOW = 'write it as "08:30-16:30", several with a comma between them, or closed'


class Minutes(NamedTuple):
    """A window as typed, in minutes of the day it belongs to; `closes` may lie in the next day."""

    opens: int
    closes: int


def read_hours(node: Node | None, tenants: Collection[str], reading: Reading) -> dict[str, Hours]:
    """Every calendar of the file that could be read, by name. `tenants`: the partner councils there are."""
    found = {}
    for name, key, value in named_entries(node, "named opening hours", reading):
        readers: dict[str, Reader] = {
            "zone": zone,
            "tenant": partial(partner, tenants),
            "open": week,
            "holidays": holidays,
            "except": exceptions,
        }
        values = read_group(value, key.text, readers, REQUIRED, reading, key.place)
        if values is not None and complete(values, REQUIRED):
            found[name] = Hours(
                name,
                values["zone"],
                values["open"],
                values.get("except", ()),
                values.get("holidays", NO_HOLIDAYS),
                tenant=values.get("tenant", ""),
            )
    return found


def partner(tenants: Collection[str], node: Node, reading: Reading) -> str | None:
    """The partner council whose calendar it is."""
    scalar = scalar_of(node, "a partner council of site.yaml", reading)
    return one_of(scalar, tenants, "a partner council of site.yaml", reading) if scalar else None


def with_councils(hours: Mapping[str, Hours], lines: Iterable[Line], own: str) -> dict[str, Hours]:
    """Each calendar with its council: the one that is written, else that of the lines that keep it, else `own`."""
    keeping = {name: {line.tenant for line in lines if line.hours == name} for name in hours}
    return {
        name: replace(each, tenant=each.tenant or (keeping[name].pop() if len(keeping[name]) == 1 else own))
        for name, each in hours.items()
    }


def week(node: Node, reading: Reading) -> dict[int, tuple[Window, ...]] | None:
    """Weekday (0 is Monday) -> windows."""
    group = mapping_of(node, 'days and hours such as mon-fri: "08:30-16:30"', reading)
    if group is None:
        return None
    found: dict[int, tuple[Window, ...]] = {}
    whole = not group.torn
    for key, value in group.entries:
        named, open_then = weekdays(key, reading), windows(value, reading)
        whole = whole and named is not None and open_then is not None
        for day in named or ():
            if day in found:
                what = f"{WEEKDAYS[day]} stands twice in this week"
                reading.fault(key.place, "day-twice", what, "name each day once")
            found[day] = open_then or ()
    return found if whole else None


def weekdays(key: Scalar, reading: Reading) -> list[int] | None:
    """The days a key such as `mon-fri`, `sat, sun` or `daily` names."""
    typed = key.text.strip().casefold()
    if typed in ("daily", "every day"):
        return list(range(7))
    days: list[int] = []
    for part in re.split(r"\s*[,+]\s*|\s+and\s+", typed):
        ends = [weekday(each) for each in re.split(r"\s*[-–]\s*|\s+to\s+", part)]
        if None in ends or len(ends) > 2:
            known = [*WEEKDAYS, *FULL_NAMES, "daily", "mon-fri"]
            mend = did_you_mean(key.text, known) if len(ends) == 1 else "write mon-fri, sat, or daily"
            reading.refuse(key, "a day of the week", mend)
            return None
        days += spread(*[end for end in ends if end is not None])
    return days


def weekday(text: str) -> int | None:
    return next((at for at, full in enumerate(FULL_NAMES) if text in (full, WEEKDAYS[at])), None)


def spread(first: int, last: int | None = None) -> list[int]:
    """The days from `first` to `last`, over the end of the week where need be."""
    return [(first + step) % 7 for step in range(((first if last is None else last) - first) % 7 + 1)]


def windows(node: Node, reading: Reading) -> tuple[Window, ...] | None:
    """The windows of one day; `closed` has none."""
    texts = node.items if isinstance(node, Listing) else (node,)
    found: list[Minutes] = []
    for each in texts:
        scalar = scalar_of(each, 'hours such as "08:30-16:30"', reading)
        if scalar is None or (isinstance(node, Listing) and node.torn):
            return None
        if scalar.text.strip().casefold() == "closed" and len(texts) == 1:
            return ()
        read = [window(part, scalar, reading) for part in re.split(r"\s*(?:,|\band\b)\s*", scalar.text.strip())]
        if None in read:
            return None
        found += [each for each in read if each]
    return None if overlapping(found, node, reading) else tuple(as_window(each) for each in found)


def window(text: str, scalar: Scalar, reading: Reading) -> Minutes | None:
    typed = WINDOW.fullmatch(text)
    if typed is None:
        reading.refuse(scalar, "opening hours", HOW)
        return None
    opens, closes = int(typed[1]) * 60 + int(typed[2]), int(typed[3]) * 60 + int(typed[4])
    if opens >= 1440 or closes > 1440 or int(typed[2]) > 59 or int(typed[4]) > 59:
        reading.refuse(scalar, "a time of day", "hours go from 00:00 to 24:00")
        return None
    if opens == closes:
        reading.refuse(scalar, "a time that passes", 'write "00:00-24:00" for the whole day, or closed')
        return None
    return Minutes(opens, closes if closes > opens else closes + 1440)


def overlapping(found: list[Minutes], node: Node, reading: Reading) -> bool:
    """Whether two windows of a day share time; if so, that is reported."""
    ordered = sorted(found)
    if any(later.opens < earlier.closes for earlier, later in pairwise(ordered)):
        reading.fault(node.place, "overlap", "two of these hours overlap", "let each one begin after the one before")
        return True
    return False


def as_window(minutes: Minutes) -> Window:
    opens, closes = (time(each % 1440 // 60, each % 60) for each in minutes)
    return Window(opens, closes)


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
