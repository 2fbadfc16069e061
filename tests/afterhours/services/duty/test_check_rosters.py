"""Who of a roster cannot be reached is found before the night is; those of lists that are past need nothing."""

from datetime import UTC, datetime

import pytest

from afterhours.parts import Parts
from afterhours.services.duty.check_rosters import members_of, unreachable_members
from afterhours.services.people.known import trust_numbers
from afterhours.site import SiteRoster, load_site
from tests.afterhours.conftest import NOW
from tests.afterhours.services.county_rosters import with_rosters
from tests.afterhours.small_county import folder

CHANGED = """\
water:
  layers:
    primary: {rotate: weekly, handover: "mon 08:30", from: 2026-01-05, people: [ann, bo]}
    retired: {duty: primary, until: 2026-06-30, people: [zoe]}
  changes:
    - {layer: primary, from: 2026-08-03, people: [ann, cy]}
    - {layer: primary, from: 2027-02-01, people: [ann, dee]}
  escalate: [{ring: primary}, {ring: person duty-manager}]
  alarm: {tell: ops}
"""


def water() -> SiteRoster:
    site, faults = load_site(folder(rosters=CHANGED))
    assert site is not None, str(faults)
    return site.rosters["water"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param("2026-06-01", {"ann", "bo", "cy", "dee", "zoe", "duty-manager"}, id="before the changes"),
        pytest.param("2026-12-01", {"ann", "cy", "dee", "duty-manager"}, id="after the first"),
        pytest.param("2027-03-01", {"ann", "dee", "duty-manager"}, id="after the last"),
    ],
)
def test_only_those_who_may_still_be_rung_are_members(at: str, expected: set[str]) -> None:
    assert set(members_of(water(), datetime.fromisoformat(at).replace(tzinfo=UTC))) == expected


@pytest.mark.database
def test_who_is_unknown_or_untested_is_a_fault_at_its_place(bare: Parts) -> None:
    parts = with_rosters(bare)
    site, _ = load_site(folder(rosters=CHANGED))
    assert site is not None
    with parts.database.transaction() as session:
        found = unreachable_members(session, site, NOW)
        assert {(fault.code, fault.place.file) for fault in found} == {
            ("no-usable-number", "rosters.yaml"),
            ("unknown-person", "rosters.yaml"),
        }
        trust_numbers(session, NOW)
        (left,) = unreachable_members(session, site, NOW)
    assert left.what == 'nobody has the handle "ops"', (
        "who is told of alarms has to be known, and needs no tested number"
    )
