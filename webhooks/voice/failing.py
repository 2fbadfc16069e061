"""When a turn cannot be answered: the caller is spoken to and put through, and the request is kept on disk."""

import logging

from flask import Response, request

from ivr.addresses import Whisper
from ivr.engine.ringing import ACCEPT
from ivr.engine.sentences import sentence
from ivr.engine.words import Speech
from ivr.errors import Refused, Unavailable
from ivr.snapshot import SnapshotLine
from ivr.spool import SpooledRequest
from ivr.twiml.fallback import FallbackCall, render_fallback
from webhooks.measures import FALLBACKS, SPOOLED
from webhooks.voice.parts import VoiceParts, of_app

log = logging.getLogger(__name__)


def answer_error(error: Exception) -> Response:
    """What the provider gets instead: 400 for a form that cannot be read, else the sentence and the fallback person."""
    if isinstance(error, Refused):
        log.warning("a request of the provider could not be read: %s", error)
        return Response(str(error), 400, mimetype="text/plain")
    cause = "unavailable" if isinstance(error, Unavailable) else "fault"
    FALLBACKS.labels(cause).inc()
    log.error("the caller is put through to the fallback person", exc_info=error)
    document = fallback_document(of_app())
    keep(document)
    return Response(document, mimetype="text/xml")


def answer_status_error(error: Exception) -> Response:
    """A report that cannot be written down now is kept on disk; the provider listens to no answer."""
    if isinstance(error, Refused):
        return Response(str(error), 400, mimetype="text/plain")
    log.error("a report is kept on disk", exc_info=error)
    keep("")
    return Response("", 204)


def keep(document: str) -> None:
    """Spool this request. A full disk must not cost the caller the answer."""
    parts = of_app()
    spooled = SpooledRequest(request.path, request.form.to_dict(), parts.real_clock.now(), document)
    try:
        parts.spool.keep(spooled)
        SPOOLED.inc()
    except OSError:
        log.exception("a request could not be kept on disk")


def fallback_document(parts: VoiceParts) -> str:
    """In all the line's languages: the caller's own is in the database."""
    line = parts.snapshot().line(request.form.get("To", ""))
    call = None
    if line.numbers:
        whisper = parts.addresses.leg(announced(line), 1)
        call = FallbackCall(line.numbers[0], line.number, whisper, parts.addresses.after_fallback())
    return render_fallback(line.languages, call)


def announced(line: SnapshotLine) -> Whisper:
    """What the fallback person hears, sealed into the address."""
    speeches = (
        Speech(language, sentence("whisper", language, voice.locale).format(line=line.council, key=ACCEPT))
        for language, voice in line.languages.items()
    )
    return Whisper(line.name, ACCEPT, tuple(speeches))
