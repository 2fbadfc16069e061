"""What the page and `ivr call` are told when something cannot be done: one sentence, and what to do about it."""

from flask import Blueprint, Response, jsonify
from flask_babel import gettext as _

from ivr.errors import NotFound, ProviderGone, Refused
from ivr.simulator.errors import ControlRefused


def register(group: Blueprint) -> None:
    """The errors of the page's own requests; all others are those of every page. Once, before `group` is used."""
    for error, answer in ((ProviderGone, gone), (NotFound, missing), (ControlRefused, refused), (Refused, refused)):
        group.register_error_handler(error, answer)


def told(code: int, what: str, do: str = "") -> Response:
    response = jsonify(error={"code": code, "what": what, "do": do})
    response.status_code = code
    return response


def gone(_error: Exception) -> Response:
    return told(
        503,
        _("The simulated telephone network does not answer."),
        _("Start it with “ivr telephone”, or everything with “make run”. This page goes on by itself."),
    )


def missing(error: Exception) -> Response:
    return told(404, str(error))


def refused(error: Exception) -> Response:
    return told(409, str(error))
