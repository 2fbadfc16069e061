"""A calendar day by day: windows, reasons, holidays that are not kept, and the next change."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from afterhours.rules.days_ahead import Day, clock, days_ahead, next_change, source_of
from afterhours.rules.holidays import Holidays
from afterhours.rules.hours import DatedException, Hours, Switch, Window

ZONE = ZoneInfo("America/Toronto")
DAYTIME = (Window(time(8, 30), time(12)), Window(time(13), time(16, 30)))
CHRISTMAS, BOXING = date(2026, 12, 25), date(2026, 12, 26)
TOWN_HALL = Hours(
    "town-hall",
    "America/Toronto",
    dict.fromkeys(range(5), DAYTIME),
    (DatedException(date(2026, 12, 24), date(2026, 12, 24), (Window(time(8, 30), time(12)),)),),
    Holidays("CA-ON", {CHRISTMAS: "Christmas Day", BOXING: "Boxing Day"}, removed=frozenset({BOXING})),
)
NIGHT = Hours("night", "America/Toronto", dict.fromkeys(range(7), (Window(time(22), time(6)),)))


def day_of(hours: Hours, day: date) -> Day:
    (found,) = days_ahead(hours, day, day)
    return found


def windows(hours: Hours, day: date) -> list[str]:
    return [f"{clock(start, day, ZONE)}-{clock(end, day, ZONE)}" for start, end in day_of(hours, day).windows]


@pytest.mark.parametrize(
    ("hours", "day", "expected", "sources"),
    [
        pytest.param(TOWN_HALL, date(2026, 12, 23), ["08:30-12:00", "13:00-16:30"], ["week"], id="an ordinary day"),
        pytest.param(TOWN_HALL, date(2026, 12, 24), ["08:30-12:00"], ["exception"], id="hours of its own"),
        pytest.param(TOWN_HALL, CHRISTMAS, [], ["holiday"], id="a holiday"),
        pytest.param(TOWN_HALL, date(2026, 12, 27), [], ["week"], id="a Sunday"),
        pytest.param(NIGHT, date(2026, 12, 27), ["00:00-06:00", "22:00-24:00"], ["week"], id="over midnight"),
        pytest.param(NIGHT, date(2026, 11, 1), ["00:00-06:00", "22:00-24:00"], ["week"], id="a day of 25 hours"),
        pytest.param(NIGHT, date(2026, 3, 8), ["00:00-06:00", "22:00-24:00"], ["week"], id="a day of 23 hours"),
    ],
)
def test_a_day_has_its_windows_and_its_reasons(
    hours: Hours, day: date, expected: list[str], sources: list[str]
) -> None:
    assert windows(hours, day) == expected
    assert [each.why.source for each in day_of(hours, day).reasons] == sources


def test_every_day_is_whole_from_midnight_to_midnight() -> None:
    days = list(days_ahead(TOWN_HALL, date(2026, 10, 25), date(2026, 11, 8)))
    for day, after in pairwise(days):
        assert day.stretches[-1].end == after.stretches[0].start
        assert all(one.end == two.start for one, two in pairwise(day.stretches))


def test_an_order_is_a_reason_beside_the_day_s_own() -> None:
    closed = Switch(
        False, datetime(2026, 12, 23, 15, tzinfo=UTC), datetime(2026, 12, 23, 16, tzinfo=UTC), "kay", "fire drill"
    )
    hours = replace(TOWN_HALL, switches=(closed,))
    assert windows(hours, date(2026, 12, 23)) == ["08:30-10:00", "11:00-12:00", "13:00-16:30"]
    (told,) = day_of(hours, date(2026, 12, 23)).reasons
    assert (told.why.by, told.why.name, told.why.until) == ("kay", "fire drill", closed.until)


def test_a_holiday_that_is_not_kept_is_still_shown() -> None:
    day = day_of(TOWN_HALL, BOXING)
    assert [(each.name, each.source, each.kept) for each in day.holidays] == [("Boxing Day", "CA-ON", False)]
    assert [each.why.source for each in day.reasons] == ["week"]


def test_a_holiday_s_reason_has_its_source() -> None:
    (told,) = day_of(TOWN_HALL, CHRISTMAS).reasons
    assert source_of(TOWN_HALL, told.why) == "CA-ON"
    assert source_of(TOWN_HALL, day_of(TOWN_HALL, date(2026, 12, 23)).reasons[0].why) == ""


@pytest.mark.parametrize(
    ("at", "opens", "when"),
    [
        pytest.param("2026-12-23T16:30", False, "2026-12-23T17:00", id="open until lunch"),
        pytest.param("2026-12-23T17:30", True, "2026-12-23T18:00", id="lunch"),
        pytest.param("2026-12-24T18:00", True, "2026-12-28T13:30", id="over the holiday and the weekend"),
    ],
)
def test_the_next_change_is_not_a_change_of_reason_only(at: str, opens: bool, when: str) -> None:
    found = next_change(TOWN_HALL, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert found is not None
    assert (found.open, found.start) == (opens, datetime.fromisoformat(when).replace(tzinfo=UTC))


def test_what_never_changes_has_no_next_change() -> None:
    assert next_change(Hours("never", "UTC", {}), datetime(2026, 12, 23, tzinfo=UTC)) is None
