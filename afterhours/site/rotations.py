"""The turns of one layer of rosters.yaml: who follows whom, and when."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from afterhours.rules.rosters.rotations import Change, Continuous, Group, Rolling, Rotation, Single
from afterhours.site.moments import Handover, Moment, Often, told
from ivr.flowfile.names import among, did_you_mean
from ivr.flowfile.nodes import Listing, Node, Scalar
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading, scalar_of

MIDNIGHT = time()
TURNS = ("handover", "for", "days", "week_starts", "starts")
"""Fields that mean nothing where people do not take turns."""


class ChangeRead(NamedTuple):
    """An entry of `changes:`; `starts` is a handle of `people`."""

    layer: Scalar
    since: Moment
    people: tuple[Group, ...]
    starts: Scalar | None


def members(people: dict[str, Place]) -> Any:
    """A reader of `[ann, [bo, cy]]`: one after the other, those in a list of their own together."""

    def read(node: Node, reading: Reading) -> tuple[Group, ...] | None:
        items = node.items if isinstance(node, Listing) else (node,)
        if isinstance(node, Listing) and not node.torn and not items:
            reading.fault(node.place, "empty", "nobody stands in this list", "write people by their handles: [ann, bo]")
        found = [group(item, people, reading) for item in items]
        torn = isinstance(node, Listing) and node.torn
        return None if torn or None in found or not found else tuple(each for each in found if each)

    return read


def group(node: Node, people: dict[str, Place], reading: Reading) -> Group | None:
    """One person, or several who are on duty together."""
    items = node.items if isinstance(node, Listing) else (node,)
    found: list[str] = []
    for item in items:
        scalar = scalar_of(item, "a person's handle", reading)
        if scalar is None:
            return None
        handle = reading.spellings.people.define(scalar.text)
        people.setdefault(handle, scalar.place)
        if handle in found:
            reading.fault(scalar.place, "twice", f"{handle} stands twice in this group", "write each person once")
        found.append(handle)
    if not found:
        reading.fault(node.place, "empty", "nobody stands in this group", "write at least one handle, or delete it")
    return tuple(found) or None


def rotation(fields: Mapping[str, Any], changes: list[ChangeRead], key: Scalar, reading: Reading) -> Rotation | None:
    """The rotation of a layer whose fields could all be read, or None with the fault reported."""
    people: tuple[Group, ...] = fields["people"]
    if "rotate" not in fields:
        return without_turns(fields, changes, key, reading)
    start = start_of(fields, key, reading)
    first = index_of(fields.get("starts"), people, reading)
    later = [change_of(each, handing_over(fields), reading) for each in changes]
    if start is None or first is None or None in later:
        return None
    return turning(fields, start, people[first:] + people[:first], tuple(each for each in later if each), key, reading)


def without_turns(
    fields: Mapping[str, Any], changes: list[ChangeRead], key: Scalar, reading: Reading
) -> Rotation | None:
    """One group that is always on duty."""
    stray = [field for field in TURNS if field in fields]
    if len(fields["people"]) > 1:
        what = f"{key.text} does not say how its people take turns"
        mend = "write rotate: weekly with handover: and from:, or [[ann, bo]] for people who are on duty together"
        reading.fault(key.place, "turns-missing", what, mend)
    elif stray:
        what = f"{key.text} has {stray[0]}:, and its people do not take turns"
        reading.fault(key.place, "turns-missing", what, f"write rotate: daily or weekly, or delete {stray[0]}:")
    else:
        later = [change_of(each, MIDNIGHT, reading) for each in changes]
        return None if None in later else Single(fields["people"][0], tuple(each for each in later if each))
    return None


def turning(
    fields: Mapping[str, Any],
    start: datetime,
    people: tuple[Group, ...],
    changes: tuple[Change, ...],
    key: Scalar,
    reading: Reading,
) -> Rotation | None:
    """Turns without a pause; with `for:` shifts that begin anew."""
    often: Often = fields["rotate"]
    lasts: timedelta | None = fields.get("for")
    if lasts is not None:
        return Rolling(
            freq=often.unit,
            interval=often.every,
            start=start,
            duration=lasts,
            members=people,
            by_day=fields.get("days"),
            week_start=fields.get("week_starts", 0),
            changes=changes,
        )
    if "days" in fields or "week_starts" in fields:
        what = f"{key.text} names days, and does not say how long a shift lasts"
        mend = "write for: 24h (or 15h, ...) beside days:, or hours of the week with windows:"
        reading.fault(key.place, "length-missing", what, mend)
        return None
    return Continuous(
        unit=often.unit, every=often.every, start=start, members=people, before_start="nobody", changes=changes
    )


def start_of(fields: Mapping[str, Any], key: Scalar, reading: Reading) -> datetime | None:
    """The wall time of the first hand-over: the day of `from:` and the time of `handover:`."""
    since: Moment | None = fields.get("from")
    hands: Handover | None = fields.get("handover")
    if since is None:
        what = f"{key.text} takes turns, and does not say since when"
        reading.fault(key.place, "start-missing", what, "write from: with the day of a first hand-over: 2026-01-05")
    elif hands is None and since.at is None:
        what = f"{key.text} takes turns, and does not say at what time they begin"
        reading.fault(key.place, "handover-missing", what, 'write handover: "08:30", or "mon 08:30" for weeks')
    elif hands is None or fits(hands, since, fields["rotate"], reading):
        return since.wall(hands.at if hands else MIDNIGHT)
    return None


def fits(hands: Handover, since: Moment, often: Often, reading: Reading) -> bool:
    """Whether the first day is a day on which is handed over; if not, that is reported."""
    if (hands.weekday is not None and often.unit != "week") or (hands.day is not None and often.unit != "month"):
        what = f"this hand-over names a day, and people take turns by the {often.unit}"
        reading.fault(hands.place, "handover", what, 'write the time only: "08:30"')
    elif since.at is not None and since.at != hands.at:
        what = f"from: says {since.at:%H:%M}, and handover: says {hands.at:%H:%M}"
        reading.fault(since.place, "handover", what, "write the time in handover: only")
    elif hands.weekday is not None and since.day.weekday() != hands.weekday:
        before = since.day - timedelta(days=(since.day.weekday() - hands.weekday) % 7)
        what = f"{told(since.day)} is no day on which this layer is handed over"
        mend = f"write {told(before)} or {told(before + timedelta(weeks=1))}, without the weekday"
        reading.fault(since.place, "handover", what, mend)
    elif hands.day is not None and since.day.day != hands.day:
        what = f"{since.day} is not day {hands.day} of a month"
        reading.fault(since.place, "handover", what, f"write a day {hands.day} in from:{long_month(hands.day)}")
    else:
        return True
    return False


def long_month(day: int) -> str:
    return ", of a month that has it" if day > 28 else ""


def handing_over(fields: Mapping[str, Any]) -> time:
    """The time of day at which this layer is handed over."""
    hands: Handover | None = fields.get("handover")
    since: Moment | None = fields.get("from")
    return hands.at if hands else (since.at if since and since.at else MIDNIGHT)


def change_of(change: ChangeRead, hands: time, reading: Reading) -> Change | None:
    """A change at its own time, else at the time of the hand-over."""
    first = index_of(change.starts, change.people, reading)
    return None if first is None else Change(change.since.wall(hands), change.people, first)


def index_of(starts: Scalar | None, people: tuple[Group, ...], reading: Reading) -> int | None:
    """Where in the list the person stands who begins; the first where nobody is named."""
    if starts is None:
        return 0
    handles = [handle for group in people for handle in group]
    found = among(starts.text, handles)
    if found is None:
        what = f'"{starts.text}" is nobody of this list, and cannot start it'
        reading.fault(starts.place, "unknown-person", what, did_you_mean(starts.text, handles))
        return None
    return next(at for at, group in enumerate(people) if found in group)


def ends_of(until: Moment) -> datetime:
    """The wall time at which `until:` ends: a day without a time counts as a whole."""
    return until.wall(MIDNIGHT) if until.at is not None else datetime.combine(next_day(until.day), MIDNIGHT)


def next_day(day: date) -> date:
    return day + timedelta(days=1)
