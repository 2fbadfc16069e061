"""Whoever speaks through a relay service has the same patience everywhere, and is asked twice as often."""

from ivr.engine.nodes.ask import Ask, Choice
from ivr.engine.nodes.record import Record
from ivr.engine.outputs import TakeRecording
from ivr.engine.unhurried import RELAY_PATIENCE
from tests.ivr.engine.builders import Conversation, a_book, a_flow, say

MENU = Ask(name="menu", ask={"en": "What?"}, keys={"1": Choice(what={"en": "this"}, go="bye")}, wait=6, tries=2)
MESSAGE = Record(name="message", record={"en": "Please speak."}, next="bye", empty="bye")


def test_they_are_waited_for() -> None:
    book = a_book(a_flow(MENU, say("bye")))
    assert [Conversation(book, relay=each).listening.wait for each in (False, True)] == [6, 6 * RELAY_PATIENCE]


def test_a_question_is_asked_twice_as_often_before_the_way_out() -> None:
    def silences(*, relay: bool) -> int:
        call = Conversation(a_book(a_flow(MENU, say("bye"), after_last_try="bye")), relay=relay)
        count = 0
        while call.at == "menu":
            call.waits()
            count += 1
        return count

    assert [silences(relay=each) for each in (False, True)] == [2, 4]


def test_a_pause_in_a_message_ends_it_later() -> None:
    usual, patient = (Conversation(a_book(a_flow(MESSAGE, say("bye"))), relay=each).closing for each in (False, True))
    assert isinstance(usual, TakeRecording)
    assert isinstance(patient, TakeRecording)
    assert (patient.silence, patient.at_most) == (RELAY_PATIENCE * usual.silence, RELAY_PATIENCE * usual.at_most)
