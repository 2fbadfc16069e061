"""The forms the provider sends: a leg's standard parameters, its status callbacks, its recordings, its texts. Pure.

Source: twilio.md sections 1, 4 and 5.
"""

from datetime import datetime
from email.utils import format_datetime

from ivr.simulator.legs import Leg
from ivr.simulator.numbers import E164
from ivr.simulator.recordings import Recording

API_VERSION = "2010-04-01"
Pairs = list[tuple[str, str]]
NOTHING_KNOWN = {"City": "", "State": "", "Zip": "", "Country": ""}


def call_form(leg: Leg, account_sid: str, *, geography: bool) -> Pairs:
    """What every voice request carries about the leg it is for."""
    form: Pairs = [
        ("CallSid", leg.sid),
        ("AccountSid", account_sid),
        ("From", leg.from_),
        ("To", leg.to),
        ("Caller", leg.from_),
        ("Called", leg.to),
        ("CallStatus", leg.status),
        ("Direction", leg.direction),
        ("ApiVersion", API_VERSION),
    ]
    if leg.parent is not None:
        form.append(("ParentCallSid", leg.parent.sid))
    if geography:
        form += [*_place("From", leg.from_), *_place("Caller", leg.from_)]
        form += [*_place("To", leg.to), *_place("Called", leg.to)]
    if leg.answered_by and leg.detection is not None and not leg.detection.url:
        form.append(("AnsweredBy", leg.answered_by))
    return form + list(leg.extras.items())


def status_form(leg: Leg, account_sid: str, status: str, now: datetime) -> Pairs:
    """A status callback of a leg: the standard parameters, when, and its place in the order of events."""
    form = [(name, value) for name, value in call_form(leg, account_sid, geography=False) if name != "CallStatus"]
    form += [
        ("CallStatus", status),
        ("Timestamp", format_datetime(now)),
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", str(leg.next_sequence)),
    ]
    if leg.answered_by and "AnsweredBy" not in dict(form):
        form.append(("AnsweredBy", leg.answered_by))
    if leg.ended:
        seconds = leg.duration()
        form += [("CallDuration", str(seconds)), ("Duration", str(-(-seconds // 60)))]
    return form


def detection_form(leg: Leg, account_sid: str, seconds: float) -> Pairs:
    """What asynchronous machine detection posts; `seconds` is how long it took."""
    return [
        ("CallSid", leg.sid),
        ("AccountSid", account_sid),
        ("AnsweredBy", leg.answered_by),
        ("MachineDetectionDuration", str(round(seconds * 1000))),
    ]


def recording_form(recording: Recording, account_sid: str, api_base: str, status: str) -> Pairs:
    """That of a conference names no call."""
    return [
        ("AccountSid", account_sid),
        *([("CallSid", recording.call_sid)] if recording.call_sid else []),
        ("RecordingSid", recording.sid),
        ("RecordingUrl", api_base + recording.path(account_sid)),
        ("RecordingStatus", status),
        ("RecordingDuration", str(recording.duration)),
        ("RecordingChannels", "1"),
        ("RecordingSource", recording.source),
        ("RecordingStartTime", format_datetime(recording.started_at)),
    ]


def _place(name: str, number: str) -> Pairs:
    """The four fields of a place, as far as a numbering plan gives it away: empty, mostly, as in real life."""
    known = dict(NOTHING_KNOWN)
    if E164.fullmatch(number):
        known["Country"] = "CA" if number.startswith("+1") else "GB" if number.startswith("+44") else "FR"
        known["State"] = "ON" if number.startswith("+1519") else ""
    return [(name + part, value) for part, value in known.items()]
