"""What the provider reports of calls to people on duty and agents; what a caller hears who is rung to be told of it."""

import logging
from uuid import UUID

from flask import Blueprint, Response, request

from afterhours.services.leg_reports import LegReport
from afterhours.services.paging.reports import report_leg, report_machine
from afterhours.services.queue.reports import report_left, report_offer, report_offer_machine
from ivr.twiml.fields import field, identity
from ivr.twiml.forms import OVER, read_status
from ivr.twiml.render import render_goodbye, render_refusal
from webhooks.voice.failing import refusal_code
from webhooks.voice.parts import of_app
from webhooks.voice.signed import provider_only

log = logging.getLogger(__name__)


def answer_later(error: Exception) -> Response:
    """400 for a form that cannot be read. Else 503: whatever is not reported, the scheduler asks the provider for."""
    if (code := refusal_code(error)) is not None:
        return Response("", code)
    log.error("a report about a call to a person could not be written down", exc_info=error)
    return Response("", 503)


LEG_REPORTS = provider_only(Blueprint("leg_reports", __name__, url_prefix="/voice"))
LEG_REPORTS.register_error_handler(Exception, answer_later)


@LEG_REPORTS.post("/leg/<uuid:attempt>/status")
def status(attempt: UUID) -> Response:
    """How the call goes. The order and number of these requests are not guaranteed."""
    told = read_status(request.form)
    report = LegReport(
        leg=attempt,
        provider_id=told.provider_call_id,
        status=told.status,
        seconds=told.seconds or 0,
        answered_by=field(request.form, "AnsweredBy"),
    )
    with of_app().database.transaction() as session:
        if not report_offer(session, report):
            report_leg(session, report)
    return Response("", 204)


@LEG_REPORTS.post("/leg/<uuid:attempt>/machine")
def machine(attempt: UUID) -> Response:
    """What has answered, as far as the provider can tell."""
    provider_id = identity(request.form, "CallSid")
    with of_app().database.transaction() as session:
        answered_by = field(request.form, "AnsweredBy")
        if not report_offer_machine(session, attempt, provider_id, answered_by):
            report_machine(session, attempt, provider_id, answered_by)
    return Response("", 204)


@LEG_REPORTS.post("/talk/left")
def left() -> Response:
    """Somebody is out of a conference. Whoever hung up is out of the talk, even if no other word of it comes."""
    hung_up = field(request.form, "ReasonParticipantLeft") == "participant_hung_up"
    if hung_up or field(request.form, "ParticipantCallStatus") in OVER:
        with of_app().database.transaction() as session:
            report_left(session, identity(request.form, "CallSid"))
    return Response("", 204)


@LEG_REPORTS.post("/tell/<sealed>")
def tell(sealed: str) -> Response:
    """The caller who left has answered: what they are told, twice, and goodbye. Needs no database."""
    try:
        words = of_app().addresses.unseal(sealed)
        languages = of_app().snapshot().named(words.line).languages
        document = render_goodbye((*words.speeches, *words.speeches), languages)
    except Exception:
        log.exception("a caller could not be told what became of their emergency")
        document = render_refusal()
    return Response(document, mimetype="text/xml")
