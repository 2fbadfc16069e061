"""Texts to the lines' numbers. A text cannot be led through a flow yet, so it is answered with how to be helped."""

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from ivr.twiml.render import document
from ivr.twiml.texts import render_text_reply
from webhooks.voice.parts import of_app
from webhooks.voice.signed import provider_only

log = logging.getLogger(__name__)


def answer_nothing(error: Exception) -> Response:
    """No answer is better than one that is no text; the provider gets a document it can read."""
    if isinstance(error, HTTPException):
        return Response("", error.code or 400)
    log.error("a text could not be answered", exc_info=error)
    return Response(document(""), mimetype="text/xml")


MESSAGES = provider_only(Blueprint("messages", __name__))
MESSAGES.register_error_handler(Exception, answer_nothing)


@MESSAGES.post("/messages")
def text() -> Response:
    """Say, in the line's languages, that this number is for calls."""
    line = of_app().snapshot().line(request.form.get("To", ""))
    return Response(render_text_reply(line.languages, line.number), mimetype="text/xml")
