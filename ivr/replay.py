"""Taking up what was spooled while the database was away: the same calls, cases and endings, later."""

import logging
import re
from urllib.parse import parse_qsl
from uuid import UUID

from ivr.chronicle import Elsewhere, Talk
from ivr.engine.inputs import Pressed, RingEnded, Said
from ivr.errors import NotFound, Refused, Unavailable
from ivr.logs import trace
from ivr.runner import Runner
from ivr.spool import Spool, SpooledRequest
from ivr.store.calls import Ending
from ivr.twiml.forms import OVER, read_arrival, read_input, read_recording, read_status, read_talk, read_transcript

log = logging.getLogger(__name__)
_TALK = re.compile(r"/recordings/talks/([0-9a-f-]{36})")
_TURN = re.compile(r"/voice/turn/[0-9a-f-]+/(\d+)")
AWAY = "the database was away"


def replay(spool: Spool, runner: Runner) -> int:
    """Write down every spooled request; returns how many. Raises Unavailable when the database goes away again.

    One that cannot be written down yet waits, and holds up no other.
    """
    taken = 0
    for path, request in spool.waiting():
        with trace():
            done = settled(request, runner)
        if done:
            spool.done(path)
            taken += 1
    return taken


def settled(request: SpooledRequest, runner: Runner) -> bool:
    """Whether nothing is left to do. A form that cannot be read is given up; whatever else fails is tried again."""
    try:
        return take_up(request, runner)
    except Unavailable:
        raise
    except NotFound as missing:
        log.warning("a spooled request waits: %s", missing)
        return False
    except Refused:
        log.exception("a spooled request could not be read and is given up")
        return True
    except Exception:
        log.exception("a spooled request could not be written down and waits")
        return False


def take_up(request: SpooledRequest, runner: Runner) -> bool:
    """Write down one request; False when it is too early. Again and again gives the same.

    Raises Refused for a form that cannot be read.
    """
    path, _, query = request.path.partition("?")
    turn = _TURN.fullmatch(path)
    match path:
        case "/voice/status":
            take_up_status(request, runner)
        case "/recordings/status":
            runner.chronicle.recording(read_recording(request.form))
        case _ if talk := _TALK.fullmatch(path):
            runner.chronicle.talk(UUID(talk[1]), read_talk(request.form))
        case "/recordings/transcript":
            runner.chronicle.transcript(read_transcript(request.form))
        case "/voice":
            return told(request, runner, 0)
        case "/voice/fallback":
            return told(request, runner, None)
        case "/voice/fallback/end":
            return take_up_talk(request, runner, dict(parse_qsl(query)).get("by", ""))
        case _ if turn:
            return told(request, runner, int(turn[1]))
        case _:
            log.error("nothing is to be written down of a spooled request to %s", request.path)
    return True


def told(request: SpooledRequest, runner: Runner, turn: int | None) -> bool:
    why = (request.why or AWAY) + given(request)
    input_of = read_input(request.form) if turn else None
    elsewhere = Elsewhere(turn, input_of, why, request.told, request.at)
    return runner.chronicle.told_elsewhere(read_arrival(request.form), elsewhere)


def take_up_talk(request: SpooledRequest, runner: Runner, by: str) -> bool:
    """Somebody took the caller while the database was away. Too early while the call's own turn waits to be written."""
    ended = read_input(request.form)
    if not isinstance(ended, RingEnded) or not by:
        return True
    who = runner.addresses.who_took_it(by)
    return runner.chronicle.talked_elsewhere(read_arrival(request.form), Talk(who, ended.seconds, request.at))


def take_up_status(request: SpooledRequest, runner: Runner) -> None:
    report = read_status(request.form)
    if report.parent_provider_call_id:
        runner.chronicle.leg(report, now_over=report.status in OVER)
    elif report.status in OVER:
        runner.chronicle.end(read_arrival(request.form), Ending(report.status, report.seconds, request.at))


def given(request: SpooledRequest) -> str:
    """What the caller did with that request, for the journey; no keys, which may be secret."""
    match read_input(request.form):
        case Pressed():
            return "; the caller had pressed something"
        case Said():
            return "; the caller had spoken"
        case _:
            return ""
