"""One layer of rosters.yaml: who is on duty, when, and for which duty."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from afterhours.rules.local_time import to_utc
from afterhours.rules.rosters.model import Layer, When
from afterhours.site import moments
from afterhours.site.duty_windows import windows
from afterhours.site.groups import Reader, complete, read_group
from afterhours.site.hours import weekdays
from afterhours.site.moments import Moment
from afterhours.site.rotations import MIDNIGHT, ChangeRead, ends_of, members, rotation
from ivr.flowfile.names import shown
from ivr.flowfile.nodes import Listing, Node, Scalar
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading, one_of, scalar_of

MOST_PRIORITY = 1000
WHEN: Mapping[str, When] = {
    "always": "always",
    "out of hours": "out_of_hours",
    "in hours": "in_hours",
    "holidays": "holiday_dates",
}


class LayerRead(NamedTuple):
    """A layer, the duty it serves, and where it stands."""

    duty: str
    layer: Layer
    place: Place


def layer_readers(people: dict[str, Place]) -> dict[str, Reader]:
    return {
        "people": members(people),
        "duty": duty_name,
        "rotate": moments.often,
        "handover": moments.handover,
        "from": moments.moment,
        "until": moments.moment,
        "for": moments.length,
        "days": days,
        "week_starts": first_weekday,
        "starts": person_later,
        "windows": windows,
        "when": when,
        "priority": priority,
    }


def read_layer(
    name: str,
    key: Scalar,
    node: Node,
    zone: str,
    changes: list[ChangeRead],
    people: dict[str, Place],
    reading: Reading,
) -> LayerRead | None:
    """One entry of `layers:` with the changes that are about it, or None with the faults reported."""
    fields = read_group(node, key.text, layer_readers(people), ["people"], reading, key.place)
    if fields is None or not complete(fields, ["people"]) or not is_sound(fields, key, reading):
        return None
    turns = rotation(fields, changes, key, reading)
    if turns is None:
        return None
    begins, ends = span_of(fields, zone)
    layer = Layer(
        name=name,
        rotation=turns,
        priority=fields.get("priority", 0),
        when="windows" if "windows" in fields else fields.get("when", "always"),
        windows=fields.get("windows", ()),
        valid_from=begins,
        valid_until=ends,
    )
    return LayerRead(fields.get("duty") or name, layer, key.place)


def is_sound(fields: Mapping[str, Any], key: Scalar, reading: Reading) -> bool:
    """Fields that contradict each other."""
    since: Moment | None = fields.get("from")
    until: Moment | None = fields.get("until")
    if "windows" in fields and "when" in fields:
        what = f"{key.text} has windows: and when:, and only one of them can say when it serves"
        reading.fault(key.place, "when-twice", what, "delete one of them, or write two layers for the same duty:")
        return False
    if since and until and ends_of(until) <= since.wall(MIDNIGHT):
        what = f"{key.text} ends before it begins"
        reading.fault(until.place, "season", what, "exchange from: and until:")
        return False
    return True


def span_of(fields: Mapping[str, Any], zone: str) -> tuple[datetime | None, datetime | None]:
    """The instants between which a layer holds. One with turns begins at its first hand-over by itself."""
    since: Moment | None = fields.get("from") if "rotate" not in fields else None
    until: Moment | None = fields.get("until")
    begins = to_utc(since.wall(MIDNIGHT), ZoneInfo(zone)) if since else None
    return begins, to_utc(ends_of(until), ZoneInfo(zone)) if until else None


def duty_name(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "the name of a duty, such as primary", reading)
    return shown(scalar.text) if scalar else None


def person_later(node: Node, reading: Reading) -> Scalar | None:
    return scalar_of(node, "a person's handle", reading)


def days(node: Node, reading: Reading) -> frozenset[int] | None:
    """`mon-fri`, or a list of weekdays."""
    found: set[int] = set()
    for each in node.items if isinstance(node, Listing) else (node,):
        scalar = scalar_of(each, "days such as mon-fri", reading)
        named = weekdays(scalar, reading) if scalar else None
        if named is None or (isinstance(node, Listing) and node.torn):
            return None
        found |= set(named)
    return frozenset(found) or None


def first_weekday(node: Node, reading: Reading) -> int | None:
    scalar = scalar_of(node, "the day on which a week begins, such as mon", reading)
    found = weekdays(scalar, reading) if scalar else None
    if scalar and found and len(found) != 1:
        reading.refuse(scalar, "one day", "write one day of the week, such as mon")
        return None
    return found[0] if found else None


def when(node: Node, reading: Reading) -> When | None:
    wanted = "one of: " + ", ".join(WHEN)
    scalar = scalar_of(node, wanted, reading)
    found = one_of(scalar, WHEN, wanted, reading) if scalar else None
    return WHEN[found] if found else None


def priority(node: Node, reading: Reading) -> int | None:
    scalar = scalar_of(node, "a whole number such as 10 or -1", reading)
    if scalar is None:
        return None
    typed = scalar.text.strip().removeprefix("+")
    if not typed.removeprefix("-").isdecimal() or not typed.isascii() or abs(int(typed)) > MOST_PRIORITY:
        reading.refuse(scalar, "a priority", "write 10 for what goes before the others, -1 for what comes after them")
        return None
    return int(typed)
