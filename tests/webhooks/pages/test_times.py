"""Instants and durations as the desk reads them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.webhooks.pages.world import NOW, World
from webhooks.pages.times import duration, moment


@pytest.mark.parametrize(
    ("back", "short", "ago"),
    [
        (timedelta(seconds=20), "02:29", "just now"),
        (timedelta(minutes=15), "02:15", "15 min ago"),
        (timedelta(hours=2), "00:30", "2 h ago"),
        (timedelta(hours=3), "Fri 25 Dec 23:30", "3 h ago"),
        (timedelta(days=1), "Fri 25 Dec 02:30", "1 day ago"),
        (timedelta(days=3), "Wed 23 Dec 02:30", "3 days ago"),
        (timedelta(days=30), "Thu 26 Nov 02:30", ""),
        (timedelta(days=400), "21 Nov 2025 02:30", ""),
        (timedelta(minutes=-5), "02:35", ""),
    ],
    ids=str,
)
def test_a_moment_says_when_and_how_long_ago(world: World, back: timedelta, short: str, ago: str) -> None:
    with world.app.test_request_context("/"):
        told = moment(NOW - back, "America/Toronto", NOW)
    assert (told.short, told.ago) == (short, ago)


def test_the_hour_that_comes_twice_is_told_apart_by_its_zone_and_utc(world: World) -> None:
    first, second = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    with world.app.test_request_context("/"):
        told = [moment(at, "America/Toronto", NOW) for at in (first, second)]
    assert [(each.seconds, each.zone) for each in told] == [("01:30:00", "EDT"), ("01:30:00", "EST")]
    assert ["05:30:00 UTC" in told[0].full, "06:30:00 UTC" in told[1].full] == [True, True]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (0, "0 s"), (59, "59 s"), (60, "1 min"), (192, "3 min 12 s"), (3600, "1 h"), (3725, "1 h 2 min 5 s")],
)
def test_a_duration_is_written_in_hours_minutes_and_seconds(seconds: int | None, words: str) -> None:
    assert duration(seconds) == words
