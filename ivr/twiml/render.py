"""An answer of the engine as a TwiML document. Precompiled fragments, because every turn of every call comes through.

Source of every attribute and limit: the provider's TwiML reference for Gather, Record, Dial, Number, Say and Redirect.
Every URL is absolute: the same document may be given to the provider's REST interface, where a relative one is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.engine.model import Voice
from ivr.engine.outputs import Answer, Closing, GoOn, HangUp, Listen, RingOut, TakeRecording, Talk
from ivr.engine.words import Speech
from ivr.errors import EngineFault
from ivr.twiml.words import attribute, say, text
from ivr.voices import LONGEST_TRANSCRIBED, is_transcribed

OPENING = '<?xml version="1.0" encoding="UTF-8"?><Response>'
CLOSING = "</Response>"
MOST_BYTES = 64_000
"""The provider reads 64 kB (error 11750)."""

SPEECH_PAUSE = 3
"""Seconds of quiet that end what a caller says; the provider's own `auto` cuts slow speakers off."""

MOST_HINTS, LONGEST_HINT = 500, 100
SHORTEST_RECORDING = 2
RING_SECONDS = (5, 600)
WHISPER_SECONDS = 10


@dataclass(frozen=True, slots=True)
class TurnUrls:
    """Where the provider goes next, all absolute.

    `action`: the next turn. `whisper`: what the callee of a `RingOut` hears before being joined. `recording`: tells
    when a recording can be fetched. `status`: hears how the leg to a callee goes. `transcript`: gets what was said into
    a recording in writing, where the provider writes that down; "" where nobody wants that. `talks`: tells when the
    recording of a talk can be fetched; the id of its call follows. `left`: hears who has left a conference.
    """

    action: str
    whisper: str
    recording: str
    status: str
    transcript: str
    talks: str = ""
    left: str = ""


def render(answer: Answer, urls: TurnUrls, voices: Mapping[str, Voice], caller_id: str) -> str:
    """The document for one turn; `caller_id` (E.164, a number of ours) is shown to whoever is rung.

    Raises EngineFault for a language without a voice, and for a document the provider would refuse as too long.
    """
    return document(closed(say(answer.speeches, voices), answer.closing, urls, voices, caller_id))


def document(body: str) -> str:
    """`body` as a complete document; raises EngineFault when it is longer than the provider reads."""
    whole = f"{OPENING}{body}{CLOSING}"
    if len(whole) * 4 > MOST_BYTES and len(whole.encode()) > MOST_BYTES:
        raise EngineFault(f"One answer became {len(whole.encode())} bytes of TwiML; the provider reads {MOST_BYTES}.")
    return whole


def closed(said: str, closing: Closing, urls: TurnUrls, voices: Mapping[str, Voice], caller_id: str) -> str:
    """What is said, and what is waited for."""
    match closing:
        case Listen():
            return gather(said, closing, urls.action, voices)
        case TakeRecording():
            return said + record(closing, urls, voices)
        case RingOut():
            return said + dial(closing, urls, caller_id)
        case Talk(room, ends, tape):
            return said + conference(room, urls, ends=ends, tape=tape)
        case GoOn():
            return said + redirect(attribute(urls.action))
        case HangUp():
            return f"{said}<Hangup/>"


def gather(said: str, listen: Listen, action: str, voices: Mapping[str, Voice]) -> str:
    """Words inside the Gather: a key interrupts them. The Redirect is for carriers that send no empty result."""
    url = attribute(action)
    digits = "" if listen.at_most is None else f' numDigits="{listen.at_most}"'
    return (
        f'<Gather input="{"dtmf speech" if listen.speech else "dtmf"}" action="{url}" method="POST"'
        f' timeout="{max(1, listen.wait)}"{digits} finishOnKey="{listen.finish}" actionOnEmptyResult="true"'
        f"{speech(listen, voices) if listen.speech else ''}>{said}</Gather>{redirect(url)}"
    )


def speech(listen: Listen, voices: Mapping[str, Voice]) -> str:
    """Attributes for listening to words. No profanity filter: it would mask the names of streets."""
    voice = voices.get(listen.language)
    if voice is None:
        raise EngineFault(f"The line cannot listen in the language {listen.language!r}: it has no voice.")
    hints = f' hints="{hints_of(listen.hints)}"' if listen.hints else ""
    return f' language="{voice.locale}" speechTimeout="{SPEECH_PAUSE}" profanityFilter="false"{hints}'


