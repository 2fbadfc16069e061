"""A roster in the neutral form (tests/roster_cases.py) written as rosters.yaml, as staff would write it.

What the database holds (overrides, temporary schedules) is not part of the file. A rotation that reaches back before
its start is written with an earlier one, and a pointer by turning the list.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from math import lcm
from typing import Any
from zoneinfo import ZoneInfo

from afterhours.rules.local_time import wall_at
from afterhours.rules.rosters.continuous import handover
from afterhours.rules.rosters.eras import number_at
from afterhours.rules.rosters.rotations import Continuous
from tests.roster_cases import moment, read_rotation

WHEN = {"out_of_hours": "out of hours", "in_hours": "in hours", "holiday_dates": "holidays", "always": "always"}
DAYS = {"MO": "mon", "TU": "tue", "WE": "wed", "TH": "thu", "FR": "fri", "SA": "sat", "SU": "sun"}
LONG_AGO = datetime.fromisoformat("2000-01-01")


def rosters_yaml(case: Mapping[str, Any]) -> str:
    """The whole file; every layer serves the duty `duty` of the roster `case`."""
    body, zone = case["roster"], ZoneInfo(case["timezone"]).key
    lines = ["case:", f"  zone: {zone if '/' in zone else 'Etc/UTC'}", f"  together: {body.get('combine', 'priority')}"]
    lines += ["  hours: service"] if body.get("service_hours") else []
    lines += ["  layers:"]
    for at, layer in enumerate(body["layers"]):
        if layer["rotation"]["members"]:
            lines.append(f"    layer-{at}: {written(layer, zone)}")
    return "\n".join([*lines, "  escalate: [{ring: duty}]", ""])


def written(layer: Mapping[str, Any], zone: str) -> str:
    fields = {"duty": "duty", "priority": str(layer.get("priority") or 0)}
    fields |= dict(turns(layer["rotation"], zone, later=bool(layer.get("valid_from"))))
    if layer.get("when", "always") == "windows":
        fields["windows"] = "{" + ", ".join(windows(layer["windows"])) + "}"
    else:
        fields["when"] = WHEN[layer.get("when", "always")]
    if layer.get("valid_from") and "from" not in fields:
        fields["from"] = text(wall_at(moment(layer["valid_from"], zone), ZoneInfo(zone)))
    if layer.get("valid_until"):
        fields["until"] = text(wall_at(moment(layer["valid_until"], zone), ZoneInfo(zone)))
    return "{" + ", ".join(f"{name}: {value}" for name, value in fields.items()) + "}"


def turns(body: Mapping[str, Any], zone: str, *, later: bool) -> Iterator[tuple[str, str]]:
    """The fields of a rotation. `later`: the layer is valid from the start only."""
    if body["kind"] == "single":
        yield "people", json.dumps(body["members"])
        return
    often, number = (
        (body["unit"], body.get("every")) if body["kind"] == "continuous" else (body["freq"], body["interval"])
    )
    yield "rotate", f"every {number or 1} { ({'daily': 'day'}.get(often) or often.removesuffix('ly')) }s"
    if body["kind"] == "rolling":
        yield from rolling(body)
        return
    rotation = read_rotation(body, zone)
    assert isinstance(rotation, Continuous)
    yield "from", text(rotation.start if later or rotation.before_start == "nobody" else earlier(rotation))
    yield "people", json.dumps(turned(rotation, zone))


def rolling(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "from", text(datetime.fromisoformat(body["start_local"]))
    yield "for", f"{body['duration_minutes'] // 60}h {body['duration_minutes'] % 60}m".removesuffix(" 0m")
    yield "week_starts", DAYS[body.get("week_start") or "MO"]
    yield "people", json.dumps(body["members"])
    if body.get("by_day"):
        yield "days", "[" + ", ".join(DAYS[day] for day in body["by_day"]) + "]"
    if body.get("until_local"):
        yield "until", text(datetime.fromisoformat(body["until_local"]))


def earlier(rotation: Continuous) -> datetime:
    """A hand-over long ago at which the first of the list begins, on the same day of the month."""
    step = lcm(len(rotation.members), 48 if rotation.unit == "month" else 1)
    number = 0
    while handover(rotation, number) > LONG_AGO:
        number -= step
    return handover(rotation, number)


def turned(rotation: Continuous, zone: str) -> list[list[str]]:
    """The list, so that the first has the turn that the pointer leaves to them."""
    people = [list(group) for group in rotation.members]
    if rotation.index_at is None:
        return people
    first = (rotation.index_at.index - number_at(rotation, rotation.index_at.at, ZoneInfo(zone))) % len(people)
    return people[first:] + people[:first]


def windows(bodies: list[Mapping[str, Any]]) -> Iterator[str]:
    """One key a day, for no day may stand twice."""
    for code, day in DAYS.items():
        found = [each for each in bodies if code in (each.get("days") or DAYS)]
        if found:
            yield f'{day}: "{", ".join(hours(each, code) for each in found)}"'


def hours(window: Mapping[str, Any], code: str) -> str:
    later, days = window.get("end_day_offset"), list(DAYS)
    ends = "" if later is None else DAYS[days[(days.index(code) + later) % 7]] + " "
    if window["start"] == window["end"] and later is None:
        ends = DAYS[days[(days.index(code) + 1) % 7]] + " "
    return f"{window['start']} - {ends}{window['end']}"


def text(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M}"
