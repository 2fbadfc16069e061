"""Opening a call's story by a link or a code: one lookup, one rule, one compare and set; each time one line of audit.

Everything that is refused takes the same statements and says the same nothing; the audit alone says why.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, Case, Offer, ScreenpopGrant
from afterhours.services.queue.accepting import answered_by
from afterhours.services.screenpop.grants import LONGEST_VIEW, code_for, hash_of

SEEN, OPENED, REFUSED = "pop.seen", "pop.opened", "pop.refused"
REMEMBERED = timedelta(minutes=15)
MOST_OF_A_PLACE = 20
"""Refusals of one organisation from one network address, within what is remembered."""
MOST_CODES, MOST_CODES_OF_ALL = 5, 50
"""Wrong codes of one agent, and of a whole organisation: a code is one of a million."""
CODE_OPENS_FOR = timedelta(minutes=10)
"""After the key, with which it was spoken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who wants to open it. `session`: the hash of their session; `may`: their role takes calls. `groups`: those whose
    restricted cases they see."""

    user_id: UUID
    login: str
    organisation: str
    tenants: tuple[str, ...]
    groups: tuple[str, ...]
    session: str
    address: str | None
    may: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link or code leads to."""

    offer_id: UUID
    call_id: UUID | None
    case_number: str


@dataclass(frozen=True, slots=True)
class Sought:
    """A grant that was looked for, and why it does not open; "" when it does."""

    grant: ScreenpopGrant | None
    why_not: str


def look(session: Session, token: bytes, asker: Asker, real_now: datetime) -> bool:
    """Whether this link would open for whoever asks. Changes nothing but the audit."""
    found = by_token(session, token, asker, real_now)
    note(session, asker, REFUSED if found.why_not else SEEN, found, real_now, by="link")
    return not found.why_not


def open_link(session: Session, token: bytes, asker: Asker, real_now: datetime) -> Opened | None:
    """Spend the link; None for whatever is wrong with it."""
    return opened(session, by_token(session, token, asker, real_now), asker, real_now, by="link")


def open_code(
    session: Session, digits: str, asker: Asker, secret_keys: tuple[str, ...], real_now: datetime
) -> Opened | None:
    """The same by the six digits that were spoken after the key."""
    sought = by_code(session, digits, asker, secret_keys, real_now)
    return opened(session, sought, asker, real_now, by="code")


def by_token(session: Session, token: bytes, asker: Asker, real_now: datetime) -> Sought:
    """Locks the row: of two who press at the same moment the second sees what the first one did."""
    query = select(ScreenpopGrant, Case.restricted).join(Case, Case.id == ScreenpopGrant.case_id)
    theirs = query.where(ScreenpopGrant.token_hashes.contains([hash_of(token)])).with_for_update(of=ScreenpopGrant)
    grant, restricted = session.execute(theirs).first() or (None, None)
    return Sought(grant, why_not(grant, restricted, asker, real_now))


def by_code(session: Session, digits: str, asker: Asker, secret_keys: tuple[str, ...], real_now: datetime) -> Sought:
    """Of two calls that happen to have the same digits neither opens."""
    query = (
        select(ScreenpopGrant, Case.restricted)
        .join(Offer, Offer.id == ScreenpopGrant.offer_id)
        .join(Case, Case.id == ScreenpopGrant.case_id)
        .where(
            ScreenpopGrant.organisation == asker.organisation,
            Offer.accepted_at > func.ivr_now() - CODE_OPENS_FOR,
            Offer.ended_at.is_(None),
        )
        .with_for_update(of=ScreenpopGrant)
    )
    found = [each for each in session.execute(query) if is_code_of(digits, each[0].offer_id, secret_keys)]
    if len(found) != 1:
        return Sought(None, "unknown" if not found else "ambiguous")
    grant, restricted = found[0]
    return Sought(grant, why_not(grant, restricted, asker, real_now, by_code=True))


