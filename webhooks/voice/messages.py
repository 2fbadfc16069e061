"""Texts to the lines' numbers. A text cannot be led through a flow yet, so it is answered with how to be helped."""

from flask import Blueprint, Response, request

from ivr.twiml.texts import render_text_reply
from webhooks.voice.failing import answer_error
from webhooks.voice.parts import of_app
from webhooks.voice.signed import provider_only

MESSAGES = provider_only(Blueprint("messages", __name__))
MESSAGES.register_error_handler(Exception, answer_error)


@MESSAGES.post("/messages")
def text() -> Response:
    """Say, in the line's languages, that this number is for calls."""
    line = of_app().snapshot().line(request.form.get("To", ""))
    return Response(render_text_reply(line.languages, line.number), mimetype="text/xml")
