"""A release with what follows for people: the duty log is brought up to now first, and moved shifts are told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.duty.log import LOOKS_BACK, keep_duty_log
from afterhours.services.duty.shift_notices import notify_moved
from afterhours.services.releases.release import Released, release
from afterhours.site import Site


def release_told(
    session: Session,
    served: Site | None,
    files: Mapping[str, bytes],
    by: str,
    now: datetime,
    prove: Callable[[Site], Sequence[str]],
) -> Released:
    """See `release`. `served`: the site that serves until now, None for the first release: it moves nobody's shift."""
    before = live_rosters(session, served, now - LOOKS_BACK) if served is not None else None
    released = release(session, files, by, now, prove=prove)
    if before is not None and released.fresh:
        keep_duty_log(session, before, now)
        after = live_rosters(session, released.site, now)
        notify_moved(session, after, before.rosters, after.rosters, now)
    return released
