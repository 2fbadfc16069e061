"""The audit as its page and its files show it: who did what to what, when, from where. Never anything of a caller."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, func, select, tuple_

from afterhours.models import AuditEntry
from afterhours.rules.case_numbers import parse
from ivr.errors import Refused
from webhooks.desk.access import Desk
from webhooks.desk.finding.search import day_of

PAGE, BATCH = 50, 1000
COLUMNS = ("at", "tenant", "actor", "action", "object", "detail", "address", "id")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins with one of these, a spreadsheet would reckon."""
NEWEST_FIRST = (AuditEntry.at.desc(), AuditEntry.id.desc())


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to; "" and None are everything. `action`: a word, or how it begins. Days are local."""

    actor: str = ""
    case: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None

    def as_arguments(self) -> dict[str, str]:
        days = {
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
        }
        shown = {"actor": self.actor, "case": self.case, "action": self.action, **days}
        return {name: value for name, value in shown.items() if value}

    @property
    def fault(self) -> str:
        """Which field makes no sense, or nothing."""
        if self.case and not digits_of(self.case):
            return "case"
        return "last" if self.first and self.last and self.last < self.first else ""


def asked_of(arguments: Mapping[str, str]) -> Asked:
    actor, case, action = (arguments.get(name, "").strip()[:100] for name in ("actor", "case", "action"))
    return Asked(actor, case, action, day_of(arguments.get("first")), day_of(arguments.get("last")))


def digits_of(case: str) -> str:
    try:
        return parse(case)
    except Refused:
        return ""


def conditions(desk: Desk, asked: Asked, zone: str) -> Iterator[ColumnElement[bool]]:
    """By operators that row security lets near an index."""
    yield desk.own(AuditEntry.tenant)
    if asked.actor:
        yield AuditEntry.actor == asked.actor
    if asked.case:
        yield AuditEntry.object == f"case {digits_of(asked.case)}"
    if asked.action:
        yield func.starts_with(AuditEntry.action, asked.action)
    if asked.first:
        yield AuditEntry.at >= midnight(asked.first, zone)
    if asked.last:
        yield AuditEntry.at < midnight(asked.last + timedelta(days=1), zone)


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))


def entries(desk: Desk, asked: Asked, zone: str, before: UUID | None, most: int) -> Sequence[AuditEntry]:
    """Newest first, from `before` on; one more than a page says that there are more."""
    query = select(AuditEntry).where(*conditions(desk, asked, zone))
    if before:
        place = select(AuditEntry.at, AuditEntry.id).where(AuditEntry.id == before, desk.own(AuditEntry.tenant))
        query = query.where(tuple_(AuditEntry.at, AuditEntry.id) < place.scalar_subquery())
    return desk.session.scalars(query.order_by(*NEWEST_FIRST).limit(most)).all()


def row_of(entry: AuditEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in COLUMNS}


def as_json(entry: AuditEntry) -> str:
    return orjson.dumps(row_of(entry), default=str).decode() + "\n"


def as_csv(entry: AuditEntry) -> str:
    row = {**row_of(entry), "at": entry.at.isoformat(), "detail": orjson.dumps(entry.detail).decode()}
    return csv_line([harmless(str(row[name] or "")) for name in COLUMNS])


def csv_line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def parted(text: str, signs: str = "@._") -> Markup:
    """A long word that may break where somebody who reads it would pause: after each of `signs`."""
    pause = Markup("<wbr>")
    return Markup("").join(escape(sign) + pause if sign in signs else escape(sign) for sign in text)
