"""`holidays:` of a calendar: public lists by date, and what a municipality changes about them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from afterhours.rules.holidays import Holidays
from afterhours.rules.hours import Hours, is_open, reason
from afterhours.site import load_site
from afterhours.site.holiday_list import FIRST_YEAR, LAST_YEAR, names_in, public_list
from tests.afterhours.small_county import HOURS, SITE, folder


def hours_with(holidays: str, site: str = SITE) -> str:
    """hours.yaml of the small county with these lines under `holidays:`."""
    indented = "".join(f"    {line}\n" for line in holidays.strip().splitlines())
    return HOURS.replace("  except:", f"  holidays:\n{indented}  except:")


def read(holidays: str) -> Hours:
    site, faults = load_site(folder(hours=hours_with(holidays)))
    assert site is not None, str(faults)
    return site.hours["town-hall"]


def faults_of(holidays: str) -> str:
    return str(load_site(folder(hours=hours_with(holidays)))[1])


def days(holidays: Holidays, year: int) -> dict[str, str]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return {f"{each.day:%m-%d}": each.name for each in holidays.listed(first, last) if each.kept}


def test_ontario_s_public_holidays_of_two_years_with_their_substitute_days() -> None:
    holidays = read("from: CA-ON").holidays
    assert days(holidays, 2026) == {
        "01-01": "New Year's Day",
        "02-16": "Family Day",
        "04-03": "Good Friday",
        "05-18": "Victoria Day",
        "07-01": "Canada Day",
        "09-07": "Labour Day",
        "10-12": "Thanksgiving Day",
        "12-25": "Christmas Day",
        "12-26": "Boxing Day",
        "12-28": "Boxing Day (observed)",
    }
    assert list(days(holidays, 2027))[-4:] == ["12-25", "12-26", "12-27", "12-28"]


def test_england_s_bank_holidays_as_the_government_lists_them() -> None:
    """https://www.gov.uk/bank-holidays: the substitute days of Christmas, and Easter Monday."""
    holidays = read("from: GB-ENG").holidays
    assert set(days(holidays, 2026)) - {"12-26"} == {
        "01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28",
    }  # fmt: skip
    assert set(days(holidays, 2027)) >= {"03-26", "03-29", "12-27", "12-28"}
    assert set(days(holidays, 2028)) >= {"01-03"}


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        pytest.param("CA-QC", "2027-06-24", "Saint Jean Baptiste Day", id="Quebec"),
        pytest.param("GB-SCT", "2026-11-30", "Saint Andrew's Day", id="Scotland"),
        pytest.param("ca-on", "2027-07-01", "Canada Day", id="in small letters"),
        pytest.param("IE", "2027-03-17", "Saint Patrick's Day", id="a country without parts"),
    ],
)
def test_lists_of_other_places(code: str, day: str, name: str) -> None:
    assert read(f"from: {code}").holidays.name_on(date.fromisoformat(day)) == name


def test_what_the_county_adds_removes_and_repeats() -> None:
    holidays = read("""
from: CA-ON
also: [civic holiday, Easter Monday, 2027-08-09: Founders' Day]
remove: [2026-12-26, Family Day]
every_year: {County fair: first tue of oct}
""").holidays
    found = days(holidays, 2027)
    assert found["08-02"] == "Civic Holiday"
    assert found["03-29"] == "Easter Monday"
    assert found["08-09"] == "Founders' Day"
    assert found["10-05"] == "County fair"
    assert "02-15" not in found
    assert "12-26" not in days(holidays, 2026)
    assert "12-26" in found
    assert {each.source for each in holidays.listed(date(2027, 1, 1), date(2027, 12, 31))} == {
        "CA-ON", "local", "every year",
    }  # fmt: skip


def test_days_of_one_s_own_need_no_public_list() -> None:
    holidays = read("""
also:
  2027-08-09: Founders' Day
every_year:
  County fair: first tue of oct
""").holidays
    assert days(holidays, 2027) == {"08-09": "Founders' Day", "10-05": "County fair"}


