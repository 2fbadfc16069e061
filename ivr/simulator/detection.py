"""Machine detection: what the provider believes has answered a call that was made over REST, and when it says so.

Source: twilio.md section 5. `Enable` tells as soon as it is known, `DetectMessageEnd` when a machine's greeting is
over; asynchronous detection posts it beside the call, else the document is requested only afterwards. Of a call that
is over before nothing is posted; a machine that hangs up after its greeting is named in the call's last status.
"""

from dataclasses import dataclass

from ivr.simulator import parameters
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Detection, Leg
from ivr.simulator.script import Script, Wait

HUMAN_AFTER, MACHINE_AFTER, SILENCE_AFTER, A_LITTLE = 3.0, 4.0, 1.0, 0.1
ENDS = {"mailbox": "machine_end_beep", "full-mailbox": "machine_end_other", "recording": "machine_end_silence"}


@dataclass(frozen=True)
class Verdict:
    """`AnsweredBy`, and how many seconds after answering it is known."""

    answered_by: str
    after: float


def verdict(leg: Leg, detection: Detection) -> Verdict:
    if leg.answerer == "person":
        return Verdict("human", HUMAN_AFTER)
    if not detection.to_the_end:
        return Verdict("machine_start", MACHINE_AFTER)
    return Verdict(ENDS[leg.answerer], leg.greeting + SILENCE_AFTER)


def detect(exchange: Exchange, leg: Leg) -> Script[None]:
    """Listens to who has answered: beside the call, or (without an address to post to) before it goes on."""
    if leg.detection is None:
        return
    found = verdict(leg, leg.detection)
    if leg.answerer == "full-mailbox":
        exchange.after(found.after - SILENCE_AFTER - A_LITTLE, lambda: _note(exchange, leg, found))
    if leg.detection.url:
        exchange.after(found.after, lambda: _tell(exchange, leg, found))
    else:
        yield Wait(found.after)
        _note(exchange, leg, found)


def _tell(exchange: Exchange, leg: Leg, found: Verdict) -> None:
    if leg.ended or leg.detection is None:
        return
    _note(exchange, leg, found)
    form = parameters.detection_form(leg, exchange.account_sid, found.after)
    exchange.postbox.notify(leg.detection.url, form, "machine detection", leg.sid)


def _note(exchange: Exchange, leg: Leg, found: Verdict) -> None:
    leg.answered_by = found.answered_by
    exchange.log("detected", leg, answered_by=found.answered_by)
