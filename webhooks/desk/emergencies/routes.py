"""The pages of emergencies: what waits for a person, and each one's story with what may be done about it."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import Emergency
from ivr.errors import NotFound
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.emergencies.deeds import Given, fault_of
from webhooks.desk.emergencies.duty import duty_now, handles_in
from webhooks.desk.emergencies.file import files_of, overview, people_of, people_to_name
from webhooks.desk.emergencies.names import rosters_to_name, teller_of
from webhooks.desk.emergencies.page import Sheet, row_of, sheet_of
from webhooks.desk.routes import DESK, case_number_of
from webhooks.pages.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.guard import by_itself, may
from webhooks.signin.visitor import visitor


@DESK.get("/emergencies")
@may(Permission.READ_CASES)
def emergencies() -> Response:
    return listed("desk/emergencies.html")


@DESK.get("/emergencies/live")
@may(Permission.READ_CASES)
@by_itself
def emergencies_live() -> Response:
    """The list alone, for the page that refreshes itself."""
    return listed("desk/emergencies_list.html")


@DESK.get("/alarms")
@may(Permission.READ_CASES)
@by_itself
def alarms_live() -> Response:
    """The alarms alone, for every page."""
    with desk_of(of_app(), visitor(), request.remote_addr):
        pass
    return make_response(render_template("desk/alarms.html"))


@DESK.get("/emergencies/<number>")
@may(Permission.READ_CASES)
def emergency(number: str) -> Response:
    digits = case_number_of(number)
    if digits is None:
        raise NotFound("no such emergency")
    if digits != number:
        return redirect(url_for("desk.emergency", number=digits), 301)
    return told(number, "desk/emergency.html", seen=True)


@DESK.get("/emergencies/<number>/live")
@may(Permission.READ_CASES)
@by_itself
def emergency_live(number: str) -> Response:
    """The story alone, for the page that refreshes itself."""
    return told(number, "desk/emergency_told.html")


@DESK.post("/emergencies/<number>/<uuid:chosen>/stand-down")
@may(Permission.STAND_DOWN)
def stand_down(number: str, chosen: UUID) -> Response:
    return done(number, chosen, "stand-down")


@DESK.post("/emergencies/<number>/<uuid:chosen>/<any('accept', 'done', 'hand-on', 'second', 'pass', 'morning'):deed>")
@may(Permission.LEAD_EMERGENCIES)
def lead(number: str, chosen: UUID, deed: str) -> Response:
    """What the person on duty has told the desk."""
    return done(number, chosen, deed)


def done(number: str, chosen: UUID, deed: str) -> Response:
    """One form: back to the story, or the page again with the sentence beside the form."""
    given = Given.of(request.form)
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        found = of_case(desk, number, chosen)
        fault = fault_of(desk, found, deed, given)
        if not fault:
            desk.note(found.tenant, f"emergency.{deed}", f"case {number}", **given.detail())
    if fault:
        return told(number, "desk/emergency.html", faults={(chosen, deed): fault}, given=given, code=400)
    flash(_("It is written down."))
    return redirect(url_for("desk.emergency", number=number), 303)


def of_case(desk: Desk, number: str, chosen: UUID) -> Emergency:
    return next((each.emergency for each in files_of(desk, number) if each.emergency.id == chosen), None) or abort(404)


def listed(template: str) -> Response:
    before = None
    with suppress(ValueError):
        before = UUID(request.args.get("before", ""))
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        found = overview(desk, before)
        duty = duty_now(desk, [each.emergency for each in found.live])
        teller = teller_of({**found.people, **people_of(desk, handles_in(duty))}, duty)
        live, over = ([row_of(each, teller, desk.now) for each in some] for some in (found.live, found.over))
    several = len(visitor().tenants) > 1
    page = render_template(template, live=live, over=over, older=found.older, several=several, first=before is None)
    return make_response(page)


def told(
    number: str,
    template: str,
    *,
    seen: bool = False,
    faults: Mapping[tuple[UUID, str], str] | None = None,
    given: Given | None = None,
    code: int = 200,
) -> Response:
    """The emergencies of one case. `seen`: a person looks at it, and that is written down."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        files = files_of(desk, number)
        duty = duty_now(desk, [each.emergency for each in files])
        named = people_of(desk, handles_in(duty))
        sheets: list[Sheet] = [sheet_of(each, teller_of({**each.people, **named}, duty), desk.now) for each in files]
        people = people_to_name(desk, files[0].emergency.tenant)
        if seen:
            desk.note(files[0].emergency.tenant, "emergency.seen", f"case {number}")
    permissions = visitor().permissions
    page = render_template(
        template,
        sheets=sheets,
        number=number,
        people=people,
        rosters={each.emergency.id: rosters_to_name(each.emergency) for each in files},
        faults=faults or {},
        given=given or Given(),
        may_lead=Permission.LEAD_EMERGENCIES in permissions,
        may_stand_down=Permission.STAND_DOWN in permissions,
    )
    return make_response(page, code)
