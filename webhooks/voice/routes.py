"""The voice routes: a new call, its turns, the people who are rung, and the fallback address."""

import logging
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, request
from prometheus_client import Counter

from ivr.engine.inputs import RingEnded
from ivr.engine.model import Voice
from ivr.legs import leg_document
from ivr.logs import note
from ivr.replay import AWAY
from ivr.runner import Reply
from ivr.twiml.forms import read_arrival, read_error, read_input
from ivr.twiml.render import render_refusal
from webhooks.measures import TURN_SECONDS, TURNS
from webhooks.voice.failing import answer_error, fallback_document, keep
from webhooks.voice.parts import of_app
from webhooks.voice.signed import provider_only

log = logging.getLogger(__name__)
FIRST_TURNS, FURTHER_TURNS, RESCUES = (TURNS.labels(route) for route in ("voice", "turn", "fallback"))
FIRST_SECONDS, FURTHER_SECONDS = (TURN_SECONDS.labels(route) for route in ("voice", "turn"))
VOICE = provider_only(Blueprint("voice", __name__, url_prefix="/voice"))
VOICE.register_error_handler(Exception, answer_error)


@VOICE.post("")
def new_call() -> Response:
    """A call comes in."""
    with FIRST_SECONDS.time():
        return _answer(of_app().runner.open(read_arrival(request.form)), FIRST_TURNS)


@VOICE.post("/turn/<uuid:call>/<int:turn>")
def turn(call: UUID, turn: int) -> Response:
    """The next turn of a call."""
    note(call=call, turn=turn)
    with FURTHER_SECONDS.time():
        return _answer(of_app().runner.turn(call, turn, read_input(request.form)), FURTHER_TURNS)


@VOICE.post("/turn/<uuid:call>/now")
def called(call: UUID) -> Response:
    """A live call that the program itself has called here, because what it waits for has happened."""
    note(call=call)
    with FURTHER_SECONDS.time():
        return _answer(of_app().runner.now(call), FURTHER_TURNS)


@VOICE.post("/leg/<uuid:leg>/<int:turn>")
def person(leg: UUID, turn: int) -> Response:
    """The telephone of a person on duty. Where this fails their leg ends, and the emergency is paged on."""
    note(call=leg, turn=turn)
    try:
        if turn == 0:
            return _answer(of_app().runner.open_leg(leg, read_arrival(request.form)), FIRST_TURNS)
        return _answer(of_app().runner.leg(leg, turn, read_input(request.form)), FURTHER_TURNS)
    except Exception:
        log.exception("a person on duty could not be told what for")
        return _document(render_refusal())


@VOICE.post("/leg/<uuid:leg>/now")
def person_called(leg: UUID) -> Response:
    """The live call of somebody who was rung, which the program itself has called here."""
    note(call=leg)
    try:
        return _answer(of_app().runner.now(leg), FURTHER_TURNS)
    except Exception:
        log.exception("somebody who was rung could not be led on")
        return _document(render_refusal())


@VOICE.post("/leg/<sealed>/<int:turn>")
def leg(sealed: str, turn: int) -> Response:
    """Somebody who was rung has answered: the announcement, then the key that accepts.

    Where that fails their leg ends, and the caller's own call goes on.
    """
    try:
        return _document(leg_document(of_app().addresses, _voices, sealed, turn, read_input(request.form)))
    except Exception:
        log.exception("somebody who was rung could not be told what for")
        return _document(render_refusal())


@VOICE.post("/fallback")
def fallback() -> Response:
    """The provider could not fetch or read a document of ours."""
    error = read_error(request.form)
    reply = of_app().runner.rescue(read_arrival(request.form), f"the provider reports error {error.code}")
    return _answer(reply, RESCUES)


@VOICE.post("/fallback/end")
def fallback_end() -> Response:
    """Somebody has been rung without the database: goodbye, or the next number, or a last sentence.

    That they talked is kept on disk: whoever took an emergency so has accepted it.
    """
    ended = read_input(request.form)
    if isinstance(ended, RingEnded) and ended.result == "talked":
        keep(render_refusal(), AWAY)
        return _document(render_refusal())
    return _document(fallback_document(of_app(), tried=request.args.get("tried", 1, int)))


def _voices(line: str) -> Mapping[str, Voice]:
    return of_app().snapshot().named(line).languages


def _answer(reply: Reply, counter: Counter) -> Response:
    counter.inc()
    return _document(reply.document)


def _document(document: str) -> Response:
    return Response(document, mimetype="text/xml")
