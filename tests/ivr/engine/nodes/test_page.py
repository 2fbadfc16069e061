"""A person on duty is rung, or rings a line from their own number: what they hear, and what they may decide."""

from dataclasses import replace

import pytest

from ivr.engine.asks import PageFact
from ivr.engine.effects import EmergencyMoved, PageAnswered
from ivr.engine.outputs import GoOn, RingOut, Talk
from tests.ivr.engine.builders import BOTH, Conversation, Leg, World, a_book, a_flow, a_line, say

FACT = PageFact(
    emergency="e-1",
    purpose="page",
    me="ann",
    name="Ann Vandermeer",
    line={"en": "County line", "fr": "Ligne du comté"},
    service={"en": "Burst water pipe", "fr": "Conduite d'eau brisée"},
    case_number="482719360",
    place="12 Main Street",
    caller="+15195550123",
    recordings=("https://311.example/recordings/words/1",),
)
MINE = replace(FACT, state="accepted", accepted_by="ann", accepted_name="Ann Vandermeer")


def moved(call: Conversation) -> list[tuple[str, str | None]]:
    return [(each.move, each.emergency) for each in call.wishes(EmergencyMoved)]


def accepting(world: World) -> Leg:
    call = Leg(world).presses("1").presses("1")
    assert call.closing == GoOn()
    return call


def test_before_any_key_only_line_and_name_are_said() -> None:
    call = Leg(World(pages=(FACT,)))
    assert call.heard == ["County line, for Ann Vandermeer. To hear the message, press 1."]


def test_a_mailbox_hears_no_more_than_that_and_accepts_nothing() -> None:
    call = Leg(World(pages=(FACT,))).waits().waits().waits()
    assert call.is_over
    assert {each for each in call.transcript if "Main Street" in each or "pipe" in each} == set()
    assert call.effects[:-1] == []


def test_after_a_key_what_where_the_callers_own_words_and_the_case_are_told() -> None:
    call = Leg(World(pages=(FACT,))).presses("5")
    told = " ".join(call.heard)
    assert "Burst water pipe" in told
    assert "12 Main Street" in told
    assert "4 8 2, 7 1 9, 3 6 0" in told
    assert "5 1 9, 5 5 5, 0 1 2 3" in told
    assert [each.recording for each in call.turnout.answer.speeches if each.recording] == [*FACT.recordings]
    assert call.wishes(PageAnswered) == [PageAnswered("heard")]


VEILED = replace(FACT, veiled=True)
DETAIL = ("Burst water pipe", "12 Main Street", "5 5 5, 0 1 2 3")


def says_detail(call: Conversation) -> list[str]:
    """Which details of the case are heard now, or the caller's words."""
    words = [each.recording for each in call.turnout.answer.speeches if each.recording]
    return [each for each in DETAIL if each in " ".join(call.heard)] + words


def test_a_restricted_emergency_says_nothing_of_itself_before_it_was_accepted_with_the_pin() -> None:
    world = World(pages=(VEILED,))
    call = Leg(world).presses("1")
    assert call.heard[0].startswith("A confidential emergency.")
    assert "4 8 2, 7 1 9, 3 6 0" in " ".join(call.heard)
    assert call.presses("1").heard == ["Enter your PIN and the pound key."]
    assert moved(call) == []
    call.presses("2468")
    assert (moved(call), call.closing) == ([("accept", "e-1")], GoOn())
    assert not any(each in " ".join(call.transcript) for each in DETAIL)
    world.pages = (replace(MINE, veiled=True, room="emergency-1"),)
    assert says_detail(call.goes_on()) == [*DETAIL, *FACT.recordings]
    assert call.closing == Talk("emergency-1")


def test_whoever_has_not_the_pin_hears_nothing_and_the_next_person_is_called_at_once() -> None:
    call = Leg(World(pages=(VEILED,))).presses("1").presses("1").presses("1111")
    assert call.heard == ["That is not right. Once more, please.", "Enter your PIN and the pound key."]
    call.presses("2222")
    assert (call.heard[0], call.is_over) == ("That is not right, either. We call somebody else.", True)
    assert (moved(call), call.wishes(PageAnswered)[-1]) == ([], PageAnswered("declined"))
    assert not any(each in " ".join(call.transcript) for each in DETAIL)


