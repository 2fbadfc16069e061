"""A local time that somebody typed, as an instant. On the two nights on which the clocks change nothing is guessed.

Rosters and opening hours are reckoned by one rule (`local_time`); whoever enters a single time can be asked.
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from afterhours.rules.local_time import to_utc, wall_at
from ivr.errors import Refused

TYPED = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d{1,2}:\d\d)(?:\s+(first|second))?", re.ASCII)
HOW = "write it as 2026-12-24 08:30"


YEARS = range(1900, 2200)
"""Where the calendar of the machine begins and ends, no zone can be reckoned with."""


class Ambiguous(Refused):
    """A time that comes twice; `choices` are the two instants (UTC), the first one first."""

    def __init__(self, message: str, choices: tuple[datetime, ...]) -> None:
        super().__init__(message)
        self.choices = choices


def instant_of(typed: str, zone: str, which: str = "") -> datetime:
    """The instant (UTC) of `2026-12-24 08:30`; `first` or `second` may follow, or stand in `which`.

    Raises Refused for what is no time or does not exist there, Ambiguous for a time that comes twice.
    """
    found = TYPED.fullmatch(" ".join(typed.split()))
    try:
        wall = datetime.fromisoformat(f"{found[1]} {found[2].zfill(5)}") if found else None
    except ValueError:
        wall = None
    if found is None or wall is None or wall.year not in YEARS:
        raise Refused(f'"{typed}" is not a day and a time; {HOW}.')
    return chosen(wall, zone, found[3] or which)


def chosen(wall: datetime, zone: str, which: str) -> datetime:
    instants = instants_of(wall, ZoneInfo(zone))
    if not instants:
        moved = wall_at(to_utc(wall, ZoneInfo(zone)), ZoneInfo(zone))
        raise Refused(
            f"{wall:%H:%M} does not exist on {wall:%Y-%m-%d} in {zone}: the clocks are put forward then."
            f" Write {moved:%H:%M} if you mean the moment after, or an earlier time."
        )
    if len(instants) == 1 or which in ("first", "second"):
        return instants[-1 if which == "second" else 0]
    names = [f"{at.astimezone(ZoneInfo(zone)):%Z}" for at in instants]
    raise Ambiguous(
        f"{wall:%H:%M} comes twice on {wall:%Y-%m-%d} in {zone}, for the clocks are put back."
        f" Say which you mean: first ({names[0]}) or second ({names[1]}).",
        instants,
    )


def instants_of(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every instant (UTC) at which a clock on the wall shows `wall` (naive): none, one or two, the earlier first."""
    around = (to_utc(wall, zone) + step for step in (-timedelta(days=1), timedelta(days=1)))
    offsets = {at.astimezone(zone).utcoffset() or timedelta() for at in around}
    offsets |= {wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1)}
    instants = {(wall - offset).replace(tzinfo=UTC) for offset in offsets}
    return tuple(sorted(at for at in instants if wall_at(at, zone) == wall))
