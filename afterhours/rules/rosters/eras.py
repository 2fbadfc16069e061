"""Rotations with people: which list of members holds when, and whose turn it is in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from afterhours.rules.local_time import to_utc
from afterhours.rules.rosters import rolling
from afterhours.rules.rosters.continuous import Turn, turn_at, turns
from afterhours.rules.rosters.rotations import Continuous, Group, Rolling, Rotation, Single


class Era(NamedTuple):
    """From `since` on, turn n belongs to the group (n + shift) of `members`."""

    since: datetime | None
    members: tuple[Group, ...]
    shift: int


class Manned(NamedTuple):
    start: datetime
    end: datetime
    people: Group


def on_turn(rotation: Rotation, since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Manned]:
    """The turns of a rotation with the people of the list that holds then, clipped to [since, until)."""
    eras = list(eras_of(rotation, zone))
    for turn in turns_of(rotation, since, until, zone):
        for at, era in enumerate(eras):
            start = max(turn.start, since, era.since or since)
            end = min(turn.end, until, *([later] if (later := next_era(eras, at)) else []))
            if start < end and era.members:
                yield Manned(start, end, era.members[(turn.number + era.shift) % len(era.members)])


def next_era(eras: list[Era], at: int) -> datetime | None:
    return eras[at + 1].since if at + 1 < len(eras) else None


def eras_of(rotation: Rotation, zone: ZoneInfo) -> Iterator[Era]:
    """The lists of a rotation one after the other: the first, and one for each change, by their dates."""
    pointer = rotation.index_at if isinstance(rotation, Continuous) else None
    shift = pointer.index - number_at(rotation, pointer.at.astimezone(UTC), zone) if pointer else 0
    yield Era(None, rotation.members, shift)
    for change in sorted(rotation.changes, key=lambda each: each.at):
        since = to_utc(change.at, zone)
        yield Era(since, change.members, change.starts - number_at(rotation, since, zone))


def number_at(rotation: Rotation, at: datetime, zone: ZoneInfo) -> int:
    """The number of the turn that runs at an instant; where there are pauses, else of the next one."""
    if isinstance(rotation, Continuous):
        return turn_at(rotation, at, zone)
    return rolling.number_from(rotation, at, zone) if isinstance(rotation, Rolling) else 0


def turns_of(rotation: Rotation, since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Turn]:
    if isinstance(rotation, Single):
        yield Turn(since, until, 0)
    elif isinstance(rotation, Rolling):
        yield from rolling.shifts_of(rotation, since, until, zone)
    elif rotation.before_start == "extend":
        yield from turns(rotation, since, until, zone)
    else:
        begins = max(since, to_utc(rotation.start, zone))
        yield from turns(rotation, begins, until, zone) if begins < until else ()
