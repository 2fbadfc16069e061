"""The pages of rosters: who is on duty now, the weeks ahead, and swaps in two clicks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.rules.local_time import DAY, midnight, wall_at
from afterhours.services.duty.calendar_feeds import revoke, roster_feed
from afterhours.services.duty.enter_exception import NotEntered
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.duty.roster_changes import enter, take_back
from afterhours.site import Site, SiteRoster
from ivr.errors import NotFound, Refused
from webhooks.desk.access import Desk, desk_of, signed
from webhooks.desk.names import Names
from webhooks.desk.rosters import words
from webhooks.desk.rosters.board import board, gap_rows, own_rosters, people_of
from webhooks.desk.rosters.entries import entries_of, feed_in, feed_row
from webhooks.desk.rosters.form import Typed, typed_in, wish_of
from webhooks.desk.rosters.shift import shift_page
from webhooks.desk.rosters.strips import stamp, weeks_of
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may, page_blueprint
from webhooks.signin.visitor import visitor

ROSTERS = page_blueprint("rosters", __name__, url_prefix="/desk/rosters")
WEEKS_OF_ALL, WEEKS_OF_ONE = 2, 6
STAMP = "%Y%m%dT%H%M%SZ"


@ROSTERS.get("")
@may(Permission.READ_CASES)
def rosters() -> Response:
    """Who is on duty now, where nobody will be, and two weeks of every roster."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        own, people, names = own_rosters(live(desk), desk), people_of(desk), Names(book_of(of_app()))
        page = render_template(
            "desk/rosters.html",
            rows=board(own.values(), names, people, desk.now),
            gaps=gap_rows(own.values(), desk.now, shift_address),
            strips=[
                (each, words.title(each), weeks_of(each, this_monday(each, desk.now), WEEKS_OF_ALL, people, desk.now))
                for each in own.values()
            ],
            several=len(visitor().tenants) > 1,
            may_change=may_change(),
        )
    return make_response(page)


@ROSTERS.get("/<roster>")
@may(Permission.READ_CASES)
def roster(roster: str) -> Response:
    """The weeks of one roster, and what was entered by hand."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        chosen = own_roster(live(desk, since=asked_from()), desk, roster)
        people, today = people_of(desk), this_monday(chosen, desk.now)
        monday = monday_of(asked_day() or today)
        page = render_template(
            "desk/roster.html",
            roster=chosen,
            title=words.title(chosen),
            council=Names(book_of(of_app())).council(chosen.tenant),
            rows=board([chosen], Names(book_of(of_app())), people, desk.now),
            gaps=gap_rows([chosen], desk.now, shift_address),
            weeks=weeks_of(chosen, monday, WEEKS_OF_ONE, people, desk.now),
            earlier=monday - WEEKS_OF_ONE * 7 * DAY,
            later=monday + WEEKS_OF_ONE * 7 * DAY,
            here=None if monday == today else today,
            entries=entries_of(desk, chosen, people),
            feed=feed_in(desk, chosen) if may_change() else "",
            may_change=may_change(),
        )
    return make_response(page)


@ROSTERS.get("/<roster>/<duty>/<start>/<end>")
@may(Permission.CHANGE_ROSTERS)
def shift(roster: str, duty: str, start: str, end: str) -> Response:
    """The first click: a shift, or a gap, and everybody who could come in."""
    return shown(roster, duty, start, end, Typed())


@ROSTERS.post("/<roster>/<duty>/<start>/<end>")
@may(Permission.CHANGE_ROSTERS)
def enter_shift(roster: str, duty: str, start: str, end: str) -> Response:
    """The second click: who comes in."""
    typed = typed_in(request.form)
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        chosen, people = own_roster(live(desk), desk, roster), people_of(desk)
        wish, typed = wish_of(typed, chosen, duty_in(chosen, duty), read_stamp(start), read_stamp(end), desk.now)
        if wish is not None:
            try:
                done = enter(desk.session, of_app().site, wish, signed(desk))
            except Refused as refused:
                wish, typed = None, replace(typed, faults={"all": words.refused(refused, people, chosen.zone)})
    if wish is None:
        return shown(roster, duty, start, end, typed, 400)
    flash(entered_words(chosen, wish.duty, done.row.came, (done.row.starts_at, done.row.ends_at), people))
    for each in words.warnings(done, people):
        flash(each, "warn")
    monday = monday_of(wall_at(wish.start, ZoneInfo(chosen.zone)).date())
    return redirect(f"{url_for('rosters.roster', roster=chosen.name)}?from={monday.isoformat()}", 303)


@ROSTERS.post("/<roster>/entries/<uuid:entry>/cancel")
@may(Permission.CHANGE_ROSTERS)
def cancel(roster: str, entry: UUID) -> Response:
    """Back to what holds without it, from now on."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        chosen, people = own_roster(live(desk), desk, roster), people_of(desk)
        try:
            take_back(desk.session, of_app().site, entry, signed(desk))
            flash(_("Cancelled. From now on the list holds again."))
        except NotEntered as refused:
            flash(words.refused(refused, people, chosen.zone), "warn")
    return redirect(url_for("rosters.roster", roster=chosen.name), 303)


