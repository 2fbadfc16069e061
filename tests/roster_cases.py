"""Rosters in the neutral form with known answers: reads a file of them and compares.

    python -m tests.roster_cases FILE

prints each instant that disagrees, then `N passed, M failed`; the exit code is 1 when something failed, 2 when the
file cannot be read. A check counts once; so does a stretch of `coverage`. Where a check has answers by policy, the
recommended policy's (`DEFAULT`) counts.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from afterhours.rules.holidays import Holidays
from afterhours.rules.hours import DatedException, Hours, Window
from afterhours.rules.local_time import to_utc
from afterhours.rules.rosters.duty import on_duty
from afterhours.rules.rosters.model import DutyWindow, Layer, Override, Roster, TemporarySchedule, TemporaryShift
from afterhours.rules.rosters.rotations import Continuous, Group, IndexAt, Rolling, Rotation, Single
from ivr.errors import IvrError
from ivr.zones import use_newest

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNITS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month"}
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, ZoneInfoNotFoundError, IvrError)


class Verdict(NamedTuple):
    """One check: the case's name, what was compared, what was expected and found (equal when it passed)."""

    case: str
    what: str
    expected: object
    found: object

    @property
    def passed(self) -> bool:
        return self.expected == self.found

    def __str__(self) -> str:
        return f"{self.case} at {self.what}: expected {self.expected}, found {self.found}"


def verdicts(case: Mapping[str, Any]) -> Iterator[Verdict]:
    """Every check of one case. A roster that cannot be read fails them all."""
    name = str(case["name"])
    try:
        roster = read_roster(case)
    except UNREADABLE as error:
        each_check = [*case.get("checks", ()), *case.get("coverage", ())]
        yield from (Verdict(name, str(check), "a roster", repr(error)) for check in each_check)
        return
    for check in case.get("checks", ()):
        expected = check.get("by_policy", {}).get("DEFAULT", check["on_call"])
        yield Verdict(name, check["at"], sorted(expected), list(on_duty(roster, instant(check["at"], roster)).people))
    for stretch in case.get("coverage", ()):
        yield coverage(name, roster, stretch)


def coverage(name: str, roster: Roster, stretch: Mapping[str, Any]) -> Verdict:
    """Whether from `min` to `max` people are on duty at every `step_minutes` (15) of a stretch."""
    at, end = instant(stretch["from"], roster), instant(stretch["to"], roster)
    step = timedelta(minutes=stretch.get("step_minutes", 15))
    least, most = stretch.get("min", 0), stretch.get("max")
    wrong = []
    while at < end:
        found = len(on_duty(roster, at).people)
        if found < least or (most is not None and found > most):
            wrong.append(f"{found} at {at.isoformat()}")
        at += step
    return Verdict(name, f"{stretch['from']} to {stretch['to']}, {least} to {most} people", [], wrong)


def read_roster(case: Mapping[str, Any]) -> Roster:
    """The roster of one case. Raises KeyError, ValueError and their like, or Refused, when it cannot be read."""
    body, zone = case["roster"], ZoneInfo(case["timezone"]).key
    return Roster(
        name=case["name"],
        zone=zone,
        layers=tuple(read_layer(each, zone) for each in body.get("layers", ())),
        combine=body.get("combine", "priority"),
        hours=read_hours(body.get("service_hours") or {}, zone),
        overrides=tuple(read_override(each, zone) for each in body.get("overrides") or ()),
        temporary=tuple(read_temporary(each, zone) for each in body.get("temporary_schedules") or ()),
    )


def read_layer(body: Mapping[str, Any], zone: str) -> Layer:
    return Layer(
        name=body.get("name", ""),
        rotation=read_rotation(body["rotation"], zone),
        priority=body.get("priority") or 0,
        when=body.get("when", "always"),
        windows=tuple(read_window(each) for each in body.get("windows") or ()),
        valid_from=limit(body.get("valid_from"), zone),
        valid_until=limit(body.get("valid_until"), zone),
    )


def read_rotation(body: Mapping[str, Any], zone: str) -> Rotation:
    members = tuple(group(each) for each in body["members"])
    if body["kind"] == "single":
        return Single(members[0] if members else ())
    start = datetime.fromisoformat(body["start_local"])
    if body["kind"] == "continuous":
        pointer = body.get("index_at")
        return Continuous(
            unit=body["unit"],
            every=body.get("every") or 1,
            start=start,
            members=members,
            index_at=IndexAt(moment(pointer["at"], zone), pointer["index"]) if pointer else None,
            before_start=body.get("before_start") or "extend",
        )
    if body["kind"] == "rolling":
        return read_rolling(body, start, members)
    raise ValueError(f"no such kind of rotation: {body['kind']}")


