"""Record: a message from the person on the leg, and the callbacks about it.

Source: twilio.md section 4 "Record". It ends with silence, a key, the longest time or the caller hanging up, and
always asks its action; the sound can be fetched a little later, when the status callback comes, and what was said is
written down later still.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.simulator.errors import ProviderFault
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg
from ivr.simulator.parameters import recording_form
from ivr.simulator.recordings import READY_AFTER, WRITTEN_AFTER, Recording
from ivr.simulator.script import Elapsed, Fetch, HungUp, Key, Redirected, Script, Spoken, Target, Wait
from ivr.simulator.twiml.document import Document, Verb
from ivr.simulator.verbs.addresses import resolve


@dataclass
class Taping:
    """A recording while it runs."""

    recording: Recording
    spoken_until: datetime
    digits: str = ""


def record(exchange: Exchange, leg: Leg, verb: Verb, document: Document) -> Script[Target | None]:
    """Records, and leads to the action. None only where silent recordings are dropped (a quirk)."""
    resolve(document, verb.get("action"))
    taping = _begin(exchange, leg, verb, document)
    try:
        yield from _listen(exchange, verb, taping)
    except HungUp:
        taping.digits = "hangup"
        target = _finish(exchange, leg, verb, document, taping)
        if target is not None:
            yield from last_request(exchange, leg, target)
        raise
    except Redirected:
        _finish(exchange, leg, verb, document, taping)
        raise
    return _finish(exchange, leg, verb, document, taping)


def last_request(exchange: Exchange, leg: Leg, target: Target) -> Script[None]:
    """An action requested after the end of the call: its answer is ignored."""
    try:
        yield Fetch(target, "action after the end")
    except ProviderFault as fault:
        exchange.log("error", leg, code=fault.code, sentence=fault.sentence, url=fault.url)


def report_recording(exchange: Exchange, verb: Verb, document: Document, recording: Recording, event: str) -> None:
    """Posts the recording's status callback, when the document asked for this event."""
    address = verb.get("recordingStatusCallback")
    if address and event in verb.get("recordingStatusCallbackEvent", "completed").split():
        form = recording_form(recording, exchange.account_sid, exchange.api_base, event)
        exchange.postbox.notify(resolve(document, address).url, form, f"recording {event}")


def _begin(exchange: Exchange, leg: Leg, verb: Verb, document: Document) -> Taping:
    now = exchange.clock.now()
    recording = Recording(exchange.sids.make("RE"), leg.sid, "RecordVerb", now)
    exchange.recorded(recording)
    exchange.log("recording.started", leg, recording=recording.sid, beep=verb.is_true("playBeep", default=True))
    report_recording(exchange, verb, document, recording, "in-progress")
    leg.collect()
    leg.doing = "recording"
    return Taping(recording, now)


def _listen(exchange: Exchange, verb: Verb, taping: Taping) -> Script[None]:
    limit = taping.recording.started_at + timedelta(seconds=verb.seconds("maxLength", 3600))
    silence = verb.seconds("timeout", 5) or float("inf")
    finish = tuple(verb.get("finishOnKey", "1234567890*#"))
    while True:
        now = exchange.clock.now()
        speaking = max((taping.spoken_until - now).total_seconds(), 0)
        signal = yield Wait(min(speaking + silence, (limit - now).total_seconds()), keys=True, speech=True)
        if isinstance(signal, Elapsed):
            return
        if isinstance(signal, Spoken):
            since = max(taping.spoken_until, exchange.clock.now())
            taping.spoken_until = since + timedelta(seconds=signal.seconds)
            taping.recording.words.append(signal.text)
        elif isinstance(signal, Key) and signal.digit in finish:
            taping.digits = signal.digit
            return


def _finish(exchange: Exchange, leg: Leg, verb: Verb, document: Document, taping: Taping) -> Target | None:
    recording, now = taping.recording, exchange.clock.now()
    leg.collect()
    if not leg.ended:
        leg.doing = "waiting"
    trimmed = verb.get("trim", "trim-silence") == "trim-silence" and recording.words
    until = min(now, taping.spoken_until) if trimmed else now
    if not recording.words and exchange.quirks.drops_silent_recordings:
        recording.status = "absent"
        report_recording(exchange, verb, document, recording, "absent")
        return None
    recording.finish(now, (until - recording.started_at).total_seconds())
    exchange.log(
        "recording.ended", leg, recording=recording.sid, duration=recording.duration, digits=taping.digits,
        words=" ".join(recording.words),
    )  # fmt: skip
    exchange.after(
        READY_AFTER.total_seconds(), lambda: report_recording(exchange, verb, document, recording, "completed")
    )
    exchange.after(WRITTEN_AFTER.total_seconds(), lambda: _report_transcript(exchange, leg, verb, document, recording))
    return resolve(document, verb.get("action"), *_params(exchange, taping), method=verb.get("method"))


def _report_transcript(exchange: Exchange, leg: Leg, verb: Verb, document: Document, recording: Recording) -> None:
    """Posts what was said, when the document asked for that; without an address nobody is told."""
    address = verb.get("transcribeCallback")
    if not address or not verb.is_true("transcribe", default=False):
        return
    sid = exchange.sids.make("TR")
    exchange.transcribed(sid, recording)
    form = [*exchange.form(leg), *_transcript_params(exchange, sid, recording)]
    exchange.postbox.notify(resolve(document, address).url, form, "transcript")


def _transcript_params(exchange: Exchange, sid: str, recording: Recording) -> list[tuple[str, str]]:
    root = f"{exchange.api_base}/2010-04-01/Accounts/{exchange.account_sid}"
    return [
        ("TranscriptionSid", sid),
        ("TranscriptionText", recording.transcript),
        ("TranscriptionStatus", "completed" if recording.transcript else "failed"),
        ("TranscriptionUrl", f"{root}/Transcriptions/{sid}"),
        ("RecordingSid", recording.sid),
        ("RecordingUrl", exchange.api_base + recording.path(exchange.account_sid)),
    ]


def _params(exchange: Exchange, taping: Taping) -> list[tuple[str, str]]:
    recording = taping.recording
    params = [
        ("RecordingUrl", exchange.api_base + recording.path(exchange.account_sid)),
        ("RecordingSid", recording.sid),
        ("RecordingDuration", str(recording.duration)),
    ]
    return [*params, ("Digits", taping.digits)] if taping.digits else params
