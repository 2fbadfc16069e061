"""agents.yaml as staff write it: what it says, and the sentence for each mistake."""

from datetime import date

import pytest

from afterhours.site import COUNTY, Site, load_site
from afterhours.site.answering import ServiceLevel
from afterhours.site.looking_ahead import look_ahead
from tests.afterhours.small_county import folder

AGENTS = """\
organisations:
  county: {name: {en: Long Point County}, serves: [county, wealden-vale], seats: 60}
  nightline:
    name: {en: Nightline Answering}
    kind: answering-company
    serves: [county, Wealden Vale]
    seats: 12
    until: 2027-12-31
groups:
  county-desk: {organisation: county, hours: town-hall, telephones: own, skills: [french]}
  night-desk: {organisation: Nightline, number: "+15195550160"}
"""
OWN, PARTNER = "long-point-county", "wealden-vale"


def site(agents: str | None) -> Site:
    found, faults = load_site(folder(agents=agents))
    assert found is not None, str(faults)
    return found


def test_what_it_says_of_an_organisation() -> None:
    found = site(AGENTS).organisations["nightline"]
    assert (found.title, found.kind, found.serves) == (
        {"en": "Nightline Answering"},
        "answering-company",
        (OWN, PARTNER),
    )
    assert (found.seats, found.until, found.place.line) == (12, date(2027, 12, 31), 3)


def test_how_a_group_takes_its_callers() -> None:
    more = 'number: "+15195550160", lines: 4, ring_for: 25s, hold_for: 10m, longest_wait: 20m, most_waiting: 40,'
    more += " wrap_up: 45s, music: quiet, confirm: page, target: 80% in 20s"
    group = site(AGENTS.replace('number: "+15195550160"', more)).groups["night-desk"]
    assert (group.lines, group.ring_for, group.hold_for, group.wrap_up) == (4, 25, 600, 45)
    assert (group.longest_wait, group.most_waiting, group.music) == (1200, 40, "quiet")
    assert (group.confirm, group.target) == ("page", ServiceLevel(80, 20))


def test_what_it_says_of_a_group() -> None:
    groups = site(AGENTS).groups
    own, switchboard = groups["county-desk"], groups["night-desk"]
    assert (own.organisation, own.hours, own.telephones, own.skills) == (COUNTY, "town-hall", True, ("french",))
    assert (switchboard.organisation, switchboard.telephones, switchboard.number) == (
        "nightline",
        False,
        "+15195550160",
    )


@pytest.mark.parametrize("agents", [None, "organisations:\n  nightline: {name: {en: N}, serves: [county]}\n"])
def test_without_a_line_of_its_own_the_county_answers_for_every_council(agents: str | None) -> None:
    county = next(iter(site(agents).organisations.values()))
    assert (county.name, county.kind, county.serves) == (COUNTY, "municipality", (OWN, PARTNER))
    assert (county.seats, county.until) == (None, None)
    assert county.title["en"] == "Long Point County"


MISTAKES = {
    "unknown council": ("Wealden Vale]", "wealden-vail]", '"wealden-vail" is not a council of site.yaml'),
    "served twice": ("Wealden Vale]", "wealden-vale, wealden_vale]", '"wealden_vale" stands here twice'),
    "serves nobody": ("serves: [county, Wealden Vale]", "serves: []", "serves nobody answers no calls"),
    "no council": ("    serves: [county, Wealden Vale]\n", "", "nightline has no serves:"),
    "no name": ("    name: {en: Nightline Answering}\n", "", "nightline has no name:"),
    "no seats": ("seats: 12", "seats: 0", '"0" is not a number of seats'),
    "no day": ("until: 2027-12-31", "until: 2027-13-31", '"2027-13-31" is not a date'),
    "unknown kind": ("kind: answering-company", "kind: friend", '"friend" is not one of: answering-company, council'),
    "comma": ("  nightline:", '  "night, line":', '"night, line" has a comma'),
    "organisation twice": ("  county:", "  Nightline: {name: {en: N}, serves: [county]}\n  county:", "mean the same"),
    "unknown part": ("groups:", "teams:", '"teams" is not a field of agents.yaml'),
    "unknown organisation": (
        "organisation: Nightline",
        "organisation: nightlane",
        '"nightlane" is not an organisation of agents.yaml - did you mean "nightline"?',
    ),
    "unknown hours": ("hours: town-hall", "hours: town-hull", '"town-hull" is not a name of hours.yaml'),
    "rung both ways": ("number:", "telephones: own, number:", "night-desk has both telephones: own and number:"),
    "rung in no way": (', number: "+15195550160"', "", "night-desk has neither telephones: own nor number:"),
    "the county's name": ("  night-desk:", "  county:", '"county" is an organisation, and a group'),
    "group comma": ("  night-desk:", '  "night, desk":', '"night, desk" has a comma'),
    "skill twice": ("[french]", "[french, french]", '"french" stands here twice'),
    "no lines": ("night-desk: {", "night-desk: {lines: 0, ", '"0" is not a number of lines'),
    "rings too long": ("night-desk: {", "night-desk: {ring_for: 10m, ", "between 5s and 120s"),
    "unknown music": ("night-desk: {", "night-desk: {music: loud, ", '"loud" is not music of the program'),
    "no service level": ("night-desk: {", "night-desk: {target: soon, ", '"soon" is not a service level'),
    "too many percent": ("night-desk: {", "night-desk: {target: 120% in 20s, ", "write it as 80% in 20s"),
    "no list": ("[french]", "french", "wanted: a list of skills"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_agents_yaml(old: str, new: str, said: str) -> None:
    assert old in AGENTS
    found, faults = load_site(folder(agents=AGENTS.replace(old, new, 1)))
    assert found is None
    assert said in str(faults)
    assert {each.place.file for each in faults if each.severity == "fault"} == {"agents.yaml"}


@pytest.mark.parametrize(("today", "told"), [("2027-12-31", False), ("2028-01-01", True)])
def test_a_contract_that_ended_is_a_warning_of_the_day_after(today: str, *, told: bool) -> None:
    said = str(look_ahead(site(AGENTS), date.fromisoformat(today)))
    assert ("agents.yaml:3:3: warning: the contract of nightline ended on 2027-12-31" in said) is told
