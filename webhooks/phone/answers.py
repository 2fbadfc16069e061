"""What the page and `ivr call` are told when something cannot be done: one sentence, and what to do about it."""

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _

from ivr.errors import NotFound, ProviderGone, Refused
from ivr.simulator.errors import ControlRefused
from webhooks.errors import answer


def register(group: Blueprint) -> None:
    """The errors of the page's own requests; all others are those of every page. Once, before `group` is used."""
    for error, telling in ((ProviderGone, gone), (NotFound, missing), (ControlRefused, refused), (Refused, refused)):
        group.register_error_handler(error, telling)


def told(code: int, what: str, do: str = "") -> Response:
    response = jsonify(error={"code": code, "what": what, "do": do})
    response.status_code = code
    return response


def for_whom(error: Exception, code: int, what: str, do: str = "") -> Response:
    """A sentence for the page's script; somebody who opens the page itself gets an error page like any other."""
    return told(code, what, do) if "/api/" in request.path else answer(error)


def gone(error: Exception) -> Response:
    return for_whom(
        error,
        503,
        _("The simulated telephone network does not answer."),
        _("Start it with “ivr telephone”, or everything with “make run”. This page goes on by itself."),
    )


def missing(error: Exception) -> Response:
    return for_whom(error, 404, str(error))


def refused(error: Exception) -> Response:
    return for_whom(error, 409, str(error))
