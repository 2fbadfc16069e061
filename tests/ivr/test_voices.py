"""Which language a voice is told to speak."""

import pytest

from ivr.voices import language_for


@pytest.mark.parametrize(
    ("voice", "wanted", "spoken"),
    [
        pytest.param("Polly.Gabrielle-Neural", "fr-CA", "fr-CA", id="the wanted one when it can"),
        pytest.param("Polly.Joanna-Neural", "en-CA", "en-US", id="its own when it cannot"),
        pytest.param("Polly.Amy-Neural", "en-GB", "en-GB", id="a British voice"),
        pytest.param("Somebody.New", "en-CA", "en-CA", id="a voice nobody knows is believed"),
        pytest.param("Polly.Aditi", "en-GB", "en-IN", id="the same language before another"),
    ],
)
def test_a_voice_is_told_to_speak_a_language_it_speaks(voice: str, wanted: str, spoken: str) -> None:
    assert language_for(voice, wanted) == spoken
