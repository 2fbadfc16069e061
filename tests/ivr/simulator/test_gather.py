"""Gather, fact by fact (twilio.md section 4)."""

from dataclasses import dataclass

import pytest

from ivr.simulator.calls import Call
from tests.ivr.simulator.county import County, heard, network_of, ring, say


@dataclass
class Asked:
    county: County
    call: Call

    @property
    def answers(self) -> list[dict[str, str]]:
        return self.county.posted("/got")


def ask(attributes: str, inside: str = "", after: str = say("Nothing came.")) -> Asked:
    county = County({"/voice": f'<Gather action="/got" {attributes}>{inside}</Gather>{after}', "/got": say("Thanks.")})
    return Asked(county, ring(network_of(county)))


def test_the_last_of_a_number_of_digits_submits_at_once() -> None:
    asked = ask('numDigits="3"')
    asked.call.press("12")
    assert asked.answers == []
    asked.call.press("3")
    assert asked.answers[0]["Digits"] == "123"


def test_keys_after_the_last_digit_are_not_for_the_next_question() -> None:
    pages = {"/voice": '<Gather action="/second" numDigits="1"/>', "/second": '<Gather action="/got" numDigits="1"/>'}
    county = County({**pages, "/got": say("Thanks.")})
    call = ring(network_of(county)).press("12")
    assert county.posted("/got") == []
    assert call.press("3").doing == "speaking"
    assert county.posted("/got")[0]["Digits"] == "3"


def test_the_finish_key_submits_and_is_not_among_the_digits() -> None:
    asked = ask("")
    asked.call.press("42#")
    assert (asked.answers[0]["Digits"], asked.answers[0]["FinishedOnKey"]) == ("42", "#")


def test_the_finish_key_pressed_first_is_an_empty_gather() -> None:
    asked = ask("")
    asked.call.press("#")
    assert asked.answers == []
    assert heard(asked.call) == ["Nothing came."]


def test_without_a_finish_key_hash_and_star_are_digits() -> None:
    asked = ask('finishOnKey="" numDigits="3"')
    asked.call.press("#*1")
    assert asked.answers[0]["Digits"] == "#*1"


def test_another_finish_key_leaves_hash_among_the_digits() -> None:
    asked = ask('finishOnKey="*"')
    asked.call.press("1#*")
    assert asked.answers[0]["Digits"] == "1#"


def test_a_key_interrupts_what_is_being_said() -> None:
    asked = ask('numDigits="1"', say("A long sentence. " * 10))
    asked.call.wait(1).press("1")
    assert heard(asked.call)[-1] == "Thanks."


def test_silence_falls_through_to_the_next_verb() -> None:
    asked = ask('timeout="6"')
    asked.call.wait(5.9)
    assert heard(asked.call) == []
    asked.call.wait(0.2)
    assert heard(asked.call) == ["Nothing came."]
    assert asked.answers == []


def test_silence_is_posted_when_the_document_asks_for_it() -> None:
    asked = ask('timeout="6" actionOnEmptyResult="true"')
    asked.call.wait(6)
    assert asked.answers[0]["Digits"] == ""


def test_silence_for_speech_is_posted_without_words() -> None:
    asked = ask('input="speech" actionOnEmptyResult="true"')
    asked.call.wait(5)
    assert {"Digits", "SpeechResult"}.isdisjoint(asked.answers[0])


def test_the_time_out_is_five_seconds_and_starts_after_the_prompt() -> None:
    asked = ask("", say("x" * 30))
    asked.call.wait(6.9)
    assert heard(asked.call) == ["x" * 30]
    assert heard(asked.call.wait(0.2))[-1] == "Nothing came."


def test_the_time_out_starts_again_at_each_key_and_then_submits() -> None:
    asked = ask('timeout="5"')
    asked.call.wait(4).press("1").wait(4).press("2").wait(4)
    assert asked.answers == []
    asked.call.wait(1)
    assert asked.answers[0]["Digits"] == "12"


def test_words_are_posted_with_a_confidence() -> None:
    asked = ask('input="speech" language="fr-CA"')
    asked.call.say("une fuite d'eau")
    got = asked.answers[0]
    assert (got["SpeechResult"], got["Confidence"], got["Language"]) == ("une fuite d'eau", "0.9", "fr-CA")
    assert "Digits" not in got


def test_words_are_not_for_a_gather_of_keys_nor_keys_for_one_of_words() -> None:
    asked, other = ask('input="dtmf"'), ask('input="speech"')
    asked.call.say("water")
    other.call.press("1")
    assert asked.answers == other.answers == []
    assert heard(asked.call.wait(5)) == heard(other.call.wait(5)) == ["Nothing came."]


def test_the_first_kind_of_input_wins() -> None:
    asked = ask('input="dtmf speech" timeout="3"')
    asked.call.press("4").say("water").wait(3)
    assert asked.answers[0]["Digits"] == "4"
    assert "SpeechResult" not in asked.answers[0]


def test_keys_pressed_while_a_plain_say_is_spoken_are_lost() -> None:
    county = County({"/voice": say("x" * 30) + '<Gather action="/got" numDigits="1"/>'})
    call = ring(network_of(county)).press("1").wait(3)
    assert county.posted("/got") == []
    assert call.doing == "listening"


def test_a_gather_without_an_action_asks_its_own_document_again() -> None:
    county = County({"/voice": '<Gather numDigits="1"/>'})
    ring(network_of(county)).press("7")
    assert [form.get("Digits") for form in county.posted("/voice")] == [None, "7"]


@pytest.mark.parametrize("loop", [2, 3])
def test_a_say_is_repeated(loop: int) -> None:
    county = County({"/voice": say("Hello.").replace("<Say", f'<Say loop="{loop}"')})
    call = ring(network_of(county)).wait(10)
    assert heard(call) == ["Hello."] * loop


def test_the_other_prompts_take_their_time_too() -> None:
    asked = ask("", f'<Pause length="3"/><Play>{"https://county.example/hello.mp3"}</Play><Play digits="1ww"/>')
    asked.call.wait(3 + 5 + 1.5 + 4.9)
    assert asked.call.doing == "listening"
    assert asked.call.wait(0.2).doing == "speaking"
