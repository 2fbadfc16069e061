"""Tonight on paper: who is on duty from the closing to the opening, how to reach them, and what to ask."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from afterhours.models import Person, PersonNumber, RosterException
from afterhours.parts import Parts
from afterhours.reports.html import html
from afterhours.reports.plain import plain
from afterhours.reports.tonight import Tonight, tonight
from afterhours.reports.tonight_paper import tonight_paper
from afterhours.reports.wording import Wording
from afterhours.services.people.known import trust_numbers
from afterhours.services.releases.release import release
from ivr.errors import NotFound
from tests.afterhours.small_county import HOURS, SERVICES, SITE, folder
from tests.support.nights import COUNTY, PARTNER, Nights

pytestmark = pytest.mark.database

TORONTO, LONDON = ZoneInfo("America/Toronto"), ZoneInfo("Europe/London")
ROSTERS = """\
water:
  title: {en: Water and sewers, fr: Eau et égouts}
  zone: America/Toronto
  layers:
    primary: {rotate: daily, handover: "20:00", from: 2026-01-05, people: [ann, bo]}
    pair: {duty: secondary, people: [[cy, duty-manager]]}
  escalate:
    - {ring: primary, for: 25s, text: [primary, secondary]}
    - {ring: [person duty-manager, roster roads], for: 90s}
  pause: 30s
  alarm: {after: 3m, tell: bo}
roads:
  zone: America/Toronto
  layers:
    primary: {windows: {mon-sun: "16:30-22:00"}, people: [cy]}
  escalate:
    - {ring: primary, for: 25s}
    - {ring: person bo, for: 25s}
wealden-duty:
  tenant: wealden-vale
  zone: Europe/London
  layers:
    officer: {people: [rosa]}
  escalate:
    - {ring: officer, for: 25s}
