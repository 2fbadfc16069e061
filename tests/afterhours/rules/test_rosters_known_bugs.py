"""Mistakes that other programs for duty rosters have made with dates and times, each under what must hold instead."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from afterhours.rules.holidays import Holidays
from afterhours.rules.hours import DatedException, Hours, Window, is_open
from afterhours.rules.local_time import to_utc
from afterhours.rules.rosters.continuous import turn_at
from afterhours.rules.rosters.duty import on_duty, shifts
from afterhours.rules.rosters.model import DutyWindow, Layer, Roster
from afterhours.rules.rosters.rotations import Continuous, Rolling, Rotation, Single, Unit
from ivr.zones import use_newest

TORONTO = "America/Toronto"
EVERY_DAY = frozenset(range(7))
OFFICE = dict.fromkeys(range(5), (Window(time(8, 30), time(16, 30)),))


@pytest.fixture(autouse=True)
def _newest_zones() -> None:
    use_newest()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def turns(unit: Unit, start: str, *people: str, every: int = 1) -> Continuous:
    return Continuous(unit=unit, every=every, start=wall(start), members=tuple((who,) for who in people))


def roster(rotation: Rotation, zone: str = TORONTO) -> Roster:
    return Roster(name="water", zone=zone, layers=(Layer(name="primary", rotation=rotation),))


def in_windows(*windows: tuple[str, str], zone: str = TORONTO) -> Roster:
    named = {start: DutyWindow(EVERY_DAY, time.fromisoformat(start), time.fromisoformat(end)) for start, end in windows}
    layers = (Layer(name=at, rotation=Single((at,)), when="windows", windows=(each,)) for at, each in named.items())
    return Roster(name="water", zone=zone, layers=tuple(layers))


def handovers(found: Roster, since: str, until: str) -> list[str]:
    """The instants (UTC) at which somebody else comes on duty."""
    return [f"{each.start:%m-%dT%H:%M}" for each in list(shifts(found, utc(since), utc(until)))[1:]]


def who(found: Roster, moment: str) -> str:
    return ",".join(on_duty(found, utc(moment)).people)


def test_a_handover_stays_at_its_local_time_after_the_change() -> None:
    weekly = roster(turns("week", "2026-02-23T08:30", "a", "b"))
    assert handovers(weekly, "2026-02-24T00:00", "2026-03-17T00:00") == ["03-02T13:30", "03-09T12:30", "03-16T12:30"]


def test_a_week_is_169_hours_in_autumn_and_167_in_spring() -> None:
    weekly = roster(turns("week", "2026-10-26T08:30", "a", "b"))
    lengths = [
        (each.end - each.start) / timedelta(hours=1)
        for each in shifts(weekly, utc("2026-10-26T12:30"), utc("2027-03-22T12:30"))
    ]
    assert sorted(lengths) == [167, *[168] * 19, 169]
    assert lengths[0] == 169


def test_a_night_is_25_hours_from_handover_to_handover_when_the_clocks_go_back() -> None:
    daily = roster(turns("day", "2026-10-30T17:00", "a", "b"))
    assert handovers(daily, "2026-10-31T00:00", "2026-11-03T00:00") == ["10-31T21:00", "11-01T22:00", "11-02T22:00"]


@pytest.mark.parametrize(
    ("start", "change"),
    [
        pytest.param("2026-03-06T02:30", "03-08T07:30", id="a handover in the missing hour is moved on by the gap"),
        pytest.param("2026-03-06T02:00", "03-08T07:00", id="one at its beginning is the moment of the change"),
        pytest.param("2026-10-30T01:30", "11-01T05:30", id="one in the repeated hour is the first"),
    ],
)
def test_a_handover_that_does_not_exist_or_exists_twice_happens_once(start: str, change: str) -> None:
    daily = roster(turns("day", start, "a", "b", "c"))
    night = utc(f"2026-{change}").date()
    found = handovers(daily, f"{night}T00:00", f"{night}T23:59")
    assert found == [change]


def test_a_window_inside_the_missing_hour_is_left_out_and_its_neighbours_meet() -> None:
    three = in_windows(("00:00", "02:00"), ("02:00", "03:00"), ("03:00", "00:00"))
    people = [each.people for each in shifts(three, utc("2026-03-08T05:00"), utc("2026-03-09T04:00"))]
    assert people == [("00:00",), ("03:00",)]
    before = [each.people for each in shifts(three, utc("2026-03-07T05:00"), utc("2026-03-08T05:00"))]
    assert before == [("00:00",), ("02:00",), ("03:00",)]


def test_two_windows_that_meet_in_the_repeated_hour_meet_once() -> None:
    two = in_windows(("20:00", "01:30"), ("01:30", "20:00"))
    found = list(shifts(two, utc("2026-11-01T00:00"), utc("2026-11-01T12:00")))
    assert [(each.start, each.people) for each in found] == [
        (utc("2026-11-01T00:00"), ("20:00",)),
        (utc("2026-11-01T05:30"), ("01:30",)),
    ]


def test_handovers_every_hour_never_go_back_although_their_local_times_do() -> None:
    hourly = roster(turns("hour", "2026-03-08T00:30", "a", "b", "c", "d", "e"))
    found = [each.people[0] for each in shifts(hourly, utc("2026-03-08T05:30"), utc("2026-03-08T09:30"))]
    assert found == ["a", "b", "d", "e"]


def test_no_turn_comes_back_in_the_repeated_hour() -> None:
    half_past = turns("hour", "2026-10-31T22:30", "a", "b", "c", "d", "e")
    quarters = [utc("2026-11-01T05:00") + timedelta(minutes=15 * step) for step in range(12)]
    assert [turn_at(half_past, moment, ZoneInfo(TORONTO)) for moment in quarters] == [2, 2, *[3] * 8, 4, 4]


def test_a_shift_of_the_repeated_hour_has_no_hole_in_it() -> None:
    rolling = Rolling(
        freq="hour", start=wall("2026-10-31T20:00"), duration=timedelta(hours=1), members=(("a",), ("b",))
    )
    found = list(shifts(roster(rolling), utc("2026-11-01T00:00"), utc("2026-11-01T12:00")))
    assert all(each.people for each in found)
    assert max(each.end - each.start for each in found) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("zone", "start", "skipped", "before", "after"),
    [
        pytest.param("Africa/Cairo", "2026-04-22T00:00", "2026-04-23T22:00", "b", "c", id="Cairo"),
        pytest.param("America/Santiago", "2026-09-04T00:00", "2026-09-06T04:00", "b", "c", id="Santiago"),
    ],
)
def test_a_midnight_that_does_not_exist_begins_the_day_an_hour_later(
    zone: str, start: str, skipped: str, before: str, after: str
) -> None:
    daily = roster(turns("day", start, "a", "b", "c"), zone)
    moment = utc(skipped)
    assert on_duty(daily, moment - timedelta(seconds=1)).people == (before,)
    assert on_duty(daily, moment).people == (after,)


def test_a_holiday_whose_midnight_does_not_exist_is_a_holiday_from_its_first_second() -> None:
    hours = Hours("office", "Africa/Cairo", {}, holidays=Holidays("EG", {date(2026, 4, 24): "a holiday"}))
    layer = Layer(name="holidays", rotation=Single(("a",)), when="holiday_dates")
    holiday = Roster(name="water", zone="Africa/Cairo", layers=(layer,), hours=hours)
    found = [each for each in shifts(holiday, utc("2026-04-22T00:00"), utc("2026-04-27T00:00")) if each.people]
    assert [(each.start, each.end) for each in found] == [(utc("2026-04-23T22:00"), utc("2026-04-24T21:00"))]


def test_a_change_of_half_an_hour_is_half_an_hour() -> None:
    daily = roster(turns("day", "2026-04-03T08:00", "a", "b"), "Australia/Lord_Howe")
    lengths = {each.end - each.start for each in shifts(daily, utc("2026-04-02T21:00"), utc("2026-04-05T21:30"))}
    assert lengths == {timedelta(hours=24), timedelta(hours=24, minutes=30)}


def test_a_zone_half_an_hour_off_hands_over_at_its_own_half_hours() -> None:
    daily = roster(turns("day", "2026-10-30T17:00", "a", "b"), "America/St_Johns")
    assert handovers(daily, "2026-10-31T00:00", "2026-11-02T00:00") == ["10-31T19:30", "11-01T20:30"]


def test_a_place_without_summer_time_keeps_its_hours() -> None:
    daily = roster(turns("day", "2026-03-06T17:00", "a", "b"), "America/Atikokan")
    assert handovers(daily, "2026-03-07T00:00", "2026-03-10T00:00") == ["03-07T22:00", "03-08T22:00", "03-09T22:00"]


@pytest.mark.parametrize("zone", ["America/Winnipeg", "America/Rainy_River", "America/Edmonton", "America/Vancouver"])
def test_provinces_that_stopped_changing_their_clocks_are_known_to_have(zone: str) -> None:
    local = ZoneInfo(zone)
    assert local.utcoffset(wall("2026-07-01T12:00")) == local.utcoffset(wall("2027-01-01T12:00"))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2026-03-02T21:15", False, id="winter in both: five hours apart"),
        pytest.param("2026-03-16T21:15", True, id="Toronto has changed, London not yet: four hours"),
        pytest.param("2026-10-27T21:15", True, id="London has changed back, Toronto not yet"),
        pytest.param("2026-11-03T21:15", False, id="winter again"),
    ],
)
def test_agents_in_london_serve_toronto_s_night_in_toronto_s_time(moment: str, expected: bool) -> None:
    hours = Hours("office", TORONTO, dict.fromkeys(range(5), (Window(time(8, 30), time(17)),)))
    agents = Layer(name="agents", rotation=Single(("agent",)), when="out_of_hours")
    night = Roster(name="water", zone="Europe/London", layers=(agents,), hours=hours)
    assert bool(on_duty(night, utc(moment)).people) is expected


def test_the_clocks_change_on_easter_sunday_within_a_closure_of_four_days() -> None:
    easter = {date(2027, 3, 26): "Good Friday", date(2027, 3, 29): "Easter Monday"}
    hours = Hours("office", "Europe/London", OFFICE, holidays=Holidays("GB-ENG", easter))
    layer = Layer(name="edt", rotation=turns("day", "2027-03-25T16:30", "a", "b", "c", "d", "e"), when="out_of_hours")
    closure = Roster(name="edt", zone="Europe/London", layers=(layer,), hours=hours)
    found = list(shifts(closure, utc("2027-03-25T16:30"), utc("2027-03-30T07:30")))
    assert all(each.people for each in found)
    assert who(closure, "2027-03-28T15:29") == "c"
    assert who(closure, "2027-03-28T15:30") == "d"
    assert who(closure, "2027-03-30T07:30") == ""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2026-12-28", False, id="Boxing Day 2026 is a Saturday: the Monday"),
        pytest.param("2027-12-27", False, id="Christmas 2027 is a Saturday: the Monday"),
        pytest.param("2027-12-28", False, id="and Boxing Day's the Tuesday"),
        pytest.param("2027-12-29", True, id="then work again"),
    ],
)
def test_substitute_days_are_closed_because_they_stand_in_the_list(day: str, expected: bool) -> None:
    substitutes = ("2026-12-28", "2027-12-27", "2027-12-28")
    listed = {date.fromisoformat(each): "substitute day" for each in substitutes}
    hours = Hours("office", "Europe/London", OFFICE, holidays=Holidays("GB-ENG", listed))
    assert is_open(hours, utc(f"{day}T12:00")) is expected


def test_week_53_calls_nobody_twice() -> None:
    weekly = roster(turns("week", "2026-12-14T09:00", "a", "b"), "Europe/London")
    mondays = ("2026-12-14", "2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11")
    assert [who(weekly, f"{day}T09:00") for day in mondays] == ["a", "b", "a", "b", "a"]


def test_a_leap_day_has_its_own_turn_and_no_other_year_has_it() -> None:
    daily = roster(turns("day", "2028-02-28T08:00", "a", "b", "c"), "UTC")
    assert [who(daily, f"2028-{day}T12:00") for day in ("02-28", "02-29", "03-01")] == ["a", "b", "c"]
    assert [who(daily, f"2029-{day}T12:00") for day in ("02-28", "03-01")] == ["a", "b"]


def test_months_too_short_for_the_31st_hand_over_on_their_last_day() -> None:
    monthly = roster(turns("month", "2026-01-31T09:00", "a", "b"), "UTC")
    assert handovers(monthly, "2026-02-01T00:00", "2026-06-01T00:00") == [
        "02-28T09:00",
        "03-31T09:00",
        "04-30T09:00",
        "05-31T09:00",
    ]


def test_the_end_of_a_rotation_is_a_local_time_like_its_start() -> None:
    nightly = Rolling(
        freq="day",
        start=wall("2026-10-30T17:00"),
        duration=timedelta(hours=15),
        members=(("a",),),
        until=wall("2026-11-02T08:00"),
    )
    assert who(roster(nightly), "2026-11-02T12:59") == "a"
    assert who(roster(nightly), "2026-11-02T13:00") == ""
    assert who(roster(nightly), "2026-11-02T23:00") == ""


def test_what_is_exported_are_resolved_shifts_in_utc_also_on_the_short_night() -> None:
    nightly = Rolling(freq="day", start=wall("2026-03-06T02:30"), duration=timedelta(hours=4), members=(("a",),))
    found = [each for each in shifts(roster(nightly), utc("2026-03-07T00:00"), utc("2026-03-10T00:00")) if each.people]
    assert [(f"{each.start:%dT%H:%M}", f"{each.end:%dT%H:%M}") for each in found] == [
        ("07T07:30", "07T11:30"),
        ("08T07:30", "08T10:30"),
        ("09T06:30", "09T10:30"),
    ]
    assert {each.start.tzinfo for each in found} == {UTC}


def test_a_shift_may_last_a_week_or_more() -> None:
    long = Rolling(
        freq="week", interval=2, start=wall("2026-10-26T08:30"), duration=timedelta(days=8), members=(("a",),)
    )
    assert handovers(roster(long), "2026-10-26T12:30", "2026-11-10T00:00") == ["11-03T13:30", "11-09T13:30"]


def moments(zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The first and the second 01:30 of the long night, both in the zone: equal, if compared by their wall clocks."""
    first = wall("2026-11-01T01:30").replace(tzinfo=zone)
    yield first, first.replace(fold=1)


