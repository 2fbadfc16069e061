"""Grants: who may see the story of a call that was offered to them, and until when.

An offer has one grant. Made for an organisation, it belongs to the first of its agents who opens it by a link or a
code (compare and set, in one statement); made for an agent who is signed in, it is theirs at once (`give`). What may be
seen is asked each time (`held_cases`), so that the end of a talk and a withdrawal take effect at once. Real time.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, Offer, ScreenpopGrant
from ivr.store.base import new_key

OPENS_FOR = timedelta(minutes=10)
"""So long a link or a code opens, counted from when it left."""
LONGEST_VIEW = timedelta(minutes=60)
"""However long a call lasts, and however long it is wrapped up."""
WRAP_LIMIT = timedelta(minutes=10)
"""After the talk, where its group says nothing else."""
TOKEN_BYTES = 16
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Grant:
    """`token`: the secret part of a new link (`pop_link.pop_url`), shown once and kept as its hash."""

    id: UUID
    token: bytes


def issue(session: Session, offer: Offer, real_now: datetime, wrap: timedelta = WRAP_LIMIT) -> Grant:
    """A new link to the offer's grant, which is made where there is none yet. Earlier links stay as they are."""
    token = secrets.token_bytes(TOKEN_BYTES)
    row = insert(ScreenpopGrant).values(
        **of_offer(offer, real_now, wrap), token_hashes=[hash_of(token)], expires_at=real_now + OPENS_FOR
    )
    again = {
        "token_hashes": func.array_append(ScreenpopGrant.token_hashes, hash_of(token)),
        "expires_at": real_now + OPENS_FOR,
    }
    kept = row.on_conflict_do_update(index_elements=["offer_id"], set_=again).returning(ScreenpopGrant.id)
    made = session.execute(kept).scalar_one()
    note(session, offer, "pop.issued", real_now)
    return Grant(made, token)


def give(session: Session, offer: Offer, user_id: UUID, real_now: datetime, wrap: timedelta = WRAP_LIMIT) -> bool:
    """The grant is this agent's from now on: the offer rings at their own telephone, or they accepted it on the desk.

    False when another agent has it.
    """
    theirs = {"user_id": user_id, "view_until": real_now + LONGEST_VIEW}
    made = {**of_offer(offer, real_now, wrap), "purpose": "desk", "expires_at": real_now + OPENS_FOR}
    row = insert(ScreenpopGrant).values(**made, **theirs)
    kept = row.on_conflict_do_update(
        index_elements=["offer_id"],
        set_={
            "user_id": user_id,
            "view_until": func.coalesce(ScreenpopGrant.view_until, theirs["view_until"]),
            "revoked_at": None,
        },
        where=or_(ScreenpopGrant.user_id.is_(None), ScreenpopGrant.user_id == user_id),
    ).returning(ScreenpopGrant.id)
    if session.execute(kept).first() is None:
        return False
    note(session, offer, "pop.given", real_now)
    return True


def note(session: Session, offer: Offer, action: str, real_now: datetime) -> None:
    """One line of the audit: a link left the house, or an agent was given the story."""
    told = {"tenant": offer.tenant, "action": action, "at": real_now, "detail": {"organisation": offer.organisation}}
    session.add(AuditEntry(actor="ivr", object=f"offer {offer.id}", **told))
    session.flush()


def of_offer(offer: Offer, real_now: datetime, wrap: timedelta) -> dict[str, object]:
    return {
        "id": new_key(),
        "tenant": offer.tenant,
        "offer_id": offer.id,
        "call_id": offer.call_id,
        "case_id": offer.case_id,
        "organisation": offer.organisation,
        "wrap_seconds": int(wrap.total_seconds()),
        "issued_at": real_now,
    }


def withdraw(session: Session, offer_id: UUID, real_now: datetime) -> None:
    """The offer goes to somebody else, or to nobody: nothing opens it any more, and nothing more of it is seen."""
    session.execute(
        update(ScreenpopGrant)
        .where(ScreenpopGrant.offer_id == offer_id, ScreenpopGrant.revoked_at.is_(None))
        .values(revoked_at=real_now)
    )


def holds(session: Session, user_id: UUID, call_id: UUID, real_now: datetime) -> bool:
    """Whether this agent may see this call's story now."""
    query = select(ScreenpopGrant.id).join(Offer, Offer.id == ScreenpopGrant.offer_id)
    return session.scalar(query.where(ScreenpopGrant.call_id == call_id, in_force(user_id, real_now))) is not None


def held_cases(user_id: UUID, real_now: datetime) -> Select[UUID]:
    """The cases whose story this agent may see now, for a condition such as `Case.id.in_(held_cases(...))`."""
    query = select(ScreenpopGrant.case_id).join(Offer, Offer.id == ScreenpopGrant.offer_id)
    return query.where(in_force(user_id, real_now))


def in_force(user_id: UUID, real_now: datetime) -> ColumnElement[bool]:
    """The grant is this agent's, nobody has taken it back, and the talk is not over for longer than its wrap-up."""
    wrapped_up = Offer.ended_at + func.make_interval(0, 0, 0, 0, 0, 0, ScreenpopGrant.wrap_seconds)
    return (
        (ScreenpopGrant.user_id == user_id)
        & ScreenpopGrant.revoked_at.is_(None)
        & (ScreenpopGrant.view_until > real_now)
        & or_(Offer.ended_at.is_(None), wrapped_up > func.ivr_now())
    )


def hash_of(token: bytes) -> str:
    return sha256(token).hexdigest()


def code_for(secret_keys: tuple[str, ...], offer_id: UUID) -> str:
    """The six digits for whoever can only type: the same each time they are asked for, and kept nowhere."""
    seal = hmac.digest(secret_keys[0].encode(), b"pop code" + offer_id.bytes, "sha256")
    return f"{int.from_bytes(seal[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}}"