def test_a_restricted_emergency_is_not_found_to_be_the_same_as_another_by_whoever_holds_the_telephone() -> None:
    call = Leg(World(pages=(replace(VEILED, others=(("e-7", "111222333"),)),))).presses("1").presses("5")
    assert "111" not in "".join(call.heard).replace(" ", "")
    assert moved(call) == []


def test_who_has_entered_the_pin_already_on_their_own_line_accepts_with_one_key() -> None:
    world = World(pages=(VEILED,))
    call = own_line(world).presses("2468")
    assert says_detail(call) == []
    assert moved(call.presses("1")) == [("accept", "e-1")]
    world.pages = (replace(MINE, veiled=True),)
    assert says_detail(call.goes_on())[:3] == list(DETAIL)


def test_a_second_person_for_a_restricted_emergency_hears_of_it_after_the_pin_only() -> None:
    asked = replace(VEILED, purpose="second", state="accepted", accepted_by="bo", accepted_name="Bo Lachance")
    call = Leg(World(pages=(asked,))).presses("1")
    assert says_detail(call) == []
    call.presses("1").presses("2468")
    assert says_detail(call)[:3] == list(DETAIL)
    assert moved(call) == [("come_along", "e-1")]


def test_who_is_asked_whether_a_restricted_emergency_is_done_hears_its_number_only() -> None:
    call = Leg(World(pages=(replace(MINE, veiled=True, purpose="ask"),))).presses("1")
    assert "You have accepted a confidential emergency, case 4 8 2, 7 1 9, 3 6 0." in call.heard
    assert says_detail(call) == []


def test_it_is_heard_again_and_slowly() -> None:
    call = Leg(World(pages=(FACT,))).presses("1").presses("3")
    assert not any(each.slow for each in call.turnout.answer.speeches)
    call.presses("4")
    assert all(each.slow or each.recording for each in call.turnout.answer.speeches)


def test_who_accepts_first_is_joined_to_the_caller_who_waits() -> None:
    world = World(pages=(FACT,))
    call = accepting(world)
    assert moved(call) == [("accept", "e-1")]
    world.pages = (replace(MINE, room="emergency-1"),)
    assert call.goes_on().closing == Talk("emergency-1")
    assert call.wishes(PageAnswered)[-1] == PageAnswered("accepted")


def test_who_comes_second_hears_who_has_it() -> None:
    world = World(pages=(FACT,))
    call = accepting(world)
    world.pages = (replace(FACT, state="accepted", accepted_by="bo", accepted_name="Bo Lachance"),)
    assert call.goes_on().heard[0] == "Bo Lachance has taken it already."
    assert call.is_over
    assert PageAnswered("accepted") not in call.wishes(PageAnswered)


def test_a_late_key_after_somebody_elses_acceptance_moves_nothing() -> None:
    world = World(pages=(FACT,))
    call = Leg(world)
    world.pages = (replace(FACT, state="accepted", accepted_by="bo", accepted_name="Bo Lachance"),)
    assert "Bo Lachance has taken it already." in call.presses("1").heard
    assert moved(call) == []


def test_a_caller_who_has_left_can_be_rung_back_with_one_key_and_is_joined_without_another() -> None:
    world = World(pages=(FACT,))
    call = accepting(world)
    world.pages = (MINE,)
    assert "has hung up" in " ".join(call.goes_on().heard)
    call.presses("1")
    assert call.closing == RingOut("+15195550123", 40, (), "")
    assert "If it is done, press 1" in call.rang("talked", 60).heard[0]


@pytest.mark.parametrize(
    ("key", "move"), [("1", "done"), ("2", "hand_on"), ("3", "second"), ("4", "morning")], ids=lambda each: each
)
def test_accepted_is_not_finished_what_follows_is_told_by_key(key: str, move: str) -> None:
    mine = replace(MINE, purpose="ask")
    call = Leg(World(pages=(mine,))).presses("1").presses(key)
    assert moved(call) == [(move, "e-1")]
    assert call.is_over


def test_who_was_cut_off_is_put_back_to_the_caller_with_one_key() -> None:
    call = Leg(World(pages=(replace(MINE, purpose="again", room="emergency-1"),))).presses("1")
    assert call.closing == Talk("emergency-1")


