"""When a turn cannot be answered: the caller is spoken to and put through, and the request is kept on disk."""

import logging
from urllib.parse import parse_qsl, urlsplit

from flask import Response, request
from werkzeug.exceptions import HTTPException

from ivr.addresses import HINT, Whisper
from ivr.engine.model import Voice
from ivr.engine.ringing import ACCEPT
from ivr.engine.sentences import sentence
from ivr.engine.words import Speech
from ivr.errors import NotFound, Refused, Unavailable
from ivr.replay import AWAY
from ivr.snapshot import Snapshot, SnapshotLine, ToRing
from ivr.spool import SpooledRequest
from ivr.twiml.fallback import FallbackCall, render_fallback
from webhooks.measures import FALLBACKS, SPOOLED
from webhooks.voice.parts import VoiceParts, of_app

log = logging.getLogger(__name__)
LAST_RESORT = {"en": Voice("en-CA", "Polly.Joanna-Neural"), "fr": Voice("fr-CA", "Polly.Gabrielle-Neural")}
"""Every language of the built-in sentences, for the hour in which not even the lines' own are known."""


def answer_error(error: Exception) -> Response:
    """What the provider gets instead: 400 for a form that cannot be read, else the sentence and the fallback person."""
    if (code := refusal_code(error)) is not None:
        log.warning("a request of the provider could not be read: %s", type(error).__name__)
        return Response("", code)
    FALLBACKS.labels("unavailable" if isinstance(error, Unavailable) else "fault").inc()
    log.error("the caller is put through to the fallback person", exc_info=error)
    document = fallback_document(of_app())
    keep(document, why(error))
    return Response(document, mimetype="text/xml")


def answer_status_error(error: Exception) -> Response:
    """A report that cannot be written down now is kept on disk; the provider listens to no answer."""
    if (code := refusal_code(error)) is not None:
        return Response("", code)
    log.error("a report is kept on disk", exc_info=error)
    keep("", why(error))
    return Response("", 204)


def refusal_code(error: Exception) -> int | None:
    """The HTTP code for a request that nobody can do anything with; None when it is we who failed."""
    if isinstance(error, HTTPException):
        return error.code or 400
    return 400 if isinstance(error, Refused) and not isinstance(error, NotFound) else None


def why(error: Exception) -> str:
    """For the journey."""
    return AWAY if isinstance(error, Unavailable) else f"the program failed ({type(error).__name__})"


def keep(document: str, cause: str) -> None:
    """Spool this request. A full disk must not cost the caller the answer."""
    parts = of_app()
    query = request.query_string.decode("latin-1")
    path = f"{request.path}?{query}" if query else request.path
    spooled = SpooledRequest(path, request.form.to_dict(), parts.clock.now(), document, cause)
    try:
        parts.spool.keep(spooled)
        SPOOLED.inc()
    except OSError:
        log.exception("a request could not be kept on disk")


def fallback_document(parts: VoiceParts, tried: int = 0) -> str:
    """In all the line's languages: the caller's own is in the database. `tried`: numbers that were rung in vain."""
    snapshot = known(parts)
    if snapshot is None:
        return render_fallback(LAST_RESORT, None)
    line, roster = snapshot.line(request.form.get("To", "")), roster_of_request()
    people = snapshot.to_ring(line, roster, parts.clock.now())[tried:]
    return render_fallback(line.languages, ringing(parts, line, people[0], tried + 1, roster) if people else None)


def ringing(parts: VoiceParts, line: SnapshotLine, whom: ToRing, tried: int, roster: str) -> FallbackCall:
    whisper = parts.addresses.leg(announced(line), 1)
    return FallbackCall(whom.number, line.number, whisper, parts.addresses.after_fallback(tried, roster, whom.who))


def known(parts: VoiceParts) -> Snapshot | None:
    """What this machine's disk knows; None when it knows nothing."""
    try:
        return parts.snapshot()
    except Exception:
        log.exception("there is no snapshot of the lines")
        return None


def roster_of_request() -> str:
    """The roster of the emergency this call has raised, or chooses with this very key; "" when there is none.

    Where the provider asks for the fallback, it stands in the address that failed.
    """
    failed = dict(parse_qsl(urlsplit(request.form.get("ErrorUrl", "")).query))
    asked = {**failed, **request.args.to_dict()}
    return asked.get(HINT) or asked.get(f"{HINT}{request.form.get('Digits', '')}", "")


def announced(line: SnapshotLine) -> Whisper:
    """What the fallback person hears, sealed into the address."""
    speeches = (
        Speech(language, sentence("whisper", language, voice.locale).format(line=line.council, key=ACCEPT))
        for language, voice in line.languages.items()
    )
    return Whisper(line.name, ACCEPT, tuple(speeches))
