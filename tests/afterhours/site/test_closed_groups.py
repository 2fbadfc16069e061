"""`ivr check` says where a line leads its callers to a group that never answers then."""

from datetime import date

import pytest

from afterhours.site import load_site
from afterhours.site.looking_ahead import look_ahead
from tests.afterhours.small_county import HOURS, MAIN, folder

PERSON = "  person: {ring: {person: duty-manager}, nobody: message, failed: message, next: bye}\n"
EVENING = 'evening:\n  zone: America/Toronto\n  open: {mon-fri: "18:00-22:00"}\n'
GROUP = "groups:\n  desk: {organisation: county, telephones: own%s}\n"


def told(hours: str, main: str, night: str | None = None) -> str:
    agents = GROUP % (f", hours: {hours}" if hours else "")
    flows = {"flows__main": main} | ({"flows__night": night} if night else {})
    site, faults = load_site(folder(hours=HOURS + EVENING, agents=agents, **flows))
    assert site is not None, str(faults)
    return "\n".join(line for line in str(look_ahead(site, date(2026, 11, 2))).splitlines() if "never answers" in line)


def asking(step: str) -> str:
    return MAIN.replace(PERSON, f"  person: {{{step}: desk, gave_up: message, next: bye}}\n".replace(
        "gave_up", "gave_up" if step == "queue" else "nobody"))  # fmt: skip


@pytest.mark.parametrize("step", ["agent", "queue"])
def test_a_group_of_the_evening_never_answers_the_line_of_the_day(step: str) -> None:
    found = told("evening", asking(step)).splitlines()
    line = MAIN[: MAIN.index("  person:")].count("\n") + 1
    (fault,) = found
    assert fault.startswith(f"flows/main.yaml:{line}:1: warning: person asks desk, which never answers while calls of")


@pytest.mark.parametrize("hours", ["town-hall", ""], ids=["the hours of the line", "always"])
def test_a_group_that_answers_then_is_no_matter(hours: str) -> None:
    assert told(hours, asking("queue")) == ""


def test_the_flow_for_closed_hours_is_looked_at_while_the_line_is_closed() -> None:
    night = asking("queue").replace("flow: main", "flow: night").partition("tests:")[0]
    assert "flows/night.yaml" in told("town-hall", MAIN, night)
    assert told("evening", MAIN, night) == ""
