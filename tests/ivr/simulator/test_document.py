"""What the provider refuses to read, fact by fact."""

import pytest

from ivr.simulator.errors import ProviderFault
from ivr.simulator.twiml.document import parse, read_answer
from tests.ivr.simulator.county import say, twiml

GOOD = 'voice="Polly.Joanna-Neural" language="en-US"'
REFUSED = {
    "an unknown element": (12200, "<Speak>hello</Speak>"),
    "an element in small letters": (12200, f"<say {GOOD}>hello</say>"),
    "an attribute that Say does not have": (12200, f'<Say {GOOD} speed="2">hello</Say>'),
    "an attribute in the wrong case": (12200, '<Gather numdigits="1"/>'),
    "a Dial inside a Gather": (12200, "<Gather><Dial>+15195550150</Dial></Gather>"),
    "a Gather inside a Say": (12200, f"<Say {GOOD}><Gather/></Say>"),
    "a queue, which is not imitated": (12200, "<Enqueue>water</Enqueue>"),
    "a queue to dial, which is not imitated": (12200, "<Dial><Queue>case</Queue></Dial>"),
    "a conference outside of a Dial": (12200, "<Conference>case</Conference>"),
    "a conference without a name": (12200, "<Dial><Conference/></Dial>"),
    "a conference with a long name": (12200, f"<Dial><Conference>{'x' * 129}</Conference></Dial>"),
    "muted that is neither": (13230, '<Dial><Conference muted="yes">case</Conference></Dial>'),
    "an end that is neither": (13231, '<Dial><Conference endConferenceOnExit="1">case</Conference></Dial>'),
    "a start that is neither": (13232, '<Dial><Conference startConferenceOnEnter="">case</Conference></Dial>'),
    "a waiting address that is none": (13233, '<Dial><Conference waitUrl="a b">case</Conference></Dial>'),
    "a waiting method nobody has": (13234, '<Dial><Conference waitMethod="PUT">case</Conference></Dial>'),
    "a coach, which is not imitated": (13240, '<Dial><Conference coach="CA1">case</Conference></Dial>'),
    "a beep nobody has": (12200, '<Dial><Conference beep="loud">case</Conference></Dial>'),
    "a conference for one": (12200, '<Dial><Conference maxParticipants="1">case</Conference></Dial>'),
    "an event of conferences nobody has": (
        12200,
        '<Dial><Conference statusCallbackEvent="started">case</Conference></Dial>',
    ),
    "a Say without a voice": (13512, '<Say language="en-US">hello</Say>'),
    "a Say without a language": (13511, '<Say voice="man">hello</Say>'),
    "a voice nobody has": (13512, '<Say voice="Polly.Nobody" language="en-US">hello</Say>'),
    "a voice for another language": (13511, '<Say voice="Polly.Joanna-Neural" language="fr-CA">bonjour</Say>'),
    "a Polly voice for Canadian English": (13511, '<Say voice="Polly.Joanna-Neural" language="en-CA">hello</Say>'),
    "a Say without words": (13520, f"<Say {GOOD}> </Say>"),
    "a Say that is too long for Polly": (13521, f"<Say {GOOD}>{'x' * 3001}</Say>"),
    "a Say whose accents make it too long": (
        13521,
        f'<Say voice="Polly.Gabrielle-Neural" language="fr-CA">{"é" * 10}{"e" * 2981}</Say>',
    ),
    "a Say that is too long for an address": (
        13521,
        f'<Say voice="Polly.Gabrielle-Neural" language="fr-CA">{"é" * 751}</Say>',
    ),
    "a loop that is no number": (13510, f'<Say {GOOD} loop="ever">hello</Say>'),
    "a finish key of two keys": (13310, '<Gather finishOnKey="#*"/>'),
    "a method that does not exist": (13312, '<Gather method="PUT"/>'),
    "a method this network does not imitate": (
        13610,
        '<Record recordingStatusCallback="/x" recordingStatusCallbackMethod="GET"/>',
    ),
    "a time-out that is no number": (13313, '<Gather timeout="5s"/>'),
    "no digits at all": (13314, '<Gather numDigits="0"/>'),
    "an input nobody has": (12200, '<Gather input="dtmf,speech"/>'),
    "a speech model nobody has": (12200, '<Gather input="speech" speechModel="whisper"/>'),
    "a hint that is too long": (12200, f'<Gather hints="{"x" * 101}"/>'),
    "too many hints": (12200, f'<Gather hints="{",".join(["x"] * 501)}"/>'),
    "a record that is too short": (13610, '<Record maxLength="1"/>'),
    "a dial that rings too shortly": (13212, '<Dial timeout="4">+15195550150</Dial>'),
    "a dial that rings too long": (13212, '<Dial timeout="601">+15195550150</Dial>'),
    "a talk that is too long": (13216, '<Dial timeLimit="14401">+15195550150</Dial>'),
    "digits that are none": (13222, '<Dial><Number sendDigits="1,2">+15195550150</Number></Dial>'),
    "an event nobody has": (12200, '<Dial><Number statusCallbackEvent="hungup">+15195550150</Number></Dial>'),
    "a reason nobody has": (13810, '<Reject reason="rude"/>'),
    "a pause that is no number": (13910, '<Pause length="long"/>'),
    "a Play of nothing": (13420, "<Play/>"),
}


