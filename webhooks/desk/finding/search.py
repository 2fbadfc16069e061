"""The list of cases: filters, counts by status, pages by key set. Reads only what `Desk` lets through."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    and_,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import InstrumentedAttribute

from afterhours.models import Case
from afterhours.rules.entered_time import YEARS
from webhooks.desk.access import Desk
from webhooks.desk.finding.sought import NOTHING, Sought
from webhooks.roles import Permission

PAGE = 25
COUNTED = 999
"""Counting stops here: on a desk "999+" says as much as the number."""

STATUSES = ("new", "open", "waiting", "resolved", "closed")
KINDS = ("contact", "service_request", "complaint", "callback", "abandoned")
PRIORITIES = ("normal", "urgent", "emergency")
NEWEST_FIRST = (Case.opened_at.desc(), Case.id.desc())
HEAVIEST = 3
WEIGHTS = ("0", "1", "2", "3")
"""How well a case fits what was searched for: all of it in its own fields, in one other place, or scattered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the list is narrowed to; None is everything. `sought` is never part of an address."""

    line: str | None = None
    status: str | None = None
    kind: str | None = None
    priority: str | None = None
    service: str | None = None
    day: date | None = None
    sought: Sought = NOTHING

    def as_arguments(self, **changes: str | None) -> dict[str, str]:
        """The filters for an address, without what was searched for."""
        shown = {
            "line": self.line,
            "status": self.status,
            "kind": self.kind,
            "priority": self.priority,
            "service": self.service,
            "day": self.day.isoformat() if self.day else None,
            **changes,
        }
        return {name: value for name, value in shown.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything but the status is filtered; a search is none."""
        return replace(self, status=None, sought=NOTHING) != Filters()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of cases: what fits best, then the newest, first. `older`: where to go on. `counts`: status -> at most
    1000."""

    cases: Sequence[Case]
    older: "Before | None"
    counts: Mapping[str, int]
    """Empty when the list is narrowed: counting the few among millions is not worth the wait."""


def filters_of(arguments: Mapping[str, str]) -> Filters:
    """The filters of an address; what makes no sense is left out."""
    return Filters(
        line=arguments.get("line") or None,
        status=one_of(STATUSES, arguments.get("status")),
        kind=one_of(KINDS, arguments.get("kind")),
        priority=one_of(PRIORITIES, arguments.get("priority")),
        service=arguments.get("service") or None,
        day=day_of(arguments.get("day")),
    )


def one_of(allowed: Sequence[str], value: str | None) -> str | None:
    return value if value in allowed else None


def day_of(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None


@dataclass(frozen=True, slots=True)
class Before:
    """Where a list goes on: before the case with this number, among those that weigh as much, then the lighter."""

    number: str
    weight: int = 0


def before_of(arguments: Mapping[str, str]) -> Before | None:
    number, weight = arguments.get("before"), arguments.get("weight", "")
    return Before(number, int(weight) if weight in WEIGHTS else 0) if number else None


def list_cases(desk: Desk, filters: Filters, zone: str, before: Before | None) -> Listing:
    """One page. `zone` is where a day begins and ends."""
    if not desk.visitor.tenants:
        return Listing([], None, {})
    sought = filters.sought
    places = union_all(*places_of(desk, filters, zone, before)).subquery()
    query = desk.cases().add_columns(places.c.weight).join(places, places.c.id == Case.id)
    found = desk.session.execute(query.order_by(places.c.weight.desc(), *NEWEST_FIRST).limit(PAGE + 1)).all()
    older = Before(found[PAGE - 1][0].number, found[PAGE - 1].weight) if len(found) > PAGE else None
    cases = [row[0] for row in found[:PAGE]]
    return Listing(cases, older, {} if filters.narrowed or sought.typed else counts(desk))


def places_of(desk: Desk, filters: Filters, zone: str, before: Before | None) -> Iterator[Select[UUID, int]]:
    """(case, weight), a page of each: the newest of each council, and what a search found elsewhere."""
    sought = filters.sought
    by_number = list(numbered(sought))
    if by_number or not sought.typed:
        for tenant in desk.visitor.tenants:
            yield newest_of(tenant, desk, filters, zone, before, by_number)
    if sought.words or sought.phones:
        yield said_of(desk, filters, zone, before, by_number)


def newest_of(
    tenant: str, desk: Desk, filters: Filters, zone: str, before: Before | None, found: Sequence[ColumnElement[bool]]
) -> Select[UUID, int]:
    """A page of one council's cases: each council has its own run of the index, which then need not be sorted."""
    weight = literal(HEAVIEST if found else 0)
    query = select(Case.id, weight.label("weight")).where(Case.tenant == tenant, desk.seen())
    return paged(desk, query.where(*conditions(filters, zone), *found), weight, before)


