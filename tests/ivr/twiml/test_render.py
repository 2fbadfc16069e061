"""Every document we write by hand is the one the provider's library would write, whatever is said in it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from xml.etree.ElementTree import Element, canonicalize, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse  # type: ignore[import-untyped]

from ivr.engine.model import Voice
from ivr.engine.outputs import Answer, Closing, HangUp, Listen, RingOut, TakeRecording, Talk
from ivr.engine.words import Speech
from ivr.errors import EngineFault
from ivr.twiml.render import TurnUrls, render, render_join, render_refusal, render_whisper
from ivr.twiml.words import NOT_XML, fits
from ivr.voices import language_for

VOICES = {"en": Voice("en-CA", "Polly.Joanna-Neural"), "fr": Voice("fr-CA", "Polly.Gabrielle-Neural")}
URLS = TurnUrls(
    action="https://311.example/voice/turn/0198/4?a=1&b=2",
    whisper="https://311.example/voice/leg/0198/0?t=\"<'>",
    recording="https://311.example/recordings/0198/4",
    status="https://311.example/voice/status",
    transcript="https://311.example/recordings/transcript?a=1&b=2",
)
CALLER_ID = "+15195550100"
HELLO = (
    Speech("en", "Hello & welcome"),
    Speech("fr", "Bonjour, d'accord"),
    Speech("en", "", "https://311.example/a.wav?x=1&y=2"),
)
POSTED = {"method": "POST"}


def by_the_library(answer: Answer) -> str:
    """The same document, made by the provider's own library."""
    response = VoiceResponse()
    closing = answer.closing
    match closing:
        case Listen():
            options = listening(closing)
            gather = Gather(
                action=URLS.action, timeout=max(1, closing.wait), action_on_empty_result=True, **POSTED, **options
            )
            speak(gather, answer.speeches)
            response.append(gather)
            response.redirect(URLS.action, **POSTED)
        case TakeRecording():
            speak(response, answer.speeches)
            response.record(
                action=URLS.action,
                timeout=closing.silence,
                max_length=closing.at_most,
                finish_on_key=closing.finish,
                play_beep=True,
                recording_status_callback=URLS.recording,
                recording_status_callback_method="POST",
                recording_status_callback_event="completed absent",
                **writing_down(closing),
                **POSTED,
            )
            response.redirect(URLS.action, **POSTED)
        case RingOut():
            speak(response, answer.speeches)
            dial = Dial(action=URLS.action, timeout=closing.seconds, caller_id=CALLER_ID, **POSTED)
            dial.number(
                closing.number,
                url=URLS.whisper,
                status_callback=URLS.status,
                status_callback_method="POST",
                status_callback_event="initiated answered completed",
                **POSTED,
            )
            response.append(dial)
        case HangUp():
            speak(response, answer.speeches)
            response.hangup()
    return canonicalize(str(response))


def writing_down(taking: TakeRecording) -> dict[str, object]:
    asked = taking.language == "en" and taking.at_most <= 120
    return {"transcribe": True, "transcribe_callback": URLS.transcript} if asked else {}


def listening(listen: Listen) -> dict[str, object]:
    options: dict[str, object] = {"input": "dtmf", "finish_on_key": listen.finish}
    if listen.at_most is not None:
        options["num_digits"] = listen.at_most
    if listen.speech:
        options |= {"input": "dtmf speech", "language": VOICES[listen.language].locale}
        options |= {"speech_timeout": 3, "profanity_filter": False}
        if listen.hints:
            options["hints"] = ",".join(listen.hints)
    return options


def speak(verb: VoiceResponse | Gather, speeches: Iterable[Speech]) -> None:
    for speech in speeches:
        if speech.recording:
            verb.play(speech.recording)
        elif words := NOT_XML.sub(" ", speech.text).strip():
            voice = VOICES[speech.language]
            verb.say(words, language=language_for(voice.voice, voice.locale), voice=voice.voice)


def spoken(document: str) -> list[Element]:
    return list(fromstring(document).iter("Say"))


CLOSINGS = [
    pytest.param(Listen(6, 1, "", False, "en"), id="a menu"),
    pytest.param(Listen(6, None, "#", False, "en"), id="any number of digits"),
    pytest.param(Listen(0, 4, "", True, "fr", ("nid-de-poule", "égout")), id="keys or speech"),
    pytest.param(Listen(6, None, "#", True, "en"), id="speech without hints"),
    pytest.param(TakeRecording(120, 5, "#", "en"), id="a recording that is written down"),
    pytest.param(TakeRecording(121, 5, "#", "en"), id="a recording too long to be written down"),
    pytest.param(TakeRecording(120, 5, "#", "fr"), id="a recording in a language that is not written down"),
    pytest.param(RingOut("+15195550123", 25, ()), id="a person"),
    pytest.param(HangUp(), id="goodbye"),
]


@pytest.mark.parametrize("closing", CLOSINGS)
@pytest.mark.parametrize("speeches", [(), HELLO], ids=["without a word", "with words"])
def test_every_document_is_the_one_the_library_writes(speeches: tuple[Speech, ...], closing: Closing) -> None:
    answer = Answer(speeches, closing)
    assert canonicalize(render(answer, URLS, VOICES, CALLER_ID)) == by_the_library(answer)


@given(
    st.text(max_size=120), st.sampled_from([Listen(6, 1, "#", False, "en"), TakeRecording(60, 5, "#", "en"), HangUp()])
)
def test_whatever_is_said_arrives_as_it_was_said(words: str, closing: Closing) -> None:
    answer = Answer((Speech("fr", words), Speech("en", "]]> & <Hangup/> \"quoted\" 'so'")), closing)
    assert canonicalize(render(answer, URLS, VOICES, CALLER_ID)) == by_the_library(answer)


