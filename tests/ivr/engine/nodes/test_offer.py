"""`offer`: somebody who answers is offered a caller, and nothing is said of the caller before a key."""

from dataclasses import replace
from typing import Any

import pytest

from ivr.engine.asks import OfferFact
from ivr.engine.built_in import OFFERED
from ivr.engine.effects import CallbackRang, OfferAnswered
from ivr.engine.outputs import GoOn, RingOut, Talk
from tests.ivr.engine.builders import BOTH, CALLER, Leg, World, a_line

OFFER = OfferFact(
    purpose="caller",
    state="open",
    line={"en": "Night line", "fr": "Ligne de nuit"},
    council="Long Point County",
    patience=300,
    caller=CALLER,
)
MINE = replace(OFFER, state="mine", room="talk-1")
ANNOUNCED = ["Night line, Long Point County. A caller is waiting.", "To take it, press 1. To decline, press 2."]
NUMBER = "The caller has hung up. Their number is 5 1 9, 5 5 5, 0 1 2 3. To ring them now, press 1."


def offered(world: World | None = None, **more: Any) -> Leg:
    return Leg(world or World(offer=OFFER), flow=OFFERED, **more)


def answers(leg: Leg) -> list[str]:
    return [each.result for each in leg.wishes(OfferAnswered)]


def test_line_council_and_that_somebody_waits_are_all_that_is_said_before_a_key() -> None:
    leg = offered()
    assert (leg.heard, answers(leg)) == (ANNOUNCED, ["answered"])


def test_it_is_said_in_the_language_of_the_group() -> None:
    leg = offered(line=a_line(languages=BOTH), language="fr")
    assert leg.heard[0] == "Ligne de nuit, Long Point County. Un appel est en attente."


def test_the_line_of_a_restricted_service_is_not_said() -> None:
    assert offered(World(offer=replace(OFFER, line={}))).heard[0] == "Long Point County. A caller is waiting."


PURPOSES = {
    "callback": "A caller is to be called back.",
    "transfer": "A colleague hands a caller over to you.",
    "interpreter": "Somebody is asked to interpret.",
}


@pytest.mark.parametrize(("purpose", "said"), PURPOSES.items())
def test_what_it_is_about_is_said_in_a_word(purpose: Any, said: str) -> None:
    assert offered(World(offer=replace(OFFER, purpose=purpose))).heard[0].endswith(said)


def test_whoever_is_asked_to_interpret_hears_the_language() -> None:
    world = World(offer=replace(OFFER, purpose="interpreter", language={"en": "French"}))
    assert offered(world).heard[1] == "The caller speaks French."


def test_a_switchboard_may_hold_the_announcement_for_minutes_and_it_is_repeated_all_the_time() -> None:
    world = World(offer=OFFER)
    leg = offered(world)
    for _ in range(29):
        world.passes(10)
        assert leg.waits().heard == ANNOUNCED
    assert leg.presses("1").closing == GoOn()
    assert answers(leg) == ["answered", "accepted"]


def test_but_not_for_ever() -> None:
    world = World(offer=OFFER)
    leg = offered(world)
    world.passes(300)
    assert leg.waits().is_over
    assert answers(leg) == ["answered", "missed"]


def test_a_wrong_key_is_answered_by_the_announcement() -> None:
    leg = offered().presses("5")
    assert (leg.heard, answers(leg)) == (ANNOUNCED, ["answered"])


def test_whoever_declines_is_thanked_and_somebody_else_is_asked() -> None:
    leg = offered().presses("2")
    assert (leg.heard, leg.is_over) == (["Thank you. Somebody else is asked.", "Goodbye."], True)
    assert answers(leg) == ["answered", "declined"]


def test_whoever_has_a_page_is_joined_after_the_key() -> None:
    world = World(offer=OFFER)
    leg = offered(world).presses("1")
    world.offer = MINE
    assert leg.goes_on().closing == GoOn()
    assert leg.goes_on().closing == Talk("talk-1")
    assert (leg.heard, answers(leg)) == (["The caller is on the line."], ["answered", "accepted", "ready"])


