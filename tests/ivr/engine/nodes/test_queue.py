"""`queue`: the caller knows where they stand, may be called back, and is led on whatever becomes of the wait."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ivr.engine.asks import GroupFact
from ivr.engine.effects import (
    Answered,
    CallbackTaken,
    QueueBack,
    QueueDialled,
    QueueEntered,
    QueueJoined,
    QueueLeft,
    Rung,
)
from ivr.engine.nodes.queue import Queue
from ivr.engine.outputs import GoOn, Talk
from tests.ivr.engine.builders import (
    ANN,
    ANN_HOME,
    BOTH,
    CALLER,
    IN_LINE,
    JOINED,
    NOTICE,
    UNDISPATCHED,
    Conversation,
    World,
    a_book,
    a_flow,
    a_line,
    say,
)

ENDED = "This conversation has ended. If you were cut off, press 1, and you are answered next."
WAYS = {"next": "thanks", "callback": "promised", "gave_up": "given_up", "full": "no_room", "closed": "shut"}
CALLBACK_KEY = "To be called back and keep your place, press 1."
STOP_KEY = "To stop waiting, press 2."
LIMIT_KEYS = "To be called back, press 1. To go on without, press 2."


def arriving(world: World, line: Any = None, ways: Mapping[str, Any] = WAYS, **facts: Any) -> Conversation:
    step = Queue(name="line", queue="desk", skills=("french",), **ways)
    others = [say(each) for each in dict.fromkeys(WAYS.values())]
    flow = a_flow(step, *others, everywhere={"0": "person", "*": "repeat"})
    return Conversation(a_book(flow, line=line), world, **facts)


def waiting(world: World | None = None, **more: Any) -> Conversation:
    return arriving(world or World(place=IN_LINE), **more).goes_on()


def left(call: Conversation) -> list[str]:
    return [each.why for each in call.wishes(QueueLeft)]


def test_the_caller_is_in_line_before_they_hear_of_it() -> None:
    call = arriving(World(place=IN_LINE))
    assert call.wishes(QueueEntered) == [QueueEntered("desk", lines_up=True, skills=("french",))]
    assert (call.heard, call.closing) == (["Please hold. We are looking for somebody who is free."], GoOn())


NEWS = {
    "several": ({"ahead": 3, "expected": 350}, "There are 3 callers before you; about 6 minutes."),
    "one": ({"ahead": 1, "expected": 59}, "There is one caller before you; about one minute."),
    "next": ({"ahead": 0, "expected": 61}, "You are next; about 2 minutes."),
    "long, in steps of five": ({"ahead": 9, "expected": 1510}, "There are 9 callers before you; about 30 minutes."),
    "too long to tell": ({"ahead": 90, "expected": 9000}, "There are 90 callers before you; more than an hour."),
    "no time is known": ({"ahead": 2, "expected": None}, "There are 2 callers before you."),
    "nobody is there": ({"staffed": False}, "Nobody is there to answer at this moment."),
}


@pytest.mark.parametrize(("known", "told"), NEWS.values(), ids=NEWS)
def test_what_is_known_of_the_wait_is_told(known: dict[str, Any], told: str) -> None:
    assert waiting(World(place=replace(IN_LINE, **known))).heard == [told, CALLBACK_KEY, STOP_KEY]


def test_what_is_not_known_is_not_told() -> None:
    call = waiting(World(place=replace(IN_LINE, ahead=None, expected=None)))
    assert call.heard == [CALLBACK_KEY, STOP_KEY]


def test_the_wait_is_told_in_french_to_whoever_speaks_it() -> None:
    call = waiting(line=a_line(languages={"fr": BOTH["fr"]}))
    assert call.heard[0] == "Il y a 3 appels avant le vôtre; environ 6 minutes."


def test_news_come_each_minute_and_sooner_when_the_place_has_changed() -> None:
    world = World(place=IN_LINE)
    call = waiting(world)
    world.place = replace(IN_LINE, waited=19, ahead=2)
    assert call.waits().heard == []
    world.place = replace(IN_LINE, waited=21, ahead=2)
    assert "There are 2 callers before you; about 6 minutes." in call.waits().heard
    world.place = replace(IN_LINE, waited=79, ahead=2)
    assert call.waits().heard == []
    world.place = replace(IN_LINE, waited=81, ahead=2)
    assert CALLBACK_KEY in call.waits().heard


def test_between_the_news_there_is_music_where_the_group_has_some() -> None:
    world = World(place=replace(IN_LINE, music="https://county.example/quiet.wav"))
    call = waiting(world)
    world.place = replace(world.place or IN_LINE, waited=12)
    assert [each.recording for each in call.waits().turnout.answer.speeches] == ["https://county.example/quiet.wav"]
    assert call.listening.wait == 1


def test_a_star_tells_the_news_again() -> None:
    call = waiting().waits()
    assert call.heard == []
    assert "There are 3 callers before you; about 6 minutes." in call.presses("*").heard


def test_a_zero_leads_to_a_person_from_the_line_too() -> None:
    assert waiting().presses("0").at == "person"


def test_as_soon_as_somebody_has_accepted_the_two_are_put_together() -> None:
    world = World(place=IN_LINE)
    call = waiting(world)
    world.place = JOINED
    assert call.is_called().closing == Talk("talk-1")
    assert call.is_called().closing == Talk("talk-1")
    assert call.wishes(QueueJoined) == [QueueJoined("desk")]


def test_a_talk_that_is_recorded_is_announced_as_such_before_it_begins_and_once() -> None:
    world = World(place=IN_LINE)
    call = waiting(world)
    world.place = replace(JOINED, tape="call-1")
    assert call.is_called().closing == Talk("talk-1", tape="call-1")
    assert call.heard == [NOTICE["en"], "Somebody is on the line for you now."]
    world.place = replace(JOINED, tape="call-1", room="talk-2")
    assert call.rang("talked", 40).closing == Talk("talk-2", tape="call-1")
    assert call.heard == []


def test_without_being_called_the_caller_is_joined_at_the_next_look() -> None:
    world = World(place=IN_LINE)
    call = waiting(world)
    world.place = JOINED
    assert call.waits().closing == Talk("talk-1")


def parted(talked: int = 61) -> tuple[World, Conversation]:
    """A caller whose talk is over, and who is still there."""
    world = World(place=JOINED)
    call = waiting(world)
    world.place = replace(JOINED, state="over", room=None, talked=talked)
    return world, call.rang("talked", talked)


def test_whoever_was_cut_off_goes_back_into_the_line_by_a_key() -> None:
    world, call = parted()
    assert call.presses("1").heard == ["You are back in line, and keep your place."]
    assert (call.wishes(QueueBack), call.at) == ([QueueBack("desk")], "line")
    world.place = IN_LINE
    assert "There are 3 callers before you" in call.goes_on().heard[0]
    world.place = replace(JOINED, room="talk-1-1")
    assert call.is_called().closing == Talk("talk-1-1")


@pytest.mark.parametrize("keys", ["2", "9"])
def test_every_other_key_leads_on_after_a_talk(keys: str) -> None:
    _, call = parted()
    assert call.presses(keys).heard == ["thanks."]
    assert call.wishes(QueueBack) == []


def test_a_word_that_comes_late_asks_once_more_and_counts_no_second_talk() -> None:
    _, call = parted()
    assert call.is_called().heard == [ENDED]
    assert len(call.wishes(Rung)) <= 1


def test_after_talking_the_flow_goes_on() -> None:
    world = World(place=JOINED)
    call = waiting(world)
    world.place = replace(JOINED, state="over", room=None, talked=61)
    assert call.rang("talked").heard == [ENDED]
    assert call.waits().heard == ["thanks."]
    assert call.wishes(Rung) == [Rung("desk", "talked", 61)]


def test_a_talk_that_was_cut_off_before_it_began_leads_back_into_the_line() -> None:
    world = World(place=JOINED)
    call = waiting(world)
    world.place = IN_LINE
    assert call.rang("talked", 1).at == "line"
    assert call.listening.wait == 20


def test_a_short_talk_that_was_no_accident_is_a_talk() -> None:
    world = World(place=JOINED)
    call = waiting(world)
    world.place = replace(JOINED, room=None, talked=3)
    assert call.rang("talked").waits().waits().heard == ["thanks."]


def test_who_was_accepted_is_told_so_while_the_agent_hears_their_code() -> None:
    world = World(place=IN_LINE)
    call = waiting(world)
    world.place = replace(JOINED, room=None)
    assert call.waits().heard == ["Somebody has taken your call, and is with you in a moment."]
    assert call.waits().heard == []
    world.place = JOINED
    assert call.is_called().closing == Talk("talk-1")


def test_during_a_consultation_the_caller_knows_why_it_is_quiet_and_comes_into_the_new_room() -> None:
    world = World(place=JOINED)
    call = waiting(world)
    world.place = replace(JOINED, state="held", room=None)
    assert call.is_called().heard == ["Please hold. A colleague is being asked."]
    world.place = replace(JOINED, room="talk-2")
    assert call.is_called().closing == Talk("talk-2")
    world.place = replace(JOINED, room="talk-3")
    assert call.rang("talked", 40).closing == Talk("talk-3")


def test_nobody_comes_for_a_caller_who_was_accepted_and_they_are_not_kept_for_ever() -> None:
    call = waiting(World(place=replace(JOINED, room=None)))
    for _ in range(60):
        if call.at != "line":
            break
        call.waits()
    assert (call.heard, left(call)) == (["given_up."], ["nobody"])


def test_a_callback_keeps_the_place_and_the_number_is_confirmed() -> None:
    call = waiting().presses("1")
    assert call.heard == [
        "We call you back at 5 1 9, 5 5 5, 0 1 2 3. If that is right, press 1. For another number, press 2."
    ]
    call.presses("1")
    assert call.heard == ["We call you back at 5 1 9, 5 5 5, 0 1 2 3 when it is your turn.", "promised."]
    assert (call.wishes(CallbackTaken), left(call)) == ([CallbackTaken("desk", CALLER)], [])


def test_another_number_is_asked_for_read_back_and_kept() -> None:
    call = waiting().presses("1").presses("2").presses("12").presses("5195550177")
    assert "5 1 9, 5 5 5, 0 1 7 7" in call.heard[0]
    call.presses("1")
    assert call.wishes(CallbackTaken) == [CallbackTaken("desk", "+15195550177")]
    assert call.wishes(Answered) == [Answered("caller_number", "phone", "+15195550177")]


def test_a_hidden_number_is_asked_for() -> None:
    call = waiting(caller=None, withheld=True).presses("1")
    assert "At which number" in call.heard[0]
    assert call.presses("5195550177").presses("1").wishes(CallbackTaken) == [CallbackTaken("desk", "+15195550177")]


def test_whoever_gives_no_number_keeps_their_place() -> None:
    call = waiting(caller=None).presses("1").waits().presses("999").waits()
    assert call.heard[0] == "You are still in line."
    assert (call.at, left(call)) == ("line", [])


def test_silence_at_a_known_number_agrees_to_it() -> None:
    assert waiting().presses("1").waits().waits().wishes(CallbackTaken) == [CallbackTaken("desk", CALLER)]


@pytest.mark.parametrize("keys", ["", "1", "2"], ids=["asked for it", "confirmed it", "at another number"])
def test_a_human_being_is_better_than_a_question(keys: str) -> None:
    world = World(place=IN_LINE)
    call = waiting(world).presses("1")
    world.place = JOINED
    assert (call.presses(keys) if keys else call.is_called()).closing == Talk("talk-1")
    assert call.wishes(CallbackTaken) == []


def test_without_a_way_for_it_no_callback_is_offered() -> None:
    call = waiting(ways={"next": "thanks", "gave_up": "given_up"})
    assert call.heard == ["There are 3 callers before you; about 6 minutes.", STOP_KEY]
    assert call.presses("1").at == "line"


def test_who_does_not_want_to_wait_takes_the_way_that_is_written() -> None:
    call = waiting().presses("2")
    assert (call.heard, left(call)) == (["given_up."], ["gave_up"])


def test_after_the_longest_wait_a_callback_is_offered_before_anything_else() -> None:
    world = World(place=IN_LINE)
    call = waiting(world)
    world.place = replace(IN_LINE, waited=600)
    assert call.waits().heard == [
        "You have been waiting for 10 min, and we cannot say how much longer it takes.", LIMIT_KEYS,
    ]  # fmt: skip
    assert call.presses("1").presses("1").wishes(CallbackTaken) == [CallbackTaken("desk", CALLER)]


def test_after_the_longest_wait_whoever_says_nothing_is_led_on() -> None:
    world = World(place=replace(IN_LINE, waited=600))
    call = waiting(world).waits().waits()
    assert (call.heard, left(call)) == (["given_up."], ["gave_up"])


def test_whoever_is_just_being_rung_for_is_waited_for_a_little_longer() -> None:
    world = World(place=replace(IN_LINE, state="offered", waited=650))
    assert waiting(world).at == "line"
    world.place = replace(IN_LINE, state="offered", waited=1200)
    assert "1. To go on without" in waiting(world).heard[1]


def test_while_nobody_is_there_nobody_waits_for_longer_than_two_minutes() -> None:
    world = World(place=replace(IN_LINE, staffed=False, waited=120))
    assert "You have been waiting for 2 min" in waiting(world).heard[0]


@pytest.mark.parametrize(
    ("state", "said", "way"),
    [("full", "More callers are waiting", "no_room."), ("closed", "Nobody answers here", "shut.")],
)
def test_a_group_that_takes_nobody_offers_a_callback_and_leads_on(state: Any, said: str, way: str) -> None:
    call = arriving(World(group=GroupFact(state=state)))
    assert (said in call.heard[0], call.heard[1]) == (True, LIMIT_KEYS)
    assert call.presses("2").heard == [way]
    assert (call.wishes(QueueEntered), left(call)) == ([], [state])
    again = arriving(World(group=GroupFact(state=state))).presses("1").presses("1")
    assert again.wishes(CallbackTaken) == [CallbackTaken("desk", CALLER)]


def test_a_full_group_without_callback_takes_the_next_best_way_that_is_written() -> None:
    call = arriving(World(group=GroupFact(state="full")), ways={"next": "thanks", "gave_up": "given_up"})
    assert call.heard == ["given_up."]


def test_a_group_that_closes_while_somebody_waits_says_so() -> None:
    world = World(place=IN_LINE)
    call = waiting(world)
    world.place = replace(IN_LINE, state="closed")
    assert call.waits().heard[0] == "Nobody answers here at this hour."
    assert call.waits().waits().heard == ["shut."]


def test_while_no_scheduler_lives_the_caller_rings_the_agents_themselves() -> None:
    call = waiting(World(place=UNDISPATCHED))
    assert call.ringing.number == ANN
    assert call.rang("no_answer").goes_on().ringing.number == ANN_HOME
    assert call.rang("talked", 50).heard == ["thanks."]
    assert call.wishes(QueueDialled) == [QueueDialled("desk", "bo", 50)]


def test_and_is_led_on_when_none_of_them_takes_it() -> None:
    call = waiting(World(place=UNDISPATCHED)).rang("busy").goes_on().rang("no_answer")
    assert call.heard[-1] == LIMIT_KEYS
    assert call.presses("2").heard == ["given_up."]


def test_a_caller_nobody_knows_of_in_line_is_led_on() -> None:
    call = waiting(World(place=None))
    assert (call.heard, left(call)) == (["given_up."], ["nobody"])


def test_whoever_speaks_through_a_relay_service_is_asked_for_their_own_number() -> None:
    assert "At which number" in waiting(relay=True).presses("1").heard[0]


def test_a_caller_who_needs_time_has_it() -> None:
    assert waiting().waits().listening.wait == 20
    assert waiting(relay=True).waits().listening.wait == 80
