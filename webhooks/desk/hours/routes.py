"""The page of hours: what callers meet now and in the weeks to come, and opening or closing at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.rules.hours import Hours
from afterhours.rules.local_time import exists, to_utc
from afterhours.services.duty.live_hours import live_calendars
from afterhours.services.duty.switch_hours import LONGEST, resume_hours, switch_hours
from afterhours.site.holiday_list import edition
from ivr.errors import NotFound
from webhooks.desk.access import Desk, desk_of, signed
from webhooks.desk.hours import words
from webhooks.desk.hours.page import card_of, weekday_names
from webhooks.desk.names import Names
from webhooks.desk.routes import DESK
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form of one calendar, and what is wrong with it: field -> sentence."""

    calendar: str = ""
    opens: str = ""
    until: str = ""
    reason: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


@DESK.get("/hours")
@may(Permission.READ_CASES)
def hours() -> Response:
    return shown(Typed())


@DESK.post("/hours/<calendar>")
@may(Permission.SWITCH_HOURS)
def switch_now(calendar: str) -> Response:
    """Open or close now, until a time."""
    form = request.form
    typed = Typed(calendar, form.get("opens", ""), form.get("until", ""), form.get("reason", ""))
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        chosen = calendar_of(desk, calendar)
        until, faults = read(typed, chosen, desk.now)
        if until is not None and not faults:
            switch_hours(desk.session, chosen, signed(desk), until, typed.reason, opens=typed.opens == "open")
    if until is None or faults:
        return shown(Typed(chosen.name, typed.opens, typed.until, typed.reason, faults), 400)
    said = _("Open until %(when)s.") if typed.opens == "open" else _("Closed until %(when)s.")
    flash(said % {"when": words.local(until, chosen)})
    return redirect(url_for("desk.hours", _anchor=chosen.name), 303)


@DESK.post("/hours/<calendar>/resume")
@may(Permission.SWITCH_HOURS)
def resume_now(calendar: str) -> Response:
    """Back to the calendar."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        chosen = calendar_of(desk, calendar)
        resume_hours(desk.session, chosen, signed(desk))
    flash(_("Back to the ordinary hours."))
    return redirect(url_for("desk.hours", _anchor=chosen.name), 303)


def shown(typed: Typed, code: int = 200) -> Response:
    names = Names(book_of(of_app()))
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        cards = [card_of(each, names, desk.now) for each in own_calendars(desk).values()]
    page = render_template(
        "desk/hours.html",
        cards=cards,
        typed=typed,
        weekdays=weekday_names(),
        several=len(visitor().tenants) > 1,
        may_switch=Permission.SWITCH_HOURS in visitor().permissions,
        edition=edition(),
    )
    return make_response(page, code)


def own_calendars(desk: Desk) -> Mapping[str, Hours]:
    """The calendars of the visitor's councils; none before the first release."""
    try:
        site = of_app().site
    except NotFound:
        return {}
    live = live_calendars(desk.session, site)
    return {name: each for name, each in live.items() if each.tenant in desk.visitor.tenants}


def calendar_of(desk: Desk, name: str) -> Hours:
    """Raises NotFound likewise for another council's calendar."""
    found = own_calendars(desk).get(name)
    if found is None:
        raise NotFound("no such calendar")
    return found


def read(typed: Typed, chosen: Hours, now: datetime) -> tuple[datetime | None, dict[str, str]]:
    """(until when, what is wrong): field -> how to mend it."""
    until, fault = moment_in(typed.until, ZoneInfo(chosen.zone), now)
    faults = {"until": fault} if fault else {}
    if typed.opens not in ("open", "close"):
        faults["opens"] = _("Choose whether it is to be open or closed.")
    if not typed.reason.strip():
        faults["reason"] = _("Write a reason: colleagues see it, and ask no more.")
    return until, faults


def moment_in(typed: str, zone: ZoneInfo, now: datetime) -> tuple[datetime | None, str]:
    try:
        wall = datetime.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        return None, _("Choose a day and a time at which this ends.")
    until = to_utc(wall, zone)
    if not exists(wall, zone):
        return None, _("This time does not exist: the clocks go forward then. Choose another.")
    if until <= now:
        return None, _("This time has passed. Choose a time to come.")
    if until - now > LONGEST:
        return None, _("That is more than 31 days away. Such dates belong into hours.yaml.")
    return until, ""
