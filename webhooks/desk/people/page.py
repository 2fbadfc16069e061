"""The people as their pages show them: who is on duty, whose numbers count, whose shift is next. All in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from afterhours.models import CalendarFeed, Person, PersonPin
from afterhours.rules.own_shifts import OwnShift, own_shifts
from afterhours.services.duty.report import DutyLine, duty_report
from afterhours.services.duty.shift_reminders import duties_of
from afterhours.services.duty.times import zone_of
from afterhours.services.people.known import KnownNumber, known_numbers
from afterhours.site import Site
from ivr.errors import NotFound
from ivr.flowfile.names import name as canonical
from webhooks.desk.access import Desk
from webhooks.desk.names import Names
from webhooks.desk.people import words
from webhooks.desk.words import Look
from webhooks.pages.times import Moment, moment

PAGE = 50
LIST_AHEAD, PERSON_AHEAD = timedelta(weeks=4), timedelta(weeks=8)
FORESEEN = timedelta(weeks=5)
"""So much further the end of a shift is looked for."""
LOG_BACK = timedelta(days=31)
MOST_SHIFTS = 12


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift in words. `end` is None when it is further away than anybody looks: a duty without an end."""

    duty: str
    start: Moment
    end: Moment | None
    now: bool


@dataclass(frozen=True, slots=True)
class Number:
    """One number: `e164` and `shown` are empty for whoever may not see numbers. `confirmed`, `last`: when, and what
    the last test call came to."""

    e164: str
    shown: str
    look: Look
    confirmed: Moment | None
    last: Moment | None
    result: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list."""

    handle: str
    name: str
    council: str
    language: str
    numbers: Sequence[Number]
    on_duty: Sequence[Shift]
    following: Shift | None


@dataclass(frozen=True, slots=True)
class Logged:
    """One shift of the duty log."""

    duty: str
    start: Moment
    end: Moment
    line: DutyLine


@dataclass(frozen=True, slots=True)
class Sheet:
    """What `desk/person.html` draws."""

    row: Row
    person: Person
    shifts: Sequence[Shift]
    more: int
    log: Sequence[Logged]
    pin_set: Moment | None
    reachable: bool
    """Whether any number counts."""


@dataclass(frozen=True, slots=True)
class People:
    """What the pages are made of: the live rosters, and whether numbers may be seen."""

    desk: Desk
    site: Site
    names: Names
    numbers_too: bool

    def listed(self, after: str | None) -> tuple[list[Row], str | None]:
        """One page by handle, and the handle to go on after."""
        query = select(Person).where(self.desk.own(Person.tenant)).order_by(Person.canonical_handle).limit(PAGE + 1)
        if after:
            query = query.where(Person.canonical_handle > canonical(after))
        found = self.desk.session.scalars(query).all()
        shifts, numbers = self.shifts(LIST_AHEAD), known_numbers(self.desk.session, found, self.desk.now)
        rows = [self.row(each, shifts, numbers[each.id]) for each in found[:PAGE]]
        return rows, found[PAGE - 1].canonical_handle if len(found) > PAGE else None

    def unknown(self) -> list[str]:
        """Who is named by flows or rosters, and nobody has the handle; told to those who see every council's people."""
        if not set(self.site.councils) <= set(self.desk.visitor.tenants):
            return []
        known = set(self.desk.session.scalars(select(Person.canonical_handle)))
        return [handle for handle in self.site.people if canonical(handle) not in known]

    def person(self, handle: str) -> Person:
        """Raises NotFound, likewise for somebody of another council."""
        wanted = (Person.canonical_handle == canonical(handle), self.desk.own(Person.tenant))
        person = self.desk.session.scalar(select(Person).where(*wanted))
        if person is None:
            raise NotFound("no such person")
        return person

    def sheet(self, person: Person) -> Sheet:
        shifts = self.shifts(PERSON_AHEAD)
        numbers = known_numbers(self.desk.session, [person], self.desk.now)[person.id]
        own = shifts.get(person.canonical_handle, [])
        pin = self.desk.session.scalar(select(PersonPin.set_at).where(PersonPin.person_id == person.id))
        return Sheet(
            row=self.row(person, shifts, numbers),
            person=person,
            shifts=own[:MOST_SHIFTS],
            more=max(0, len(own) - MOST_SHIFTS),
            log=self.log(person),
            pin_set=moment(pin, self.names.zone(person.tenant), self.desk.now) if pin else None,
            reachable=any(each.counts for each in numbers),
        )

    def feed(self, person: Person) -> CalendarFeed | None:
        """The live address of the calendar of their shifts."""
        theirs = (CalendarFeed.kind == "person", CalendarFeed.name == person.canonical_handle)
        query = select(CalendarFeed).where(
            *theirs, CalendarFeed.revoked_at.is_(None), self.desk.own(CalendarFeed.tenant)
        )
        return self.desk.session.scalar(query)

    def shifts(self, ahead: timedelta) -> Mapping[str, list[Shift]]:
        """Canonical handle -> their shifts that begin within `ahead`, and those that run."""
        found: dict[str, list[Shift]] = {}
        until = self.desk.now + ahead
        for each in own_shifts(duties_of(self.site.rosters), self.desk.now, until + FORESEEN):
            if each.start < until:
                told = self.told(each, ends=each.end < until + FORESEEN)
                found.setdefault(canonical(each.person), []).append(told)
        return found

    def row(self, person: Person, shifts: Mapping[str, list[Shift]], numbers: Collection[KnownNumber]) -> Row:
        own = shifts.get(person.canonical_handle, [])
        return Row(
            handle=person.handle,
            name=person.name,
            council=self.names.council(person.tenant),
            language=self.names.language(person.language),
            numbers=[self.number(each, person.tenant) for each in numbers],
            on_duty=[each for each in own if each.now],
            following=next((each for each in own if not each.now), None),
        )

    def told(self, shift: OwnShift, *, ends: bool) -> Shift:
        start, end = self.times(shift.roster, shift.start, shift.end)
        duty = words.duty(self.site, shift.roster, shift.duty)
        return Shift(duty, start, end if ends else None, now=shift.start <= self.desk.now)

    def times(self, roster: str, *instants: datetime) -> list[Moment]:
        zone = zone_of(self.site, roster)
        return [moment(each, zone, self.desk.now) for each in instants]

    def number(self, known: KnownNumber, tenant: str) -> Number:
        zone, real = self.names.zone(tenant), self.desk.real_now
        confirmed, last = (moment(at, zone, real) if at else None for at in (known.answered_at, known.tested_at))
        number = Number("", "", words.number_state(known.state), confirmed, last, words.test_result(known.result))
        shown = self.names.phone(known.e164, tenant)
        return replace(number, e164=known.e164, shown=shown) if self.numbers_too else number

    def log(self, person: Person) -> list[Logged]:
        """The last month, the newest first."""
        tenants = self.desk.visitor.tenants
        since, until = self.desk.now - LOG_BACK, self.desk.now
        lines = duty_report(self.desk.session, self.site, since, until, tenants, person.handle)
        return [self.logged(line) for line in reversed(lines)]

    def logged(self, line: DutyLine) -> Logged:
        start, end = self.times(line.roster, line.start, line.end)
        return Logged(words.duty(self.site, line.roster, line.duty), start, end, line)
