"""hours.yaml: named opening hours, a week of windows, holidays and dated exceptions."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial

from afterhours.rules.hours import NO_HOLIDAYS, Hours, Window
from afterhours.site.dates import exceptions
from afterhours.site.groups import Reader, complete, named_entries, read_group
from afterhours.site.holidays import holidays
from afterhours.site.values import zone
from afterhours.site.windows import windows
from ivr.engine.model import Line
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.texts import Reading, mapping_of, one_of, scalar_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REQUIRED = ("zone", "open")


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
