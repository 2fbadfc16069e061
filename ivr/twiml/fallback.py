"""What a caller hears when the program or its database has failed: a sentence in their language, then a person.

Owns documents that need no state of a call: those of the running program, and those that another host keeps for the
hours in which this site is down. Their words are the built-in sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr.engine.model import Line, Voice
from ivr.engine.sentences import sentence
from ivr.engine.words import Speech
from ivr.twiml.render import WHISPER_SECONDS, document, render_join, ring_seconds
from ivr.twiml.words import Voices, attribute, say, text

RING_SECONDS = 30

NEXT_PERSON: Mapping[str, str] = {
    "en": "If you have been helped, you can hang up. Otherwise please hold, we are trying the next number.",
    "fr": "Si on vous a aidé, vous pouvez raccrocher. Sinon, veuillez patienter, nous essayons un autre numéro.",
}
LAST_WORD: Mapping[str, str] = {
    "en": "If you have not been helped, please call again in a few minutes.",
    "fr": "Si on ne vous a pas aidé, veuillez rappeler dans quelques minutes.",
}


@dataclass(frozen=True, slots=True)
class FallbackCall:
    """Who is rung when all else fails: `number` and `caller_id` E.164.

    `whisper` is what they hear first, `action` the address that is told how it ended; both absolute, and made so that
    they can be answered without the database.
    """

    number: str
    caller_id: str
    whisper: str
    action: str
    seconds: int = RING_SECONDS


def render_fallback(voices: Voices, call: FallbackCall | None) -> str:
    """The sentence for a failure in each language of `voices`, then the fallback person; None: nobody can be rung.

    Pass only the caller's own language where it is known. Raises EngineFault for no language at all.
    """
    if call is None:
        return document(f"{say(sentences('fault_end', voices), voices)}<Hangup/>")
    return document(
        f'{say(sentences("fault", voices), voices)}<Dial action="{attribute(call.action)}" method="POST"'
        f' timeout="{ring_seconds(call.seconds)}" callerId="{attribute(call.caller_id)}">'
        f'<Number url="{attribute(call.whisper)}" method="POST">{text(call.number)}</Number></Dial>'
    )


def render_fallback_end(voices: Voices, *, helped: bool) -> str:
    """After the fallback person: goodbye, with a sentence when nobody was reached."""
    return document("<Hangup/>") if helped else render_fallback(voices, None)


def sentences(name: str, voices: Voices) -> list[Speech]:
    return [Speech(language, sentence(name, language, voice.locale)) for language, voice in voices.items()]


def spoken(words: Mapping[str, str], voices: Voices) -> str:
    return say([Speech(language, words[language]) for language in voices], voices)


def render_static_fallback(line: Line, numbers: Sequence[str], address: str = "") -> dict[str, str]:
    """Documents for a host elsewhere, by file name: `<line>.xml` for the provider's fallback address.

    They ask nothing of this site. The numbers (E.164, in order) are rung one after another; they are fetched with GET,
    because a host of plain files answers nothing else. With `address`, the folder's URL on that host, whoever answers
    must press a key, so that a mailbox ends nothing; without it one document is all there is, and no key is asked for.
    """
    names = (f"{line.name}-whisper.xml", f"{line.name}-accept.xml") if address else ("", "")
    whisper, accept = (f"{address.rstrip('/')}/{name}" if name else "" for name in names)
    documents = {f"{line.name}.xml": static_document(line, numbers, whisper)}
    if address:
        documents[names[0]] = static_whisper(line, accept)
        documents[names[1]] = render_join()
    return documents


def static_document(line: Line, numbers: Sequence[str], whisper: str) -> str:
    """Nothing here knows how a Dial ended, so what is said between two of them fits whatever happened."""
    voices = line.languages
    if not numbers:
        return render_fallback(voices, None)
    between = spoken(NEXT_PERSON, voices)
    dials = between.join(static_dial(number, line.number, whisper) for number in numbers)
    return document(f"{say(sentences('fault', voices), voices)}{dials}{spoken(LAST_WORD, voices)}<Hangup/>")


def static_dial(number: str, caller_id: str, whisper: str) -> str:
    url = f' url="{attribute(whisper)}" method="GET"' if whisper else ""
    opening = f'<Dial timeout="{RING_SECONDS}" callerId="{attribute(caller_id)}">'
    return f"{opening}<Number{url}>{text(number)}</Number></Dial>"


def static_whisper(line: Line, accept: str) -> str:
    """Any key accepts: a file cannot compare keys."""
    language, voice = next(iter(line.languages.items()))
    words = sentence("whisper", language, voice.locale).format(line=line.tenant_name, key="1")
    said = say([Speech(language, words)], {language: voice})
    return document(
        f'<Gather input="dtmf" action="{attribute(accept)}" method="GET" timeout="{WHISPER_SECONDS}" numDigits="1"'
        f' finishOnKey="">{said}{said}</Gather><Hangup/>'
    )


def voice_of(voices: Voices, language: str | None) -> Mapping[str, Voice]:
    """Only the caller's language where it is known and the line speaks it, else all of them."""
    return {language: voices[language]} if language is not None and language in voices else voices
