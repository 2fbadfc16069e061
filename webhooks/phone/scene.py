"""The scene is set back: what an earlier call left open ends, so that a new one begins in a quiet county.

In the simulated county only. Where it matters nothing ends an emergency but a person.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Call, Emergency
from afterhours.reports.facts import UNFINISHED
from afterhours.services.emergencies.change_emergency import stand_down
from ivr.errors import Refused
from ivr.simulator.client import TelephoneClient
from ivr.store.database import Database

LOGIN, REASON = "demo", "The demonstration was set back."


def clear(telephones: TelephoneClient, database: Database, now: datetime) -> None:
    """Ends the emergencies of everybody, and hangs up on those who were rung for them."""
    with database.transaction() as session:
        end(session, waiting(session), now)
    telephones.hang_up_on_people()


def leave(database: Database, now: datetime, sid: str) -> None:
    """Ends what the call `sid` raised and nobody has. What somebody has stays theirs: the next call may be about it."""
    with database.transaction() as session:
        end(session, left_open(session, sid), now)


def end(session: Session, emergencies: Sequence[UUID], now: datetime) -> None:
    for emergency in emergencies:
        with suppress(Refused):  # it was over a moment before
            stand_down(session, emergency, LOGIN, REASON, now)


def waiting(session: Session) -> Sequence[UUID]:
    """Everybody's emergencies that are not over."""
    return session.scalars(select(Emergency.id).where(Emergency.state.in_(UNFINISHED))).all()


def left_open(session: Session, sid: str) -> Sequence[UUID]:
    """What the call with this provider's id raised and nobody has accepted."""
    own = select(Emergency.id).join(Call, Call.id == Emergency.call_id).where(Call.provider_call_id == sid)
    return session.scalars(own.where(Emergency.state == "open")).all()
