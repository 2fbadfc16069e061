"""When the program fails: a sentence in every language, a person, and no silent end; here and on a host elsewhere."""

from xml.etree.ElementTree import canonicalize, fromstring

import pytest
from twilio.twiml.voice_response import Dial, VoiceResponse  # type: ignore[import-untyped]

from ivr.engine.model import Line, Voice
from ivr.engine.sentences import SENTENCES
from ivr.twiml import fallback
from ivr.twiml.fallback import FallbackCall, render_fallback, render_fallback_end, render_static_fallback, voice_of
from ivr.voices import language_for

VOICES = {"en": Voice("en-CA", "Polly.Joanna-Neural"), "fr": Voice("fr-CA", "Polly.Gabrielle-Neural")}
CALL = FallbackCall("+15195550123", "+15195550100", "https://311.example/w?t=a&b", "https://311.example/e?t=c")
NUMBERS = ["+15195550123", "+15195550124"]
LINE = Line(
    name="main",
    number="+15195550100",
    tenant="county",
    tenant_name="Long Point & District",
    flow="main",
    languages=VOICES,
    emergency_number="9 1 1",
    country="CA",
    zone="America/Toronto",
    fallback_person="duty-manager",
)


def tags(document: str) -> list[str]:
    return [element.tag for element in fromstring(document)]


def words(document: str) -> list[str]:
    return [element.text or "" for element in fromstring(document).iter("Say")]


def test_the_fallback_is_the_document_the_library_writes() -> None:
    response = VoiceResponse()
    for language, voice in VOICES.items():
        response.say(SENTENCES[language]["fault"], language=language_for(voice.voice, voice.locale), voice=voice.voice)
    dial = Dial(action=CALL.action, method="POST", timeout=30, caller_id=CALL.caller_id)
    dial.number(CALL.number, url=CALL.whisper, method="POST")
    response.append(dial)
    assert canonicalize(render_fallback(VOICES, CALL)) == canonicalize(str(response))


def test_with_nobody_to_ring_the_caller_is_told_in_every_language() -> None:
    document = render_fallback(VOICES, None)
    assert words(document) == [SENTENCES["en"]["fault_end"], SENTENCES["fr"]["fault_end"]]
    assert tags(document) == ["Say", "Say", "Hangup"]


def test_whoever_was_helped_hears_no_apology_and_whoever_was_not_does() -> None:
    assert tags(render_fallback_end(VOICES, helped=True)) == ["Hangup"]
    assert tags(render_fallback_end(VOICES, helped=False)) == ["Say", "Say", "Hangup"]


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("fr", ["fr"]), (None, ["en", "fr"]), ("de", ["en", "fr"])],
    ids=["known", "unknown", "not ours"],
)
def test_only_the_callers_language_is_spoken_where_it_is_known(language: str | None, spoken: list[str]) -> None:
    assert list(voice_of(VOICES, language)) == spoken


def test_every_language_the_program_knows_has_the_words_of_a_static_fallback() -> None:
    assert set(fallback.NEXT_PERSON) == set(fallback.LAST_WORD) == set(SENTENCES)


def test_elsewhere_one_number_after_another_is_rung_and_nothing_asks_this_site() -> None:
    documents = render_static_fallback(LINE, NUMBERS)
    assert list(documents) == ["main.xml"]
    root = fromstring(documents["main.xml"])
    assert [element.tag for element in root] == ["Say"] * 2 + ["Dial"] + ["Say"] * 2 + ["Dial"] + ["Say"] * 2 + [
        "Hangup"
    ]
    assert [number.text for number in root.iter("Number")] == NUMBERS
    assert "http" not in documents["main.xml"]


def test_elsewhere_with_an_address_whoever_answers_must_press_a_key() -> None:
    documents = render_static_fallback(LINE, NUMBERS, "https://files.example/311/")
    numbers = list(fromstring(documents["main.xml"]).iter("Number"))
    assert {number.get("url") for number in numbers} == {"https://files.example/311/main-whisper.xml"}
    assert {number.get("method") for number in numbers} == {"GET"}
    whisper = fromstring(documents["main-whisper.xml"])
    assert [element.tag for element in whisper] == ["Gather", "Hangup"]
    assert whisper[0].get("action") == "https://files.example/311/main-accept.xml"
    assert "Long Point & District" in words(documents["main-whisper.xml"])[0]
    assert tags(documents["main-accept.xml"]) == []


def test_elsewhere_without_a_number_the_caller_is_still_spoken_to() -> None:
    assert tags(render_static_fallback(LINE, [])["main.xml"]) == ["Say", "Say", "Hangup"]
