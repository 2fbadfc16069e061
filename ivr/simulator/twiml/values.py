"""What each attribute may hold, with the provider's code for a wrong value. One table, one function. Pure.

Source: the error list in twilio.md section 3 and the attributes in section 4.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote_plus

from ivr.simulator.errors import ProviderFault
from ivr.simulator.voices import check_pair, text_limit

Test = Callable[[str], bool]
MAX_ENCODED = 4500
MAX_NAME = 128


def one_of(*allowed: str) -> Test:
    return lambda value: value in allowed


def whole(least: int, most: int = 10**9, *words: str) -> Test:
    return lambda value: value in words or (value.isascii() and value.isdigit() and least <= int(value) <= most)


def pattern(expression: str) -> Test:
    compiled = re.compile(expression)
    return lambda value: compiled.fullmatch(value) is not None


def words_from(*allowed: str) -> Test:
    return lambda value: bool(value.split()) and set(value.split()) <= set(allowed)


def hints(value: str) -> bool:
    entries = value.split(",")
    return len(entries) <= 500 and all(len(entry.strip()) <= 100 for entry in entries)


METHOD = one_of("GET", "POST")
POSTED = one_of("POST")
BOOLEAN = one_of("true", "false")
RECORDING_EVENTS = words_from("in-progress", "completed", "absent")
CONFERENCE_EVENTS = ("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement")
SPEECH_MODELS = pattern(
    r"default|numbers_and_commands|phone_call|experimental_\w+|"
    r"googlev2_(long|short|telephony|telephony_short)|deepgram_nova-[23][\w-]*"
)

VALUES: dict[tuple[str, str], tuple[int, Test]] = {
    ("Say", "loop"): (13510, whole(0)),
    ("Play", "loop"): (13410, whole(0)),
    ("Play", "digits"): (13420, pattern(r"[0-9wW#*]+")),
    ("Pause", "length"): (13910, whole(0)),
    ("Gather", "method"): (13312, METHOD),
    ("Gather", "input"): (12200, one_of("dtmf", "speech", "dtmf speech", "speech dtmf")),
    ("Gather", "timeout"): (13313, whole(0, 10**6, "auto")),
    ("Gather", "speechTimeout"): (13313, whole(0, 10**6, "auto")),
    ("Gather", "finishOnKey"): (13310, pattern(r"[0-9#*]?")),
    ("Gather", "numDigits"): (13314, whole(1)),
    ("Gather", "hints"): (12200, hints),
    ("Gather", "speechModel"): (12200, SPEECH_MODELS),
    ("Gather", "profanityFilter"): (12200, BOOLEAN),
    ("Gather", "actionOnEmptyResult"): (12200, BOOLEAN),
    ("Record", "method"): (13610, METHOD),
    ("Record", "timeout"): (13610, whole(0)),
    ("Record", "finishOnKey"): (13610, pattern(r"[0-9#*]*")),
    ("Record", "maxLength"): (13610, whole(2, 86400)),
    ("Record", "playBeep"): (13610, BOOLEAN),
    ("Record", "trim"): (13610, one_of("trim-silence", "do-not-trim")),
    ("Record", "transcribe"): (13610, BOOLEAN),
    ("Record", "recordingStatusCallbackMethod"): (13610, POSTED),
    ("Record", "recordingStatusCallbackEvent"): (13610, RECORDING_EVENTS),
    ("Dial", "method"): (13210, METHOD),
    ("Dial", "timeout"): (13212, whole(5, 600)),
    ("Dial", "timeLimit"): (13216, whole(1, 14400)),
    ("Dial", "hangupOnStar"): (13213, BOOLEAN),
    ("Dial", "answerOnBridge"): (12200, BOOLEAN),
    ("Dial", "sequential"): (12200, BOOLEAN),
    ("Dial", "callReason"): (12200, pattern(r".{0,50}")),
    ("Dial", "record"): (12200, pattern(r"true|false|do-not-record|record-from-(answer|ringing)(-dual)?")),
    ("Dial", "recordingStatusCallbackEvent"): (12200, RECORDING_EVENTS),
    ("Number", "method"): (13221, METHOD),
    ("Number", "sendDigits"): (13222, pattern(r"[0-9A-D#*wW]+")),
    ("Number", "statusCallbackMethod"): (13221, POSTED),
    ("Number", "statusCallbackEvent"): (12200, words_from("initiated", "ringing", "answered", "completed")),
    ("Conference", "muted"): (13230, BOOLEAN),
    ("Conference", "endConferenceOnExit"): (13231, BOOLEAN),
    ("Conference", "startConferenceOnEnter"): (13232, BOOLEAN),
    ("Conference", "waitUrl"): (13233, pattern(r"|https?://[^\s/]\S*|/\S*|[\w.-][^\s:]*")),
    ("Conference", "waitMethod"): (13234, METHOD),
    ("Conference", "coach"): (13240, one_of()),
    ("Conference", "beep"): (12200, one_of("true", "false", "onEnter", "onExit")),
    ("Conference", "maxParticipants"): (12200, whole(2, 250)),
    ("Conference", "participantLabel"): (12200, pattern(r".{1,128}")),
    ("Conference", "record"): (12200, one_of("do-not-record", "record-from-start")),
    ("Conference", "recordingStatusCallbackMethod"): (12200, POSTED),
    ("Conference", "recordingStatusCallbackEvent"): (12200, RECORDING_EVENTS),
    ("Conference", "statusCallbackMethod"): (12200, POSTED),
    ("Conference", "statusCallbackEvent"): (12200, words_from(*CONFERENCE_EVENTS)),
    ("Redirect", "method"): (13710, METHOD),
    ("Reject", "reason"): (13810, one_of("rejected", "busy")),
}


def check_values(name: str, attributes: Mapping[str, str], text: str) -> None:
    """Raises `ProviderFault` for the first value the provider would refuse."""
    for attribute, value in attributes.items():
        rule = VALUES.get((name, attribute))
        if rule is not None and rule[1] is POSTED and value == "GET":
            raise ProviderFault(rule[0], f"{name} {attribute}: GET is unsupported here; this network posts callbacks.")
        if rule is not None and not rule[1](value):
            raise ProviderFault(rule[0], f'{name} {attribute}="{value}" is not allowed.')
    if name == "Say":
        _check_say(attributes, text)
    elif name == "Play" and not text and "digits" not in attributes:
        raise ProviderFault(13420, "Play has neither an address nor digits.")
    elif name == "Conference" and not 0 < len(text) <= MAX_NAME:
        raise ProviderFault(12200, f"The name of a Conference has {len(text)} characters; 1 to {MAX_NAME} are allowed.")


def _check_say(attributes: Mapping[str, str], text: str) -> None:
    voice, language = attributes.get("voice"), attributes.get("language")
    if voice is None:
        raise ProviderFault(13512, "Say without a voice depends on the account's console; set voice and language.")
    if language is None:
        raise ProviderFault(13511, "Say without a language depends on the account's console; set voice and language.")
    check_pair(voice, language)
    if not text:
        raise ProviderFault(13520, "Say has no words.")
    if len(quote_plus(text)) > MAX_ENCODED:
        raise ProviderFault(13521, f"Say has {len(quote_plus(text))} bytes URL-encoded; the limit is {MAX_ENCODED}.")
    if len(text.encode()) > text_limit(voice):
        raise ProviderFault(13521, f"Say has {len(text.encode())} bytes; {voice} reads at most {text_limit(voice)}.")
