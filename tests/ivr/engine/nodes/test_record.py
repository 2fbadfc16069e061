"""A message: announced, recorded, kept; or nothing was said."""

import pytest

from ivr.engine.effects import MessageLeft
from ivr.engine.inputs import Input, Pressed, RingEnded, Silent
from ivr.engine.nodes.record import Record
from ivr.engine.outputs import TakeRecording
from tests.ivr.engine.builders import BRITISH, NOTICE, Conversation, a_book, a_flow, a_line, say


def called(empty: str | None = "nothing", next_step: str | None = "thanks") -> Conversation:
    step = Record(name="message", record={"en": "Tell us."}, at_most=90, silence=4, next=next_step, empty=empty)
    return Conversation(a_book(a_flow(step, say("thanks"), say("nothing"))))


def test_the_recording_notice_is_the_first_thing_said() -> None:
    call = called()
    assert call.heard[:2] == [NOTICE["en"], "Tell us."]
    assert "pound key" in call.heard[2]
    assert call.closing == TakeRecording(90, 4, "#", "en")


def test_in_britain_the_pound_key_is_the_hash_key() -> None:
    step = Record(name="message", record={"en": "Tell us."}, next="goodbye")
    call = Conversation(a_book(a_flow(step), line=a_line(languages=BRITISH)))
    assert "hash key" in call.heard[2]


def test_a_message_is_kept_with_its_length() -> None:
    call = called().records(12, "RE7")
    assert call.at == "thanks"
    assert call.wishes(MessageLeft) == [MessageLeft("RE7", 12)]


def test_a_message_of_a_caller_who_hangs_up_is_kept_too() -> None:
    assert called().records(12, hung_up=True).wishes(MessageLeft) == [MessageLeft("RE1", 12)]


def test_an_empty_recording_leads_to_its_own_place_or_on() -> None:
    assert called().records(0).at == "nothing"
    assert called(empty=None).records(0).at == "thanks"
    assert called().records(0).wishes(MessageLeft) == []


@pytest.mark.parametrize("stray", [Silent(), Pressed("5"), RingEnded("talked")], ids=repr)
def test_what_is_no_recording_is_an_empty_one(stray: Input) -> None:
    assert called().gives(stray).at == "nothing"


def test_a_message_without_a_way_on_still_reaches_a_human() -> None:
    call = called(next_step=None).records(3)
    assert call.wishes(MessageLeft)
    assert call.at == "person"
