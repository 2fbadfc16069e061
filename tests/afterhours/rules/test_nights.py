"""When an office was closed: over weekends, lunch, Christmas, switches, and the two nights the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.due import BusinessDays, due_at
from afterhours.rules.hours import DatedException, Hours, Switch, Window, is_open
from afterhours.rules.nights import Night, night_ahead, night_of, nights_between

TORONTO, LONDON = "America/Toronto", "Europe/London"
MORNING, AFTERNOON = Window(time(8, 30), time(12)), Window(time(13), time(16, 30))
CHRISTMAS = (
    DatedException(date(2026, 12, 24), date(2026, 12, 24), (MORNING,)),
    DatedException(date(2026, 12, 25), date(2027, 1, 1)),
)
HALL = Hours("town-hall", TORONTO, dict.fromkeys(range(5), (MORNING, AFTERNOON)), CHRISTMAS)
KENT = Hours("office", LONDON, dict.fromkeys(range(5), (Window(time(8, 30), time(17)),)))


def local(text: str, zone: str = TORONTO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


NIGHTS = [
    pytest.param(HALL, "2026-11-24T02:15", "2026-11-23T16:30", "2026-11-24T08:30", id="in the night"),
    pytest.param(HALL, "2026-11-24T08:30", "2026-11-23T16:30", "2026-11-24T08:30", id="at the opening"),
    pytest.param(HALL, "2026-11-24T15:00", "2026-11-23T16:30", "2026-11-24T08:30", id="lunch is no night"),
    pytest.param(HALL, "2026-11-24T16:30", "2026-11-24T16:30", "2026-11-25T08:30", id="at the closing"),
    pytest.param(HALL, "2026-11-23T08:31", "2026-11-20T16:30", "2026-11-23T08:30", id="a weekend"),
    pytest.param(HALL, "2027-01-04T08:30", "2026-12-24T12:00", "2027-01-04T08:30", id="Christmas, since noon before"),
    pytest.param(HALL, "2026-12-28T10:00", "2026-12-24T12:00", "2027-01-04T08:30", id="a weekday in Christmas"),
    pytest.param(HALL, "2026-11-02T08:30", "2026-10-30T16:30", "2026-11-02T08:30", id="the clocks go back"),
    pytest.param(HALL, "2026-03-09T08:30", "2026-03-06T16:30", "2026-03-09T08:30", id="the clocks go forward"),
    pytest.param(KENT, "2026-10-26T08:30", "2026-10-23T17:00", "2026-10-26T08:30", id="in its own zone"),
]


@pytest.mark.parametrize(("hours", "at", "closes", "opens"), NIGHTS)
def test_the_night_is_from_the_last_closing_to_the_next_opening(hours: Hours, at: str, closes: str, opens: str) -> None:
    expected = Night(*(local(text, hours.zone).astimezone(UTC) for text in (closes, opens)))
    assert night_of(hours, local(at, hours.zone)) == expected


def test_the_weekend_on_which_the_clocks_go_back_is_an_hour_longer() -> None:
    lengths = [
        night.opens - night.closes
        for night in nights_between(HALL, local("2026-10-23T12:00"), local("2026-11-09T12:00"))
        if night.opens - night.closes > timedelta(days=2)
    ]
    assert lengths == [timedelta(hours=64), timedelta(hours=65), timedelta(hours=64)]


def test_the_night_ahead_is_the_one_that_is_going_on_or_the_next() -> None:
    tonight = Night(local("2026-11-24T16:30").astimezone(UTC), local("2026-11-25T08:30").astimezone(UTC))
    assert night_ahead(HALL, local("2026-11-24T10:00")) == tonight
    assert night_ahead(HALL, local("2026-11-25T02:00")) == tonight


@pytest.mark.parametrize("week", [{}, dict.fromkeys(range(7), (Window(time(0), time(0)),))], ids=["never", "always"])
def test_an_office_that_is_never_or_always_open_has_no_night(week: dict[int, tuple[Window, ...]]) -> None:
    hours = Hours("x", TORONTO, week)
    assert night_of(hours, local("2026-11-24T02:15")) is None
    assert night_ahead(hours, local("2026-11-24T02:15")) is None


def test_an_office_closed_by_a_switch_at_noon_hands_over_from_noon() -> None:
    storm = Switch(False, local("2026-11-24T11:00"), local("2026-11-24T16:30"), reason="storm")
    hours = Hours(HALL.name, HALL.zone, HALL.week, switches=(storm,))
    night = night_of(hours, local("2026-11-25T09:00"))
    assert night is not None
    assert night.closes == local("2026-11-24T11:00")


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_whenever_it_is_asked_the_office_has_just_closed_and_then_opens(minutes: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    night = night_of(HALL, at)
    assert night is not None
    assert night.closes <= at
    assert not is_open(HALL, night.closes)
    assert is_open(HALL, night.opens)
    assert is_open(HALL, night.closes - timedelta(minutes=1))
    assert not is_open(HALL, night.opens - timedelta(minutes=1))


DUE = [
    pytest.param("2026-11-24T02:15", 4 * 3600, None, "2026-11-24T06:15", id="a plain time"),
    pytest.param("2026-11-24T02:15", None, 1, "2026-11-24T16:30", id="in the night: the coming day"),
    pytest.param("2026-11-24T10:00", None, 1, "2026-11-25T16:30", id="by day: the next one"),
    pytest.param("2026-11-27T19:00", None, 1, "2026-11-30T16:30", id="Friday evening: Monday"),
    pytest.param("2026-11-27T19:00", None, 5, "2026-12-04T16:30", id="five of them"),
    pytest.param("2026-12-24T13:00", None, 1, "2027-01-04T16:30", id="Christmas"),
    pytest.param("2026-12-23T19:00", None, 1, "2026-12-24T12:00", id="a day that ends at noon"),
    pytest.param("2026-11-24T12:30", None, 1, "2026-11-25T16:30", id="in the lunch hour: the next one, too"),
]


YEAR = (local("2026-11-01T00:00"), local("2027-10-31T00:00"))


@pytest.mark.parametrize(("opened", "seconds", "days", "due"), DUE)
def test_a_request_is_due(opened: str, seconds: int | None, days: int | None, due: str) -> None:
    assert due_at(local(opened), seconds, days, BusinessDays(HALL, *YEAR)) == local(due)


NEVER_OPEN = Hours("x", TORONTO, {})


@pytest.mark.parametrize(
    ("opened", "days", "office"),
    [
        pytest.param("2026-11-24T02:15", None, HALL, id="no target"),
        pytest.param("2026-11-24T02:15", 1, None, id="no office"),
        pytest.param("2026-11-24T02:15", 1, NEVER_OPEN, id="never open"),
        pytest.param("2026-10-24T02:15", 1, HALL, id="before what was looked at"),
        pytest.param("2027-10-29T10:00", 1, HALL, id="after what was looked at"),
    ],
)
def test_what_has_no_end_in_sight_is_not_given_one(opened: str, days: int | None, office: Hours | None) -> None:
    assert due_at(local(opened), None, days, BusinessDays(office, *YEAR) if office else None) is None