def test_both_sides_of_a_talk_ask_for_its_recording() -> None:
    world = World(offer=OFFER)
    leg = offered(world).presses("1")
    world.offer = replace(MINE, tape="call-1")
    assert leg.goes_on().goes_on().closing == Talk("talk-1", tape="call-1")


def test_whoever_has_none_hears_the_code_digit_by_digit_twice_before_the_caller_comes() -> None:
    world = World(offer=OFFER)
    leg = offered(world).presses("1")
    world.offer = replace(MINE, code="482719", room=None)
    assert leg.goes_on().heard[0] == (
        "To open it on your page, this is your code: 4 8 2, 7 1 9. Once more: 4 8 2, 7 1 9."
    )
    assert answers(leg) == ["answered", "accepted"]
    assert "4 8 2" in leg.presses("1").heard[0]
    assert leg.presses("2").closing == GoOn()
    assert answers(leg)[-1] == "ready"
    world.offer = replace(MINE, code="482719")
    assert leg.goes_on().closing == Talk("talk-1")


def test_who_accepts_on_the_page_need_press_nothing() -> None:
    world = World(offer=OFFER)
    leg = offered(world)
    world.offer = MINE
    assert leg.is_called().goes_on().closing == Talk("talk-1")
    assert answers(leg) == ["answered", "ready"]


def test_where_only_the_page_counts_no_key_accepts() -> None:
    leg = offered(World(offer=replace(OFFER, by_key=False)))
    assert leg.heard[1] == "Please take it on your page. To decline, press 2."
    assert answers(leg.presses("1")) == ["answered"]


@pytest.mark.parametrize("when", ["before the key", "with the key"])
def test_somebody_else_has_it(when: str) -> None:
    world = World(offer=OFFER)
    leg = offered(world) if when == "before the key" else offered(world).presses("1")
    world.offer = replace(OFFER, state="taken")
    leg.is_called() if when == "before the key" else leg.goes_on()
    assert (leg.heard, leg.is_over) == (["Somebody else has it.", "Goodbye."], True)


def test_an_offer_that_was_withdrawn_or_is_gone_ends_the_leg() -> None:
    for offer in (replace(OFFER, state="over"), None):
        world = World(offer=OFFER)
        leg = offered(world)
        world.offer = offer
        assert leg.waits().heard == ["It is not waiting any more.", "Goodbye."]


def test_a_caller_who_has_gone_before_any_key_leaves_no_number_to_a_mailbox() -> None:
    world = World(offer=OFFER)
    leg = offered(world)
    world.offer = replace(OFFER, state="gone")
    assert leg.waits().heard[-1] == "The caller has hung up. To hear their number, press 1."
    assert leg.presses("1").heard == [NUMBER]
    assert leg.presses("1").closing == RingOut(CALLER, 40, (), "")


def test_nobody_presses_anything_about_a_caller_who_has_gone() -> None:
    world = World(offer=replace(OFFER, state="gone"))
    assert offered(world).waits().waits().waits().is_over


def test_a_caller_who_leaves_while_the_code_is_spoken_can_be_rung() -> None:
    world = World(offer=OFFER)
    leg = offered(world).presses("1")
    world.offer = replace(MINE, code="482719", room=None)
    leg.goes_on()
    world.offer = replace(OFFER, state="gone")
    assert leg.waits().heard == [NUMBER]


def test_a_caller_who_has_gone_and_left_no_number_cannot_be_rung() -> None:
    world = World(offer=OFFER)
    leg = offered(world).presses("1")
    world.offer = replace(OFFER, state="gone", caller="")
    assert leg.goes_on().heard == ["The caller has hung up, and left no number."]
    assert leg.presses("1").is_over


def test_after_the_talk_the_leg_ends() -> None:
    world = World(offer=MINE)
    leg = offered(world).goes_on()
    world.offer = replace(MINE, state="over", room=None)
    assert leg.rang("talked", 40).is_over


def test_a_talk_goes_on_in_another_room_and_without_ending_for_the_others() -> None:
    world = World(offer=MINE)
    leg = offered(world).goes_on()
    world.offer = replace(MINE, room="talk-2", ends=False)
    assert leg.is_called().closing == Talk("talk-2", ends=False)
    world.offer = replace(MINE, room="talk-3")
    assert leg.rang("talked").closing == Talk("talk-3")