def read_rolling(body: Mapping[str, Any], start: datetime, members: tuple[Group, ...]) -> Rolling:
    by_day, until = body.get("by_day"), body.get("until_local")
    return Rolling(
        freq=UNITS[body["freq"]],  # type: ignore[arg-type]
        interval=body.get("interval") or 1,
        start=start,
        duration=timedelta(minutes=body["duration_minutes"]),
        members=members,
        by_day=frozenset(map(DAYS.index, by_day)) if by_day else None,
        week_start=DAYS.index(body.get("week_start") or "MO"),
        until=datetime.fromisoformat(until) if until else None,
    )


def read_window(body: Mapping[str, Any]) -> DutyWindow:
    later = body.get("end_day_offset")
    if later is not None and body["end"] == "24:00":
        later += 1
    days = frozenset(map(DAYS.index, body.get("days") or DAYS))
    return DutyWindow(days, clock(body["start"]), clock(body["end"]), later)


def read_hours(body: Mapping[str, Any], zone: str) -> Hours:
    week = {DAYS.index(day): opening(windows) for day, windows in (body.get("weekly") or {}).items()}
    closed = {date.fromisoformat(day): "closed" for day in body.get("closed_dates") or ()}
    special = {date.fromisoformat(day): opening(windows) for day, windows in (body.get("special_hours") or {}).items()}
    exceptions = tuple(DatedException(day, day, windows) for day, windows in special.items())
    return Hours("service", zone, week, exceptions, Holidays("closed_dates", closed))


def read_override(body: Mapping[str, Any], zone: str) -> Override:
    return Override(
        kind=body["kind"],
        start=moment(body["start"], zone),
        end=moment(body["end"], zone),
        add=group(body.get("users") or body.get("add") or ()),
        remove=group(body.get("remove") or ()),
        priority=body.get("priority") or 0,
        reason=body.get("reason") or "",
    )


def read_temporary(body: Mapping[str, Any], zone: str) -> TemporarySchedule:
    shifts = tuple(
        TemporaryShift(start=moment(each["start"], zone), end=moment(each["end"], zone), people=group(each["users"]))
        for each in body.get("shifts") or ()
    )
    return TemporarySchedule(start=moment(body["start"], zone), end=moment(body["end"], zone), shifts=shifts)


def opening(windows: list[list[str]]) -> tuple[Window, ...]:
    return tuple(Window(clock(opens), clock(closes)) for opens, closes in windows)


def clock(text: str) -> time:
    return time() if text == "24:00" else time.fromisoformat(text)


def group(people: Any) -> Group:
    return (people,) if isinstance(people, str) else tuple(people)


def limit(text: str | None, zone: str) -> datetime | None:
    return moment(text, zone) if text else None


def instant(text: str, roster: Roster) -> datetime:
    return moment(text, roster.zone)


def moment(text: str, zone: str) -> datetime:
    """An instant (UTC); a text without an offset is the case's own local time."""
    read = datetime.fromisoformat(text)
    return to_utc(read, ZoneInfo(zone)) if read.tzinfo is None else read.astimezone(UTC)


def read_cases(path: Path) -> list[Mapping[str, Any]]:
    """The cases of a file: a list, or an object with the list under `cases`."""
    body = json.loads(path.read_text(encoding="utf-8"))
    return list(body["cases"] if isinstance(body, dict) else body)


def main(arguments: list[str]) -> int:
    """Prints what disagrees and the count; returns the exit code."""
    if len(arguments) != 1:
        print("usage: python -m tests.roster_cases FILE", file=sys.stderr)
        return 2
    try:
        cases = read_cases(Path(arguments[0]))
    except (OSError, ValueError, KeyError) as error:
        print(f"{arguments[0]} cannot be read as a file of roster cases: {error}", file=sys.stderr)
        return 2
    use_newest()
    found = [verdict for case in cases for verdict in verdicts(case)]
    failed = [verdict for verdict in found if not verdict.passed]
    for verdict in failed:
        print(verdict)
    print(f"{len(found) - len(failed)} passed, {len(failed)} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
