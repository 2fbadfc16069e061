"""Abusive callers: flagged from a case, reviewed by somebody else, blocked until a day. Danger keys stay whatever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from afterhours.models import CallerBlock, Case
from afterhours.rules.case_numbers import written
from afterhours.rules.local_time import to_utc
from afterhours.services.casework.block_callers import LONGEST, block_caller, decline_flag, flag_caller, lift_block
from afterhours.services.casework.mark_relay import mark_relay
from ivr.errors import NotFound, Refused
from ivr.phone import display
from webhooks.desk.access import Desk, desk_of, signed
from webhooks.desk.names import Names
from webhooks.desk.refusals import said
from webhooks.desk.routes import DESK
from webhooks.pages.parts import book_of, of_app
from webhooks.pages.times import Moment, moment
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor

SHOWN = 200
USUAL = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag or block, in words. `mine`: the reader flagged it, and so cannot decide."""

    id: UUID
    number: str
    council: str
    case: str
    spaced: str
    reason: str
    by: str
    at: Moment
    until: str
    note: str
    decided_by: str
    mine: bool


@DESK.get("/callers")
@may(Permission.REVIEW_CALLERS)
def callers() -> Response:
    return shown()


@DESK.post("/cases/<number>/flag-caller")
@may(Permission.WRITE_CASES)
def flag(number: str) -> Response:
    """By whoever had the call; somebody else decides."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = desk.case_numbered(number)
        fault = flagged(desk, case, request.form.get("why", ""))
    flash(fault or _("The caller is flagged. A supervisor decides; until then nothing changes."))
    return redirect(url_for("desk.case", number=number), 303)


@DESK.post("/cases/<number>/relay")
@may(Permission.WRITE_CASES)
def relay(number: str) -> Response:
    """An operator speaks for the caller; or it was a mistake."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = desk.case_numbered(number)
        marked(desk, case, relay=request.form.get("relay") == "yes")
    flash(_("It is written down."))
    return redirect(url_for("desk.case", number=number), 303)


def flagged(desk: Desk, case: Case, why: str) -> str:
    """Asks for a review; the sentence why that cannot be, or nothing. The same from a case and from a call."""
    try:
        flag_caller(desk.session, of_app().site, case, why, signed(desk))
    except Refused as error:
        return said(error)
    return ""


def marked(desk: Desk, case: Case, *, relay: bool) -> None:
    mark_relay(desk.session, case, relay, signed(desk), case.version)


@DESK.post("/callers/<uuid:block_id>/<deed>")
@may(Permission.REVIEW_CALLERS)
def decide(block_id: UUID, deed: str) -> Response:
    """block, decline or lift."""
    form = request.form.to_dict()
    fault = ""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        try:
            decided(desk, block_id, deed, form)
        except Refused as error:
            if isinstance(error, NotFound):
                raise
            fault = said(error)
    if fault:
        return shown(faults={str(block_id): fault}, typed=form, code=400)
    flash(_("It is decided."))
    return redirect(url_for("desk.callers"), 303)


def decided(desk: Desk, block_id: UUID, deed: str, form: Mapping[str, str]) -> None:
    """Raises Refused for what cannot be so, NotFound for what is not there."""
    found = desk.session.scalar(select(CallerBlock).where(CallerBlock.id == block_id, desk.own(CallerBlock.tenant)))
    if found is None:
        raise NotFound("no such flag")
    if deed == "block":
        zone = of_app().site.councils[found.tenant].zone
        block_caller(
            desk.session, block_id, last_moment(form.get("until", ""), zone), form.get("note", ""), signed(desk)
        )
    elif deed == "decline":
        decline_flag(desk.session, block_id, form.get("note", ""), signed(desk))
    elif deed == "lift":
        lift_block(desk.session, block_id, signed(desk))
    else:
        raise NotFound("no such deed")


def last_moment(day: str, zone: str) -> datetime:
    """The end of a day, where the council is. Raises Refused."""
    try:
        return to_utc(datetime.combine(date.fromisoformat(day) + timedelta(days=1), time()), ZoneInfo(zone))
    except ValueError as error:
        raise Refused(_("Choose the last day of the block.")) from error


def shown(
    *, faults: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None, code: int = 200
) -> Response:
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        waiting = flags_of(desk, "flagged")
        blocked = flags_of(desk, "blocked", after=desk.now)
        today = desk.now.date()
    page = render_template(
        "desk/callers.html",
        waiting=waiting,
        blocked=blocked,
        faults=faults or {},
        typed=typed or {},
        usual=(today + USUAL).isoformat(),
        last=(today + LONGEST - timedelta(days=1)).isoformat(),
        several=len(visitor().tenants) > 1,
    )
    return make_response(page, code)


def flags_of(desk: Desk, state: str, after: datetime | None = None) -> list[Flag]:
    """The newest first; of blocks those that hold after an instant."""
    query = (
        select(CallerBlock, Case.number)
        .outerjoin(Case, Case.id == CallerBlock.case_id)
        .where(desk.own(CallerBlock.tenant), CallerBlock.state == state)
        .order_by(CallerBlock.flagged_at.desc())
        .limit(SHOWN)
    )
    if after is not None:
        query = query.where(CallerBlock.until > after)
    names = Names(book_of(of_app()))
    return [told(desk, found, number or "", names) for found, number in desk.session.execute(query)]


def told(desk: Desk, found: CallerBlock, number: str, names: Names) -> Flag:
    council = of_app().site.councils.get(found.tenant)
    zone = names.zone(found.tenant)
    last = (found.until.astimezone(ZoneInfo(zone)) - timedelta(seconds=1)).date().isoformat() if found.until else ""
    return Flag(
        id=found.id,
        number=display(found.e164, council.country if council else ""),
        council=council.name if council else found.tenant,
        case=number,
        spaced=written(number) if number else "",
        reason=found.reason,
        by=found.flagged_by,
        at=moment(found.flagged_at, zone, desk.now),
        until=last,
        note=found.note or "",
        decided_by=found.decided_by or "",
        mine=found.flagged_by == desk.visitor.login,
    )