def test_whoever_waits_for_a_room_is_asked_to_hold_and_not_for_ever() -> None:
    world = World(offer=replace(MINE, room=None))
    leg = offered(world).goes_on()
    assert leg.heard == ["Please hold. The caller comes in a moment."]
    for _ in range(70):
        if leg.is_over:
            break
        leg.waits()
    assert leg.is_over


def test_whoever_calls_back_waits_in_the_room_into_which_the_resident_is_rung() -> None:
    world = World(offer=replace(OFFER, purpose="callback"))
    leg = offered(world).presses("1")
    world.offer = CALLING
    assert leg.goes_on().goes_on().heard == ["Their number is 5 1 9, 5 5 5, 0 1 2 3. We ring them now."]
    assert leg.closing == Talk("talk-1")
    world.offer = replace(CALLING, resident="over", talked=80)
    leg.rang("talked", 80)
    assert leg.wishes(CallbackRang) == [CallbackRang("talked", 80)]
    assert leg.waits().is_over


def test_a_resident_who_is_called_back_need_press_nothing() -> None:
    world = World(offer=replace(OFFER, purpose="resident"))
    leg = offered(world)
    world.offer = replace(MINE, purpose="resident")
    assert leg.goes_on().goes_on().closing == Talk("talk-1")
    assert answers(leg) == ["answered", "accepted", "ready"]
    assert leg.heard == []


def test_a_resident_who_is_called_back_is_told_when_they_hold_and_comes_into_the_next_room() -> None:
    world = World(offer=replace(OFFER, purpose="resident"))
    leg = offered(world)
    world.offer = replace(MINE, purpose="resident")
    leg.goes_on().goes_on()
    world.offer = replace(MINE, purpose="resident", room=None)
    assert leg.is_called().heard == ["Please hold. A colleague is being asked."]
    world.offer = replace(MINE, purpose="resident", room="talk-1-1")
    assert leg.is_called().closing == Talk("talk-1-1")


def test_once_nobody_talks_with_them_the_resident_hears_goodbye() -> None:
    world = World(offer=replace(OFFER, purpose="resident"))
    leg = offered(world)
    world.offer = replace(MINE, purpose="resident")
    leg.goes_on().goes_on()
    world.offer = replace(MINE, purpose="resident", state="gone", room=None)
    assert leg.is_called().heard == ["Goodbye."]
    assert leg.is_over


def test_whoever_calls_back_goes_along_into_another_room() -> None:
    world, leg = calling()
    world.offer = replace(CALLING, resident="here", room="talk-1-1")
    assert leg.rang("talked", 20).closing == Talk("talk-1-1")
    assert leg.wishes(CallbackRang) == []


def test_whoever_reached_a_mailbox_only_says_so() -> None:
    _, leg = calling(resident="over", talked=12)
    leg.rang("talked", 12)
    assert leg.heard == ["If you did not reach the person themselves, press 2, and they are called again later."]
    assert leg.presses("2").is_over
    assert leg.wishes(CallbackRang) == [CallbackRang("talked", 12), CallbackRang("no_answer", 0)]


def test_nobody_answers_a_callback_and_it_is_tried_again_at_once_or_later() -> None:
    world, leg = calling(resident="no_answer")
    assert "press 1" in leg.is_called().heard[0]
    for _ in range(2):
        world.offer = replace(CALLING, resident="ringing")
        assert leg.presses("1").closing == Talk("talk-1")
        world.offer = replace(CALLING, resident="busy")
        leg.is_called()
    assert leg.presses("1").is_over
    assert [each.result for each in leg.wishes(CallbackRang)] == ["no_answer", "busy", "busy"]
    assert answers(leg).count("again") == 2


CALLING = replace(MINE, purpose="callback")


def calling(**becomes: Any) -> tuple[World, Leg]:
    """Whoever calls back is in the room; then it is so with the resident."""
    world = World(offer=CALLING)
    leg = offered(world).goes_on()
    assert leg.closing == Talk("talk-1")
    world.offer = replace(CALLING, **becomes)
    return world, leg


def test_a_call_in_the_middle_of_a_question_repeats_it() -> None:
    _, leg = calling(resident="no_answer")
    said = leg.is_called().heard
    assert leg.is_called().heard == said
