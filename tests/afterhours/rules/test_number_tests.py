"""Test calls: how long a number counts, and at which hours it may be rung."""

from datetime import UTC, datetime, timedelta

import pytest

from afterhours.rules.number_tests import LATER, NEXT_DAY, is_decent, pause_after, state_of

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
YEARS, DAYS, MINUTES = timedelta(days=700), timedelta(days=3), timedelta(minutes=2)


@pytest.mark.parametrize(
    ("hour", "decent"), [(14, False), (15, True), (22, True), (23, False), (3, False)], ids=lambda value: str(value)
)
def test_it_rings_from_ten_to_six_where_the_people_live(hour: int, decent: bool) -> None:
    assert is_decent(datetime(2026, 11, 24, hour, 0, tzinfo=UTC), "America/Toronto") is decent


def test_after_a_call_in_vain_comes_one_later_the_same_day_then_one_a_day() -> None:
    assert [pause_after(in_vain) for in_vain in (1, 2, 3, 9)] == [LATER, NEXT_DAY, NEXT_DAY, NEXT_DAY]


@pytest.mark.parametrize(
    ("answered", "tested", "result", "state"),
    [
        (None, None, None, "untested"),
        (None, MINUTES, None, "ringing"),
        (DAYS, MINUTES, None, "ringing"),
        (None, DAYS, None, "unanswered"),
        (None, DAYS, "busy", "unanswered"),
        (DAYS, DAYS, "answered", "usable"),
        (DAYS, MINUTES, "no_answer", "usable"),
        (YEARS, DAYS, "unpressed", "unanswered"),
        (YEARS, YEARS, "answered", "expired"),
    ],
)
def test_what_is_known_of_a_number(
    answered: timedelta | None, tested: timedelta | None, result: str | None, state: str
) -> None:
    def before(ago: timedelta | None) -> datetime | None:
        return None if ago is None else NOW - ago

    assert state_of(before(answered), before(tested), result, NOW) == state
