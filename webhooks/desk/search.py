"""The list of cases: filters, counts by status, pages by key set. Reads only what `Desk` lets through."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, true, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute

from afterhours.models import Case
from webhooks.desk.access import Desk
from webhooks.desk.sought import NOTHING, Sought
from webhooks.roles import Permission

PAGE = 25
COUNTED = 999
"""Counting stops here: on a desk "999+" says as much as the number."""

STATUSES = ("new", "open", "waiting", "resolved", "closed")
KINDS = ("contact", "service_request", "complaint", "callback", "abandoned")
PRIORITIES = ("normal", "urgent", "emergency")
NEWEST_FIRST = (Case.opened_at.desc(), Case.id.desc())


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
        """Whether anything but the status is filtered."""
        return replace(self, status=None) != Filters()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of cases, newest first. `older`: the number to go on before. `counts`: status -> at most 1000."""

    cases: Sequence[Case]
    older: str | None
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
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def list_cases(desk: Desk, filters: Filters, zone: str, before: str | None) -> Listing:
    """One page. `zone` is where a day begins and ends; `before` a case's number, digits."""
    found_by = list(searched(filters.sought, names=Permission.READ_CONTACTS in desk.visitor.permissions))
    newest = union_all(*(newest_of(each, desk, filters, zone, before, found_by) for each in desk.visitor.tenants))
    query = desk.cases().where(Case.id.in_(select(newest.subquery().c.id)))
    found = desk.session.scalars(query.order_by(*NEWEST_FIRST)).all() if desk.visitor.tenants else []
    cases = found[:PAGE]
    older = cases[-1].number if len(found) > PAGE else None
    return Listing(cases[:PAGE], older, {} if filters.narrowed else counts(desk))


def newest_of(
    tenant: str, desk: Desk, filters: Filters, zone: str, before: str | None, found: Sequence[ColumnElement[bool]]
) -> Select[UUID]:
    """A page of one council's cases: each council has its own run of the index, which then need not be sorted."""
    query = select(Case.id).where(Case.tenant == tenant, desk.seen(), *conditions(filters, zone), *found)
    if before:
        query = query.where(tuple_(Case.opened_at, Case.id) < place_of(desk, before))
    return query.order_by(*NEWEST_FIRST).limit(PAGE + 1)


def searched(sought: Sought, *, names: bool) -> Iterator[ColumnElement[bool]]:
    """The conditions of a search. Words are looked up once, by a function that sees past row security and gives back
    ids alone; the list itself is narrowed to what the visitor may see. `names`: people are found by theirs, too."""
    if sought.words:
        said = select(func.ivr_cases_said(sought.words, names).label("id")).cte("said")
        found: list[ColumnElement[bool]] = [Case.id.in_(select(said.c.id)), Case.service.in_(sought.services)]
        by_name = [tuple_(Case.tenant, Case.caller_e164).in_(named(sought.words))] if names else []
        yield or_(*found, *by_name)
    if sought.digits:
        yield or_(begins(Case.number, sought.digits), *(begins(Case.caller_e164, each) for each in sought.callers))


def named(words: str) -> Select[str, str]:
    rows = func.ivr_numbers_named(words).table_valued("tenant", "e164").render_derived()
    return select(rows.c.tenant, rows.c.e164)


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
        Case.caller_e164: filters.sought.caller or None,
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
