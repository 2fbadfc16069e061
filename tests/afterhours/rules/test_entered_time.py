"""A time that somebody typed: nothing is guessed on the nights on which the clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.entered_time import Ambiguous, instant_of, instants_of
from ivr.errors import Refused

TORONTO = "America/Toronto"


@pytest.mark.parametrize(
    ("typed", "which", "expected"),
    [
        pytest.param("2026-12-24 08:30", "", "2026-12-24T13:30", id="winter"),
        pytest.param("2026-07-24T8:30", "", "2026-07-24T12:30", id="summer, as a form sends it"),
        pytest.param("2026-11-01 01:30 first", "", "2026-11-01T05:30", id="the first of two"),
        pytest.param("2026-11-01 01:30", "second", "2026-11-01T06:30", id="the second of two"),
        pytest.param("2026-11-01 02:30", "first", "2026-11-01T07:30", id="first where there is only one"),
    ],
)
def test_a_typed_time_is_an_instant(typed: str, which: str, expected: str) -> None:
    assert instant_of(typed, TORONTO, which) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_time_that_does_not_exist_is_refused_with_the_one_that_does() -> None:
    with pytest.raises(Refused, match=r"02:30 does not exist on 2027-03-14 in America/Toronto.*Write 03:30"):
        instant_of("2027-03-14 02:30", TORONTO)


def test_a_time_that_comes_twice_must_be_chosen() -> None:
    with pytest.raises(Ambiguous, match=r"first \(EDT\) or second \(EST\)") as told:
        instant_of("2026-11-01 01:30", TORONTO)
    assert told.value.choices == (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "typed",
    [
        *("", "tomorrow", "2026-02-30 08:30", "2026-12-24 25:30", "2026-12-24", "24.12.2026 08:30"),
        *("0001-01-01 10:00", "9999-12-31 23:59"),
    ],
)
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused, match="write it as 2026-12-24 08:30"):
        instant_of(typed, TORONTO)


@given(
    at=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)),  # noqa: DTZ001 - wall times
    zone=st.sampled_from(
        ["America/Toronto", "Europe/London", "Australia/Lord_Howe", "America/St_Johns", "America/Santiago"]
    ),
)
def test_every_instant_is_among_those_its_own_wall_time_means(at: datetime, zone: str) -> None:
    instant = at.replace(tzinfo=UTC)
    wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert instant in instants_of(wall, ZoneInfo(zone))
    assert all(
        each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall for each in instants_of(wall, ZoneInfo(zone))
    )