@pytest.mark.parametrize(("code", "inside"), REFUSED.values(), ids=REFUSED.keys())
def test_the_provider_refuses(code: int, inside: str) -> None:
    with pytest.raises(ProviderFault) as caught:
        read_answer(*twiml(inside)[1:])
    assert caught.value.code == code


BODIES = {
    "a blank before the declaration": (12100, "text/xml", b' <?xml version="1.0"?><Response/>'),
    "a tag that is not closed": (12100, "text/xml", b"<Response><Say>"),
    "nothing": (12100, "text/xml", b""),
    "an entity from elsewhere": (12100, "text/xml", b'<!DOCTYPE x [<!ENTITY a "b">]><Response/>'),
    "another version of XML": (12101, "text/xml", b'<?xml version="2.0"?><Response/>'),
    "another root": (12102, "text/xml", b"<Answer/>"),
    "a root in small letters": (12102, "text/xml", b"<response/>"),
    "JSON": (12300, "application/json", b"{}"),
    "no content type": (12300, "", b"<Response/>"),
    "more than 64 kB": (11750, "text/xml", b"<Response>" + b" " * 65536 + b"</Response>"),
}


@pytest.mark.parametrize(("code", "kind", "body"), BODIES.values(), ids=BODIES.keys())
def test_the_provider_cannot_read(code: int, kind: str, body: bytes) -> None:
    with pytest.raises(ProviderFault) as caught:
        read_answer(kind, body)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", ["text/xml", "application/xml; charset=utf-8", "text/html", "text/plain"])
def test_a_document_is_read_under_any_of_these_content_types(kind: str) -> None:
    document = read_answer(kind, f"<Response><!-- a comment -->{say('Hello.')}</Response>".encode())
    assert [(verb.name, verb.text) for verb in document.verbs] == [("Say", "Hello.")]


def test_plain_words_are_read_aloud_and_the_call_ends() -> None:
    document = read_answer("text/plain", b"The office is closed.")
    assert [(verb.name, verb.text) for verb in document.verbs] == [("Say", "The office is closed."), ("Hangup", "")]


def test_audio_is_played_and_the_call_ends() -> None:
    document = read_answer("audio/mpeg", b"...", "https://county.example/hello.mp3")
    assert [(verb.name, verb.text) for verb in document.verbs] == [
        ("Play", "https://county.example/hello.mp3"),
        ("Hangup", ""),
    ]


def test_marks_of_speech_are_not_words_and_do_not_count() -> None:
    marked = f'<Say {GOOD}>Dial <say-as interpret-as="digits">911</say-as><break time="1s"/> now.</Say>'
    assert parse(f"<Response>{marked}</Response>".encode())[0].text == "Dial 911 now."


@pytest.mark.parametrize(
    ("voice", "language"),
    [
        ("man", "en-GB"),
        ("alice", "en-CA"),
        ("Polly.Gabrielle-Neural", "fr-CA"),
        ("Polly.Amy", "en-GB"),
        ("Google.fr-CA-Neural2-A", "fr-CA"),
    ],
)
def test_a_voice_speaks_its_language(voice: str, language: str) -> None:
    assert parse(f'<Response><Say voice="{voice}" language="{language}">Hello</Say></Response>'.encode())
