"""The small county with rosters and people for them; its weeks begin on Monday 08:30 in Toronto."""

from datetime import UTC, datetime

from afterhours.parts import Parts
from afterhours.services.duty.enter_exception import Wish
from afterhours.services.imports.people import import_people
from afterhours.services.releases.release import release
from afterhours.services.signing import Signed
from tests.afterhours.conftest import COUNTY, NOW
from tests.afterhours.small_county import folder

ROSTERS = """\
water:
  zone: America/Toronto
  layers:
    primary:   {rotate: weekly, handover: "mon 08:30", from: 2026-01-05, people: [ann, bo, cy]}
    secondary: {rotate: weekly, handover: "mon 08:30", from: 2026-01-05, people: [bo, cy, ann]}
  escalate:
    - {ring: primary, for: 25s, text: [primary, secondary]}
    - {ring: [secondary, person duty-manager], for: 25s}
    - {ring: roster county, for: 25s}
social:
  zone: America/Toronto
  hours: town-hall
  layers: {primary: {when: out of hours, people: [[bo, dee]]}}
  escalate: [{ring: primary}]
county:
  layers: {manager: {windows: {mon-fri: "08:00-18:00"}, people: [duty-manager]}}
  escalate:
    - {ring: manager}
    - {ring: roster water}
wealden-duty:
  tenant: wealden-vale
  layers: {officer: {people: [eve]}}
  escalate: [{ring: officer}]
"""
PEOPLE = "handle,name,numbers\n" + "".join(
    f"{handle},{name},+1519555019{at}\n"
    for at, (handle, name) in enumerate(
        [("ann", "Ann"), ("bo", "Bo"), ("cy", "Cy"), ("dee", "Dee"), ("eve", "Eve"), ("duty-manager", "Margaret")]
    )
)
WEEK = datetime(2026, 12, 28, 13, 30, tzinfo=UTC), datetime(2027, 1, 4, 13, 30, tzinfo=UTC)
"""The turn of the primary that begins two days after NOW."""
HOLDER = "ann"
"""Whose turn that is."""


def with_rosters(parts: Parts) -> Parts:
    """Releases the county with its rosters, and brings in its people."""
    with parts.database.transaction() as session:
        release(session, folder(rosters=ROSTERS), "tests", NOW)
        import_people(session, PEOPLE.encode(), COUNTY, NOW, dry_run=False)
    return parts


def signed(now: datetime = NOW, by: str = "kay") -> Signed:
    return Signed(by, now, now)


def wish(
    start: datetime = WEEK[0],
    end: datetime = WEEK[1],
    *,
    came: tuple[str, ...] = ("dee",),
    went: tuple[str, ...] = (HOLDER,),
    kind: str = "replace",
    roster: str = "water",
    duty: str = "primary",
    reason: str = "a wedding",
) -> Wish:
    return Wish(roster, duty, kind, start, end, came, went, reason)  # type: ignore[arg-type] # one of Kind
