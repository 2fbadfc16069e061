"""What was entered by hand into one roster and is not over; and the address of its calendar."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from afterhours.models import CalendarFeed, RosterException, TemporarySchedule
from afterhours.rules.rosters.reasons import Reason
from afterhours.services.duty.calendar_feeds import address_of
from afterhours.services.duty.live_rosters import standing
from afterhours.site import SiteRoster
from ivr.flowfile.names import name as canonical
from webhooks.desk.access import Desk
from webhooks.desk.rosters import words
from webhooks.desk.rosters.words import People
from webhooks.pages.parts import of_app


@dataclass(frozen=True, slots=True)
class Entry:
    """One exception or temporary schedule, in words."""

    id: UUID
    duty: str
    when: str
    what: str
    reason: str
    by: str
    entered: str
    runs: bool


def entries_of(desk: Desk, roster: SiteRoster, people: People) -> list[Entry]:
    found = standing(desk.session, desk.now)
    return [entry_of(each, desk, roster, people) for each in found if each.roster == canonical(roster.name)]


def entry_of(row: RosterException | TemporarySchedule, desk: Desk, roster: SiteRoster, people: People) -> Entry:
    return Entry(
        id=row.id,
        duty=words.duty(row.duty),
        when=words.span(row.starts_at, row.ends_at, roster.zone),
        what=words.exception(as_reason(row), people),
        reason=row.reason,
        by=row.entered_by,
        entered=words.local(row.entered_at, roster.zone),
        runs=row.starts_at <= desk.now,
    )


def as_reason(row: RosterException | TemporarySchedule) -> Reason:
    if isinstance(row, TemporarySchedule):
        return Reason("temporary", row.name)
    return Reason(row.kind, ", ".join(row.went), tuple(row.came))  # type: ignore[arg-type] # the table's own check


def feed_in(desk: Desk, roster: SiteRoster) -> str:
    """The address of the roster's calendar; empty as long as nobody has asked for one."""
    found, parts = feed_row(desk, roster), of_app()
    return address_of(parts.settings.public_url, parts.settings.secret_keys, found) if found else ""


def feed_row(desk: Desk, roster: SiteRoster) -> CalendarFeed | None:
    return desk.session.scalar(
        select(CalendarFeed).where(
            desk.own(CalendarFeed.tenant),
            CalendarFeed.kind == "roster",
            CalendarFeed.name == canonical(roster.name),
            CalendarFeed.revoked_at.is_(None),
        )
    )