def test_two_datetimes_of_one_zone_are_compared_as_instants() -> None:
    zone = ZoneInfo(TORONTO)
    ((first, second),) = moments(zone)
    assert first == second
    hourly = roster(turns("hour", "2026-10-31T22:30", "a", "b", "c", "d", "e"))
    assert on_duty(hourly, first).people == on_duty(hourly, second).people == ("d",)
    quarter = in_windows(("20:00", "01:30"))
    assert on_duty(quarter, first - timedelta(minutes=1)).people == ("20:00",)
    assert on_duty(quarter, second).people == ()


def test_limits_given_in_the_zone_itself_are_instants_too() -> None:
    zone = ZoneInfo(TORONTO)
    ((first, second),) = moments(zone)
    always = Layer(name="primary", rotation=Single(("a",)), valid_from=first, valid_until=second)
    limited = Roster(name="water", zone=TORONTO, layers=(always,))
    assert who(limited, "2026-11-01T05:29") == ""
    assert who(limited, "2026-11-01T05:30") == "a"
    assert who(limited, "2026-11-01T06:29") == "a"
    assert who(limited, "2026-11-01T06:30") == ""


def test_a_day_with_both_a_holiday_and_hours_of_its_own_is_open_in_these() -> None:
    half = DatedException(date(2026, 12, 25), date(2026, 12, 25), (Window(time(10), time(12)),))
    hours = Hours("office", "UTC", OFFICE, holidays=Holidays("list", {date(2026, 12, 25): "Christmas Day"}))
    assert not is_open(hours, utc("2026-12-25T11:00"))
    assert is_open(replace(hours, exceptions=(half,)), utc("2026-12-25T11:00"))


def test_local_midnight_of_a_summer_holiday_is_the_day_before_in_utc() -> None:
    assert to_utc(wall("2026-05-25T00:00"), ZoneInfo("Europe/London")) == utc("2026-05-24T23:00")
