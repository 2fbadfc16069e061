"""Why a calendar is open or closed, what callers will meet, and the switch that expires."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from afterhours.rules.holidays import Holidays, read_yearly
from afterhours.rules.hours import DatedException, Hours, State, Switch, Why, Window, reason, windows_between
from ivr.errors import Refused

DAY = (Window(time(8, 30), time(16, 30)),)
MORNING = (Window(time(8, 30), time(12)),)


def days(first: str, last: str | None = None) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last or first)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def toronto(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Toronto"))


SUMMER = DatedException(*days("2026-06-29", "2026-07-31"), MORNING, "summer hours")
WINTER = DatedException(*days("2026-12-24", "2027-01-01"))
HALF_DAY = DatedException(*days("2026-12-24"), MORNING)
REOPENED = DatedException(*days("2026-10-12"), MORNING, "advance polls")
STOCKTAKING = DatedException(*days("2026-07-06", "2026-07-07"))
TOWN_HALL = Hours(
    "town-hall",
    "America/Toronto",
    dict.fromkeys(range(5), DAY),
    exceptions=(SUMMER, WINTER, HALF_DAY, REOPENED, STOCKTAKING),
    holidays=Holidays(
        "CA-ON",
        {date(2026, 7, 1): "Canada Day", date(2026, 10, 12): "Thanksgiving Day", date(2026, 12, 25): "Christmas Day"},
        yearly=(read_yearly("County fair", "first tue of oct"),),
    ),
)
WEEK = Why("week")


def on(day: str, name: str) -> Why:
    return Why("holiday", name, *days(day))


def by(exception: DatedException) -> Why:
    return Why("exception", exception.name, exception.first, exception.last)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        pytest.param("2026-06-01T09:00", State(True, WEEK), id="a day of the week"),
        pytest.param("2026-06-01T17:00", State(False, WEEK), id="after its hours"),
        pytest.param("2026-06-06T09:00", State(False, WEEK), id="a Saturday"),
        pytest.param("2026-06-30T09:00", State(True, by(SUMMER)), id="a range with part days"),
        pytest.param("2026-06-30T13:00", State(False, by(SUMMER)), id="closed by the range"),
        pytest.param("2026-07-01T09:00", State(False, on("2026-07-01", "Canada Day")), id="a holiday beats a range"),
        pytest.param("2026-07-06T09:00", State(False, by(STOCKTAKING)), id="the shorter range beats the longer"),
        pytest.param("2026-10-06T09:00", State(False, on("2026-10-06", "County fair")), id="a day of every year"),
        pytest.param("2026-10-12T09:00", State(True, by(REOPENED)), id="an exception of one day beats a holiday"),
        pytest.param("2026-12-24T09:00", State(True, by(HALF_DAY)), id="a day beats a range"),
        pytest.param("2026-12-25T09:00", State(False, on("2026-12-25", "Christmas Day")), id="a holiday is named"),
        pytest.param("2026-12-28T09:00", State(False, by(WINTER)), id="the rest of the range"),
    ],
)
def test_the_most_exact_entry_decides_and_is_the_reason(moment: str, state: State) -> None:
    assert reason(TOWN_HALL, toronto(moment)) == state


def test_a_night_is_open_by_the_day_on_which_it_began() -> None:
    night = replace(TOWN_HALL, week=dict.fromkeys(range(7), (Window(time(22), time(6)),)))
    assert reason(night, toronto("2026-12-25T05:00")).open is False
    assert reason(night, toronto("2026-10-06T05:00")) == (True, WEEK)
    assert reason(night, toronto("2026-10-07T05:00")) == (False, WEEK)


CLOSED_NOW = Switch(opens=False, since=utc("2026-06-01T14:00"), until=utc("2026-06-01T15:30"), by="kay", reason="fire")
OPEN_NOW = Switch(opens=True, since=utc("2026-06-01T15:00"), until=utc("2026-06-02T01:00"), by="bo", reason="flood")
SWITCHED = replace(TOWN_HALL, switches=(OPEN_NOW, CLOSED_NOW))


@pytest.mark.parametrize(
    ("moment", "is_open", "source", "name"),
    [
        pytest.param("2026-06-01T13:59:59", True, "week", "", id="before"),
        pytest.param("2026-06-01T14:00", False, "switch", "fire", id="closed now"),
        pytest.param("2026-06-01T15:00", True, "switch", "flood", id="of two the later one"),
        pytest.param("2026-06-02T00:59:59", True, "switch", "flood", id="until it expires"),
        pytest.param("2026-06-02T01:00", False, "week", "", id="and no longer"),
    ],
)
def test_a_switch_outranks_the_calendar_until_it_expires(moment: str, is_open: bool, source: str, name: str) -> None:
    found = reason(SWITCHED, utc(moment))
    assert (found.open, found.why.source, found.why.name) == (is_open, source, name)


def test_of_two_switches_of_the_same_moment_the_one_entered_last_holds() -> None:
    again = replace(CLOSED_NOW, opens=True)
    assert reason(replace(TOWN_HALL, switches=(CLOSED_NOW, again)), utc("2026-06-01T14:30")).open
    assert not reason(replace(TOWN_HALL, switches=(again, CLOSED_NOW)), utc("2026-06-01T14:30")).open


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        pytest.param(utc("2026-06-01T14:00"), utc("2026-06-01T14:00"), "expire", id="at once"),
        pytest.param(utc("2026-06-01T14:00"), utc("2026-06-01T13:00"), "expire", id="before it begins"),
        pytest.param(datetime.fromisoformat("2026-06-01T14:00"), utc("2026-06-01T15:00"), "zone", id="no zone"),
    ],
)
def test_a_switch_has_to_expire(since: datetime, until: datetime, said: str) -> None:
    with pytest.raises(Refused, match=said):
        Switch(opens=True, since=since, until=until)


def test_what_callers_will_meet_from_thanksgiving_s_eve_to_the_day_after() -> None:
    found = windows_between(TOWN_HALL, utc("2026-10-09T16:00"), utc("2026-10-13T13:00"))
    assert [(each.start, each.end, each.open, each.why) for each in found] == [
        (utc("2026-10-09T16:00"), utc("2026-10-09T20:30"), True, WEEK),
        (utc("2026-10-09T20:30"), utc("2026-10-12T04:00"), False, WEEK),
        (utc("2026-10-12T04:00"), utc("2026-10-12T12:30"), False, by(REOPENED)),
        (utc("2026-10-12T12:30"), utc("2026-10-12T16:00"), True, by(REOPENED)),
        (utc("2026-10-12T16:00"), utc("2026-10-13T04:00"), False, by(REOPENED)),
        (utc("2026-10-13T04:00"), utc("2026-10-13T12:30"), False, WEEK),
        (utc("2026-10-13T12:30"), utc("2026-10-13T13:00"), True, WEEK),
    ]


def test_a_switch_cuts_what_callers_will_meet() -> None:
    found = windows_between(SWITCHED, utc("2026-06-01T13:30"), utc("2026-06-01T16:00"))
    assert [(f"{each.start:%H:%M}", each.open, each.why.by) for each in found] == [
        ("13:30", True, ""),
        ("14:00", False, "kay"),
        ("15:00", True, "bo"),
    ]


def test_windows_that_touch_are_one() -> None:
    touching = Hours(
        "h", "UTC", {0: (Window(time(8), time(12)), Window(time(12), time(0))), 1: (Window(time(0), time(2)),)}
    )
    found = [each for each in windows_between(touching, utc("2026-06-01T00:00"), utc("2026-06-03T00:00")) if each.open]
    assert [(each.start, each.end) for each in found] == [(utc("2026-06-01T08:00"), utc("2026-06-02T02:00"))]


def test_no_time_meets_nothing() -> None:
    assert list(windows_between(TOWN_HALL, utc("2026-06-01T00:00"), utc("2026-06-01T00:00"))) == []
