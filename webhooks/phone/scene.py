"""The scene is set back: what an earlier call left open ends, so that a new one begins in a quiet county.

In the simulated county only. Where it matters nothing ends an emergency but a person.
"""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Call, Emergency
from afterhours.reports.facts import UNFINISHED
from afterhours.services.change_emergency import stand_down
from ivr.errors import Refused
from ivr.simulator.client import TelephoneClient
from ivr.store.database import Database

LOGIN, REASON = "demo", "The demonstration was set back."


def clear(telephones: TelephoneClient, database: Database, now: datetime, sid: str | None = None) -> None:
    """Ends the emergencies of the call `sid`, or (None) of everybody, and hangs up on those who were rung for them."""
    with database.transaction() as session:
        for emergency in waiting(session, sid):
            with suppress(Refused):  # it was over a moment before
                stand_down(session, emergency, LOGIN, REASON, now)
    if sid is None:
        telephones.hang_up_on_people()


def waiting(session: Session, sid: str | None) -> list[UUID]:
    query = select(Emergency.id).where(Emergency.state.in_(UNFINISHED))
    if sid is not None:
        query = query.join(Call, Call.id == Emergency.call_id).where(Call.provider_call_id == sid)
    return list(session.scalars(query))
