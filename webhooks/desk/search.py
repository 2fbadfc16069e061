"""The list of cases: filters, counts by status, pages by key set. Reads only what `Desk` lets through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, true, tuple_, union_all

from afterhours.models import Case
from webhooks.desk.access import Desk

PAGE = 25
COUNTED = 999
"""Counting stops here: on a desk "999+" says as much as the number."""

STATUSES = ("new", "open", "waiting", "resolved", "closed")
KINDS = ("contact", "service_request", "complaint", "callback", "abandoned")
PRIORITIES = ("normal", "urgent", "emergency")
NEWEST_FIRST = (Case.opened_at.desc(), Case.id.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the list is narrowed to; None is everything. `caller` is E.164 and never part of an address."""

    line: str | None = None
    status: str | None = None
    kind: str | None = None
    priority: str | None = None
    service: str | None = None
    day: date | None = None
    caller: str | None = None

    def as_arguments(self, **changes: str | None) -> dict[str, str]:
        """The filters for an address, without the caller."""
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
    newest = union_all(*(newest_of(tenant, desk, filters, zone, before) for tenant in desk.visitor.tenants))
    query = select(Case).where(Case.id.in_(select(newest.subquery().c.id)), desk.own(Case.tenant))
    found = desk.session.scalars(query.order_by(*NEWEST_FIRST)).all() if desk.visitor.tenants else []
    cases = found[:PAGE]
    older = cases[-1].number if len(found) > PAGE else None
    return Listing(cases[:PAGE], older, {} if filters.narrowed else counts(desk))


def newest_of(tenant: str, desk: Desk, filters: Filters, zone: str, before: str | None) -> Select[UUID]:
    """A page of one council's cases: each council has its own run of the index, which then need not be sorted."""
    query = select(Case.id).where(Case.tenant == tenant, *conditions(filters, zone))
    if before:
        query = query.where(tuple_(Case.opened_at, Case.id) < place_of(desk, before))
    return query.order_by(*NEWEST_FIRST).limit(PAGE + 1)


def place_of(desk: Desk, number: str) -> ScalarSelect[tuple[datetime, UUID]]:
    """Where a case stands in the list, as something the database compares with."""
    place: ScalarSelect[tuple[datetime, UUID]] = (
        select(Case.opened_at, Case.id).where(Case.number == number, desk.own(Case.tenant)).scalar_subquery()
    )
    return place


def conditions(filters: Filters, zone: str) -> list[ColumnElement[bool]]:
    columns = {
        Case.line: filters.line,
        Case.status: filters.status,
        Case.kind: filters.kind,
        Case.priority: filters.priority,
        Case.service: filters.service,
        Case.caller_e164: filters.caller,
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
    some = select(Case.id).where(desk.own(Case.tenant), Case.status == status if status else true())
    return select(func.count()).select_from(some.limit(COUNTED + 1).subquery()).scalar_subquery()
