"""The link is the key: one check for the whole group of pages, before anything else is read.

No sign-in and no cookie: the token is a secret that only the person's own telephone was sent. It is also what protects
the forms, for a page of somebody else does not know it and so cannot send them. Whoever has no right link, whatever is
wrong with it, gets the same answer as everybody else (docs/adr/0011).
"""

from flask import Blueprint, Response, g, make_response, render_template, request
from sqlalchemy import select

from afterhours.models import Person
from afterhours.services.emergencies.accept_link import AcceptLink, read_accept_token
from ivr.errors import NotFound
from ivr.phone import display
from webhooks.pages.languages import other_languages
from webhooks.pages.parts import of_app


def link_only(group: Blueprint) -> Blueprint:
    """Every route of `group`, present and future, has a `<token>` and is closed without a right one."""
    group.before_request(admit_link)
    group.register_error_handler(NotFound, nothing_here)
    return group


def admit_link() -> None:
    """Raises NotFound; else `link()` says whose link it is, and to what."""
    parts = of_app()
    g.visitor = None
    with parts.database.transaction() as session:
        handles = session.scalars(select(Person.canonical_handle)).all()
    token = (request.view_args or {}).get("token", "")
    g.accept_link = read_accept_token(parts.settings.secret_keys, token, handles, parts.clock.now())


def link() -> AcceptLink:
    """The link of this request."""
    found: AcceptLink = g.accept_link
    return found


def nothing_here(_: NotFound) -> Response:
    """One page for every wrong link: never issued, too old, meant for somebody who is gone."""
    line = next(iter(of_app().book.lines.values()), None)
    number = line.number if line else ""
    shown = display(number, line.country) if line else ""
    facts = {"number": number, "shown": shown, "languages": other_languages("")}
    return make_response(render_template("accept/nothing.html", **facts), 404)
