"""The pay record: each shift of each person with its hours, how often they were rung, what they took, how long it was.

Read from the duty log (who had the duty) and from attempts and emergencies (what came of it). A call or an emergency
counts in one shift only: that of the emergency's roster where the person had it, else the first they had just then.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency, Person
from afterhours.services.duty.log import entries_between
from afterhours.services.duty.times import zone_of
from afterhours.site import Site
from ivr.flowfile.names import name as canonical

COLUMNS = ("person", "name", "roster", "duty", "start", "end", "zone", "hours", "calls", "taken", "minutes")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """A shift of one person. `calls`: how often they were rung; `taken`: emergencies they accepted; `minutes`: from
    accepting each one until it was over. `name` is empty for somebody who is gone."""

    person: str
    name: str
    roster: str
    duty: str
    start: datetime
    end: datetime
    zone: str
    calls: int = 0
    taken: int = 0
    minutes: int = 0

    @property
    def hours(self) -> float:
        return round((self.end - self.start).total_seconds() / 3600, 2)


def duty_report(
    session: Session, site: Site, since: datetime, until: datetime, tenants: Collection[str], person: str | None = None
) -> list[DutyLine]:
    """The shifts of these councils between two instants (aware), cut off there; of everybody, or of one handle."""
    wanted = canonical(person) if person else None
    names = {row.canonical_handle: row.name for row in session.execute(select(Person.canonical_handle, Person.name))}
    lines = [each for each in merged(session, site, since, until, tenants) if wanted in (None, each.person)]
    lines = [replace(each, name=names.get(each.person, "")) for each in lines]
    lines.sort(key=lambda each: (each.person, each.start, each.roster, each.duty))
    for handle, roster, at in calls_between(session, since, until, tenants):
        count(lines, handle, roster, at, calls=1)
    for handle, roster, at, minutes in taken_between(session, since, until, tenants):
        count(lines, handle, roster, at, taken=1, minutes=minutes)
    return lines


def merged(
    session: Session, site: Site, since: datetime, until: datetime, tenants: Collection[str]
) -> Iterator[DutyLine]:
    """Stretches that touch as one shift, for each of their people."""
    running: dict[tuple[str, str, str], DutyLine] = {}
    for entry in entries_between(session, since, until, tenants):
        start, end = max(entry.start_at, since), min(entry.end_at, until)
        for person in map(canonical, entry.people):
            key = (entry.roster, entry.duty, person)
            held = running.get(key)
            if held is not None and held.end == start:
                running[key] = replace(held, end=end)
                continue
            if held is not None:
                yield held
            running[key] = DutyLine(
                person=person, name="", roster=entry.roster, duty=entry.duty, start=start, end=end,
                zone=zone_of(site, entry.roster),
            )  # fmt: skip
    yield from running.values()


def calls_between(
    session: Session, since: datetime, until: datetime, tenants: Collection[str]
) -> Iterable[tuple[str, str, datetime]]:
    """(Person, the emergency's roster, when) of each call that was really placed."""
    columns = select(Attempt.person, Emergency.roster, Attempt.placed_at).join(Emergency)
    placed = (Attempt.kind == "call", Attempt.placed_at >= since, Attempt.placed_at < until)
    rows = session.execute(columns.where(*placed, Attempt.tenant.in_(tenants)))
    return [(row.person, row.roster, row.placed_at) for row in rows]


def taken_between(
    session: Session, since: datetime, until: datetime, tenants: Collection[str]
) -> Iterable[tuple[str, str, datetime, int]]:
    """(Person, roster, when, minutes until it was over) of each emergency that was accepted."""
    columns = select(Emergency.accepted_by, Emergency.roster, Emergency.accepted_at, Emergency.ended_at)
    accepted = (Emergency.accepted_at >= since, Emergency.accepted_at < until, Emergency.accepted_by.is_not(None))
    for row in session.execute(columns.where(*accepted, Emergency.tenant.in_(tenants))):
        lasted = ((row.ended_at or until) - row.accepted_at).total_seconds()
        yield row.accepted_by, row.roster, row.accepted_at, round(max(0.0, lasted) / 60)


def count(lines: list[DutyLine], handle: str, roster: str, at: datetime, **more: int) -> None:
    """Add to the one line it belongs to; to none when the person was not on duty, but rung as a last resort."""
    own = canonical(handle)
    places = [place for place, each in enumerate(lines) if each.person == own and each.start <= at < each.end]
    if places:
        place = next((each for each in places if lines[each].roster == roster), places[0])
        line = lines[place]
        lines[place] = replace(line, **{name: getattr(line, name) + number for name, number in more.items()})


def as_csv(lines: Iterable[DutyLine]) -> str:
    """For a spreadsheet: wall times of the roster's zone."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for line in lines:
        start, end = (at.astimezone(ZoneInfo(line.zone)).strftime("%Y-%m-%d %H:%M") for at in (line.start, line.end))
        told = (line.person, line.name, line.roster, line.duty, start, end, line.zone)
        table.writerow([*map(harmless, told), f"{line.hours:.2f}", line.calls, line.taken, line.minutes])
    return written.getvalue()


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