def hints_of(hints: Iterable[str]) -> str:
    """Phrases joined by commas, within the provider's limits; a comma inside a phrase would make it two."""
    phrases = (" ".join(hint.replace(",", " ").split())[:LONGEST_HINT].strip() for hint in hints)
    return attribute(",".join([phrase for phrase in phrases if phrase][:MOST_HINTS]))


def redirect(url: str) -> str:
    return f'<Redirect method="POST">{url}</Redirect>'


def record(taking: TakeRecording, urls: TurnUrls, voices: Mapping[str, Voice]) -> str:
    url = attribute(urls.action)
    return (
        f'<Record action="{url}" method="POST" timeout="{max(0, taking.silence)}"'
        f' maxLength="{max(SHORTEST_RECORDING, taking.at_most)}" finishOnKey="{taking.finish}" playBeep="true"'
        f' recordingStatusCallback="{attribute(urls.recording)}" recordingStatusCallbackMethod="POST"'
        f' recordingStatusCallbackEvent="completed absent"{transcribe(taking, urls, voices)}/>{redirect(url)}'
    )


def transcribe(taking: TakeRecording, urls: TurnUrls, voices: Mapping[str, Voice]) -> str:
    """Attributes that ask for a transcript, only where the provider makes one."""
    voice = voices.get(taking.language)
    if not urls.transcript or voice is None or not is_transcribed(voice.locale) or taking.at_most > LONGEST_TRANSCRIBED:
        return ""
    return f' transcribe="true" transcribeCallback="{attribute(urls.transcript)}"'


def dial(ring: RingOut, urls: TurnUrls, caller_id: str) -> str:
    """Rings one number. Not `answerOnBridge`: on a first turn it would leave the caller's own call unanswered."""
    whisper = f' url="{attribute(urls.whisper)}" method="POST"' if ring.accept else ""
    return (
        f'<Dial action="{attribute(urls.action)}" method="POST" timeout="{ring_seconds(ring.seconds)}"'
        f' callerId="{attribute(caller_id)}"><Number{whisper}'
        f' statusCallback="{attribute(urls.status)}" statusCallbackMethod="POST"'
        f' statusCallbackEvent="initiated answered completed">{text(ring.number)}</Number></Dial>'
    )


def conference(room: str, urls: TurnUrls, *, ends: bool, tape: str = "") -> str:
    """A talk: it begins with whoever comes first, in silence, and where it `ends` with this one, it does for all.

    `tape`: the id under which its recording is kept; "" for none. Both sides ask for it: who is first decides.
    """
    left = f' statusCallback="{attribute(urls.left)}" statusCallbackEvent="leave"' if urls.left else ""
    told = taped(f"{urls.talks}/{tape}" if tape else "")
    return (
        f'<Dial action="{attribute(urls.action)}" method="POST"><Conference startConferenceOnEnter="true"'
        f' endConferenceOnExit="{str(ends).lower()}" beep="false" waitUrl=""{left}{told}>{text(room)}</Conference>'
        "</Dial>"
    )


def taped(told: str) -> str:
    """Attributes that have a conference recorded from when two are in it; `told`: where the provider tells of it."""
    if not told:
        return ""
    return (
        f' record="record-from-start" recordingStatusCallback="{attribute(told)}"'
        ' recordingStatusCallbackMethod="POST" recordingStatusCallbackEvent="completed absent"'
    )


def ring_seconds(wanted: int) -> int:
    least, most = RING_SECONDS
    return min(max(wanted, least), most)


def render_whisper(speeches: Iterable[Speech], action: str, voices: Mapping[str, Voice]) -> str:
    """What a callee hears, twice, before being joined. A key goes to `action`; without one (a mailbox) the leg ends.

    Whether it is the right key is decided by whoever answers `action`: with `render_join` or `render_refusal`.
    """
    said = say(speeches, voices)
    return document(
        f'<Gather input="dtmf" action="{attribute(action)}" method="POST" timeout="{WHISPER_SECONDS}" numDigits="1"'
        f' finishOnKey="">{said}{said}</Gather><Hangup/>'
    )


def render_goodbye(speeches: Iterable[Speech], voices: Mapping[str, Voice]) -> str:
    """A last word to whoever was rung."""
    return document(f"{say(speeches, voices)}<Hangup/>")


def render_join() -> str:
    """The callee has accepted: an empty document lets the provider join the two."""
    return document("")


def render_refusal() -> str:
    """The callee has declined, or pressed another key: their leg ends, and the caller's Dial with it."""
    return document("<Hangup/>")
