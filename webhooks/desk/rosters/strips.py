"""Weeks of a roster as strips: where each shift and each gap lies between Monday and Sunday, in per cent of the week.

A day is as wide as another, also when it has 23 or 25 hours. What is drawn here is read from the same shifts that the
telephone rings by.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from afterhours.rules.local_time import DAY, days_between, midnight, wall_at
from afterhours.rules.rosters.duty import Shift, by_people, shifts
from afterhours.rules.rosters.reasons import Reason
from afterhours.site import SiteRoster
from afterhours.site.uncovered import uncovered_in
from webhooks.desk.names import holiday
from webhooks.desk.rosters import words
from webhooks.desk.rosters.words import People

TONES = 6
AROUND = timedelta(weeks=9)
"""So far beyond what is drawn the ends of shifts are looked for."""
LONGEST = timedelta(days=35)
"""Of a duty that never changes only the part that is drawn is given away by a click."""
SLIM, WORD, SHORT, TINY = 0.065, 0.09, 0.14, 0.2
"""Shares of a week with room for initials, a gap's word, a first name, and for that word on a small screen."""
EXCEPTIONS = ("replace", "add", "remove", "take_over", "temporary")


@dataclass(frozen=True, slots=True)
class Block:
    """A shift, or a gap, in one week. `x` and `width` in per cent; `said` is all of it in words.

    `label` is as much of the names as there is room for, `tiny` on a small screen; there a `slim` one has none.
    """

    x: str
    width: str
    slim: bool
    label: str
    tiny: str
    said: str
    tone: str
    address: str
    changed: bool
    gap: bool


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class DayHead:
    x: str
    short: str
    shorter: str
    today: bool
    holiday: str


