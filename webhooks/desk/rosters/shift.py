"""One shift, or one gap, and who could come in: those of the roster first, each with what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from afterhours.models import Person
from afterhours.rules.local_time import wall_at
from afterhours.rules.rosters.duty import Shift, by_people, shifts
from afterhours.rules.rosters.reasons import Reason
from afterhours.services.duty.check_rosters import members_of
from afterhours.services.people.known import usable_numbers
from afterhours.site import Site, SiteRoster
from ivr.flowfile.names import name as canonical
from webhooks.desk.access import Desk
from webhooks.desk.rosters import words
from webhooks.desk.rosters.board import own_rosters
from webhooks.desk.rosters.words import People


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could come in; `notes` say what they have then, or why they could not be rung."""

    handle: str
    name: str
    notes: list[str]
    usable: bool
    member: bool


@dataclass(frozen=True, slots=True)
class ShiftPage:
    """`start` and `end` as the fields of a form have them; `holders`: (handle, name) of those whose shift it is."""

    roster: str
    title: str
    duty: str
    zone: str
    span: str
    lasts: str
    why: str
    holders: list[tuple[str, str]]
    several: bool
    start: str
    end: str
    candidates: list[Candidate]
    others: list[Candidate]


def shift_page(
    desk: Desk, site: Site, roster: SiteRoster, duty: str, start: datetime, end: datetime, people: People
) -> ShiftPage:
    """`site` is live. What is there now between two instants, and everybody of the council who is not on duty then."""
    found = list(by_people(shifts(roster.duties[duty], max(start, desk.now), end)))
    holders = list(holders_of(roster, duty, max(start, desk.now), end))
    everybody = sorted(candidates(desk, site, roster, holders, start, end), key=lambda each: bool(each.notes))
    return ShiftPage(
        roster=roster.name,
        title=words.title(roster),
        duty=words.duty(duty),
        zone=roster.zone,
        span=words.span(start, end, roster.zone),
        lasts=words.lasts(start, end),
        why=words.why(reasons_of(found), people, roster.zone),
        holders=[(handle, words.called(handle, people)) for handle in holders],
        several=len(found) > 1,
        start=field_of(start, roster.zone),
        end=field_of(end, roster.zone),
        candidates=[each for each in everybody if each.member],
        others=[each for each in everybody if not each.member],
    )


def holders_of(roster: SiteRoster, duty: str, start: datetime, end: datetime) -> tuple[str, ...]:
    """Everybody who has a duty between two instants, in the order in which they come."""
    found = shifts(roster.duties[duty], start, end)
    return tuple(dict.fromkeys(handle for each in found for handle in each.people))


def reasons_of(found: list[Shift]) -> list[Reason]:
    return [reason for each in found[:1] for reason in each.why]


def candidates(
    desk: Desk, site: Site, roster: SiteRoster, holders: list[str], start: datetime, end: datetime
) -> Iterator[Candidate]:
    """In the order of the roster's own list, then everybody else of the council by name; who is free, first."""
    people = desk.session.scalars(select(Person).where(Person.tenant == roster.tenant).order_by(Person.name)).all()
    members = {canonical(handle): at for at, handle in enumerate(dict.fromkeys(members_of(roster, desk.now)))}
    gone = {canonical(handle) for handle in holders}
    busy = busy_then(site, desk, start, end)
    usable = usable_numbers(desk.session, [each.handle for each in people], desk.now)
    for each in sorted(people, key=lambda person: members.get(person.canonical_handle, len(members))):
        if each.canonical_handle in gone:
            continue
        reachable = each.handle in usable
        notes = [*busy.get(each.canonical_handle, ())]
        notes += [] if reachable else [_("no number that answered a test call")]
        yield Candidate(each.handle, each.name, notes, reachable, each.canonical_handle in members)


def busy_then(site: Site, desk: Desk, start: datetime, end: datetime) -> dict[str, list[str]]:
    """Canonical handle -> what they have between two instants, in the rosters that the visitor may see."""
    found: dict[str, list[str]] = {}
    for roster in own_rosters(site, desk).values():
        for duty, rule in roster.duties.items():
            for handle in {handle for each in shifts(rule, start, end) for handle in each.people}:
                has = _("has %(duty)s of %(roster)s then", duty=words.duty(duty), roster=words.title(roster))
                found.setdefault(canonical(handle), []).append(has)
    return found


def field_of(at: datetime, zone: str) -> str:
    """As a field of date and time has it."""
    return f"{wall_at(at, ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
