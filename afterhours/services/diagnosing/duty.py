"""The people on duty, as `ivr doctor` sees them: can they be reached, and is the number that rings them ours?"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Person, PersonPin
from afterhours.services.diagnosing.finding import Finding, ok, warning
from afterhours.services.duty.check_rosters import members_of
from afterhours.services.people.known import usable_numbers
from afterhours.site import Site
from ivr.errors import IvrError
from ivr.flowfile.names import name
from ivr.telephony.port import Telephony


def check_duty_numbers(site: Site, telephony: Telephony) -> list[Finding]:
    """Each council's duty number at the provider; nothing where the provider does not answer, which is told already."""
    councils = {site.duty_number(tenant): council.name for tenant, council in site.councils.items()}
    try:
        return [check_duty_number(number, council, telephony) for number, council in councils.items()]
    except IvrError:
        return []


def check_duty_number(number: str, council: str, telephony: Telephony) -> Finding:
    found = telephony.number(number)
    if found is None:
        return warning(
            f"The duty number of {council}, {number}, is none of ours at the provider: nobody on duty can be rung.",
            "Correct duty_number: in callflows/site.yaml, or get the number.",
        )
    if not found.takes_calls or not found.takes_texts:
        what = "rung" if not found.takes_calls else "texted"
        return warning(
            f"The duty number of {council}, {number}, is not made for that at the provider: nobody can be {what}.",
            "Choose a number that takes calls and texts as duty_number: in callflows/site.yaml.",
        )
    return ok(f"People on duty for {council} are rung and texted from {number}.")


def check_reachable(session: Session, site: Site, now: datetime) -> Iterator[Finding]:
    """Who stands on a roster, and has no number that answered a test call. `now`: service time."""
    members = sorted({handle for roster in site.rosters.values() for handle in members_of(roster, now)})
    usable = usable_numbers(session, members, now)
    silent = [handle for handle in members if handle not in usable]
    if silent:
        yield warning(
            f"Nobody can ring {', '.join(silent)} at night: none of their numbers answered a test call.",
            "See `ivr people show`; ring them with `ivr people test HANDLE`, and let them press 1.",
        )
    elif members:
        yield ok(f"All {len(members)} people of the rosters have a number that answered a test call.")


def check_pins(session: Session, site: Site, now: datetime) -> Iterator[Finding]:
    """Who may be called for a restricted emergency and has no PIN: on the telephone they could not accept it."""
    called = {each.request.emergency for each in site.services.values() if each.restricted and each.request.emergency}
    rosters = filter(None, (site.roster(name) for name in called))
    members = sorted({handle for roster in rosters for handle in members_of(roster, now)})
    known = {name(handle): handle for handle in members}
    with_pin = set(
        session.scalars(
            select(Person.canonical_handle)
            .join(PersonPin, PersonPin.person_id == Person.id)
            .where(Person.canonical_handle.in_(known))
        )
    )
    missing = [known[each] for each in sorted(known) if each not in with_pin]
    if missing:
        yield warning(
            f"{', '.join(missing)} cannot accept a restricted emergency on the telephone: they have no PIN.",
            "Give each a PIN with `ivr people pin HANDLE`, or at /desk/people.",
        )
