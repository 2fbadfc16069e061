"""Who is called at one moment of an emergency, as tables; and that it never ends, never spins and never rings twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.escalation import LONGEST_PAUSE, Level, Plan, Target
from afterhours.rules.paging import SHORTEST, Decision, Moment, Note, Passed, Ring, Try, decide

NOW = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
ANN, BO, CY = "+15195550161", "+15195550162", "+15195550163"
ANN_AT_HOME = "+15195550171"
NUMBERS: Mapping[str, Sequence[str]] = {"ann": (ANN, ANN_AT_HOME), "bo": (BO,), "cy": (CY,)}


def level(name: str, seconds: int = 25) -> Level:
    return Level(ring=(Target("duty", name),), seconds=seconds)


PLAN = Plan(levels=(level("primary"), level("secondary", 30), level("manager", 40)), pause=20)


def moment(**changes: object) -> Moment:
    """The raising: ann is primary, bo secondary, cy the manager; everybody can be reached and nobody is busy."""
    start = Moment(plan=PLAN, round=0, level=0, now=NOW, duty=(("ann",), ("bo",), ("cy",)), numbers=NUMBERS)
    return replace(start, **changes)  # type: ignore[arg-type]


def called(decision: Decision) -> list[str]:
    return [ring.person for ring in decision.rings]


def later(decision: Decision) -> float:
    return (decision.due_at - NOW).total_seconds()


def a_try(person: str = "ann", number: str = ANN, result: str | None = None, ago: int = 10, **more: bool) -> Try:
    return Try(
        person=person,
        number=number,
        began_at=NOW - timedelta(seconds=ago),
        over=result is not None,
        result=result,
        **more,
    )


def test_the_first_level_is_rung_at_once_and_the_next_is_due_when_its_seconds_are_over() -> None:
    decision = decide(moment())
    assert decision.rings == [Ring("ann", ANN, 0, 0)]
    assert (decision.round, decision.level, later(decision)) == (0, 1, 25)


def test_everybody_of_a_level_is_rung_at_once() -> None:
    decision = decide(moment(duty=(("ann", "bo", "cy"), (), ())))
    assert called(decision) == ["ann", "bo", "cy"]
    assert all(ring.level == 0 for ring in decision.rings)


def test_an_empty_level_means_the_next_at_once_and_a_note() -> None:
    decision = decide(moment(duty=((), ("bo",), ("cy",))))
    assert called(decision) == ["bo"]
    assert decision.notes == [Note("nobody", 0)]
    assert (decision.level, later(decision)) == (2, 30)


def test_after_the_last_level_comes_the_pause_and_then_the_first_level_of_the_next_round() -> None:
    decision = decide(moment(level=3, tries=(a_try("cy", CY, ago=40),)))
    assert called(decision) == []
    assert (decision.round, decision.level, later(decision)) == (1, 0, 20)


def test_the_pause_is_a_minute_at_most() -> None:
    plan = replace(PLAN, pause=3600)
    assert later(decide(moment(plan=plan, level=3, tries=(a_try("cy", CY, ago=40),)))) == LONGEST_PAUSE


@pytest.mark.parametrize("pause", [0, 20])
def test_a_plan_that_reaches_nobody_is_tried_again_after_the_pause_and_never_spins(pause: int) -> None:
    decision = decide(moment(plan=replace(PLAN, pause=pause), duty=((), (), ())))
    assert decision.rings == []
    assert [note.level for note in decision.notes if note.what == "nobody"] == [0, 1, 2]
    assert (decision.round, decision.level) == (1, 0)
    assert later(decision) == max(pause, SHORTEST.total_seconds())


@pytest.mark.parametrize("result", ["busy", "failed", "no_answer", "machine", "mailbox_full", "unpressed"])
def test_a_call_that_ends_early_is_followed_by_the_person_s_next_number_within_the_level(result: str) -> None:
    decision = decide(moment(level=1, tries=(a_try(result=result),)))
    assert decision.rings == [Ring("ann", ANN_AT_HOME, 1, 0)]
    assert (decision.level, later(decision)) == (1, 15)


@pytest.mark.parametrize("result", ["accepted", "declined", "same", "superseded"])
def test_after_some_results_no_other_number_of_the_person_is_rung(result: str) -> None:
    assert "ann" not in called(decide(moment(level=1, tries=(a_try(result=result),))))


TWICE = (("ann",), ("ann",), ("bo",))
"""As a plan may be: the primary in two levels."""


def test_who_declines_is_not_rung_by_the_levels_that_follow_in_this_round() -> None:
    said_no = moment(level=1, duty=TWICE, tries=(a_try(result="declined"),), declined=frozenset({"ann"}))
    assert called(decide(said_no)) == ["bo"]
    assert decide(said_no).notes == []
    assert called(decide(replace(said_no, round=1, level=0, tries=(), declined=frozenset()))) == ["ann"]


def test_a_call_that_waits_for_somebody_to_be_free_is_not_placed_once_they_have_declined() -> None:
    waits = a_try(deferred=True)
    free = moment(level=2, duty=TWICE, tries=(waits,))
    assert decide(free).placed == ["ann"]
    said_no = decide(replace(free, declined=frozenset({"ann"})))
    assert (said_no.placed, called(said_no)) == ([], ["bo"])


def test_where_everybody_has_declined_or_is_busy_the_last_level_is_rung_regardless() -> None:
    moments = moment(level=1, tries=(a_try(result="declined"),), declined=frozenset({"ann"}))
    busy = replace(moments, engaged=frozenset({"bo", "cy"}))
    assert called(decide(busy)) == ["cy"]


def test_when_every_call_of_a_level_has_ended_early_the_next_level_is_due_at_once() -> None:
    decision = decide(moment(level=1, tries=(a_try(result="busy"), a_try(number=ANN_AT_HOME, result="no_answer"))))
    assert called(decision) == ["bo"]
    assert (decision.level, later(decision)) == (2, 30)


def test_a_level_goes_on_while_one_of_its_calls_still_rings() -> None:
    tries = (a_try(result="busy"), a_try(number=ANN_AT_HOME, result="busy"), a_try("bo", BO))
    decision = decide(moment(level=1, tries=tries, duty=(("ann", "bo"), (), ("cy",))))
    assert (called(decision), decision.level, later(decision)) == ([], 1, 15)


def test_a_level_s_moment_never_waits_for_a_mailbox() -> None:
    decision = decide(moment(level=1, tries=(a_try(ago=25),), ringing=frozenset({"ann"})))
    assert called(decision) == ["bo"]


def test_the_person_is_worked_out_anew_at_each_attempt() -> None:
    before, after = moment(), moment(round=1, duty=(("bo",), ("cy",), ()))
    assert (called(decide(before)), called(decide(after))) == (["ann"], ["bo"])


@pytest.mark.parametrize(("number_of_round", "number"), [(0, ANN), (1, ANN_AT_HOME), (2, ANN)])
def test_each_round_begins_with_the_next_number(number_of_round: int, number: str) -> None:
    assert decide(moment(round=number_of_round)).rings[0].number == number


def test_who_still_rings_from_the_level_before_is_rung_again_when_that_call_has_ended() -> None:
    plan = replace(PLAN, levels=(level("primary"), level("primary")))
    first = moment(plan=plan, level=1, duty=(("ann",), ("ann",)), ringing=frozenset({"ann"}), tries=(a_try(ago=25),))
    decision = decide(first)
    assert decision.rings == [Ring("ann", ANN, 0, 1, deferred=True)]
    waiting = replace(first, level=2, tries=(a_try(ago=5, deferred=True),))
    assert decide(waiting).placed == []
    assert decide(replace(waiting, ringing=frozenset())).placed == ["ann"]


def test_somebody_on_the_telephone_for_another_emergency_is_passed_over_and_texted() -> None:
    decision = decide(moment(elsewhere=frozenset({"ann"})))
    assert called(decision) == ["bo"]
    assert decision.passed == [Passed("ann", 0)]
    assert decision.texts == ["ann"]
    assert decision.notes == [], "a roster whose people are busy has no gap"


def test_somebody_who_has_accepted_another_emergency_is_passed_over_for_that_round() -> None:
    assert called(decide(moment(engaged=frozenset({"ann"})))) == ["bo"]


def test_if_everybody_is_busy_by_acceptance_the_last_level_is_rung_regardless() -> None:
    decision = decide(moment(engaged=frozenset({"ann", "bo", "cy"})))
    assert called(decision) == ["cy"]
    assert (decision.level, decision.texts) == (3, ["ann", "bo"])


def test_the_last_level_is_not_rung_regardless_while_somebody_of_an_earlier_one_is_free() -> None:
    decision = decide(moment(level=2, engaged=frozenset({"cy"}), tries=(a_try("bo", BO, ago=30),)))
    assert (called(decision), decision.round) == ([], 1)


def test_nobody_is_rung_while_on_the_telephone_not_even_as_the_last_hope() -> None:
    decision = decide(moment(elsewhere=frozenset({"ann", "bo", "cy"})))
    assert (called(decision), decision.round) == ([], 1)


def test_a_member_without_a_usable_number_is_skipped_and_noted() -> None:
    decision = decide(moment(numbers={"bo": (BO,)}, untested=NUMBERS))
    assert called(decision) == ["bo"]
    assert Note("unusable", 0, "ann") in decision.notes


def test_an_untested_telephone_is_better_than_none() -> None:
    decision = decide(moment(numbers={}, untested=NUMBERS))
    assert called(decision) == ["ann"]
    assert decision.notes == [Note("unusable", 0, "ann")]


def test_texts_go_once_to_those_the_level_names() -> None:
    text = (("ann", "bo"), (), ())
    assert decide(moment(text=text)).texts == ["ann", "bo"]
    assert decide(moment(text=text, texted=frozenset({"ann"}))).texts == ["bo"]


def test_who_was_cut_off_is_rung_before_the_levels_go_on() -> None:
    cut_off = a_try(ago=10)
    assert called(decide(moment(level=1, again=cut_off))) == []
    assert later(decide(moment(level=1, again=cut_off))) == 15
    assert called(decide(moment(level=1, again=a_try(result="no_answer")))) == ["bo"]
    assert called(decide(moment(level=1, again=a_try(ago=25)))) == ["bo"]


PEOPLE = st.lists(st.sampled_from(["ann", "bo", "cy", "dee"]), max_size=3, unique=True)
GROUPS = st.frozensets(st.sampled_from(["ann", "bo", "cy", "dee"]))
RESULTS = st.sampled_from([None, "busy", "declined", "failed", "no_answer", "machine", "unpressed", "superseded"])
TRIES = st.lists(
    st.builds(a_try, st.sampled_from(["ann", "bo", "cy"]), st.sampled_from([ANN, BO, CY]), RESULTS, st.integers(0, 90)),
    max_size=4,
)


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    seconds = draw(st.lists(st.integers(0, 120), min_size=0, max_size=4))
    plan = Plan(levels=tuple(level("any", each) for each in seconds), pause=draw(st.integers(0, 500)))
    known = draw(st.dictionaries(st.sampled_from(["ann", "bo", "cy", "dee"]), st.lists(st.sampled_from([ANN, BO, CY]))))
    return Moment(
        plan=plan,
        round=draw(st.integers(0, 3)),
        level=draw(st.integers(0, len(seconds))),
        now=NOW,
        duty=[draw(PEOPLE) for _ in seconds],
        text=[draw(PEOPLE) for _ in seconds],
        numbers=known,
        untested=NUMBERS,
        tries=draw(TRIES),
        again=draw(st.none() | st.builds(a_try)),
        ringing=draw(GROUPS),
        elsewhere=draw(GROUPS),
        engaged=draw(GROUPS),
        texted=draw(GROUPS),
    )


@given(moments())
def test_every_moment_has_a_next_one_soon_and_never_at_once(now: Moment) -> None:
    decision = decide(now)
    assert NOW < decision.due_at <= NOW + timedelta(seconds=max([LONGEST_PAUSE, 120]))
    assert (decision.round, decision.level) >= (now.round, now.level)


@given(moments())
def test_nobody_is_rung_twice_at_once(now: Moment) -> None:
    decision = decide(now)
    at_once = [ring.person for ring in decision.rings if not ring.deferred] + decision.placed
    active = {each.person for each in now.tries if not each.over and not each.deferred and now.level}
    assert len(at_once) == len(set(at_once))
    assert not set(at_once) & (now.ringing | now.elsewhere)
    if decision.level == now.level and decision.round == now.round:
        assert not set(at_once) & active


@given(moments())
def test_from_any_moment_somebody_is_rung_before_a_whole_round_has_passed(now: Moment) -> None:
    """Unless nobody of the plan is on duty, has a number and a free telephone."""
    free = replace(now, elsewhere=frozenset(), ringing=frozenset(), again=None)
    numbers = free.numbers if any(free.numbers.get(p) for people in free.duty for p in people) else free.untested
    reached = any(numbers.get(person) and person not in free.engaged for people in free.duty for person in people)
    rung = []
    for _ in range(2 * len(free.plan.levels) + 2):
        decision = decide(free)
        rung += decision.rings
        free = replace(free, round=decision.round, level=decision.level, now=decision.due_at, tries=())
    assert rung or not reached
