"""What a caller said, for the provider to play to whoever is paged: by a signed address alone, for it has no session.

Where the sound cannot be had the provider hears a moment of silence: an address that fails would end the call of the
very person who is told of an emergency.
"""

import io
import logging
import wave

from flask import Blueprint, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response

from afterhours.services.recordings.hear import Heard, recording_of
from afterhours.services.recordings.links import played
from ivr.errors import NotFound, Refused, Unavailable
from webhooks.recordings.answering import sound, whole
from webhooks.recordings.parts import of_app

log = logging.getLogger(__name__)
WORDS = Blueprint("words", __name__, url_prefix="/recordings")
RATE = 8000


@WORDS.get("/words/<token>")
def words(token: str) -> Response:
    """The sound of one recording; 404 for an address that is not ours, or too old."""
    parts = of_app()
    try:
        recording_id = played(parts.settings.secret_keys, token, parts.real_clock.now())
    except NotFound:
        return Response("", 404)
    try:
        with parts.database.transaction() as session:
            tape = recording_of(session, recording_id)
            session.expunge(tape)
        return sound(parts.listening, tape, request)
    except RequestedRangeNotSatisfiable:
        return Response("", 416)
    except (Refused, Unavailable) as error:
        log.warning("a recording could not be played to whoever is paged: %s", type(error).__name__)
    except Exception:
        log.exception("a recording could not be played to whoever is paged")
    return whole(silence())


def silence() -> Heard:
    """Half a second, as a WAV of 8 kHz."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes([128]) * (RATE // 2))
    content = out.getvalue()
    return Heard("audio/x-wav", len(content), [content])
