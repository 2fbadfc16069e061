"""Which calls are assessed: a few of each week and line, the same whoever asks; and what marks come to."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.quality import Month, Question, Talk, result_of, sample, shares

MONTH = Month(date(2026, 11, 1))
AFTER = date(2026, 12, 1)


def talk(number: int, day: int, line: str = "day") -> Talk:
    return Talk(UUID(int=number), line, date(2026, 11, day))


def many(days: int = 30, a_day: int = 5) -> list[Talk]:
    """Two lines in turn."""
    return [talk(day * 100 + at, day, ("day", "night")[at % 2]) for day in range(1, days + 1) for at in range(a_day)]


def test_each_week_gives_its_share_and_the_lines_take_turns() -> None:
    chosen = sample(many(), MONTH, "femi", 4, AFTER)
    assert [MONTH.week_of(each.day) for each in chosen] == [0, 1, 2, 3]
    assert Counter(each.line for each in chosen) == {"day": 2, "night": 2}


def test_it_is_the_same_whoever_asks_and_in_whatever_order_the_calls_come() -> None:
    assert sample(reversed(many()), MONTH, "femi", 4, AFTER) == sample(many(), MONTH, "femi", 4, AFTER)


def test_another_agent_and_another_month_are_drawn_otherwise() -> None:
    femi = sample(many(), MONTH, "femi", 8, AFTER)
    assert femi != sample(many(), MONTH, "dora", 8, AFTER)


def test_a_week_is_drawn_when_it_is_over_and_stays_as_it_was_drawn() -> None:
    in_the_middle = sample(many(days=17), MONTH, "femi", 4, date(2026, 11, 17))
    assert [MONTH.week_of(each.day) for each in in_the_middle] == [0, 1]
    assert set(in_the_middle) <= set(sample(many(), MONTH, "femi", 4, AFTER))


def test_nothing_is_drawn_of_a_week_that_is_not_over() -> None:
    assert sample([talk(1, 3)], MONTH, "femi", 4, date(2026, 11, 7)) == []


def test_what_a_week_had_too_few_of_is_drawn_from_the_others_when_the_month_is_over() -> None:
    only_first = [talk(number, 2) for number in range(9)]
    assert len(sample(only_first, MONTH, "femi", 4, date(2026, 11, 30))) == 1
    assert len(sample(only_first, MONTH, "femi", 4, AFTER)) == 4


def test_who_talked_less_often_than_that_is_assessed_for_all_of_it() -> None:
    assert sample([talk(1, 2), talk(2, 29)], MONTH, "femi", 4, AFTER) == [talk(1, 2), talk(2, 29)]


@pytest.mark.parametrize(
    ("wanted", "each_week"), [(0, [0, 0, 0, 0]), (1, [0, 0, 0, 1]), (2, [0, 1, 0, 1]), (4, [1] * 4), (6, [1, 2, 1, 2])]
)
def test_the_weeks_share_what_is_wanted(wanted: int, each_week: list[int]) -> None:
    assert shares(wanted) == each_week


@given(
    st.lists(st.tuples(st.integers(1, 10_000), st.integers(1, 30)), unique_by=lambda each: each[0], max_size=60),
    st.integers(0, 12),
    st.integers(0, 45),
)
def test_never_more_than_is_wanted_never_one_twice_and_all_of_the_agent_s_own(
    made: list[tuple[int, int]], wanted: int, days: int
) -> None:
    talks = [talk(*each) for each in made]
    today = MONTH.first + timedelta(days=days)
    chosen = sample(talks, MONTH, "femi", wanted, today)
    assert len(chosen) <= wanted
    assert len({each.id for each in chosen}) == len(chosen)
    assert set(chosen) <= set(talks)
    if MONTH.is_over(today):
        assert len(chosen) == min(wanted, len(talks))


def test_a_month_is_read_and_has_neighbours() -> None:
    month = Month.read("2026-12")
    assert month is not None
    assert (str(month), str(month.next), str(month.before)) == ("2026-12", "2027-01", "2026-11")
    assert [Month.read(text) for text in ("", "2026", "2026-13", "now")] == [None] * 4


QUESTIONS = (
    Question("greeting", {"en": "Greeted?"}, points=10),
    Question("details", {"en": "Took the details?"}, points=30),
    Question("danger", {"en": "Asked about danger?"}, fails=True),
)


@pytest.mark.parametrize(
    ("marks", "percent", "failed"),
    [
        pytest.param({"greeting": "yes", "details": "yes", "danger": "yes"}, 100, (), id="all of it"),
        pytest.param({"greeting": "yes", "details": "partly", "danger": "yes"}, 62, (), id="a half is half the points"),
        pytest.param({"greeting": "none", "details": "yes"}, 100, (), id="what does not fit does not count"),
        pytest.param({"greeting": "none", "details": "none"}, None, (), id="nothing fitted: no percentage, not 100"),
        pytest.param({"greeting": "yes", "details": "yes", "danger": "no"}, 100, ("danger",), id="failed, apart"),
    ],
)
def test_what_marks_come_to(marks: dict[str, str], percent: int | None, failed: tuple[str, ...]) -> None:
    found = result_of(QUESTIONS, marks)
    assert (found.percent, found.failed) == (percent, failed)


def test_a_call_does_not_fail_partly() -> None:
    assert "partly" not in QUESTIONS[2].marks
