"""The pages of the team: an organisation's people, letting somebody in, changing and ending it, a new link."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.site import Organisation
from ivr.errors import NotFound
from webhooks.desk.access import desk_of
from webhooks.desk.names import Names
from webhooks.pages.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.enlisting import NotLetIn
from webhooks.signin.guard import may, page_blueprint
from webhooks.signin.visitor import visitor
from webhooks.team import words
from webhooks.team.deeds import Team
from webhooks.team.factor import take_factor
from webhooks.team.form import Offered, last_day, terms_of
from webhooks.team.people import Person

TEAM = page_blueprint("team", __name__, url_prefix="/desk/team")
OF_THE_WHOLE = {"seats", "ended", "organisation"}
"""Refusals that no single field could mend."""


@TEAM.get("")
@may(Permission.MANAGE_TEAM)
def team() -> Response:
    with opened() as page:
        sections = [page.section(each) for each in page.organisations()]
    return shown("team/team.html", sections=sections)


@TEAM.get("/add")
@may(Permission.MANAGE_TEAM)
def adding() -> Response:
    """`organisation`: one of the visitor's; their own without it."""
    with opened() as page:
        return add_form(page, page.organisation(request.args.get("organisation")), {}, {})


@TEAM.post("/add")
@may(Permission.MANAGE_TEAM)
def add() -> Response:
    """The link is on the answer to this form, and nowhere again."""
    typed = request.form
    with opened() as page:
        organisation = page.organisation(typed.get("organisation"))
        terms, faults = terms_of(typed, page.offered(organisation), page.site)
        login, name = typed.get("login", "").strip().casefold()[:200], " ".join(typed.get("name", "").split())[:100]
        faults |= {**page.login_fault(login, organisation), **({} if name else {"name": said("name", organisation)})}
        if faults:
            return add_form(page, organisation, typed, faults)
        try:
            token = page.let_in(login, name, terms)
        except NotLetIn as refused:
            return add_form(page, organisation, typed, placed(refused, organisation))
    return (
        letter(name, login, token) if token else back(_("%(name)s is let in again, with the old password.", name=name))
    )


@TEAM.get("/<uuid:user_id>")
@may(Permission.MANAGE_TEAM)
def person(user_id: UUID) -> Response:
    with opened() as page:
        return one(page, page.led(user_id), {}, {})


@TEAM.post("/<uuid:user_id>")
@may(Permission.MANAGE_TEAM)
def save(user_id: UUID) -> Response:
    with opened() as page:
        found = page.led(user_id)
        organisation = page.organisation(found.held.organisation)
        terms, faults = terms_of(request.form, page.offered(organisation), page.site)
        if faults:
            return one(page, found, request.form, faults)
        try:
            page.change(found, terms)
        except NotLetIn as refused:
            return one(page, found, request.form, placed(refused, organisation))
    return back(_("Saved. It holds from the next page they open."))


@TEAM.post("/<uuid:user_id>/end")
@may(Permission.MANAGE_TEAM)
def end(user_id: UUID) -> Response:
    with opened() as page:
        found = page.led(user_id)
        page.end(found)
    return back(_("%(name)s is out: signed out now, and not let in again.", name=found.user.name))


@TEAM.post("/<uuid:user_id>/second-factor")
@may(Permission.MANAGE_TEAM)
def second_factor(user_id: UUID) -> Response:
    """For somebody who lost their telephone. Whom the visitor leads is asked in the desk's role, which reaches no
    secret; the factor is taken away in a transaction of the sign-in's own."""
    with opened() as page:
        user = page.led(user_id).user
        login, name = user.login, user.name
    parts = of_app()
    with parts.database.transaction() as session:
        take_factor(session, login, visitor(), parts.real_clock.now(), parts.clock.now())
    told = _(
        "The second factor of %(name)s is void, and they are signed out. They set up a new one when they come.",
        name=name,
    )
    return back(told)


@TEAM.post("/<uuid:user_id>/link")
@may(Permission.MANAGE_TEAM)
def link(user_id: UUID) -> Response:
    with opened() as page:
        found = page.led(user_id)
        token = page.invite(found.user)
    return letter(found.user.name, found.user.login, token)


@contextmanager
def opened() -> Iterator[Team]:
    """The pages' one transaction."""
    parts = of_app()
    site = parts.site
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        yield Team(desk, site, Names(site.book))


def add_form(page: Team, organisation: Organisation, typed: Mapping[str, Any], faults: Mapping[str, str]) -> Response:
    given = page.offered(organisation)
    if not given.roles:
        raise NotFound("nobody to let in")
    chosen = chosen_in(typed) if typed else defaults(given)
    values = {"given": given, "typed": typed, "chosen": chosen, "faults": faults, "page": page, "words": words}
    return shown("team/add.html", 400 if faults else 200, seats=page.seats(organisation), **values)


def one(page: Team, found: Person, typed: Mapping[str, Any], faults: Mapping[str, str]) -> Response:
    organisation = page.organisation(found.held.organisation)
    chosen = chosen_in(typed) if typed else chosen_of(found, page)
    values = {"given": page.offered(organisation), "chosen": chosen, "faults": faults, "page": page, "words": words}
    return shown("team/person.html", 400 if faults else 200, found=found, row=page.row(found), **values)


def chosen_in(typed: Any) -> dict[str, Any]:
    several = {field: typed.getlist(field) for field in ("tenants", "groups")}
    return several | {field: typed.get(field, "") for field in ("role", "skills", "until")}


def chosen_of(found: Person, page: Team) -> dict[str, Any]:
    held = found.held
    skills, until = ", ".join(held.skills), last_day(held.valid_until, page.site)
    return {"tenants": held.tenants, "groups": held.groups, "role": held.role, "skills": skills, "until": until}


def defaults(given: Offered) -> dict[str, Any]:
    return {"tenants": given.tenants, "groups": (), "role": given.roles[0], "skills": "", "until": ""}


def said(code: str, organisation: Organisation) -> str:
    return words.fault_of(code, organisation)


def placed(refused: NotLetIn, organisation: Organisation) -> dict[str, str]:
    """The sentence beside its field, or above the form."""
    field = "whole" if refused.code in OF_THE_WHOLE else refused.code
    return {field: said(refused.code, organisation)}


def letter(name: str, login: str, token: str) -> Response:
    """The page with the link, which nobody keeps: it is shown this once."""
    address = f"{of_app().settings.public_url.rstrip('/')}{url_for('signin.invitation', token=token)}"
    return shown("team/link.html", name=name, login=login, address=address)


def back(sentence: str) -> Response:
    flash(sentence)
    return redirect(url_for("team.team"), 303)


def shown(template: str, code: int = 200, **values: Any) -> Response:
    return make_response(render_template(template, **values), code)
