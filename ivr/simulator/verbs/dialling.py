"""One Dial while it runs: who is rung and who has won, its recording, its end, and what the action is told of it.

Source: twilio.md section 4 "Dial".
"""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg
from ivr.simulator.recordings import READY_AFTER, Recording
from ivr.simulator.script import Target
from ivr.simulator.switching import hang_up, part
from ivr.simulator.twiml.document import Document, Verb
from ivr.simulator.verbs.addresses import resolve
from ivr.simulator.verbs.record import report_recording


@dataclass
class Dialling:
    """`winner`: who talks with the leg; `left`: they were sent elsewhere; `talked`: seconds."""

    exchange: Exchange
    leg: Leg
    verb: Verb
    document: Document
    legs: list[Leg] = field(default_factory=list)
    winner: Leg | None = None
    left: bool = False
    joined_at: datetime | None = None
    talked: float = 0.0
    recording: Recording | None = None


def stop(exchange: Exchange, legs: list[Leg]) -> None:
    for leg in legs:
        hang_up(exchange, leg)


def finish(dialling: Dialling) -> None:
    """Ends the talk, hangs the callees up (unless one was sent elsewhere), and finishes the recording."""
    exchange, winner = dialling.exchange, dialling.winner
    now = exchange.clock.now()
    if dialling.joined_at is not None:
        dialling.talked = (now - dialling.joined_at).total_seconds()
    part(exchange, dialling.leg)
    stop(exchange, [leg for leg in dialling.legs if not (dialling.left and leg is winner)])
    if dialling.recording is not None and dialling.recording.ready_at is None:
        recording = dialling.recording
        recording.finish(now, dialling.talked)
        exchange.log("recording.ended", dialling.leg, recording=recording.sid, duration=recording.duration, digits="")
        exchange.after(
            READY_AFTER.total_seconds(),
            lambda: report_recording(exchange, dialling.verb, dialling.document, recording, "completed"),
        )


def tape(dialling: Dialling) -> None:
    if dialling.verb.get("record", "do-not-record") in ("false", "do-not-record"):
        return
    exchange, leg = dialling.exchange, dialling.leg
    dialling.recording = Recording(exchange.sids.make("RE"), leg.sid, "DialVerb", exchange.clock.now())
    exchange.recorded(dialling.recording)
    exchange.log("recording.started", leg, recording=dialling.recording.sid, beep=False)


def lead_on(dialling: Dialling) -> Target | None:
    """The action with what became of the dial, or None when there is no action."""
    action = dialling.verb.get("action")
    if not action:
        return None
    child = dialling.winner or _telling(dialling.legs)
    params = [
        ("DialCallStatus", _status(dialling, child)),
        ("DialBridged", "true" if dialling.joined_at is not None else "false"),
    ]
    if child is not None:
        params.append(("DialCallSid", child.sid))
        if child.answered_at is not None and not dialling.left:
            params.append(("DialCallDuration", str(child.duration() or ceil(dialling.talked))))
    if dialling.recording is not None:
        path = dialling.recording.path(dialling.exchange.account_sid)
        params.append(("RecordingUrl", dialling.exchange.api_base + path))
    return resolve(dialling.document, action, *params, method=dialling.verb.get("method"))


def _telling(legs: list[Leg]) -> Leg | None:
    """The leg whose fate is reported: one that was answered, else the last that was not stopped by us."""
    answered = [leg for leg in legs if leg.answered_at is not None]
    own_fate = [leg for leg in legs if leg.status != "canceled"]
    return next(iter([*answered[::-1], *own_fate[::-1], *legs[::-1]]), None)


def _status(dialling: Dialling, child: Leg | None) -> str:
    if child is None:
        return "failed"
    if dialling.joined_at is not None:
        return "completed"
    if child.answered_at is not None:
        return dialling.exchange.quirks.declined_whisper
    return child.status
