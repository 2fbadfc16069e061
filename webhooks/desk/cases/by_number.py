"""A caller reads out a case number: its agent opens that case, and sees it for the rest of the shift.

Whatever is refused is refused in the same words and with the same code: a number that does not exist, one of another
council or of a restricted case, a mistyped one, and one guess too many.
"""

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from afterhours.models import Case
from afterhours.services.casework.sight import GIVEN, REFUSED, give_sight, may_try
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.routes import DESK, case_number_of
from webhooks.pages.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor

MISTYPED = "case.number_mistyped"
"""Its check digit is wrong, so that the database is not asked; that is nobody's guess."""


@DESK.get("/cases/by-number")
@may(Permission.READ_CASES)
def by_number() -> Response:
    return make_response(render_template("desk/by_number.html", typed="", refused=False))


@DESK.post("/cases/by-number")
@may(Permission.READ_CASES)
def open_by_number() -> Response:
    typed = request.form.get("number", "").strip()[:40]
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        number = opened(desk, case_number_of(typed))
    if number:
        return redirect(url_for("desk.case", number=number), 303)
    return make_response(render_template("desk/by_number.html", typed=typed, refused=True), 404)


def opened(desk: Desk, digits: str | None) -> str:
    """The number of the case that may be seen from now on, or nothing; either way it is written down."""
    if not desk.visitor.tenants:
        return ""
    own = desk.visitor.tenants
    if digits is None:
        desk.note(own[0], MISTYPED, None)
        return ""
    allowed = may_try(desk.session, own, desk.visitor.login, desk.address, desk.real_now)
    case = found(desk, digits) if allowed else None
    if case is None:
        desk.note(own[0], REFUSED, None, too_many=not allowed)
        return ""
    give_sight(desk.session, case, desk.visitor.user_id, desk.real_now)
    desk.note(case.tenant, GIVEN, f"case {case.number}")
    return case.number


def found(desk: Desk, digits: str) -> Case | None:
    """Of the visitor's councils, and not restricted to a group that is not theirs."""
    open_to_all = or_(Case.restricted.is_(None), Case.restricted.in_(desk.visitor.groups))
    return desk.session.scalar(select(Case).where(Case.number == digits, desk.own(Case.tenant), open_to_all))
