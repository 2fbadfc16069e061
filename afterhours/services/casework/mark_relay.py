"""An agent notices that an operator speaks for the caller, or that the line is a text telephone: the case says so.

From then on nobody takes the number for the caller's own, and the time the call takes is nobody's target. A later call
of the number is known by it (`find_case.caller_facts`), until somebody takes it back on the last case.
"""

from sqlalchemy.orm import Session

from afterhours.models import Case
from afterhours.services.casework.writing import changed, told
from afterhours.services.signing import Signed


def mark_relay(session: Session, case: Case, relay: bool, by: Signed, version: int) -> bool:
    """False when it says so already. Raises ChangedMeanwhile when somebody else was faster."""
    if case.relay == relay:
        return False
    changed(session, case, version, {"relay": relay})
    told(session, case, by, "relay" if relay else "no_relay")
    return True
