"""Turns errors into what somebody sees: one page for a person at a desk, one object for a machine."""

import logging
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from ivr.errors import NotFound, Refused, Unavailable
from webhooks.signin.visitor import recognise

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Explained:
    """An error for the person who met it: `what` happened and what to `do` now."""

    code: int
    what: str
    do: str


def register(app: Flask) -> None:
    """Answer every error of the pages. Blueprints with an audience of their own (callers) register their own."""
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response:
    """The response for `error`: JSON for who asks for that, else a page."""
    known = translated(error)
    if known.code == InternalServerError.code:
        LOG.error("a page failed", exc_info=error)
    explained = explain(known)
    response = as_json(explained) if wants_json() else as_page(explained)
    for name, value in known.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def translated(error: Exception) -> HTTPException:
    """`error` as an HTTP error; what nobody foresaw is a 500 and shows nothing of itself."""
    match error:
        case HTTPException():
            return error
        case NotFound():
            return with_code(404)
        case Refused():
            return with_code(400, str(error))
        case Unavailable():
            return with_code(503)
        case _:
            return InternalServerError()


def with_code(code: int, words: str | None = None) -> HTTPException:
    error = HTTPException(words)
    error.code = code
    return error


def explain(error: HTTPException) -> Explained:
    """The words for an HTTP error; a code without words of its own has those of 400 or 500."""
    code = error.code or 500
    if isinstance(error, CSRFError):
        return Explained(
            400,
            _("This form is no longer valid"),
            _("Nothing was saved. Go back, reload the page, and send the form again."),
        )
    said = words()
    what, do = said.get(code) or said[400 if code < 500 else 500]
    return Explained(code, what, do)


def words() -> dict[int, tuple[str, str]]:
    """HTTP code -> what happened, what to do."""
    return {
        400: (
            _("What was sent cannot be read"),
            _("Nothing was saved. Go back, check what you entered, and send it again."),
        ),
        403: (
            _("This page is not open to your role"),
            _("If you need it for your work, ask your supervisor or the administrator."),
        ),
        404: (
            _("There is nothing at this address"),
            _("Check the address or the case number. Cases of councils you do not work for are not shown."),
        ),
        405: (
            _("That cannot be done here"),
            _("Nothing was changed. Go back to the page you came from and use its buttons."),
        ),
        413: (
            _("That is too large to send"),
            _("Nothing was saved. Send a smaller file, or shorten the text."),
        ),
        429: (
            _("Too many attempts"),
            _("Wait a little, then try again. Nobody is locked out."),
        ),
        500: (
            _("Something went wrong on our side"),
            _(
                "Calls are still answered. Try again in a minute; if it happens again, "
                "tell the administrator what you did and when."
            ),
        ),
        503: (
            _("This page cannot be shown right now"),
            _("Calls are still answered. The data cannot be reached at the moment; try again in a minute."),
        ),
    }


def wants_json() -> bool:
    """Whether who asks prefers JSON to a page."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def as_json(explained: Explained) -> Response:
    response = jsonify(error={"code": explained.code, "what": explained.what, "do": explained.do})
    response.status_code = explained.code
    return response


def greet() -> None:
    """An address without a route has asked nobody who is there; whoever is signed in keeps their header."""
    if "visitor" not in g:
        g.visitor = None
        with suppress(Unavailable):
            g.visitor = recognise()


def as_page(explained: Explained) -> Response:
    """The error page; in plain words when not even that can be drawn."""
    try:
        greet()
        page = render_template("error.html", error=explained)
    except Exception:
        LOG.exception("the error page failed")
        page = f"{explained.what}. {explained.do}"
        return Response(page, explained.code, mimetype="text/plain")
    return make_response(page, explained.code)
