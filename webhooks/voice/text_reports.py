"""What the provider reports of our texts: sent, delivered, or why not."""

import logging
from uuid import UUID

from flask import Blueprint, Response, request

from afterhours.services.texts.status import report_text
from ivr.twiml.forms import read_text_report
from webhooks.voice.failing import refusal_code
from webhooks.voice.parts import of_app
from webhooks.voice.signed import provider_only

log = logging.getLogger(__name__)


def answer_later(error: Exception) -> Response:
    """400 for a form that cannot be read. Else 503: the next report of the same text says as much, or more."""
    if (code := refusal_code(error)) is not None:
        return Response("", code)
    log.error("a report about a text could not be written down", exc_info=error)
    return Response("", 503)


TEXT_REPORTS = provider_only(Blueprint("text_reports", __name__, url_prefix="/messages/status"))
TEXT_REPORTS.register_error_handler(Exception, answer_later)


@TEXT_REPORTS.post("")
@TEXT_REPORTS.post("/<uuid:text>")
def status(text: UUID | None = None) -> Response:
    """One report; the order and number of these requests are not guaranteed."""
    report = read_text_report(request.form)
    with of_app().database.transaction() as session:
        report_text(session, report, text)
    return Response("", 204)
