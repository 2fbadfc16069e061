"""What is said, as TwiML: `Say` and `Play` elements, text that XML and the voices accept, split where it is too long.

Owns escaping and the limits of `Say`; knows no call.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import quote
from xml.sax.saxutils import escape

from ivr.engine.model import Voice
from ivr.engine.words import Speech
from ivr.errors import EngineFault
from ivr.voices import language_for

Voices: TypeAlias = Mapping[str, Voice]
"""Language tag -> how the line speaks it."""

NOT_XML = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 forbids or discourages; a carriage return too, because a reader of XML would change it."""

SAFE_CHARACTERS = 375
"""So many characters are within every limit, whatever they are: 4 bytes each, 3 characters a byte when URL-encoded."""

MOST_BYTES = 2900
"""Amazon Polly speaks 3000 characters, the other voices 4096 and 5000 (provider error 13521)."""

MOST_ENCODED = 4400
"""The provider's limit of 4500 for the text after URL encoding."""

SLOWLY = ('<prosody rate="slow">', "</prosody>")

END_OF_SENTENCE = re.compile(r"(?<=[.!?;:…])\s+")


def text(words: str) -> str:
    """`words` as the text of an element; what XML cannot carry becomes a space."""
    return escape(NOT_XML.sub(" ", words))


def attribute(value: str) -> str:
    """`value` for use between double quotes."""
    return escape(NOT_XML.sub(" ", value)).replace('"', "&quot;").replace("\n", " ").replace("\t", " ")


def say(speeches: Iterable[Speech], voices: Voices) -> str:
    """The speeches as a row of `Say` and `Play`; nothing for a speech without words (provider error 13520).

    Raises EngineFault for a language that `voices` does not have.
    """
    return "".join([element for speech in speeches for element in elements(speech, voices)])


def elements(speech: Speech, voices: Voices) -> Iterator[str]:
    if speech.recording:
        yield f"<Play>{text(speech.recording)}</Play>"
        return
    start = opening_for(speech.language, voices)
    before, after = SLOWLY if speech.slow else ("", "")
    for part in parts(speech.text):
        if said := text(part).strip():
            yield f"{start}{before}{said}{after}</Say>"


def opening_for(language: str, voices: Voices) -> str:
    voice = voices.get(language)
    if voice is None:
        raise EngineFault(f"The line has no voice for the language {language!r}; it has {', '.join(voices) or 'none'}.")
    return opening(voice)


@lru_cache(maxsize=256)
def opening(voice: Voice) -> str:
    spoken = language_for(voice.voice, voice.locale)
    return f'<Say language="{attribute(spoken)}" voice="{attribute(voice.voice)}">'


def parts(words: str) -> Iterable[str]:
    """`words` in as few parts as the limits of `Say` allow, cut between sentences, else between words."""
    return (words,) if len(words) <= SAFE_CHARACTERS or fits(words) else packed(pieces(words))


def fits(words: str) -> bool:
    return len(words.encode(errors="replace")) <= MOST_BYTES and len(quote(words, errors="replace")) <= MOST_ENCODED


def pieces(words: str) -> Iterator[str]:
    """Sentences; words of a sentence that is too long; slices of a word that is too long."""
    for sentence in END_OF_SENTENCE.split(words):
        for word in (sentence,) if fits(sentence) else sentence.split():
            yield from (word,) if fits(word) else slices(word)


def slices(word: str) -> Iterator[str]:
    return (word[at : at + SAFE_CHARACTERS] for at in range(0, len(word), SAFE_CHARACTERS))


def packed(some: Iterable[str]) -> Iterator[str]:
    """Neighbouring pieces joined again, as long as they fit together."""
    full = ""
    for piece in some:
        joined = f"{full} {piece}" if full else piece
        if full and not fits(joined):
            yield full
            joined = piece
        full = joined
    yield full
