"""The waiting room: its caller hears how it stands, may add words or leave, and is joined to whoever accepts."""

from dataclasses import replace

import pytest

from ivr.engine.effects import EmergencyMoved, EmergencyRaised, MessageLeft, Rung
from ivr.engine.nodes.emergency import Emergency
from ivr.engine.outputs import Talk
from tests.ivr.engine.builders import ACCEPTED, PAGING, UNPAGED, Conversation, World, a_book, a_flow, say


def waiting(world: World) -> Conversation:
    step = Emergency(name="help", emergency="water", next="thanks", nobody="promise")
    flow = a_flow(step, say("thanks"), say("promise"), everywhere={"0": "person"})
    return Conversation(a_book(flow), world).goes_on()


def moves(call: Conversation) -> list[str]:
    return [each.move for each in call.wishes(EmergencyMoved)]


def test_the_emergency_is_raised_before_anything_is_asked_of_anybody() -> None:
    flow = a_flow(Emergency(name="help", emergency="water", next="goodbye", nobody="goodbye"))
    assert Conversation(a_book(flow)).wishes(EmergencyRaised) == [EmergencyRaised("water", "water")]


def test_the_caller_hears_the_keys_once_and_then_how_long_it_has_been() -> None:
    world = World(standing=PAGING)
    call = waiting(world)
    assert call.heard == ["Please stay on the line. To add something, press 1. To be called back instead, press 2."]
    assert call.waits().heard == []
    world.standing = replace(PAGING, waited=119)
    assert "2 min" in call.waits().heard[0]


def test_as_soon_as_somebody_has_accepted_the_two_are_put_together() -> None:
    world = World(standing=PAGING)
    call = waiting(world)
    world.standing = ACCEPTED
    assert call.is_called().closing == Talk("emergency-1")
    assert moves(call) == ["caller_joined"]


def test_without_being_called_the_caller_is_joined_at_the_next_look() -> None:
    world = World(standing=PAGING)
    call = waiting(world)
    world.standing = ACCEPTED
    assert call.waits().closing == Talk("emergency-1")


def test_a_repeated_call_into_the_conference_joins_once_only() -> None:
    call = waiting(World(standing=ACCEPTED)).is_called().is_called()
    assert (call.closing, moves(call)) == (Talk("emergency-1"), ["caller_joined"])


def test_after_talking_the_flow_goes_on_and_the_talk_is_kept() -> None:
    world = World(standing=ACCEPTED)
    call = waiting(world)
    world.standing = replace(ACCEPTED, talked=61, room=None)
    assert call.rang("talked").at == "thanks"
    assert call.wishes(Rung) == [Rung("ann", "talked", 61)]


def test_a_caller_whose_talk_was_cut_off_before_it_began_waits_on_while_they_are_rung_again() -> None:
    world = World(standing=ACCEPTED)
    call = waiting(world)
    world.standing = replace(ACCEPTED, talked=1, room=None)
    assert call.rang("talked").at == "help"
    world.standing = PAGING
    assert call.waits().at == "help"
    world.standing = replace(ACCEPTED, room="emergency-1")
    assert call.waits().closing == Talk("emergency-1")


def test_a_short_talk_that_was_no_accident_is_a_talk() -> None:
    world = World(standing=ACCEPTED)
    call = waiting(world)
    world.standing = replace(ACCEPTED, talked=3, room=None)
    assert call.rang("talked").waits().at == "thanks"
    assert "has taken your emergency" in call.heard[0]


def test_words_that_are_added_are_recorded_and_passed_on() -> None:
    call = waiting(World(standing=PAGING)).presses("1")
    assert call.is_recording
    call.records(7, "RE7")
    assert call.wishes(MessageLeft) == [MessageLeft("RE7", 7)]
    assert moves(call) == ["add"]
    assert call.at == "help"


def test_who_leaves_is_promised_a_call_and_the_emergency_stays_raised() -> None:
    call = waiting(World(standing=PAGING)).presses("2")
    assert (call.heard, moves(call)) == (["promise."], ["leave"])


@pytest.mark.parametrize("long", [{"rounds": 1}, {"waited": 180}], ids=["after the first round", "after three minutes"])
def test_who_has_waited_long_enough_takes_the_way_for_nobody(long: dict[str, int]) -> None:
    world = World(standing=PAGING)
    call = waiting(world)
    world.standing = replace(PAGING, **long)  # type: ignore[arg-type]
    assert (call.waits().heard, moves(call)) == (["promise."], [])


ENDINGS = {
    "known": "Somebody has taken your emergency",
    "morning": "can wait until morning",
    "over": "has been dealt with",
}


@pytest.mark.parametrize(("state", "sentence"), ENDINGS.items())
def test_when_there_is_nobody_to_wait_for_the_caller_is_told_why(state: str, sentence: str) -> None:
    world = World(standing=PAGING)
    call = waiting(world)
    world.standing = replace(PAGING, state=state)  # type: ignore[arg-type]
    call.waits()
    assert sentence in call.heard[0]
    assert call.heard[-1] == "thanks."


def test_accepted_without_a_telephone_the_caller_is_held_until_that_person_is_on_the_line() -> None:
    world = World(standing=PAGING)
    call = waiting(world)
    world.standing = replace(ACCEPTED, room=None)
    assert "putting you through" in call.waits().heard[0]
    assert call.waits().heard == []
    world.standing = ACCEPTED
    assert call.waits().closing == Talk("emergency-1")


def test_when_the_scheduler_dies_while_somebody_waits_their_call_begins_to_ring_people() -> None:
    world = World(standing=PAGING)
    call = waiting(world)
    world.standing = UNPAGED
    assert call.waits().ringing.number == UNPAGED.to_ring[0].number


def test_a_zero_leads_to_a_person_from_the_waiting_room_too() -> None:
    call = waiting(World(standing=PAGING)).presses("0")
    assert call.at == "person"
