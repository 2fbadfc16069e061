"""The list of cases: filters, counts by status, pages by key set. Reads only what `Desk` lets through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select, true, tuple_

from afterhours.models import Case
from webhooks.desk.access import Desk

Rows = TypeVar("Rows", bound="Select[Any]")

PAGE = 25
COUNTED = 999
"""Counting stops here: on a desk "999+" says as much as the number."""

STATUSES = ("new", "open", "waiting", "resolved", "closed")
KINDS = ("contact", "service_request", "complaint", "callback", "abandoned")
PRIORITIES = ("normal", "urgent", "emergency")


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
    query = narrowed(select(Case), desk, filters, zone).order_by(Case.opened_at.desc(), Case.id.desc()).limit(PAGE + 1)
    if before:
        query = query.where(tuple_(Case.opened_at, Case.id) < place_of(desk, before))
    found = desk.session.scalars(query).all()
    cases = found[:PAGE]
    return Listing(cases, cases[-1].number if len(found) > PAGE else None, counts(desk, filters, zone))


def place_of(desk: Desk, number: str) -> ColumnElement[tuple[datetime, object]]:
    """Where a case stands in the list, as something the database compares with."""
    return select(Case.opened_at, Case.id).where(Case.number == number, desk.own(Case.tenant)).scalar_subquery()


def narrowed(query: Rows, desk: Desk, filters: Filters, zone: str) -> Rows:
    return query.where(desk.own(Case.tenant), *conditions(filters, zone))


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
    return wanted or [true()]


def counts(desk: Desk, filters: Filters, zone: str) -> dict[str, int]:
    """How many cases of each status the other filters leave, and "" for all; counted to COUNTED + 1."""
    every = replace(filters, status=None)
    numbers = [capped(desk, replace(every, status=status), zone).label(status) for status in STATUSES]
    row = desk.session.execute(select(*numbers, capped(desk, every, zone).label("all"))).one()
    return {**dict(zip(STATUSES, row, strict=False)), "": row[-1]}


def capped(desk: Desk, filters: Filters, zone: str) -> ColumnElement[int]:
    some = narrowed(select(true().label("one")), desk, filters, zone).limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
