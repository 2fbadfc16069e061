"""The provider's web forms as facts and engine inputs. Pure; a malformed form raises `Refused`, and nothing else.

What must be there (which call, which account) is refused when it is not; what only helps is dropped when it cannot be
read, because a call is worth more than its attestation. Parameters this program does not know are ignored: the provider
adds some without notice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ivr.engine.inputs import Input, Pressed, Recorded, RingEnded, RingResult, Said, Silent
from ivr.twiml.fields import ID, UNPRINTABLE, Form, address, field, identity, instant, refusal, status, whole

Attestation: TypeAlias = Literal["A", "B", "C", "failed"]

LONGEST_TRANSCRIPT = 20_000
LONGEST_SPEECH = 4000
MOST_KEYS = 100

NO_KEY = re.compile("[^0-9*#]")
VERDICT = re.compile("tn-validation-(passed-([abc])|failed)(-.*)?")

RING_RESULTS: Mapping[str, RingResult] = {
    "completed": "talked",
    "answered": "talked",
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "no_answer",
    "failed": "failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A call as it comes in. `attestation`: what the carriers vouch for; None when they say nothing."""

    provider_call_id: str
    account: str
    from_raw: str
    to_raw: str
    forwarded_from: str | None = None
    attestation: Attestation | None = None
    caller_name_raw: str | None = None
    direction: str = "inbound"
    status: str = "ringing"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """One word about how a call goes: `seconds` once it is over, `sequence` from 0 within a leg, `at` in UTC."""

    provider_call_id: str
    account: str
    status: str
    parent_provider_call_id: str | None = None
    seconds: int | None = None
    sequence: int | None = None
    at: datetime | None = None
    to_raw: str = ""
    from_raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingReport:
    """A recording can be fetched (`completed`), or never will be (`failed`, `absent`). `talk`: of a conference,
    in which several calls were; it names none of them."""

    provider_call_id: str
    account: str
    recording: str
    status: str
    url: str = ""
    seconds: int | None = None
    talk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextArrival:
    """A text as it comes in; `body` in one line."""

    provider_text_id: str
    account: str
    from_raw: str
    to_raw: str
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReport:
    """What became of a text of ours. `error`: the provider's code, None where it is well."""

    provider_text_id: str
    account: str
    status: str
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptReport:
    """What was said into a recording, as a machine heard it; `text` is empty when it could make nothing of it."""

    provider_call_id: str
    account: str
    recording: str
    transcript: str
    status: str
    text: str = ""


OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The statuses of a call that will have no other."""


@dataclass(frozen=True, slots=True)
class ProviderError:
    """Why the provider asked for the fallback: its error code, and the address that failed."""

    code: int | None
    url: str


def read_arrival(form: Form) -> Arrival:
    """Raises Refused when the form does not say which call of which account it is about."""
    return Arrival(
        provider_call_id=identity(form, "CallSid"),
        account=identity(form, "AccountSid"),
        from_raw=field(form, "From"),
        to_raw=field(form, "To"),
        forwarded_from=field(form, "ForwardedFrom") or None,
        attestation=attestation(form),
        caller_name_raw=field(form, "CallerName") or None,
        direction=field(form, "Direction").lower() or "inbound",
        status=field(form, "CallStatus").lower() or "ringing",
    )


def read_input(form: Form) -> Input:
    """What the caller did, or how the call to somebody ended.

    A completed Dial that the provider did not bridge was declined, or answered by a mailbox that pressed no key. Some
    carriers do not say whether they bridged: there "talked" only means that somebody or something answered.
    """
    if dialled := field(form, "DialCallStatus").lower():
        return ring_ended(form, dialled)
    if field(form, "RecordingUrl") or field(form, "RecordingSid"):
        return recorded(form)
    if keys := NO_KEY.sub("", field(form, "Digits"))[:MOST_KEYS]:
        return Pressed(keys)
    if words := field(form, "SpeechResult", LONGEST_SPEECH):
        return Said(words, confidence(form))
    return Silent()


def read_status(form: Form) -> StatusReport:
    """Raises Refused when the form names no call, no account or no status."""
    return StatusReport(
        provider_call_id=identity(form, "CallSid"),
        account=identity(form, "AccountSid"),
        status=status(form, "CallStatus"),
        parent_provider_call_id=identity(form, "ParentCallSid") if field(form, "ParentCallSid") else None,
        seconds=whole(form, "CallDuration"),
        sequence=whole(form, "SequenceNumber"),
        at=instant(form, "Timestamp"),
        to_raw=field(form, "To"),
        from_raw=field(form, "From"),
    )


def read_recording(form: Form) -> RecordingReport:
    """Raises Refused when the form names no call, no account, no recording or no status."""
    return RecordingReport(
        provider_call_id=identity(form, "CallSid"),
        account=identity(form, "AccountSid"),
        recording=identity(form, "RecordingSid"),
        status=status(form, "RecordingStatus"),
        url=address(form, "RecordingUrl"),
        seconds=whole(form, "RecordingDuration"),
    )


def read_talk(form: Form) -> RecordingReport:
    """Of the recording of a conference. Raises Refused when the form names no account, no recording or no status."""
    return RecordingReport(
        provider_call_id="",
        account=identity(form, "AccountSid"),
        recording=identity(form, "RecordingSid"),
        status=status(form, "RecordingStatus"),
        url=address(form, "RecordingUrl"),
        seconds=whole(form, "RecordingDuration"),
        talk=True,
    )


def read_text_arrival(form: Form) -> TextArrival:
    """Raises Refused when the form does not say which text of which account it is."""
    return TextArrival(
        provider_text_id=identity(form, "MessageSid"),
        account=identity(form, "AccountSid"),
        from_raw=field(form, "From"),
        to_raw=field(form, "To"),
        body=UNPRINTABLE.sub("", " ".join((form.get("Body") or "").split()))[:LONGEST_SPEECH],
    )


def read_text_report(form: Form) -> TextReport:
    """Raises Refused when the form names no text, no account or no status."""
    code = whole(form, "ErrorCode")
    return TextReport(
        provider_text_id=identity(form, "MessageSid"),
        account=identity(form, "AccountSid"),
        status=status(form, "MessageStatus"),
        error=str(code) if code else None,
    )


def read_transcript(form: Form) -> TranscriptReport:
    """Raises Refused when the form names no call, no account, no recording, no transcript or no status."""
    return TranscriptReport(
        provider_call_id=identity(form, "CallSid"),
        account=identity(form, "AccountSid"),
        recording=identity(form, "RecordingSid"),
        transcript=identity(form, "TranscriptionSid"),
        status=status(form, "TranscriptionStatus"),
        text=field(form, "TranscriptionText", LONGEST_TRANSCRIPT),
    )


def read_error(form: Form) -> ProviderError:
    """Never refuses: whoever comes to the fallback is helped."""
    return ProviderError(whole(form, "ErrorCode"), field(form, "ErrorUrl"))


def ring_ended(form: Form, dialled: str) -> RingEnded:
    result = RING_RESULTS.get(dialled, "failed")
    if result == "talked" and field(form, "DialBridged").lower() == "false":
        return RingEnded("declined")
    return RingEnded(result, whole(form, "DialCallDuration") or 0)


def recorded(form: Form) -> Recorded:
    """Without an id of its own the recording goes by the last part of its address."""
    url = address(form, "RecordingUrl")
    name = field(form, "RecordingSid") or url.rstrip("/").rpartition("/")[2].partition("?")[0]
    if not ID.fullmatch(name):
        raise refusal("RecordingSid", name, "the id of a recording")
    hung_up = field(form, "Digits").lower() == "hangup"
    return Recorded(name, whole(form, "RecordingDuration") or 0, url, hung_up)


def attestation(form: Form) -> Attestation | None:
    """The provider's `StirVerstat`; whatever follows the letter (diverted, passed through) is left out."""
    verdict = VERDICT.fullmatch(field(form, "StirVerstat").lower())
    if verdict is None:
        return None
    letters: Mapping[str | None, Attestation] = {"a": "A", "b": "B", "c": "C"}
    return letters.get(verdict[2], "failed")


def confidence(form: Form) -> float | None:
    """0..1, or None when the provider gives none that makes sense."""
    try:
        given = float(field(form, "Confidence"))
    except ValueError:
        return None
    return given if 0 <= given <= 1 else None
