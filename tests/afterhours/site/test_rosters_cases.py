"""rosters.yaml can say everything that the neutral form of rosters with known answers can say."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from afterhours.rules.rosters.duty import on_duty
from afterhours.site import load_site
from ivr.folders import PROJECT
from ivr.zones import use_newest
from tests.afterhours.small_county import HOURS, folder
from tests.roster_cases import instant, read_cases, read_roster
from tests.support.neutral_rosters import rosters_yaml

OWN = PROJECT / "tests" / "roster_cases.json"
SHARED = PROJECT.parent / "shared" / "roster_cases.json"
CASES = [case for path in (OWN, SHARED) if path.exists() for case in read_cases(path)]


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case["name"])) for case in CASES])
def test_a_roster_with_known_answers_can_be_written_and_has_them(case: Mapping[str, Any]) -> None:
    use_newest()
    zone = ZoneInfo(case["timezone"]).key
    hours = HOURS + f"service: {{zone: {zone if '/' in zone else 'Etc/UTC'}, open: {{daily: closed}}}}\n"
    site, faults = load_site(folder(hours=hours, rosters=rosters_yaml(case)))
    assert site is not None, f"{rosters_yaml(case)}\n{faults}"
    neutral = read_roster(case)
    written = replace(
        site.rosters["case"].duties["duty"],
        hours=neutral.hours,
        overrides=neutral.overrides,
        temporary=neutral.temporary,
    )
    for check in case["checks"]:
        expected = check.get("by_policy", {}).get("DEFAULT", check["on_call"])
        found = on_duty(written, instant(check["at"], neutral)).people
        assert list(found) == sorted(expected), check
