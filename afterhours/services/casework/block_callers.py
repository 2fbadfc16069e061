"""Abusive callers: flagged by whoever had the call, blocked until a date by somebody else, or not.

A block never closes the emergency way: the telephone answers by message only, and its danger keys stay (ivr.engine
.by_message). It ends by itself. Every step is audited, without the number: the case says whose it is.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from afterhours.models import CallerBlock, Case
from afterhours.services.signing import Signed
from afterhours.site import Site
from ivr.errors import NotFound, Refused

LONGEST = timedelta(days=365)
"""A block is a decision of today's; whoever still needs it in a year decides again."""
LONGEST_REASON = 1000


def flag_caller(session: Session, site: Site, case: Case, reason: str, by: Signed) -> CallerBlock:
    """Ask for a review. Raises Refused for a caller without a number of their own, and where one waits already."""
    why = written(reason, "Say what happened, in a few words: somebody else decides by it.")
    if case.caller_e164 is None:
        raise Refused("This caller has no number that could be blocked.")
    council = site.councils.get(case.tenant)
    if case.relay or (council is not None and case.caller_e164 in council.relay_numbers):
        raise Refused("This number is a relay service's: many people speak through it, and it is not blocked.")
    if standing(session, case.tenant, case.caller_e164, by.now):
        raise Refused("This number is flagged or blocked already.")
    found = CallerBlock(
        tenant=case.tenant, e164=case.caller_e164, reason=why, case_id=case.id, flagged_by=by.by, flagged_at=by.now
    )
    session.add(found)
    audited(session, found, case, "caller.flagged", by)
    return found


def block_caller(session: Session, block_id: UUID, until: datetime, note: str, by: Signed) -> None:
    """A second person decides that it is so, until a date. Raises Refused, NotFound."""
    if not by.now < until <= by.now + LONGEST:
        raise Refused("A block ends after today, and within a year.")
    decide(session, block_id, "blocked", note, by, until)


def decline_flag(session: Session, block_id: UUID, note: str, by: Signed) -> None:
    """Nothing follows from the flag."""
    decide(session, block_id, "declined", note, by, None)


def lift_block(session: Session, block_id: UUID, by: Signed) -> None:
    """Calls are answered as everybody's are again, at once. Raises NotFound where no block stands."""
    values = {"state": "lifted", "lifted_by": by.by, "lifted_at": by.now}
    changed(session, block_id, "blocked", values, by, "caller.unblocked")


def decide(session: Session, block_id: UUID, state: str, note: str, by: Signed, until: datetime | None) -> None:
    found = session.get(CallerBlock, block_id)
    if found is None:
        raise NotFound("There is no such flag.")
    if found.flagged_by == by.by:
        raise Refused("Somebody else than who flagged the caller decides about it.")
    why = written(note, "Say why, in a few words.")
    values = {"state": state, "decided_by": by.by, "decided_at": by.now, "note": why, "until": until}
    changed(session, block_id, "flagged", values, by, f"caller.{state}")


def changed(session: Session, block_id: UUID, before: str, values: dict[str, object], by: Signed, action: str) -> None:
    """Of two who decide at once the first does."""
    change = update(CallerBlock).where(CallerBlock.id == block_id, CallerBlock.state == before).values(values)
    if session.scalar(change.returning(CallerBlock.id)) is None:
        raise NotFound("Somebody else has decided about this meanwhile, or it is over.")
    found = session.get_one(CallerBlock, block_id, populate_existing=True)
    audited(session, found, session.get(Case, found.case_id) if found.case_id else None, action, by)


def standing(session: Session, tenant: str, e164: str, now: datetime) -> CallerBlock | None:
    """The flag that waits, or the block that holds."""
    query = select(CallerBlock).where(CallerBlock.tenant == tenant, CallerBlock.e164 == e164)
    held = (CallerBlock.state == "flagged") | ((CallerBlock.state == "blocked") & (CallerBlock.until > now))
    return session.scalar(query.where(held).limit(1))


def written(words: str, otherwise: str) -> str:
    """Raises Refused for nothing, and for too much."""
    text = " ".join(words.split())
    if not text:
        raise Refused(otherwise)
    if len(text) > LONGEST_REASON:
        raise Refused(f"At most {LONGEST_REASON} characters: write the essential.")
    return text


def audited(session: Session, found: CallerBlock, case: Case | None, action: str, by: Signed) -> None:
    detail = {"until": found.until.isoformat()} if found.until else {}
    session.add(by.entry(found.tenant, action, f"case {case.number}" if case else None, detail))
