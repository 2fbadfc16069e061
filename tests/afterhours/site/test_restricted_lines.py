"""`ivr check` says where callers whose case only one group may see ask for a group, and their own never takes them."""

from datetime import date

import pytest

from afterhours.site import load_site
from afterhours.site.looking_ahead import look_ahead
from tests.afterhours.small_county import HOURS, MAIN, NIGHT, SERVICES, folder

EVENING = 'evening:\n  zone: America/Toronto\n  open: {mon-fri: "18:00-22:00"}\n'
RING = "person: {ring: {person: duty-manager}, nobody: message, failed: message, next: bye}"
ASKS = "person: {agent: desk, nobody: message, next: bye}"
AGENTS = """\
organisations:
  vale-office: {name: {en: Vale}, kind: council, serves: [wealden-vale]}
groups:
  desk: {organisation: county, telephones: own}
  duty: {organisation: %s, telephones: own%s}
"""
RESTRICTED = SERVICES.replace("department: bylaw", "department: bylaw, restricted: duty")


def told(organisation: str = "county", hours: str = "", services: str = RESTRICTED, **flows: str) -> list[str]:
    agents = AGENTS % (organisation, f", hours: {hours}" if hours else "")
    given = {"flows__main": MAIN.replace(RING, ASKS), **flows}
    site, faults = load_site(folder(hours=HOURS + EVENING, agents=agents, services=services, **given))
    assert site is not None, str(faults)
    return [line for line in str(look_ahead(site, date(2026, 11, 2))).splitlines() if "whose case only" in line]


def test_a_group_of_another_council_never_takes_them() -> None:
    found = told("vale-office")
    assert found
    assert "person asks desk, also for callers of the line main whose case only duty may see" in found[0]
    assert "duty does not answer for its council" in found[0]
    assert ": warning: " in found[0]


def test_a_group_of_other_hours_never_takes_them() -> None:
    assert "duty never answers while its calls come there" in told(hours="evening")[0]


@pytest.mark.parametrize("hours", ["", "town-hall"], ids=["always", "the hours of the line"])
def test_a_group_that_may_take_them_is_no_matter(hours: str) -> None:
    assert told(hours=hours) == []


def test_what_is_not_restricted_is_no_matter() -> None:
    assert told("vale-office", services=SERVICES) == []


CALM = MAIN.replace(RING, f"{ASKS}\n  human: {RING.partition(': ')[2]}").replace(
    "{after_last_try: person, on_error: person}", "{after_last_try: human, on_error: human}"
)
"""Here nobody comes to `person` but by its key."""
LINES_OF_MAIN = 2


def test_whoever_asks_before_it_is_restricted_is_no_matter() -> None:
    assert told("vale-office", flows__main=CALM) == []
    after = CALM.replace("{report: lost-dog, next: bye}", "{report: lost-dog, next: person}")
    assert len(told("vale-office", flows__main=after)) == LINES_OF_MAIN


def test_a_sub_flow_may_restrict_what_comes_after_it() -> None:
    marked = CALM.replace("{report: lost-dog, next: bye}", "{do: mark, next: person}")
    mark = "flow: mark\nstart: set\nsteps:\n  set: {case: {service: lost-dog}, next: done}\n"
    done = "  done: {say: {en: It is noted., fr: C'est noté.}, end: true}\n"
    assert len(told("vale-office", flows__main=marked, flows__mark=mark + done)) == LINES_OF_MAIN


def test_the_flow_of_the_night_is_looked_at_with_its_own_hours() -> None:
    night = NIGHT.replace(RING, ASKS)
    assert [line for line in told(hours="town-hall", flows__main=MAIN, flows__night=night) if "flows/night" in line]
