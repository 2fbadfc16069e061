"""What is done to one person from their page: a PIN, a test call, a calendar address; and the duty log as a file."""

from datetime import UTC, datetime, timedelta

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.services.duty.calendar_feeds import person_feed, revoke
from afterhours.services.duty.report import as_csv, duty_report
from afterhours.services.people.number_tests import ask_now
from afterhours.services.people.pins import set_pin
from ivr.errors import Refused
from webhooks.desk.access import signed
from webhooks.desk.finding.search import day_of
from webhooks.desk.people import words
from webhooks.desk.people.routes import log_days, note, one, opened, own_zone
from webhooks.desk.routes import DESK
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor


@DESK.post("/people/<handle>/pin")
@may(Permission.MANAGE_PEOPLE)
def new_pin(handle: str) -> Response:
    """The PIN is in no page, before or after."""
    pin, again = request.form.get("pin", "").strip(), request.form.get("again", "").strip()
    with opened() as page:
        held = page.person(handle)
        if pin != again:
            return one(handle, {}, {"again": words.fault("again")})
        try:
            set_pin(page.desk.session, held, pin, page.desk.now)
        except Refused:
            return one(handle, {}, {words.PIN: words.fault(words.PIN)})
        note(page, held, "person.pin_set")
    flash(_("%(name)s has a new PIN. Tell it to them in person; it is shown nowhere.", name=held.name))
    return redirect(url_for("desk.person", handle=held.handle), 303)


@DESK.post("/people/<handle>/test")
@may(Permission.MANAGE_PEOPLE)
def test_number(handle: str) -> Response:
    """Ring one number now: it stands in the form, for numbers have no place in an address."""
    with opened() as page:
        held = page.person(handle)
        asked = ask_now(page.desk.session, held, page.desk.now, [request.form.get(words.NUMBER, "")])
        if asked:
            note(page, held, "person.tested")
    if asked:
        flash(_("The telephone rings in a moment. Whoever answers presses 1 to confirm."))
    return redirect(url_for("desk.person", handle=held.handle), 303)


@DESK.get("/people/duty-log.csv")
@may(Permission.MANAGE_PEOPLE)
def duty_log() -> Response:
    """The days of the address, both included, in the zone of the visitor's first council."""
    with opened() as page:
        first, last = log_days(page)
        first, last = day_of(request.args.get("from")) or first, day_of(request.args.get("to")) or last
        zone = own_zone(page)
        since = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
        until = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)
        lines = duty_report(page.desk.session, page.site, since, min(until, page.desk.now), visitor().tenants)
        days = {"first": first.isoformat(), "last": last.isoformat()}
        page.desk.note(page.site.tenant, "duty_log.downloaded", None, **days)
    answer = make_response(as_csv(lines))
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f"attachment; filename=duty-log-{first}-{last}.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@DESK.post("/people/<handle>/calendar")
@may(Permission.MANAGE_PEOPLE)
def person_calendar(handle: str) -> Response:
    """An address of their own shifts, for the calendar program of their telephone."""
    with opened() as page:
        held = page.person(handle)
        person_feed(page.desk.session, held.handle, signed(page.desk))
    flash(_("The calendar has an address now. Give it to %(name)s only.", name=held.name))
    return redirect(url_for("desk.person", handle=held.handle, _anchor="calendar"), 303)


@DESK.post("/people/<handle>/calendar/take-back")
@may(Permission.MANAGE_PEOPLE)
def person_calendar_back(handle: str) -> Response:
    """The address is dead from now on: it was passed on, or the telephone was lost."""
    with opened() as page:
        held = page.person(handle)
        feed = page.feed(held)
        if feed is not None:
            revoke(page.desk.session, feed, signed(page.desk))
    flash(_("The address shows nothing any more."))
    return redirect(url_for("desk.person", handle=held.handle, _anchor="calendar"), 303)