def said_of(
    desk: Desk, filters: Filters, zone: str, before: Before | None, found: Sequence[ColumnElement[bool]]
) -> Select[UUID, int]:
    """A page of what is found by words, the heaviest first, without what was found by its number already."""
    said = found_by_words(desk, filters.sought).cte("said")
    query = select(Case.id, said.c.weight).join(said, said.c.id == Case.id)
    others = [each.is_not(true()) for each in found]
    return paged(desk, query.where(desk.seen(), *conditions(filters, zone), *others), said.c.weight, before)


def paged(desk: Desk, query: Select[UUID, int], weight: ColumnElement[int], before: Before | None) -> Select[UUID, int]:
    if before:
        after = tuple_(Case.opened_at, Case.id) < place_of(desk, before.number)
        query = query.where(or_(weight < before.weight, and_(weight == before.weight, after)))
    return query.order_by(weight.desc(), *NEWEST_FIRST).limit(PAGE + 1)


def found_by_words(desk: Desk, sought: Sought) -> Select[UUID, int]:
    """Words are looked up once, by a function that sees past row security and gives back ids alone; the list itself is
    narrowed to what the visitor may see. Whoever sees cases one by one has only those looked through."""
    allowed = desk.visitor.permissions
    asked = [{"words": word.spellings, "services": word.services} for word in sought.words]
    given = [
        cast(asked, JSONB),
        cast(list(sought.phones), ARRAY(Text)),
        Permission.READ_CONTACTS in allowed,
        Permission.HEAR_RECORDINGS in allowed,
        Permission.LEAD_COMPLAINTS in allowed,
    ]
    if Permission.ALL_CASES in allowed:
        rows = func.ivr_cases_found(*given)
    else:
        rows = func.ivr_cases_found_among(*given, func.array(select(Case.id).where(desk.seen()).scalar_subquery()))
    found = rows.table_valued(column("id", Uuid), column("weight", Integer)).render_derived()
    return select(found.c.id, found.c.weight)


def numbered(sought: Sought) -> Iterator[ColumnElement[bool]]:
    """What is found by the case's own number, or its caller's."""
    if sought.caller:
        yield Case.caller_e164 == sought.caller
    if sought.digits:
        yield or_(begins(Case.number, sought.digits), *(begins(Case.caller_e164, each) for each in sought.callers))


def begins(column: InstrumentedAttribute[Any], beginning: str) -> ColumnElement[bool]:
    """By the order of the characters' codes, as the indexes `ix_case_..._prefix` have it: an operator that gives away
    nothing of what it compares, so that row security lets it near an index."""
    after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    return and_(column.op("~>=~", is_comparison=True)(beginning), column.op("~<~", is_comparison=True)(after))


def place_of(desk: Desk, number: str) -> ScalarSelect[tuple[datetime, UUID]]:
    """Where a case stands in the list, as something the database compares with."""
    place: ScalarSelect[tuple[datetime, UUID]] = (
        select(Case.opened_at, Case.id).where(Case.number == number, desk.seen()).scalar_subquery()
    )
    return place


def conditions(filters: Filters, zone: str) -> list[ColumnElement[bool]]:
    columns = {
        Case.line: filters.line,
        Case.status: filters.status,
        Case.kind: filters.kind,
        Case.priority: filters.priority,
        Case.service: filters.service,
    }
    wanted: list[ColumnElement[bool]] = [column == value for column, value in columns.items() if value is not None]
    if filters.day:
        first = datetime.combine(filters.day, time.min, ZoneInfo(zone))
        last = datetime.combine(filters.day + timedelta(days=1), time.min, ZoneInfo(zone))
        wanted += [Case.opened_at >= first, Case.opened_at < last]
    return wanted


def counts(desk: Desk) -> dict[str, int]:
    """How many cases there are of each status, and "" for all; counted to COUNTED + 1."""
    row = desk.session.execute(select(*(capped(desk, status) for status in STATUSES), capped(desk, None))).one()
    return dict(zip((*STATUSES, ""), row, strict=True))


def capped(desk: Desk, status: str | None) -> ScalarSelect[int]:
    some = select(Case.id).where(desk.seen(), Case.status == status if status else true())
    return select(func.count()).select_from(some.limit(COUNTED + 1).subquery()).scalar_subquery()
