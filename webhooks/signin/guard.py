"""The door of every page: who may see it is declared at the route, and a route that declares nothing is closed.

`page_blueprint` makes a blueprint whose pages are all guarded; `may`, `signed_in` and `anyone` are the declarations.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from webhooks.roles import Permission
from webhooks.signin.visitor import Visitor, recognise

ANYONE, SIGNED_IN = "anyone", "signed in"
CSRF = CSRFProtect()
NOTHING_WRITES_IT = "\x00"
"""No keyboard has the sign NUL, and PostgreSQL stores no text with it."""

View: TypeAlias = Callable[..., Any]


def page_blueprint(name: str, import_name: str, **options: Any) -> Blueprint:
    """A blueprint for pages: forms need their token, routes their permission."""
    blueprint = Blueprint(name, import_name, **options)
    blueprint.before_request(admit)
    return blueprint


def may(permission: Permission) -> Callable[[View], View]:
    """Declares: only for signed-in users with `permission`. Stands below the route."""
    return declares(permission)


def anyone(view: View) -> View:
    """Declares: also for people who are not signed in."""
    return declares(ANYONE)(view)


def signed_in(view: View) -> View:
    """Declares: for every signed-in user, whatever their role."""
    return declares(SIGNED_IN)(view)


def by_itself(view: View) -> View:
    """Declares: pages ask for it of their own accord, so it says nothing about anybody's presence.

    It keeps no session alive, and without one it is refused instead of led to the sign-in. Stands below the permission.
    """
    view.asked_by_itself = True  # type: ignore[attr-defined]
    return view


def before_all_else(view: View) -> View:
    """Declares: also for users who have to set up a second factor before they may see anything. Stands below the
    permission."""
    view.before_all_else = True  # type: ignore[attr-defined]
    return view


def declares(what: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.asks_for = what  # type: ignore[attr-defined]
        return view

    return mark


def declared(view: View) -> str | None:
    """What a view asks for: a Permission, ANYONE, SIGNED_IN, or None when it declares nothing."""
    return getattr(view, "asks_for", None)


def admit() -> Response | None:
    """Before each page: the form's token, then who is there, then whether they may."""
    CSRF.protect()
    if any(NOTHING_WRITES_IT in each for each in sent()):
        abort(400)
    view = current_app.view_functions[request.endpoint or ""]
    asked, alone = declared(view), getattr(view, "asked_by_itself", False)
    g.visitor = None
    visitor: Visitor | None = recognise(present=not alone)
    g.visitor = visitor
    if asked == ANYONE:
        return None
    if visitor is None and alone:
        abort(401)
    if visitor is None:
        return to_sign_in()
    if visitor.signed_in and visitor.signed_in.must_set_up and not getattr(view, "before_all_else", False):
        return redirect(url_for("account.page"), 303) if not alone else abort(401)
    if asked != SIGNED_IN and asked not in visitor.permissions:
        abort(403)
    return None


def sent() -> Iterator[str]:
    """Every text that came with the request."""
    yield request.path
    for name, values in request.values.lists():
        yield from (name, *values)


def to_sign_in() -> Response:
    """To the sign-in page, and afterwards back: only for what was asked by GET."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("signin.sign_in", next=back), 303)
