"""The authenticator app: a secret set up by QR code, and codes of six digits that are accepted once (RFC 6238)."""

from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from pyotp import TOTP, random_base32
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from afterhours.models import TotpSecret, User
from webhooks.signin.sealing import is_outdated, opened, sealed

PERIOD = 30
DRIFT = 1
"""So many steps a telephone's clock may be ahead or behind."""


def begin_totp(session: Session, user: User, keys: Sequence[str], now: datetime) -> str:
    """The secret of an app that is being set up, in base32; the same while the page is open in several windows.

    An app that counts is not touched: it has to be removed first.
    """
    kept = session.get(TotpSecret, user.id)
    if kept is not None:
        return opened(kept.sealed, keys)
    secret = random_base32()
    session.add(TotpSecret(user_id=user.id, tenant=user.tenant, sealed=sealed(secret, keys), created_at=now))
    session.flush()
    return secret


def confirm_totp(session: Session, user: User, code: str, keys: Sequence[str], now: datetime) -> bool:
    """Whether the code is right; from then on the app counts."""
    if not spend_code(session, user.id, code, keys, now, confirmed=False):
        return False
    session.get_one(TotpSecret, user.id).confirmed_at = now
    session.flush()
    return True


def spend_code(
    session: Session, user_id: UUID, code: str, keys: Sequence[str], now: datetime, *, confirmed: bool = True
) -> bool:
    """Whether `code` is one of this moment, and later than the last that was accepted: each is good for one use.

    `confirmed`: of an app that counts, or of one that is being set up.
    """
    kept = session.get(TotpSecret, user_id)
    if kept is None or (kept.confirmed_at is not None) != confirmed:
        return False
    secret = opened(kept.sealed, keys)
    step = step_of(TOTP(secret), code, now)
    if step is None or not move_on(session, user_id, step):
        return False
    if is_outdated(kept.sealed, keys):
        kept.sealed = sealed(secret, keys)
    session.expire(kept, ["last_step"])
    session.flush()
    return True


def step_of(app: TOTP, code: str, now: datetime) -> int | None:
    """The time step whose code this is, or None. Every step is looked at, however early one fits."""
    digits = "".join(code.split()).encode()
    current = int(now.timestamp()) // PERIOD
    around = range(current - DRIFT, current + DRIFT + 1)
    fitting = [step for step in around if compare_digest(app.generate_otp(step).encode(), digits)]
    return max(fitting, default=None)


def move_on(session: Session, user_id: UUID, step: int) -> bool:
    """Remember the step, if it is a new one; of two at once one succeeds."""
    newer = (TotpSecret.user_id == user_id, TotpSecret.last_step < step)
    moved = update(TotpSecret).where(*newer).values(last_step=step).returning(TotpSecret.user_id)
    return session.scalar(moved) is not None


def has_totp(session: Session, user_id: UUID) -> bool:
    query = select(TotpSecret.user_id).where(TotpSecret.user_id == user_id, TotpSecret.confirmed_at.is_not(None))
    return session.scalar(query) is not None


def remove_totp(session: Session, user_id: UUID) -> None:
    session.execute(delete(TotpSecret).where(TotpSecret.user_id == user_id))


def reseal_all(session: Session, keys: Sequence[str]) -> int:
    """Seal with the first key what an older one sealed; how many these were. Raises Refused."""
    old = [each for each in session.scalars(select(TotpSecret)) if is_outdated(each.sealed, keys)]
    for each in old:
        each.sealed = sealed(opened(each.sealed, keys), keys)
    return len(old)


def setup_address(secret: str, login: str, issuer: str) -> str:
    """The address that an authenticator app reads from the QR code."""
    return TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def qr_code(address: str) -> str:
    """An SVG that draws `address`: black on white in light and dark, for cameras want it so."""
    import segno

    drawn: str = segno.make(address, error="m").svg_inline(
        scale=4, border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return drawn
