"""Personal data, for administrators: how long it is kept, what is held back, and all that is held about one person."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, cast
from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from afterhours.models import Case, Contact, LegalHold
from afterhours.rules.case_numbers import has_form, parse, written
from afterhours.rules.retention import CLASSES
from afterhours.services.retention.holds import hold_case, hold_contact, hold_number, holds, lift_hold
from afterhours.services.retention.person_data import PersonData, Whose, collect, whose_contact, whose_number, write_zip
from afterhours.services.retention.purging import Times, standing
from afterhours.site import Council
from ivr.errors import NotFound, Refused
from ivr.phone import display, normalise
from ivr.recordings.port import SoundStore
from webhooks.desk.access import Desk, desk_of, signed
from webhooks.desk.names import Names
from webhooks.desk.refusals import said
from webhooks.desk.routes import DESK
from webhooks.pages.parts import Parts, book_of, of_app
from webhooks.pages.times import moment
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor


class PrivacyParts(Parts, Protocol):
    """The pages' parts, and where recordings are kept."""

    @property
    def recordings(self) -> SoundStore: ...


@DESK.get("/privacy")
@may(Permission.MANAGE_PRIVACY)
def privacy() -> Response:
    return shown_privacy()


@DESK.post("/privacy/holds")
@may(Permission.MANAGE_PRIVACY)
def place_hold() -> Response:
    """Of a case number, a telephone number, or a contact's id."""
    form, fault = request.form.to_dict(), ""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        try:
            held(desk, council_in(form), form.get("what", "").strip(), form.get("reason", ""))
        except Refused as error:
            fault = said(error)
    if fault:
        return shown_privacy(faults={"hold": fault}, typed=form, code=400)
    flash(_("It is held: nothing of it is purged until the hold is lifted."))
    return redirect(url_for("desk.privacy", _anchor="holds"), 303)


@DESK.post("/privacy/holds/<uuid:hold_id>/lift")
@may(Permission.MANAGE_PRIVACY)
def lift(hold_id: UUID) -> Response:
    form, fault = request.form.to_dict(), ""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        if desk.session.scalar(select(LegalHold.id).where(LegalHold.id == hold_id, desk.own(LegalHold.tenant))) is None:
            raise NotFound("no such hold")
        try:
            lift_hold(desk.session, hold_id, form.get("reason", ""), signed(desk))
        except NotFound:
            raise
        except Refused as error:
            fault = said(error)
    if fault:
        return shown_privacy(faults={str(hold_id): fault}, code=400)
    flash(_("The hold is lifted."))
    return redirect(url_for("desk.privacy", _anchor="holds"), 303)


@DESK.post("/privacy/person")
@may(Permission.MANAGE_PRIVACY)
def person_data() -> Response:
    """First what would be handed out, and to whom else it may belong; with `sure` the file itself.

    Collected as the telephone sees it, for the desk reads less; of whom was decided in the desk's own sight. Restricted
    cases of the visitor's groups are in it; that there are others is not told.
    """
    form = request.form.to_dict()
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        try:
            whose = whose_of(desk, council_in(form), form.get("who", "").strip())
        except Refused as error:
            return shown_privacy(faults={"who": said(error)}, typed=form, code=400)
        by = signed(desk)
    with of_app().database.transaction() as session:
        found = replace(collect(session, whose, by, groups=visitor().groups), hidden=None)
    return file_of(found) if form.get("sure") else shown_privacy(found=found, typed=form)


def file_of(found: PersonData) -> Response:
    """Made in memory, and kept nowhere."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "person-data.zip"
        write_zip(path, found, cast("PrivacyParts", of_app()).recordings)
        content = BytesIO(path.read_bytes())
    answer = send_file(content, "application/zip", as_attachment=True, download_name="person-data.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def council_in(form: Mapping[str, str]) -> str:
    """The council that is chosen, one of the visitor's."""
    chosen = form.get("council") or next(iter(visitor().tenants), "")
    if chosen not in visitor().tenants or chosen not in of_app().site.councils:
        abort(404)
    return chosen


def held(desk: Desk, tenant: str, what: str, reason: str) -> LegalHold:
    """Raises Refused for what is none of the three."""
    contact = desk.session.scalar(select(Contact).where(Contact.tenant == tenant, Contact.external_id == what))
    if has_form(what):
        case = desk.session.scalar(select(Case).where(desk.own(Case.tenant), Case.number == parse(what)))
        if case is None:
            raise Refused(_("There is no case with this number."))
        return hold_case(desk.session, case, reason, signed(desk))
    if contact is not None:
        return hold_contact(desk.session, contact, reason, signed(desk))
    return hold_number(desk.session, tenant, number_in(what, tenant), reason, signed(desk))


def number_in(what: str, tenant: str) -> str:
    try:
        return normalise(what, of_app().site.councils[tenant].country)
    except Refused as error:
        raise Refused(_("This is no case number, no contact and no telephone number.")) from error


def whose_of(desk: Desk, tenant: str, who: str) -> Whose:
    """By a contact's id, else by a number. Raises Refused, also for a relay service's."""
    with suppress(NotFound):
        return whose_contact(desk.session, tenant, who)
    number = number_in(who, tenant)
    if number in of_app().site.councils[tenant].relay_numbers:
        raise Refused(_("This number is a relay service's: what came from it is about many people, not about one."))
    return whose_number(tenant, number)


def shown_privacy(
    *,
    faults: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    found: PersonData | None = None,
    code: int = 200,
) -> Response:
    site = of_app().site
    councils = {each: site.councils[each] for each in visitor().tenants if each in site.councils}
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        standing_holds = [hold_row(desk, each) for each in holds(desk.session)]
    page = render_template(
        "desk/privacy.html",
        kept=[kept_row(each, council) for each, council in councils.items()],
        words=class_words(),
        classes=CLASSES,
        holds=standing_holds,
        councils=councils,
        found=found,
        faults=faults or {},
        typed=typed or {},
    )
    answer = make_response(page, code)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def kept_row(tenant: str, council: Council) -> dict[str, object]:
    """What a purge would find now; counted with the telephone's eyes, as the purge itself does."""
    parts = of_app()
    times = Times(parts.clock.now(), parts.real_clock.now())
    with parts.database.transaction() as session:
        found = {each.kind: each for each in standing(session, tenant, council.retention, times)}
    return {"council": council, "standing": found}


def hold_row(desk: Desk, each: LegalHold) -> dict[str, object]:
    case = desk.session.get(Case, each.case_id) if each.case_id else None
    contact = desk.session.get(Contact, each.contact_id) if each.contact_id else None
    council = of_app().site.councils.get(each.tenant)
    number = display(each.e164, council.country if council else "") if each.e164 else ""
    what = _("Case %(number)s", number=written(case.number)) if case else number
    return {
        "id": each.id,
        "case": case.number if case else "",
        "what": what or _("Contact %(id)s", id=contact.external_id if contact else each.contact_id),
        "council": council.name if council else each.tenant,
        "reason": each.reason,
        "by": each.placed_by,
        "at": moment(each.placed_at, Names(book_of(of_app())).zone(each.tenant), desk.now),
    }


def class_words() -> dict[str, str]:
    return {
        "calls": _("Calls and their journeys"),
        "cases": _("Cases"),
        "recordings": _("Recordings"),
        "transcripts": _("Transcripts"),
        "texts": _("Texts"),
        "audit": _("Who saw what"),
        "contacts": _("Residents' records"),
    }
