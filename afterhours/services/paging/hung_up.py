"""Callers who heard that theirs is known already, and hung up: they have not said that it is worse or elsewhere."""

from uuid import UUID

from sqlalchemy import text

from afterhours.services.emergencies.statements import Told, changed
from afterhours.services.paging.reaching import Work

HEARD_SECONDS = 3
"""How long "We know of this already" takes; whoever hangs up sooner has not heard it, and people are called."""
KNOWN = text("""
select known.id from call as c join emergency as known on known.id::text = c.state -> 'memory' ->> 'other'
where c.id = :call and c.state -> 'memory' ->> 'phase' = 'known' and known.state in ('open', 'accepted')
  and c.ended_at - (select max(at) from turn where turn.call_id = c.id) >= :heard * interval '1 second'
""")


def is_the_known_one(work: Work) -> bool:
    """Whether the emergency is kept with the known one from now on, instead of calling people for it."""
    known: UUID | None = work.session.scalar(KNOWN, {"call": work.emergency.call_id, "heard": HEARD_SECONDS})
    if known is None:
        return False
    told = Told(change="same", at=work.now, values={"master": str(known)}, detail={"master": str(known)})
    return changed(work.session, work.emergency.id, told)