def test_who_declines_is_thanked_and_nothing_else_happens() -> None:
    call = Leg(World(pages=(FACT,))).presses("1").presses("2")
    assert call.wishes(PageAnswered)[-1] == PageAnswered("declined")
    assert (moved(call), call.is_over) == ([], True)


def test_one_burst_pipe_is_joined_to_the_one_they_have() -> None:
    known = replace(FACT, others=(("e-7", "111222333"), ("e-8", "444555666")))
    call = Leg(World(pages=(known,))).presses("1").presses("5")
    assert call.heard == ["For case 1 1 1, 2 2 2, 3 3 3, press 1.", "For case 4 4 4, 5 5 5, 6 6 6, press 2."]
    call.presses("2")
    assert [(each.move, each.emergency, each.other) for each in call.wishes(EmergencyMoved)] == [("same", "e-1", "e-8")]


def test_a_wrong_key_in_the_list_of_others_tells_the_emergency_again() -> None:
    known = replace(FACT, others=(("e-7", "111222333"),))
    call = Leg(World(pages=(known,))).presses("1").presses("5").presses("9")
    assert (moved(call), "Emergency: Burst water pipe." in call.heard) == ([], True)


def test_it_is_told_in_the_language_of_the_person() -> None:
    call = Leg(World(pages=(FACT,)), a_line(languages=BOTH), "fr")
    assert call.heard == ["Ligne du comté, pour Ann Vandermeer. Pour entendre le message, faites le 1."]


def own_line(world: World) -> Conversation:
    return Conversation(a_book(a_flow(say("welcome"))), world, duty=True)


def test_a_person_on_duty_who_rings_from_their_own_number_hears_their_emergencies_first_with_their_pin() -> None:
    world = World(pages=(FACT,))
    call = own_line(world)
    assert "Enter your PIN" in call.heard[0]
    assert "Emergency: Burst water pipe." in call.presses("2468").heard
    call.presses("1")
    world.pages = (MINE,)
    call.goes_on().presses("2").presses("5")
    assert moved(call) == [("accept", "e-1")]


def test_without_the_pin_they_are_a_caller_like_everybody_else() -> None:
    call = own_line(World(pages=(FACT,)))
    assert call.presses("1111").heard == ["That is not right. Once more, please."]
    call.presses("2222")
    assert call.heard == ["welcome."]
    assert "pipe" not in " ".join(call.transcript)


def test_who_waits_goes_on_to_the_lines_own_flow() -> None:
    assert own_line(World(pages=(FACT,))).waits().heard == ["welcome."]


def test_a_person_without_open_emergencies_notices_nothing() -> None:
    assert own_line(World()).heard == ["welcome."]


def test_several_emergencies_are_told_one_after_the_other() -> None:
    second = replace(FACT, emergency="e-2", service={"en": "Fallen tree"})
    call = own_line(World(pages=(FACT, second))).presses("2468").presses("2")
    assert "Emergency: Fallen tree." in call.heard
    assert call.presses("2").heard[-1] == "welcome."


def test_of_what_is_theirs_already_they_are_asked_how_it_stands() -> None:
    call = own_line(World(pages=(MINE, replace(FACT, emergency="e-2")))).presses("2468")
    assert "If it is done, press 1." in call.heard[-1]
    call.presses("1")
    assert moved(call) == [("done", "e-1")]
    assert "To accept, press 1." in call.heard[-1]


def test_a_second_person_hears_who_asks_and_comes_along_while_the_first_keeps_it() -> None:
    asked = replace(FACT, purpose="second", state="accepted", accepted_by="bo", accepted_name="Bo Lachance")
    call = Leg(World(pages=(asked,))).presses("1")
    assert call.heard[0] == "Bo Lachance has this emergency, and asks for a second person."
    assert "12 Main Street" in " ".join(call.heard)
    call.presses("1")
    assert moved(call) == [("come_along", "e-1")]
    assert call.wishes(PageAnswered)[-1] == PageAnswered("accepted")
    assert (call.heard[0], call.is_over) == ("Thank you. Bo Lachance is told that you come along.", True)
