"""Texts to the lines' numbers: STOP, START and HELP of anybody, WHO and TAKE of people on duty. Else how to be helped.

A text cannot be led through a flow. Without the database nothing is done, and who wanted something is told so.
"""

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from afterhours.rules.text_words import read_text
from afterhours.services.texts.commands import Post
from afterhours.services.texts.incoming_text import answer_text
from ivr.errors import Unavailable
from ivr.twiml.forms import TextArrival, read_text_arrival
from ivr.twiml.render import document
from ivr.twiml.texts import in_all_languages, render_text
from webhooks.voice.failing import refusal_code
from webhooks.voice.parts import VoiceParts, of_app
from webhooks.voice.signed import provider_only

log = logging.getLogger(__name__)
NEED_THE_DATABASE = ("who", "take", "start")


def answer_nothing(error: Exception) -> Response:
    """No answer is better than one that is no text; the provider gets a document it can read."""
    if isinstance(error, HTTPException):
        return Response("", error.code or 400)
    if (code := refusal_code(error)) is not None:
        return Response("", code)
    log.error("a text could not be answered", exc_info=error)
    return Response(document(""), mimetype="text/xml")


MESSAGES = provider_only(Blueprint("messages", __name__))
MESSAGES.register_error_handler(Exception, answer_nothing)


@MESSAGES.post("/messages")
def text() -> Response:
    """Answer in one text, or with nothing where the provider answers itself."""
    parts, arrival = of_app(), read_text_arrival(request.form)
    try:
        with parts.database.transaction() as session:
            words = answer_text(session, Post(parts.site, parts.real_clock.now()), arrival)
    except Unavailable as error:
        log.warning("a text is answered without the database", exc_info=error)
        words = without_database(parts, arrival)
    return Response(render_text(words), mimetype="text/xml")


def without_database(parts: VoiceParts, arrival: TextArrival) -> str:
    """STOP is kept by the provider, from whom we learn it at the next text; all else is for the telephone."""
    line, wish = parts.snapshot().line(arrival.to_raw), read_text(arrival.body).wish
    if wish == "stop":
        return ""
    return in_all_languages(
        line.languages, "text_away" if wish in NEED_THE_DATABASE else "text_reply", number=line.number
    )
