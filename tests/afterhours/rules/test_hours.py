"""Opening hours: nights, exceptions, and the two nights on which the clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from afterhours.rules.hours import DatedException, Hours, Window, is_open

TORONTO = ZoneInfo("America/Toronto")


def window(opens: str, closes: str) -> Window:
    return Window(time.fromisoformat(opens), time.fromisoformat(closes))


def calendar(*windows: Window, exceptions: tuple[DatedException, ...] = (), zone: str = "America/Toronto") -> Hours:
    return Hours("test", zone, dict.fromkeys(range(5), windows), exceptions)


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TORONTO, fold=fold)


LUNCH = calendar(window("08:30", "12:00"), window("13:00", "16:30"))
NIGHT = calendar(window("22:00", "06:00"))
WHOLE_DAY = calendar(window("00:00", "00:00"))


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        pytest.param(LUNCH, "2026-11-23T08:29:59", False, id="a second before opening"),
        pytest.param(LUNCH, "2026-11-23T08:30", True, id="opening"),
        pytest.param(LUNCH, "2026-11-23T12:00", False, id="the end is excluded"),
        pytest.param(LUNCH, "2026-11-23T12:30", False, id="lunch"),
        pytest.param(LUNCH, "2026-11-23T13:00", True, id="second window"),
        pytest.param(LUNCH, "2026-11-22T10:00", False, id="Sunday"),
        pytest.param(NIGHT, "2026-11-27T23:00", True, id="Friday night"),
        pytest.param(NIGHT, "2026-11-28T05:59", True, id="Friday's window on Saturday morning"),
        pytest.param(NIGHT, "2026-11-28T06:00", False, id="and its end"),
        pytest.param(NIGHT, "2026-11-28T23:00", False, id="no window begins on Saturday"),
        pytest.param(NIGHT, "2026-11-23T05:00", False, id="Sunday's window does not exist"),
        pytest.param(WHOLE_DAY, "2026-11-23T00:00", True, id="whole day from midnight"),
        pytest.param(WHOLE_DAY, "2026-11-27T23:59:59", True, id="to midnight"),
        pytest.param(WHOLE_DAY, "2026-11-28T00:00", False, id="and no longer"),
    ],
)
def test_a_week_of_windows(hours: Hours, moment: str, expected: bool) -> None:
    assert is_open(hours, at(moment)) is expected


CHRISTMAS = calendar(
    window("08:30", "16:30"),
    exceptions=(
        DatedException(date(2026, 12, 24), date(2027, 1, 1)),
        DatedException(date(2026, 12, 24), date(2026, 12, 24), (window("08:30", "12:00"),)),
    ),
)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2026-12-23T15:00", True, id="the day before"),
        pytest.param("2026-12-24T11:00", True, id="the single day wins over the range"),
        pytest.param("2026-12-24T15:00", False, id="with its own windows only"),
        pytest.param("2026-12-28T10:00", False, id="within the range"),
        pytest.param("2027-01-01T10:00", False, id="its last day belongs to it"),
        pytest.param("2027-01-04T10:00", True, id="afterwards the week again"),
    ],
)
def test_dated_exceptions(moment: str, expected: bool) -> None:
    assert is_open(CHRISTMAS, at(moment)) is expected


def test_a_night_that_began_before_a_closed_day_goes_on_into_it() -> None:
    closed = (DatedException(date(2026, 12, 25), date(2026, 12, 25)),)
    night = calendar(window("22:00", "06:00"), exceptions=closed)
    assert is_open(night, at("2026-12-25T05:00"))
    assert not is_open(night, at("2026-12-25T23:00"))
    assert not is_open(night, at("2026-12-26T05:00"))


EVERY_DAY = {day: (window("22:00", "01:30"), window("02:30", "08:00")) for day in range(7)}
CHANGES = Hours("changes", "America/Toronto", EVERY_DAY)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        pytest.param("2026-11-01T05:15", True, id="01:15, first time"),
        pytest.param("2026-11-01T05:30", False, id="the window ends at the first 01:30"),
        pytest.param("2026-11-01T06:15", False, id="01:15, second time: it has ended"),
        pytest.param("2026-11-01T06:30", False, id="01:30, second time"),
        pytest.param("2026-11-01T07:30", True, id="02:30"),
        pytest.param("2026-03-08T06:30", False, id="spring, 01:30"),
        pytest.param("2026-03-08T06:59:59", False, id="the last second before the change"),
        pytest.param("2026-03-08T07:29:59", False, id="02:30 does not exist: nothing begins at 03:00"),
        pytest.param("2026-03-08T07:30", True, id="but as long after it as it would have been after 02:00, at 03:30"),
        pytest.param("2026-03-08T12:00", False, id="08:00 of the shorter night"),
    ],
)
def test_the_two_nights_on_which_the_clocks_change(instant: str, expected: bool) -> None:
    assert is_open(CHANGES, datetime.fromisoformat(instant).replace(tzinfo=UTC)) is expected


def test_the_calendar_s_own_zone_counts_not_the_asker_s() -> None:
    kent = calendar(window("08:30", "16:30"), zone="Europe/London")
    assert is_open(kent, at("2026-11-23T04:00"))
    assert not is_open(kent, at("2026-11-23T12:00"))


def test_leap_day_is_a_day() -> None:
    assert is_open(LUNCH, at("2028-02-29T10:00"))
