"""Whether the handover and the paper for the night reach somebody: who is named for them, and who has an address."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.services.diagnosing.finding import Finding, ok, warning
from afterhours.site import Council, Site
from ivr.flowfile.names import name

NO_HOURS = "Write office_hours: with a name of hours.yaml into site.yaml."
NOBODY = "Write handover_to: with a list of handles into site.yaml."


def check_readers(session: Session, site: Site) -> Iterator[Finding]:
    """One finding for each council: what is missing, or that all is well."""
    addressed = set(session.scalars(select(Person.canonical_handle).where(Person.email.is_not(None))))
    for council in site.councils.values():
        yield check_council(council, addressed)


def check_council(council: Council, addressed: set[str]) -> Finding:
    """`addressed`: the handles (canonical) of everybody with an e-mail address."""
    if council.office_hours is None:
        return warning(f"{council.name} has no office hours, so no night of it is handed over.", NO_HOURS)
    readers = dict.fromkeys((*council.handover_to, *council.tonight_to))
    without = [handle for handle in readers if name(handle) not in addressed]
    if not council.handover_to:
        return warning(f"Nobody gets the handover of {council.name}.", NOBODY)
    if without:
        told = (
            f"{council.name}: {', '.join(without)} should get the handover or the evening's paper, and has no address."
        )
        return warning(told, "Give an e-mail address with `ivr people import FILE.csv`.")
    return ok(f"The handover of {council.name} goes to {', '.join(council.handover_to)}.")
