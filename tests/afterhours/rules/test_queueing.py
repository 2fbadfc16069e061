"""Who is put together with whom: tables of cases, and what holds for every line."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.queueing import (
    ASK_AGAIN,
    MOST_A_DAY,
    PATIENCE,
    TRY_AGAIN,
    Agent,
    InLine,
    Tried,
    ahead_of,
    can_be_asked_yet,
    expected_wait,
    free_for,
    in_order,
    is_full,
    next_on_lines,
    next_pair,
    next_try,
    wanted_for,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def caller(number: int = 1, waited: float = 10, **given: object) -> InLine:
    at = NOON - timedelta(seconds=waited)
    told = {"group": "county_desk", "tenant": "county", "place_at": at, "entered_at": at, **given}
    return InLine(id=UUID(int=number), **told)  # type: ignore[arg-type]


def agent(name: str = "ann", idle: float = 60, **given: object) -> Agent:
    told = {
        "groups": frozenset({"county_desk"}),
        "tenants": frozenset({"county"}),
        "state": "available",
        "since": NOON - timedelta(seconds=idle),
        **given,
    }
    return Agent(id=name, **told)  # type: ignore[arg-type]


def test_an_emergency_comes_first_then_whoever_waited_longest() -> None:
    short, long, burning = caller(1, 5), caller(2, 90), caller(3, 1, priority=2)
    assert in_order([short, long, burning]) == [burning, long, short]


def test_whoever_has_been_idle_for_longest_is_rung() -> None:
    pair = next_pair([caller()], [agent("ann", 10), agent("bo", 300)], NOON)
    assert (pair and pair.agent and pair.agent.id) == "bo"


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(agent(groups=frozenset({"night_desk"})), id="another group"),
        pytest.param(agent(tenants=frozenset({"wealden_vale"})), id="another council"),
        pytest.param(agent(state="busy"), id="busy"),
        pytest.param(agent(state="wrap_up"), id="still at the last one"),
    ],
)
def test_who_may_not_take_a_caller_is_not_rung(who: Agent) -> None:
    assert next_pair([caller()], [who], NOON) is None


def test_who_cannot_be_served_holds_up_nobody_behind_them() -> None:
    stuck, behind = caller(1, 90, tenant="wealden_vale"), caller(2, 5)
    pair = next_pair([stuck, behind], [agent()], NOON)
    assert (pair and pair.caller) == behind


def test_a_language_is_waited_for_while_somebody_who_speaks_it_is_there_but_not_for_ever() -> None:
    french = caller(1, 10, speaks=frozenset({"fr", "french"}))
    marie, bo = agent("marie", state="talking", skills=frozenset({"french"})), agent("bo")
    assert next_pair([french], [marie, bo], NOON) is None
    late = caller(1, PATIENCE.total_seconds(), speaks=frozenset({"fr", "french"}))
    pair = next_pair([late], [marie, bo], NOON)
    assert (pair and pair.agent) == bo


def test_a_language_nobody_there_speaks_is_waited_for_not_at_all() -> None:
    french = caller(1, 1, speaks=frozenset({"fr"}))
    away = agent("marie", state="away", skills=frozenset({"fr"}))
    assert [each.id for each in free_for(french, [away, agent("bo")], NOON)] == ["bo"]


def test_whoever_declined_is_asked_again_after_a_while_and_after_everybody_else() -> None:
    just = caller(asked={"ann": NOON - ASK_AGAIN + timedelta(seconds=1)})
    assert free_for(just, [agent("ann")], NOON) == []
    later = caller(asked={"ann": NOON - ASK_AGAIN})
    assert [each.id for each in free_for(later, [agent("ann", 900), agent("bo", 1)], NOON)] == ["bo", "ann"]


def test_who_does_not_stay_in_line_is_offered_to_everybody_once() -> None:
    asked = {"ann": NOON - timedelta(minutes=10)}
    assert not can_be_asked_yet(caller(asked=asked, lines_up=False), [agent("ann")], NOON)
    assert can_be_asked_yet(caller(asked=asked, lines_up=False), [agent("ann"), agent("bo")], NOON)


def test_a_switchboard_takes_the_first_as_long_as_a_line_is_free() -> None:
    line = [caller(1, 5), caller(2, 50)]
    pair = next_on_lines(line, 1, NOON)
    assert (pair and (pair.caller, pair.agent)) == (line[1], None)
    assert next_on_lines(line, 0, NOON) is None


@pytest.mark.parametrize(
    ("ahead", "talks", "answering", "seconds"),
    [
        pytest.param(0, [180, 240, 300], 2, 120, id="next of two agents"),
        pytest.param(3, [60, 60, 60], 1, 240, id="three before"),
        pytest.param(0, [180, 240], 2, None, id="too few talks"),
        pytest.param(0, [180, 240, 300], 0, None, id="nobody is there"),
    ],
)
def test_the_expected_wait_is_told_only_when_it_is_known(
    ahead: int, talks: list[float], answering: int, seconds: int | None
) -> None:
    assert expected_wait(ahead, talks, answering) == seconds


def test_a_group_is_full_at_its_limit_and_never_without_one() -> None:
    assert (is_full(39, 40), is_full(40, 40), is_full(10**6, None)) == (False, True, False)


def test_a_callback_is_tried_three_times_a_day_and_not_after_its_end() -> None:
    tries = [Tried(NOON - timedelta(hours=number), "no_answer") for number in range(1, MOST_A_DAY)]
    assert next_try(tries, NOON, None) == NOON + TRY_AGAIN
    assert next_try([*tries, Tried(NOON, "busy")], NOON, None) is None
    assert next_try(tries, NOON, NOON + TRY_AGAIN - timedelta(seconds=1)) is None


AGENT = st.builds(
    agent,
    st.sampled_from(["ann", "bo", "cy", "dee"]),
    st.integers(0, 900),
    groups=st.sampled_from([frozenset({"a"}), frozenset({"a", "b"}), frozenset({"b"})]),
    tenants=st.sampled_from([frozenset({"county"}), frozenset({"county", "vale"})]),
    state=st.sampled_from(["available", "talking", "wrap_up", "away"]),
    skills=st.sampled_from([frozenset(), frozenset({"fr"})]),
)
AGENTS = st.lists(AGENT, max_size=4, unique_by=lambda each: each.id)


@st.composite
def lines(draw: st.DrawFn) -> list[InLine]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        entered = draw(st.integers(0, 400))
        kept = draw(st.sampled_from([0, 0, 600]))
        asked = draw(st.dictionaries(st.sampled_from(["ann", "bo"]), st.integers(0, 120), max_size=2))
        made.append(
            caller(
                number,
                entered,
                place_at=NOON - timedelta(seconds=entered + kept),
                group=draw(st.sampled_from(["a", "b"])),
                tenant=draw(st.sampled_from(["county", "vale"])),
                priority=draw(st.sampled_from([0, 0, 2])),
                speaks=draw(st.sampled_from([frozenset(), frozenset({"fr"})])),
                asked={who: NOON - timedelta(seconds=ago) for who, ago in asked.items()},
            )
        )
    return made


@given(lines(), AGENTS)
def test_nobody_is_overtaken_but_by_somebody_whom_their_own_agents_could_not_serve(
    waiting: list[InLine], there: list[Agent]
) -> None:
    pair = next_pair(waiting, there, NOON)
    if pair is None:
        assert all(not free_for(each, there, NOON) for each in waiting)
        return
    before = in_order(waiting)[: ahead_of(pair.caller, waiting)]
    assert all(pair.agent not in free_for(each, there, NOON) for each in before)


@given(lines(), AGENTS)
def test_nobody_starves_once_the_patience_is_over_any_free_agent_of_their_group_takes_them(
    waiting: list[InLine], there: list[Agent]
) -> None:
    later = NOON + PATIENCE + ASK_AGAIN
    while waiting:
        served = next_pair(waiting, there, later)
        if served is None:
            break
        waiting = [each for each in waiting if each.id != served.caller.id]
    left = {
        each.id
        for each in waiting
        for who in there
        if who.state == "available" and each.group in who.groups and each.tenant in who.tenants
    }
    assert left == set()


@given(lines(), AGENTS)
def test_a_kept_place_keeps_its_order_whatever_is_done_meanwhile(waiting: list[InLine], there: list[Agent]) -> None:
    order = [each.id for each in in_order(waiting)]
    rest = list(waiting)
    while served := next_pair(rest, there, NOON):
        rest = [each for each in rest if each.id != served.caller.id]
    assert [each.id for each in in_order(rest)] == [each for each in order if each in {one.id for one in rest}]


@given(lines(), AGENTS)
def test_whoever_is_wanted_may_take_the_caller(waiting: list[InLine], there: list[Agent]) -> None:
    for each in waiting:
        assert all(each.group in who.groups and each.tenant in who.tenants for who in wanted_for(each, there, NOON))