@dataclass(frozen=True, slots=True)
class Week:
    """`now`: where the present is, in per cent; empty in every other week."""

    label: str
    days: list[DayHead]
    lanes: list[Lane]
    now: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one duty: a shift, or a gap where somebody is needed."""

    start: datetime
    end: datetime
    shift: Shift


def weeks_of(roster: SiteRoster, monday: date, count: int, people: People, now: datetime) -> list[Week]:
    """`count` weeks from a Monday on; `roster` is live."""
    zone = ZoneInfo(roster.zone)
    first, last = midnight(monday, zone), midnight(monday + count * 7 * DAY, zone)
    pieces = {duty: list(pieces_of(roster, duty, first, last)) for duty in roster.duties}
    tones = tones_of(pieces)
    return [week_of(roster, monday + at * 7 * DAY, pieces, tones, people, now) for at in range(count)]


def pieces_of(roster: SiteRoster, duty: str, first: datetime, last: datetime) -> Iterator[Piece]:
    """Whole shifts, and the gaps in which somebody is needed, that overlap a stretch of time."""
    for shift in whole(shifts(roster.duties[duty], first - AROUND, last + AROUND)):
        if shift.people and shift.start < last and shift.end > first:
            yield Piece(shift.start, shift.end, shift)
    for gap in uncovered_in(roster, first, last):
        if gap.duty == duty:
            yield Piece(gap.start, gap.end, Shift(gap.start, gap.end, (), ()))


def whole(found: Iterable[Shift]) -> Iterator[Shift]:
    """Shifts of the same people as one, but what was changed by hand by itself: it is what somebody entered."""
    for _how, each in groupby(found, key=by_hand):
        yield from by_people(each)


def by_hand(shift: Shift) -> tuple[Reason, ...]:
    return tuple(each for each in shift.why if each.cause in EXCEPTIONS)


def tones_of(pieces: Mapping[str, list[Piece]]) -> dict[tuple[str, ...], str]:
    """Each group keeps its tint wherever it stands; no more than `TONES`, so that the page stays calm."""
    groups = dict.fromkeys(piece.shift.people for found in pieces.values() for piece in found if piece.shift.people)
    return {group: f"tone-{at % TONES}" for at, group in enumerate(sorted(groups))}


def week_of(
    roster: SiteRoster,
    monday: date,
    pieces: Mapping[str, list[Piece]],
    tones: Mapping[tuple[str, ...], str],
    people: People,
    now: datetime,
) -> Week:
    zone = ZoneInfo(roster.zone)
    today = wall_at(now, zone).date()
    days = days_between(monday, monday + 6 * DAY)
    begins, ends = midnight(monday, zone), midnight(monday + 7 * DAY, zone)
    lanes = [
        Lane(
            words.duty(duty),
            [
                block_of(roster, duty, each, (begins, ends), tones, people, now)
                for each in sorted(found, key=lambda piece: piece.start)
                if each.start < ends and each.end > begins
            ],
        )
        for duty, found in pieces.items()
    ]
    return Week(
        label=days_told(days[0], days[-1]),
        days=[head_of(roster, day, at, today) for at, day in enumerate(days)],
        lanes=lanes,
        now=per_cent(place(now, monday, zone)) if begins <= now < ends else "",
    )


def days_told(first: date, last: date) -> str:
    """21–27 Dec, or 28 Dec – 3 Jan."""
    end = format_date(last, "d MMM", locale=get_locale())
    if (first.year, first.month) == (last.year, last.month) and end.startswith(str(last.day)):
        return f"{first.day}–{end}"
    return f"{format_date(first, 'd MMM', locale=get_locale())} – {end}"


def head_of(roster: SiteRoster, day: date, at: int, today: date) -> DayHead:
    hours = next(iter(roster.duties.values())).hours if roster.duties else None
    free = holiday(hours.holidays.name_on(day) or "").partition(" (")[0] if hours else ""
    short, shorter = (format_date(day, form, locale=get_locale()) for form in ("EEE d", "EEEEE d"))
    return DayHead(per_cent(at / 7), short, shorter, day == today, free)


def block_of(
    roster: SiteRoster,
    duty: str,
    piece: Piece,
    week: tuple[datetime, datetime],
    tones: Mapping[tuple[str, ...], str],
    people: People,
    now: datetime,
) -> Block:
    zone = ZoneInfo(roster.zone)
    monday = wall_at(week[0], zone).date()
    left, right = place(max(piece.start, week[0]), monday, zone), place(min(piece.end, week[1]), monday, zone)
    gap = not piece.shift.people
    label = _("Nobody") if gap else words.listed(piece.shift.people, people)
    when = words.span(piece.start, piece.end, roster.zone)
    reason = words.why(piece.shift.why, people, roster.zone)
    return Block(
        x=per_cent(left),
        width=per_cent(right - left),
        slim=right - left < SLIM,
        label=drawn(piece.shift.people, people, right - left, WORD),
        tiny=drawn(piece.shift.people, people, right - left, TINY, 3),
        said=_("%(duty)s: %(who)s, %(when)s", duty=words.duty(duty), who=label, when=when)
        + (f" · {reason}" if reason else ""),
        tone=tones.get(piece.shift.people, ""),
        address=address_of(roster, duty, piece, week, now),
        changed=bool(by_hand(piece.shift)),
        gap=gap,
    )


def drawn(handles: tuple[str, ...], people: People, share: float, room: float, smaller: int = 1) -> str:
    """Names as there is room for, on a screen `smaller` times; a gap in its word, and without `room` by its sign."""
    if handles:
        return shortened(handles, people, share / smaller)
    return str(_("Nobody")) if share >= room else ""


def shortened(handles: tuple[str, ...], people: People, share: float) -> str:
    """Names in full where there is room, else first names, else initials. Of a week, `share` is theirs."""
    names = [words.called(each, people).partition(" (")[0] for each in handles]
    if share < SLIM:
        return " ".join("".join(part[0] for part in name.split()[:2]) for name in names)
    return ", ".join(name.split()[0] for name in names) if share < SHORT * len(names) else ", ".join(names)


def address_of(roster: SiteRoster, duty: str, piece: Piece, week: tuple[datetime, datetime], now: datetime) -> str:
    """Where this shift can be given to somebody else; nothing for what is over."""
    start, end = piece.start, piece.end
    if end - start > LONGEST:
        start, end = max(start, week[0]), min(end, week[1])
    if end <= now:
        return ""
    return url_for("rosters.shift", roster=roster.name, duty=duty, start=stamp(start), end=stamp(end))


def stamp(at: datetime) -> str:
    """An instant in an address: 20261228T133000Z."""
    return f"{at:%Y%m%dT%H%M%SZ}"


def place(at: datetime, monday: date, zone: ZoneInfo) -> float:
    """Where an instant is in the week that begins on a Monday, 0 to 1: each day a seventh, however long it is."""
    day = min(max((wall_at(at, zone).date() - monday).days, 0), 7)
    if day == 7:
        return 1.0
    begins, ends = midnight(monday + day * DAY, zone), midnight(monday + (day + 1) * DAY, zone)
    return (day + (at - begins) / (ends - begins)) / 7


def per_cent(share: float) -> str:
    return f"{share * 100:.3f}%"