def test_a_holiday_closes_and_an_exception_of_that_one_day_opens_again() -> None:
    town_hall = read("from: CA-ON")
    noon = datetime(2026, 10, 12, 10, tzinfo=ZoneInfo("America/Toronto"))
    assert reason(town_hall, noon).why.name == "Thanksgiving Day"
    assert not is_open(town_hall, noon)
    polls = hours_with("from: CA-ON").replace("  except:", '  except:\n    2026-10-12: "08:00-20:00"')
    site, _ = load_site(folder(hours=polls))
    assert site is not None
    assert is_open(site.hours["town-hall"], noon)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("from: CA-OM", '"CA-OM" is not a public list of holidays - did you mean "CA-ON"?', id="a slip"),
        pytest.param("from: Ontario", "write the country and its part: CA-ON", id="a name"),
        pytest.param(
            "from: CA-ON\nalso: [Civic Holidy]",
            'hours.yaml:6:12: "Civic Holidy" is not a holiday of CA-ON - did you mean "Civic Holiday"?',
            id="a holiday",
        ),
        pytest.param("from: GB-ENG\nalso: [Thanksgiving]", "or write a date with the name", id="of another place"),
        pytest.param("also: [Civic Holiday]", "there is no list it could be a name of", id="no list"),
        pytest.param("from: CA-ON\nalso: [2027-08-09]", "write its name, too: 2027-08-09: Founders' Day", id="no name"),
        pytest.param("from: CA-ON\nalso: [{someday: Fair}]", '"someday" is not a date', id="no date"),
        pytest.param("from: CA-ON\nremove: [Boxing Daz]", 'did you mean "Boxing Day"?', id="removed"),
        pytest.param("every_year: {Fair: first tur of oct}", '"tur" in "first tur of oct" is neither', id="a weekday"),
        pytest.param("every_year: {Fair: 31 feb}", 'write "first tue of oct", "last mon of may" or "24 dec"', id="day"),
        pytest.param("form: CA-ON", '"form" is not a field of holidays - did you mean "from"?', id="a field"),
    ],
)
def test_mistakes_are_told_with_the_word_that_is_meant(typed: str, said: str) -> None:
    assert said in faults_of(typed)


def test_removing_a_day_that_is_no_holiday_is_a_warning() -> None:
    site, faults = load_site(folder(hours=hours_with("from: CA-ON\nremove: [2026-12-29]")))
    assert site is not None
    assert "hours.yaml:6:14: warning: 2026-12-29 is no holiday of CA-ON" in str(faults)


def test_a_list_covers_the_same_years_whenever_it_is_read() -> None:
    found = public_list("CA-ON")
    assert found is not None
    years = {day.year for day in found.public}
    assert years == set(range(FIRST_YEAR, LAST_YEAR + 1))


def test_the_library_is_asked_once_for_a_list() -> None:
    assert public_list("CA-ON") is public_list("CA-ON")


def test_a_name_is_known_as_the_country_spells_it_and_as_its_neighbour_does() -> None:
    found = public_list("CA-ON")
    assert found is not None
    assert found.named("Labour Day") == found.named("Labor Day")
    assert found.named("Boxing Day") == {day: name for day, name in found.public.items() if "Boxing" in name}


def test_the_partner_s_calendar_says_whose_it_is() -> None:
    kent = '\nwealden-offices: {tenant: Wealden Vale, zone: Europe/London, open: {mon-fri: "09:00-17:00"}}\n'
    site, _ = load_site(folder(hours=HOURS + kent))
    assert site is not None
    assert {name: each.tenant for name, each in site.hours.items()} == {
        "town-hall": "long-point-county",
        "wealden-offices": "wealden-vale",
    }


def test_a_calendar_of_a_partner_that_is_not_there_is_told() -> None:
    typed = HOURS.replace("town-hall:", "town-hall:\n  tenant: welden-vale")
    assert 'did you mean "wealden-vale"?' in str(load_site(folder(hours=typed))[1])


def test_a_calendar_that_only_a_partner_s_line_keeps_is_the_partner_s() -> None:
    line = SITE.replace("tenant: wealden-vale, flow: wealden}", "tenant: wealden-vale, flow: wealden, hours: kent}")
    hours = HOURS + '\nkent: {zone: Europe/London, open: {mon-fri: "09:00-17:00"}}\n'
    site, _ = load_site(folder(site=line, hours=hours))
    assert site is not None
    assert site.hours["kent"].tenant == "wealden-vale"


def test_the_days_of_a_list_are_called_in_the_reader_s_language_where_the_library_speaks_it() -> None:
    names = names_in("CA-ON", "fr")
    assert (names["Christmas Day"], names["Good Friday"]) == ("Jour de Noël", "Vendredi saint")
    assert (names["Easter Monday"], names["Remembrance Day"]) == ("Lundi de Pâques", "Jour du Souvenir")
    assert names_in("GB-ENG", "fr") == {}
    assert names_in("", "fr") == {}
