"""The pages of people: everybody, one person, adding one, the duty log as a file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import Person
from afterhours.services.duty.calendar_feeds import address_of
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.imports.cells import Origin
from afterhours.services.people.change_person import HandleTaken, PersonRefused, add_person, change_person, read_person
from webhooks.desk.access import desk_of
from webhooks.desk.names import Names
from webhooks.desk.people import words
from webhooks.desk.people.page import People
from webhooks.desk.routes import DESK
from webhooks.pages.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor

FIELDS = ("handle", "name", "numbers", "email", "language")


@DESK.get("/people")
@may(Permission.READ_PEOPLE)
def people() -> Response:
    with opened() as page:
        rows, older = page.listed(request.args.get("after"))
        missing = page.unknown() if manages() else []
        first, last = log_days(page)
    return shown(
        "desk/people.html",
        rows=rows,
        older=older,
        first=not request.args.get("after"),
        missing=missing,
        several=len(visitor().tenants) > 1,
        log_from=first,
        log_to=last,
    )


@DESK.get("/people/<handle>")
@may(Permission.READ_PEOPLE)
def person(handle: str) -> Response:
    return one(handle, {}, {})


@DESK.get("/add-person")
@may(Permission.MANAGE_PEOPLE)
def adding() -> Response:
    return add_form({}, {})


@DESK.post("/add-person")
@may(Permission.MANAGE_PEOPLE)
def add() -> Response:
    with opened() as page:
        tenant = chosen_council()
        try:
            data = read_person(request.form, origin_of(page, tenant))
            added = add_person(page.desk.session, tenant, data, page.desk.now)
        except PersonRefused as refused:
            return add_form(request.form, told(refused))
        note(page, added, "person.added")
    flash(_("%(name)s can be rung once a number has answered a test call.", name=added.name))
    return redirect(url_for("desk.person", handle=added.handle), 303)


@DESK.post("/people/<handle>")
@may(Permission.MANAGE_PEOPLE)
def save(handle: str) -> Response:
    with opened() as page:
        held = page.person(handle)
        try:
            data = read_person({**request.form, "handle": held.handle}, origin_of(page, held.tenant))
        except PersonRefused as refused:
            return one(handle, request.form, told(refused))
        changed = change_person(page.desk.session, held, data, page.desk.now)
        if changed:
            note(page, held, "person.changed", fields=changed)
    flash(_("Saved.") if changed else _("Nothing was different, so nothing was changed."))
    return redirect(url_for("desk.person", handle=held.handle), 303)


@contextmanager
def opened() -> Iterator[People]:
    """The pages' one transaction. Raises NotFound before the first release: there is nobody to be rung."""
    parts = of_app()
    site = parts.site
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        yield People(desk, live_rosters(desk.session, site, desk.now), Names(site.book), manages())


def manages() -> bool:
    return Permission.MANAGE_PEOPLE in visitor().permissions


def one(handle: str, typed: Mapping[str, str], faults: Mapping[str, str]) -> Response:
    """One person as a page; `typed` is what stands in the form after a fault. Who sees numbers is written down."""
    with opened() as page:
        held = page.person(handle)
        sheet = page.sheet(held)
        if page.numbers_too:
            note(page, held, "person.seen")
        languages = languages_of(page, held.tenant)
        feed = page.feed(held) if page.numbers_too else None
    chosen = of_app().settings
    return shown(
        "desk/person.html",
        400 if faults else 200,
        sheet=sheet,
        typed=typed or form_of(held),
        faults=faults,
        languages_known=languages,
        calendar=address_of(chosen.public_url, chosen.secret_keys, feed) if feed else "",
    )


def add_form(typed: Mapping[str, str], faults: Mapping[str, str]) -> Response:
    with opened() as page:
        councils = [(each, page.names.council(each)) for each in visitor().tenants if each in page.site.councils]
        languages = languages_of(page, chosen_council())
    values: dict[str, Any] = {"typed": typed, "faults": faults, "councils": councils, "languages_known": languages}
    return shown("desk/person_add.html", 400 if faults else 200, **values)


def shown(template: str, code: int = 200, **values: Any) -> Response:
    return make_response(render_template(template, **values, manages=manages()), code)


def form_of(person: Person) -> dict[str, str]:
    texts = {field: getattr(person, field) or "" for field in FIELDS}
    return texts | {"numbers": "\n".join(person.numbers)}


def languages_of(page: People, tenant: str) -> list[tuple[str, str]]:
    """(Tag, name) of each language that the council's lines speak."""
    return [(tag, page.names.language(tag)) for tag in origin_of(page, tenant).languages]


def origin_of(page: People, tenant: str) -> Origin:
    council = page.site.councils.get(tenant) or page.site.councils[page.site.tenant]
    return Origin(tenant, council.country, tuple(council.languages))


def chosen_council() -> str:
    """The council in the form where it is one of the visitor's, else their first."""
    wanted = request.form.get("tenant", "")
    return wanted if wanted in visitor().tenants else visitor().tenants[0]


def told(refused: PersonRefused) -> dict[str, str]:
    """The faults in the reader's language."""
    taken = isinstance(refused, HandleTaken)
    return {field: words.fault("taken" if taken else field) for field in refused.faults}


def note(page: People, held: Person, action: str, **detail: Any) -> None:
    page.desk.note(held.tenant, action, f"person {held.handle}", **detail)


def own_zone(page: People) -> ZoneInfo:
    """Of the visitor's first council."""
    return ZoneInfo(next((page.names.zone(each) for each in visitor().tenants), "UTC"))


def log_days(page: People) -> tuple[date, date]:
    """The last month until now, as days."""
    today = page.desk.now.astimezone(own_zone(page)).date()
    return today - timedelta(days=30), today