@given(st.text(st.sampled_from("ab é💧\x00\x0b\ud800\ufffe\x85&<>]\"' .?!"), max_size=9000))
def test_a_long_text_is_cut_within_the_limits_and_loses_no_word(words: str) -> None:
    said = spoken(render(Answer((Speech("en", words),), HangUp()), URLS, VOICES, CALLER_ID))
    texts = [element.text or "" for element in said]
    assert all(fits(text) and text.strip() for text in texts)
    assert "".join("".join(texts).split()) == "".join(NOT_XML.sub(" ", words).split())


def test_a_long_text_is_cut_between_sentences() -> None:
    sentence = "Le bureau est fermé jusqu'à lundi matin, huit heures et demie."
    said = spoken(render(Answer((Speech("fr", " ".join([sentence] * 100)),), HangUp()), URLS, VOICES, CALLER_ID))
    assert 2 <= len(said) <= 4
    assert all((element.text or "").endswith("demie.") for element in said)


def test_every_say_names_its_language_and_its_voice() -> None:
    said = spoken(render(Answer(HELLO, HangUp()), URLS, VOICES, CALLER_ID))
    assert [(each.get("language"), each.get("voice")) for each in said] == [
        ("en-US", "Polly.Joanna-Neural"),
        ("fr-CA", "Polly.Gabrielle-Neural"),
    ]


@pytest.mark.parametrize(
    "closing", [Listen(6, 1, "", False, "en"), TakeRecording(60, 5, "#", "en")], ids=["keys", "recording"]
)
def test_whoever_says_nothing_is_led_to_the_same_next_turn(closing: Closing) -> None:
    root = fromstring(render(Answer(HELLO, closing), URLS, VOICES, CALLER_ID))
    assert root[-1].tag == "Redirect"
    assert root[-1].text == URLS.action == root[-2].get("action")


def test_words_before_keys_can_be_interrupted() -> None:
    root = fromstring(render(Answer(HELLO, Listen(6, 1, "", False, "en")), URLS, VOICES, CALLER_ID))
    assert [element.tag for element in root[0]] == ["Say", "Say", "Play"]


def test_hints_stay_within_the_providers_limits() -> None:
    hints = ("hole,\nroad", "", "x" * 300, *("word" for _ in range(900)))
    root = fromstring(render(Answer((), Listen(6, None, "#", True, "en", hints)), URLS, VOICES, CALLER_ID))
    phrases = (root[0].get("hints") or "").split(",")
    assert phrases[:2] == ["hole road", "x" * 100]
    assert len(phrases) == 500


@pytest.mark.parametrize(
    ("wanted", "got"), [(1, "5"), (25, "25"), (9000, "600")], ids=["too short", "fine", "too long"]
)
def test_ringing_stays_within_the_providers_limits(wanted: int, got: str) -> None:
    root = fromstring(render(Answer((), RingOut("+15195550123", wanted, ())), URLS, VOICES, CALLER_ID))
    assert root[0].get("timeout") == got


@pytest.mark.parametrize(
    "answer",
    [Answer((Speech("de", "Hallo"),), HangUp()), Answer((), Listen(6, 1, "", True, "de"))],
    ids=["to speak", "to listen"],
)
def test_a_language_without_a_voice_is_a_fault(answer: Answer) -> None:
    with pytest.raises(EngineFault, match="'de'"):
        render(answer, URLS, VOICES, CALLER_ID)


def test_a_document_the_provider_would_not_read_is_a_fault() -> None:
    with pytest.raises(EngineFault, match="64000"):
        render(Answer((Speech("fr", "é" * 33_000),), HangUp()), URLS, VOICES, CALLER_ID)


def test_a_document_just_short_enough_is_none() -> None:
    assert len(render(Answer((Speech("en", "a " * 31_000),), HangUp()), URLS, VOICES, CALLER_ID).encode()) < 64_000


def test_a_callee_hears_the_announcement_twice_and_a_mailbox_is_hung_up_on() -> None:
    document = render_whisper((Speech("en", "A call for you. To take it, press 1."),), URLS.action, VOICES)
    root = fromstring(document)
    assert [element.tag for element in root] == ["Gather", "Hangup"]
    assert [element.text for element in root[0]] == ["A call for you. To take it, press 1."] * 2
    assert root[0].get("numDigits") == "1"
    assert root[0].get("actionOnEmptyResult") is None


def test_to_join_is_to_say_nothing_and_to_refuse_is_to_hang_up() -> None:
    assert canonicalize(render_join()) == canonicalize(str(VoiceResponse()))
    assert [element.tag for element in fromstring(render_refusal())] == ["Hangup"]


def test_nothing_stands_before_the_declaration() -> None:
    assert re.match(r'<\?xml version="1.0" encoding="UTF-8"\?><Response>', render_join())


def test_a_talk_is_recorded_only_where_that_is_wanted_and_told_under_its_call() -> None:
    plain = render(Answer((), Talk("talk-1")), URLS, VOICES, CALLER_ID)
    assert "record" not in plain
    taped = fromstring(
        render(Answer((), Talk("talk-1", tape="call-1")), replace(URLS, talks="https://h/t"), VOICES, CALLER_ID)
    )
    noun = taped.find("Dial/Conference")
    assert noun is not None
    assert noun.get("record") == "record-from-start"
    assert noun.get("recordingStatusCallback") == "https://h/t/call-1"