def is_code_of(digits: str, offer_id: UUID, secret_keys: Sequence[str]) -> bool:
    return any(hmac.compare_digest(code_for((key,), offer_id), digits) for key in secret_keys)


def why_not(
    grant: ScreenpopGrant | None, restricted: str | None, asker: Asker, real_now: datetime, *, by_code: bool = False
) -> str:
    """One word for the audit; "" when it opens. `restricted`: the group that alone may see the case."""
    if grant is None:
        return "unknown"
    reasons = {
        "role": not asker.may,
        "organisation": grant.organisation != asker.organisation or grant.tenant not in asker.tenants,
        "restricted": restricted is not None and restricted not in asker.groups,
        "revoked": grant.revoked_at is not None,
        "another agent": grant.user_id not in (None, asker.user_id),
        "spent": grant.opened_session not in (None, asker.session),
        "expired": not by_code and grant.opened_at is None and grant.expires_at <= real_now,
        "over": grant.view_until is not None and grant.view_until <= real_now,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def opened(session: Session, sought: Sought, asker: Asker, real_now: datetime, *, by: str) -> Opened | None:
    """Bind the grant to whoever asks, if it is still free or theirs."""
    grant = sought.grant
    if sought.why_not or grant is None:
        note(session, asker, REFUSED, sought, real_now, by=by)
        return None
    bound = (
        update(ScreenpopGrant)
        .where(
            ScreenpopGrant.id == grant.id,
            ScreenpopGrant.user_id.is_(None) | (ScreenpopGrant.user_id == asker.user_id),
        )
        .values(
            user_id=asker.user_id,
            opened_at=func.coalesce(ScreenpopGrant.opened_at, real_now),
            opened_session=func.coalesce(ScreenpopGrant.opened_session, asker.session),
            opened_address=func.coalesce(ScreenpopGrant.opened_address, asker.address),
            view_until=func.coalesce(ScreenpopGrant.view_until, real_now + LONGEST_VIEW),
        )
        .returning(ScreenpopGrant.id)
        .execution_options(synchronize_session=False)
    )
    won = session.execute(bound).first() is not None
    note(session, asker, OPENED if won else REFUSED, sought, real_now, by=by)
    if won:
        answered_by(session, grant.offer_id, asker.user_id)
    return Opened(grant.offer_id, grant.call_id, session.get_one(Case, grant.case_id).number) if won else None


def note(session: Session, asker: Asker, action: str, sought: Sought, real_now: datetime, *, by: str) -> None:
    """One line of the audit of the asker's own council; it names the offer, never the link."""
    detail = {"by": by, "organisation": asker.organisation}
    if action == REFUSED:
        detail["why"] = sought.why_not or "another agent"
    session.add(
        AuditEntry(
            tenant=asker.tenants[0] if asker.tenants else "*",
            at=real_now,
            actor=asker.login,
            action=action,
            object=f"offer {sought.grant.offer_id}" if sought.grant else None,
            detail=detail,
            address=asker.address,
        )
    )
    session.flush()


def must_wait(session: Session, asker: Asker, real_now: datetime, *, by: str) -> bool:
    """Whether this agent, place or organisation has been refused so often that nothing is looked up now."""
    refused = select(AuditEntry.actor, AuditEntry.address).where(
        AuditEntry.tenant == (asker.tenants[0] if asker.tenants else "*"),
        AuditEntry.at > real_now - REMEMBERED,
        AuditEntry.action == REFUSED,
        AuditEntry.detail["organisation"].astext == asker.organisation,
        AuditEntry.detail["by"].astext == by,
    )
    tried = session.execute(refused.limit(1000)).all()
    if by == "code":
        return len(tried) >= MOST_CODES_OF_ALL or sum(actor == asker.login for actor, _ in tried) >= MOST_CODES
    return sum(address == asker.address for _, address in tried) >= MOST_OF_A_PLACE