@ROSTERS.post("/<roster>/feed")
@may(Permission.CHANGE_ROSTERS)
def feed(roster: str) -> Response:
    """An address for calendar programs."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        chosen = own_roster(live(desk), desk, roster)
        roster_feed(desk.session, of_app().site, chosen.name, signed(desk))
    return redirect(url_for("rosters.roster", roster=chosen.name, _anchor="feed"), 303)


@ROSTERS.post("/<roster>/feed/revoke")
@may(Permission.CHANGE_ROSTERS)
def revoke_feed(roster: str) -> Response:
    """The address is dead from now on, for everybody who has it."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        chosen = own_roster(live(desk), desk, roster)
        found = feed_row(desk, chosen)
        if found is not None:
            revoke(desk.session, found, signed(desk))
    flash(_("The address does not work any more."))
    return redirect(url_for("rosters.roster", roster=chosen.name, _anchor="feed"), 303)


def shown(roster: str, duty: str, start: str, end: str, typed: Typed, code: int = 200) -> Response:
    """The page of one shift, with what was typed."""
    begins, ends = read_stamp(start), read_stamp(end)
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        site = live(desk, since=begins)
        chosen = own_roster(site, desk, roster)
        found = shift_page(desk, site, chosen, duty_in(chosen, duty), begins, ends, people_of(desk))
        over = ends <= desk.now
    return make_response(render_template("desk/shift.html", shift=found, typed=typed, over=over), code)


def live(desk: Desk, since: datetime | None = None) -> Site:
    """The site with live rosters; one without any before the first release."""
    return live_rosters(desk.session, of_app().site, min(since or desk.now, desk.now))


def own_roster(site: Site, desk: Desk, name: str) -> SiteRoster:
    """Raises NotFound likewise for another council's roster."""
    found = own_rosters(site, desk).get(name)
    if found is None:
        raise NotFound("no such roster")
    return found


def duty_in(roster: SiteRoster, name: str) -> str:
    if name not in roster.duties:
        raise NotFound("no such duty")
    return name


def may_change() -> bool:
    return Permission.CHANGE_ROSTERS in visitor().permissions


def shift_address(roster: str, duty: str, start: datetime, end: datetime) -> str:
    return url_for("rosters.shift", roster=roster, duty=duty, start=stamp(start), end=stamp(end))


def entered_words(
    roster: SiteRoster, duty: str, came: list[str], span: tuple[datetime, datetime], people: words.People
) -> str:
    when, what = words.span(*span, roster.zone), f"{words.title(roster)}, {words.duty(duty)}"
    if not came:
        return str(_("%(what)s: nobody comes in, %(when)s.", what=what, when=when))
    return str(_("%(who)s has %(what)s, %(when)s.", who=words.listed(came, people), what=what, when=when))


def read_stamp(text: str) -> datetime:
    """Raises NotFound: such an address was made by nobody."""
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise NotFound("no such shift") from error


def asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return None


def asked_from() -> datetime | None:
    """From when on exceptions are read: those of a week that is past count where it is looked at."""
    day = asked_day()
    return midnight(day - 7 * DAY, ZoneInfo("UTC")) if day else None


def this_monday(roster: SiteRoster, now: datetime) -> date:
    return monday_of(wall_at(now, ZoneInfo(roster.zone)).date())


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
