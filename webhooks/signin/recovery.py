"""Recovery codes: ten, shown once, kept as hashes, each good for one sign-in when app and keys are lost."""

import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from afterhours.models import RecoveryCode, User
from webhooks.signin.passwords import LETTERS

HOW_MANY = 10
GROUPS, SIGNS = 4, 4


def new_codes(session: Session, user: User, now: datetime) -> list[str]:
    """Ten new codes; those before are worth nothing any more."""
    remove_codes(session, user.id)
    codes = ["-".join(group() for _ in range(GROUPS)) for _ in range(HOW_MANY)]
    for code in codes:
        session.add(RecoveryCode(code_hash=hash_of(user.id, code), tenant=user.tenant, user_id=user.id, created_at=now))
    session.flush()
    return codes


def group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(SIGNS))


def spend_recovery(session: Session, user_id: UUID, code: str, now: datetime) -> bool:
    """Whether it is one of theirs that was never used; it is used now."""
    fresh = (RecoveryCode.code_hash == hash_of(user_id, code), RecoveryCode.used_at.is_(None))
    spent = update(RecoveryCode).where(*fresh).values(used_at=now).returning(RecoveryCode.user_id)
    return session.scalar(spent) is not None


def codes_left(session: Session, user_id: UUID) -> int:
    query = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def remove_codes(session: Session, user_id: UUID) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def hash_of(user_id: UUID, code: str) -> str:
    """Blanks, dashes and capitals do not count when a code is typed."""
    bare = "".join(sign for sign in code.casefold() if sign.isalnum())
    return sha256(f"{user_id}\n{bare}".encode()).hexdigest()
