"""Clocks tell aware UTC; a stepped one only moves when it is moved."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ivr.clock import SteppedClock, SystemClock

NIGHT = datetime(2026, 12, 26, 2, 15, tzinfo=ZoneInfo("America/Toronto"))


def test_real_time_is_aware_and_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_stepped_clock_stands_still_until_it_is_moved() -> None:
    clock = SteppedClock(NIGHT)
    assert clock.now() == clock.now() == NIGHT
    clock.advance(90)
    assert clock.now() == NIGHT + timedelta(seconds=90)
    clock.set(NIGHT - timedelta(days=1))
    assert clock.now() == NIGHT - timedelta(days=1)
    assert clock.now().tzinfo is UTC


def test_a_clock_is_not_made_of_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        SteppedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the mistake
