"""What the provider reports beside the call's turns: how it ended, how a leg goes, what became of a recording."""

from uuid import UUID

from flask import Blueprint, Response, request

from ivr.store.calls import Ending
from ivr.twiml.forms import OVER, read_arrival, read_recording, read_status, read_talk, read_transcript
from webhooks.voice.failing import answer_status_error
from webhooks.voice.parts import of_app
from webhooks.voice.signed import provider_only

REPORTS = provider_only(Blueprint("reports", __name__))
REPORTS.register_error_handler(Exception, answer_status_error)


@REPORTS.post("/voice/status")
def status() -> Response:
    """How a call or a leg goes. The order and number of these requests are not guaranteed."""
    report = read_status(request.form)
    runner = of_app().runner
    if report.parent_provider_call_id:
        runner.chronicle.leg(report, now_over=report.status in OVER)
    elif report.status in OVER:
        runner.chronicle.end(read_arrival(request.form), Ending(report.status, report.seconds))
    return Response("", 204)


@REPORTS.post("/recordings/status")
def recording() -> Response:
    """A recording can be fetched, or never will be."""
    of_app().runner.chronicle.recording(read_recording(request.form))
    return Response("", 204)


@REPORTS.post("/recordings/talks/<uuid:call>")
def talk(call: UUID) -> Response:
    """The same of a talk of this call's with an agent: a conference, of which the provider names no call."""
    of_app().runner.chronicle.talk(call, read_talk(request.form))
    return Response("", 204)


@REPORTS.post("/recordings/transcript")
def transcript() -> Response:
    """What was said into a recording, as a machine heard it."""
    of_app().runner.chronicle.transcript(read_transcript(request.form))
    return Response("", 204)
