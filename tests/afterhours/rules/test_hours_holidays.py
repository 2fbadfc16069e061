"""Closing days: a public list as it was read, and what the municipality adds, removes and repeats."""

from datetime import date

import pytest

from afterhours.rules.holidays import Holidays, Yearly, read_yearly
from ivr.errors import Refused

PUBLIC = {date(2026, 10, 12): "Thanksgiving Day", date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day"}
COUNTY = Holidays(
    "CA-ON",
    PUBLIC,
    added={date(2026, 8, 3): "Civic Holiday"},
    removed=frozenset({date(2026, 12, 28), date(2026, 8, 3)}),
    yearly=(read_yearly("County fair", "first tue of oct"),),
)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param("2026-10-12", "Thanksgiving Day", id="of the public list"),
        pytest.param("2026-10-13", None, id="an ordinary day"),
        pytest.param("2026-12-28", None, id="removed"),
        pytest.param("2026-08-03", "Civic Holiday", id="what is added stays, removed or not"),
        pytest.param("2026-10-06", "County fair", id="every year: 2026"),
        pytest.param("2027-10-05", "County fair", id="every year: 2027"),
        pytest.param("2027-10-06", None, id="on its weekday, not on its date"),
    ],
)
def test_the_name_of_a_day(day: str, name: str | None) -> None:
    assert COUNTY.name_on(date.fromisoformat(day)) == name


def test_a_year_of_a_day_that_comes_every_year_can_be_removed() -> None:
    fair = Holidays(removed=frozenset({date(2027, 10, 5)}), yearly=COUNTY.yearly)
    assert fair.name_on(date(2026, 10, 6)) == "County fair"
    assert fair.name_on(date(2027, 10, 5)) is None


def test_the_list_shows_what_was_removed_and_where_each_day_comes_from() -> None:
    assert [tuple(entry) for entry in COUNTY.listed(date(2026, 8, 1), date(2026, 12, 31))] == [
        (date(2026, 8, 3), "Civic Holiday", "local", True),
        (date(2026, 10, 6), "County fair", "every year", True),
        (date(2026, 10, 12), "Thanksgiving Day", "CA-ON", True),
        (date(2026, 12, 25), "Christmas Day", "CA-ON", True),
        (date(2026, 12, 28), "Boxing Day", "CA-ON", False),
    ]


def test_a_list_over_new_year_holds_both_years() -> None:
    new_year = Holidays(yearly=(Yearly("New Year", 1, 1),))
    days = [entry.day for entry in new_year.listed(date(2026, 1, 1), date(2028, 1, 1))]
    assert days == [date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)]


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        pytest.param("first tue of oct", 2026, "2026-10-06", id="first"),
        pytest.param("First Tuesday of October", 2026, "2026-10-06", id="in full"),
        pytest.param("third mon in february", 2027, "2027-02-15", id="third"),
        pytest.param("last mon of may", 2026, "2026-05-25", id="last of four"),
        pytest.param("last mon of aug", 2026, "2026-08-31", id="last of five"),
        pytest.param("fifth thu of apr", 2026, "2026-04-30", id="a fifth"),
        pytest.param("fifth thu of may", 2026, None, id="no fifth this year"),
        pytest.param("24 dec", 2026, "2026-12-24", id="day and month"),
        pytest.param("dec 24", 2026, "2026-12-24", id="month and day"),
        pytest.param("29 feb", 2028, "2028-02-29", id="a leap day"),
        pytest.param("29 feb", 2027, None, id="no leap day this year"),
    ],
)
def test_a_day_of_every_year(text: str, year: int, expected: str | None) -> None:
    found = read_yearly("fair", text).date_in(year)
    assert (found and found.isoformat()) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("sometimes", "not a day of every year", id="no day at all"),
        pytest.param("first tue", "not a day of every year", id="no month"),
        pytest.param("first oct of tue", '"tue"', id="turned around"),
        pytest.param("30 feb", "not a day of every year", id="a day no February has"),
        pytest.param("24 dez", '"dez"', id="another language's month"),
    ],
)
def test_what_is_no_day_of_every_year_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_yearly("fair", text)