"""
FILES = {
    "site": SITE.replace("    country: GB\n", "    country: GB\n    office_hours: wealden-office\n"),
    "hours": HOURS
    + "wealden-office:\n  zone: Europe/London\n  tenant: wealden-vale\n  open: {mon-fri: '08:30-17:00'}\n",
    "rosters": ROSTERS,
    "services": SERVICES.replace("emergency: water", "emergency: water\n  knowledge: pipe.md"),
}
NOTE = b"# Burst pipe\n\nClose the valve.\n"


@pytest.fixture
def night(bare: Parts) -> Nights:
    made = Nights(bare)
    for at, handle in enumerate(("ann", "bo", "cy", "duty-manager")):
        made.person(handle, name=handle.title(), numbers=[f"+151955501{70 + at}", f"+151955501{80 + at}"])
    made.person("rosa", name="Rosa", numbers=["+441632960113"])
    with bare.database.transaction() as session:
        trust_numbers(session, datetime.now(UTC))
        files = folder(**FILES) | {"knowledge/pipe.md": NOTE}
        release(session, files, "tests", datetime(2026, 1, 1, tzinfo=UTC))
    return made


def local(text: str, zone: ZoneInfo = TORONTO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def told(night: Nights, at: datetime, tenant: str = COUNTY) -> Tonight:
    assert isinstance(night.parts, Parts)
    with night.parts.database.transaction() as session:
        return tonight(session, night.parts.site, tenant, at)


def paper(night: Nights, at: datetime, tenant: str = COUNTY, language: str = "en") -> str:
    assert isinstance(night.parts, Parts)
    return plain(tonight_paper(told(night, at, tenant), Wording(night.parts.site, tenant, language)))


def stretches(found: Tonight, roster: str, duty: str) -> list[tuple[datetime, datetime, tuple[str, ...]]]:
    return [(each.start, each.end, each.people) for each in found.duties[roster] if each.duty == duty]


@pytest.mark.parametrize("at", ["2026-11-24T16:30", "2026-11-24T10:00", "2026-11-25T03:00"])
def test_each_duty_is_told_from_the_closing_to_the_opening(night: Nights, at: str) -> None:
    found = told(night, local(at))
    first, handover, last = local("2026-11-24T16:30"), local("2026-11-24T20:00"), local("2026-11-25T08:30")
    (one, two) = stretches(found, "water", "primary")
    assert (one[0], one[1], two[1]) == (first, handover, last)
    assert {one[2], two[2]} == {("ann",), ("bo",)}
    assert stretches(found, "water", "secondary") == [(first, last, ("cy", "duty-manager"))]
    assert stretches(found, "roads", "primary")[1][2] == ()


def test_over_christmas_the_paper_holds_all_the_days(night: Nights) -> None:
    found = told(night, local("2026-12-24T12:00"))
    assert found.night.opens == local("2027-01-04T08:30")
    assert len(stretches(found, "water", "primary")) == 12


def test_a_swap_that_was_entered_is_on_the_paper(night: Nights) -> None:
    at = local("2026-11-24T16:30")
    given = {"roster": "water", "duty": "secondary", "kind": "take_over", "came": ["ann"], "went": [], "priority": 0}
    night.add(
        RosterException(
            tenant=COUNTY, starts_at=at, ends_at=local("2026-11-25T08:30"), entered_at=at, entered_by="nora",
            reason="sick", **given,
        )
    )  # fmt: skip
    assert [people for _, _, people in stretches(told(night, at), "water", "secondary")] == [("ann",)]


def test_each_council_has_its_own_rosters_in_its_own_zone(night: Nights) -> None:
    found = told(night, local("2026-11-24T17:00", LONDON), PARTNER)
    assert [each.name for each in found.rosters] == ["wealden-duty"]
    assert found.night.closes == local("2026-11-24T17:00", LONDON)
    assert "01632 960113" in paper(night, local("2026-11-24T17:00", LONDON), PARTNER)
    assert "Rosa" not in paper(night, local("2026-11-24T17:00"))


def test_a_council_nobody_knows_is_refused(night: Nights) -> None:
    with pytest.raises(NotFound):
        told(night, local("2026-11-24T17:00"), "atlantis")


def test_the_paper_says_who_how_to_reach_them_and_in_which_order_they_are_called(night: Nights) -> None:
    said = paper(night, local("2026-11-24T16:30"))
    for words in (
        "Tue 24 Nov 16:30 – Tue 24 Nov 20:00",
        "(519) 555-0170",
        "1. Ring primary for 25 s, and text primary and secondary.",
        "2. Ring Duty-Manager ((519) 555-0173, (519) 555-0183) and whoever is on duty for “Roads” for 1 min 30 s.",
        "Then 30 s of pause, and again from the top, without end.",
        "Nobody has accepted after 3 min: tell Bo: (519) 555-0171",
        "Burst water pipe",
        "Call: Water and sewers",
        "- Where is it?",
        "Close the valve.",
        "(519) 555-0100",
    ):
        assert words in said, words


def test_people_on_duty_together_stand_one_below_the_other(night: Nights) -> None:
    lines = paper(night, local("2026-11-24T16:30")).splitlines()
    at = next(number for number, line in enumerate(lines) if "Secondary" in line)
    assert "All night" in lines[at]
    told_lines = [" ".join(line.split()[-3:]) for line in lines[at : at + 4]]
    assert told_lines == ["Cy (519) 555-0172", "(519) 555-0182", "Duty-Manager (519) 555-0173", "(519) 555-0183"]


def test_a_gap_is_told_at_the_top(night: Nights) -> None:
    said = paper(night, local("2026-11-24T16:30"))
    assert "Nobody is on duty: Roads, Tue 24 Nov 22:00 – Wed 25 Nov 08:30." in said.splitlines()[3]
    assert "NOBODY" in said


def test_a_number_that_no_test_call_reached_says_so_and_who_has_none_too(night: Nights) -> None:
    with night.parts.database.transaction() as session:
        session.execute(delete(PersonNumber).where(PersonNumber.e164 == "+15195550170"))
        session.execute(update(Person).where(Person.handle == "cy").values(numbers=[]))
    said = paper(night, local("2026-11-24T16:30"))
    assert "(519) 555-0170 (not tested lately)" in said
    assert "no number" in said


def test_in_french_and_as_html_it_is_whole_too(night: Nights) -> None:
    assert isinstance(night.parts, Parts)
    found = told(night, local("2026-11-24T16:30"))
    drawn = html(tonight_paper(found, Wording(night.parts.site, COUNTY, "fr")))
    for words in (
        "La nuit sur papier",
        "Eau et égouts",
        "Garde principale",
        "Appeler la garde principale pendant 25 s, et envoyer un texto à la garde principale et la garde secondaire.",
        "(519) 555-0170<br>(519) 555-0180",
        "Cy<br><br>Duty-Manager",
        "<ol>",
    ):
        assert words in drawn, words
