"""What `ivr check` says about the weeks to come, when it knows the date."""

from datetime import date

from afterhours.site import load_site
from afterhours.site.looking_ahead import look_ahead
from tests.afterhours.small_county import HOURS, folder


def warnings(hours: str, today: str) -> str:
    site, _ = load_site(folder(hours=hours))
    assert site is not None
    return str(look_ahead(site, date.fromisoformat(today)))


def test_last_year_s_closing_days_without_a_twin_are_told_with_their_lines() -> None:
    eve, rest = warnings(HOURS, "2027-11-01").splitlines()
    assert eve.startswith("hours.yaml:5:5: warning: town-hall had hours of its own on 2026-12-24, and 2027 has nothing")
    assert rest.startswith("hours.yaml:6:5: warning: town-hall was closed on 2026-12-25..2027-01-01, and 2027 has not")
    assert rest.endswith("write the date of 2027 below it; or, if 2027 is as usual, that day with its usual hours")


def test_while_they_are_far_away_nothing_is_said() -> None:
    assert warnings(HOURS, "2027-10-01") == ""
    assert warnings(HOURS, "2026-11-25") == ""


def test_a_holiday_of_one_s_own_is_told_with_its_line_too() -> None:
    own = HOURS.replace("  except:", "  holidays:\n    also:\n      - 2026-11-09: Founders' Day\n  except:")
    assert "hours.yaml:6:9: warning: town-hall was closed on 2026-11-09" in warnings(own, "2027-10-01")
