"""Closing days of last year that have no twin this year, 60 days ahead."""

from datetime import date, time, timedelta

import pytest

from afterhours.rules.holidays import Holidays
from afterhours.rules.hours import DatedException, Hours, Window
from afterhours.rules.twins import AHEAD, easter, untwinned

DAYTIME, MORNING = (Window(time(8, 30), time(16, 30)),), (Window(time(8, 30), time(12)),)
AUTUMN = date(2027, 11, 1)


def closed(first: str, last: str | None = None) -> DatedException:
    return DatedException(date.fromisoformat(first), date.fromisoformat(last or first))


def part_day(day: str, windows: tuple[Window, ...] = MORNING) -> DatedException:
    return DatedException(date.fromisoformat(day), date.fromisoformat(day), windows)


def forgotten(*entries: DatedException, today: date = AUTUMN, holidays: Holidays | None = None) -> list[str]:
    hours = Hours("h", "America/Toronto", dict.fromkeys(range(5), DAYTIME), entries, holidays or Holidays())
    return [f"{each.first}..{each.last}" for each in untwinned(hours, today)]


CHRISTMAS = closed("2026-12-25", "2027-01-01")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([CHRISTMAS], ["2026-12-25..2027-01-01"], id="nothing written down yet"),
        pytest.param([CHRISTMAS, closed("2027-12-24", "2028-01-02")], [], id="written down"),
        pytest.param([closed("2026-11-11")], ["2026-11-11..2026-11-11"], id="a single day"),
        pytest.param([closed("2026-11-11"), closed("2027-11-15")], [], id="moved by some days"),
        pytest.param([closed("2026-11-11"), closed("2027-11-19")], ["2026-11-11..2026-11-11"], id="too far away"),
        pytest.param([part_day("2026-12-24")], ["2026-12-24..2026-12-24"], id="a half day"),
        pytest.param(
            [part_day("2026-12-24"), closed("2027-12-24", "2028-01-02")],
            [],
            id="a half day that is a closed one this year",
        ),
        pytest.param(
            [part_day("2026-12-24"), closed("2027-12-25", "2028-01-02")],
            ["2026-12-24..2026-12-24"],
            id="Christmas is written down, its eve is not",
        ),
        pytest.param([closed("2026-11-11"), part_day("2027-11-11", DAYTIME)], [], id="it was decided to open"),
        pytest.param([closed("2026-11-14")], [], id="a Saturday, closed anyway"),
        pytest.param([closed("2026-11-12"), closed("2026-11-13")], ["2026-11-12..2026-11-12"], id="now on a Saturday"),
    ],
)
def test_what_was_written_down_last_year_and_is_missing_this_year(
    entries: list[DatedException], expected: list[str]
) -> None:
    assert forgotten(*entries) == expected


def test_it_is_told_sixty_days_ahead_and_until_the_day_is_over() -> None:
    day = date(2027, 11, 11)
    told = {offset: bool(forgotten(closed("2026-11-11"), today=day - offset)) for offset in (
        AHEAD + timedelta(days=1), AHEAD, timedelta(), timedelta(days=-1),
    )}  # fmt: skip
    assert list(told.values()) == [False, True, True, False]


def test_days_of_a_public_list_come_by_themselves() -> None:
    listed = Holidays("CA-ON", {date(2026, 12, 25): "Christmas Day", date(2027, 12, 27): "Christmas Day (observed)"})
    assert forgotten(closed("2026-12-25"), holidays=listed) == []


def test_a_day_of_one_s_own_is_looked_for_too() -> None:
    own = Holidays(added={date(2026, 12, 9): "Founders' Day"})
    assert forgotten(holidays=own) == ["2026-12-09..2026-12-09"]
    both = Holidays(added={date(2026, 12, 9): "Founders' Day", date(2027, 12, 10): "Founders' Day"})
    assert forgotten(holidays=both) == []


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([closed("2026-04-06"), closed("2027-03-29")], [], id="Easter Monday"),
        pytest.param([closed("2026-04-06"), closed("2027-03-25")], ["2026-04-06..2026-04-06"], id="not Easter Monday"),
    ],
)
def test_days_that_move_with_easter_are_found(entries: list[DatedException], expected: list[str]) -> None:
    assert forgotten(*entries, today=date(2027, 3, 1)) == expected


def test_leap_day_comes_back_the_day_before_the_first_of_march() -> None:
    assert forgotten(closed("2028-02-29"), today=date(2029, 2, 1)) == ["2028-02-29..2028-02-29"]


@pytest.mark.parametrize("day", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2285-03-22"])
def test_easter(day: str) -> None:
    found = date.fromisoformat(day)
    assert easter(found.year) == found
