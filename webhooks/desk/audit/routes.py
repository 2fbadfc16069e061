"""The page of the audit, for the auditor: narrowed down, by pages, and as a file. Looking at it is audited, too."""

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from flask import Response as Streamed
from flask import make_response, render_template, request, stream_with_context
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import AuditEntry
from ivr.errors import Refused
from webhooks.desk.access import desk_of
from webhooks.desk.audit.page import BATCH, COLUMNS, PAGE, Asked, as_csv, as_json, asked_of, csv_line, entries
from webhooks.desk.names import Names
from webhooks.pages.parts import Parts, book_of, of_app
from webhooks.pages.times import moment
from webhooks.roles import Permission
from webhooks.signin.guard import may, page_blueprint
from webhooks.signin.visitor import Visitor, visitor

ADMIN = page_blueprint("admin", __name__, url_prefix="/admin")
KINDS: Mapping[str, tuple[str, Callable[[AuditEntry], str], str]] = {
    "csv": ("text/csv; charset=utf-8", as_csv, csv_line(COLUMNS)),
    "jsonl": ("application/jsonl; charset=utf-8", as_json, ""),
}
"""Kind of file -> (what it is, how an entry is written, what stands first)."""


@ADMIN.get("/audit")
@may(Permission.READ_AUDIT)
def audit() -> Response:
    asked, before = asked_of(request.args), place_of(request.args.get("before"))
    zone, fault = own_zone(), asked.fault
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        found = [] if fault else entries(desk, asked, zone, before, PAGE + 1)
        rows = [(each, moment(each.at, zone, desk.real_now)) for each in found[:PAGE]]
        desk.note(visitor().tenants[0], "audit.seen", None, filters=sorted(asked.as_arguments()))
        page = render_template(
            "desk/audit.html",
            rows=rows,
            asked=asked,
            faults={fault: faults()[fault]} if fault else {},
            older=found[PAGE - 1].id if len(found) > PAGE else None,
            first=before is None,
            zone=zone,
        )
    return make_response(page, 400 if fault else 200)


@ADMIN.get("/audit.<any('csv', 'jsonl'):kind>")
@may(Permission.READ_AUDIT)
def audit_file(kind: str) -> Response:
    """All entries the filters leave, the newest first; written as they are read, a batch in a transaction."""
    asked, zone, (mimetype, write, head) = asked_of(request.args), own_zone(), KINDS[kind]
    if asked.fault:
        raise Refused("These filters make no sense: they were mended on the page.")
    parts, who, address = of_app(), visitor(), request.remote_addr
    with desk_of(parts, who, address) as desk:
        desk.note(who.tenants[0], "audit.exported", None, kind=kind, filters=sorted(asked.as_arguments()))
    lines = (write(each) for each in everything(parts, who, address, asked, zone))
    answer = Streamed(stream_with_context(begun(head, lines)), mimetype=mimetype)
    answer.headers["Content-Disposition"] = f"attachment; filename=audit.{kind}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def begun(head: str, lines: Iterator[str]) -> Iterator[str]:
    yield head
    yield from lines


def everything(
    parts: Parts, who: Visitor, address: str | None, asked: Asked, zone: str
) -> Iterator[AuditEntry]:  # fmt: skip
    before: UUID | None = None
    while True:
        with desk_of(parts, who, address) as desk:
            found = entries(desk, asked, zone, before, BATCH)
            desk.session.expunge_all()
        yield from found
        if len(found) < BATCH:
            return
        before = found[-1].id


def place_of(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def own_zone() -> str:
    """Where a day begins and ends for this reader."""
    return Names(book_of(of_app())).zone(visitor().tenants[0]) if visitor().tenants else "UTC"


def faults() -> dict[str, str]:
    return {
        "case": _("This is no case number: it has nine digits, such as 123-456-782."),
        "last": _("The last day is before the first one."),
    }
