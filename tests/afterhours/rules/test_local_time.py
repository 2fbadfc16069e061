"""Wall clocks and instants on ordinary days and on the nights on which clocks change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from afterhours.rules.local_time import days_between, latest_wall, midnight, to_utc, wall_at

TORONTO = ZoneInfo("America/Toronto")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        pytest.param("2026-06-01T08:30", "2026-06-01T12:30", id="summer"),
        pytest.param("2026-12-01T08:30", "2026-12-01T13:30", id="winter"),
        pytest.param("2026-03-08T02:30", "2026-03-08T07:30", id="a missing time is moved on by the gap: 03:30"),
        pytest.param("2026-11-01T01:30", "2026-11-01T05:30", id="of two equal times the first"),
    ],
)
def test_the_instant_of_a_wall_time(wall: str, instant: str) -> None:
    assert to_utc(datetime.fromisoformat(wall), TORONTO) == utc(instant)


def test_the_second_of_two_equal_times_shows_the_same_clock() -> None:
    assert wall_at(utc("2026-11-01T06:30"), TORONTO) == datetime.fromisoformat("2026-11-01T01:30")


@pytest.mark.parametrize(
    ("instant", "latest"),
    [
        pytest.param("2026-06-01T12:30", "2026-06-01T08:30", id="ordinarily what the clock shows"),
        pytest.param("2026-11-01T06:15", "2026-11-01T02:15", id="in the repeated hour ahead of it, for 01:59 has been"),
    ],
)
def test_no_wall_time_after_the_latest_has_been(instant: str, latest: str) -> None:
    assert latest_wall(utc(instant), TORONTO) == datetime.fromisoformat(latest)


def test_a_day_whose_midnight_does_not_exist_begins_after_the_gap() -> None:
    assert midnight(date(2026, 4, 24), ZoneInfo("Africa/Cairo")) == utc("2026-04-23T22:00")


def test_both_ends_belong_to_the_days_between() -> None:
    assert days_between(date(2026, 2, 28), date(2026, 3, 1)) == [date(2026, 2, 28), date(2026, 3, 1)]
