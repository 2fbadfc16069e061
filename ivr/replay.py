"""Taking up what was spooled while the database was away: the same calls, cases and endings, later."""

import logging
import re

from ivr.engine.inputs import Pressed, Said
from ivr.errors import Refused
from ivr.runner import Runner
from ivr.spool import Spool, SpooledRequest
from ivr.store.calls import Ending
from ivr.twiml.forms import read_arrival, read_input, read_status

log = logging.getLogger(__name__)
_TURN = re.compile(r"/voice/turn/[0-9a-f-]+/(\d+)")
AWAY = "the database was away"


def replay(spool: Spool, runner: Runner) -> int:
    """Write down every spooled request; returns how many. Raises Unavailable when the database goes away again."""
    taken = 0
    for path, request in spool.waiting():
        try:
            take_up(request, runner)
        except Refused:
            log.exception("a spooled request could not be read and is given up")
        spool.done(path)
        taken += 1
    return taken


def take_up(request: SpooledRequest, runner: Runner) -> None:
    """Write down one request. Again and again gives the same. Raises Refused for a form that cannot be read."""
    if request.path == "/voice/status":
        take_up_status(request, runner)
        return
    turn = _TURN.fullmatch(request.path)
    number = int(turn[1]) if turn else 0 if request.path == "/voice" else None
    runner.told_elsewhere(read_arrival(request.form), number, AWAY + _given(request), request.told)


def take_up_status(request: SpooledRequest, runner: Runner) -> None:
    report = read_status(request.form)
    if report.parent_provider_call_id:
        runner.leg(report, now_over=True)
    else:
        runner.end(read_arrival(request.form), Ending(report.status, report.seconds, request.at))


def _given(request: SpooledRequest) -> str:
    """What the caller did with that request, for the journey."""
    match read_input(request.form):
        case Pressed(keys):
            return f"; the caller had pressed {keys}"
        case Said():
            return "; the caller had spoken"
        case _:
            return ""
