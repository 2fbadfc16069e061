"""Checking who is on the telephone: the program compares what was said with the record, which nobody sees before.

Written down is which questions were asked and whether it was enough, never an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from afterhours.models import Callback, Case, CaseEvent, Contact, ContactNumber, IdentityCheck
from afterhours.rules.identity import MOST_TRIES, Known, identified
from ivr.errors import Refused


@dataclass(frozen=True, slots=True)
class Checked:
    """`left`: how often it may still be tried in this call."""

    passed: bool
    left: int


def check_identity(
    session: Session, case: Case, given: Mapping[str, str], names: Sequence[str], by: str, now: datetime
) -> Checked:
    """Compare and write down. `given`: kind of check -> what was said, numbers E.164; `names`: of the questions asked.

    Raises Refused when it has failed too often in this call, and for a case without a call.
    """
    if case.call_id is None:
        raise Refused("Who is calling can only be checked during a call.")
    failed = failures(session, case)
    if failed >= MOST_TRIES:
        raise Refused("This was tried as often as it may be in one call.")
    records = records_of(session, case, given)
    found = identified(given, [known_of(each, case.caller_e164) for each in records], case.caller_e164)
    contact = next((each for each in records if str(each.id) == found), None)
    passed = contact is not None
    session.add(
        IdentityCheck(
            tenant=case.tenant,
            call_id=case.call_id,
            case_id=case.id,
            contact_id=contact.id if contact else None,
            level="kba_passed" if passed else "none",
            method="questions",
            questions=list(names),
            passed=passed,
            by=by,
            at=now,
        )
    )
    detail = {"passed": passed, "questions": list(names)}
    session.add(
        CaseEvent(tenant=case.tenant, case_id=case.id, at=now, actor=by, what="identity_checked", detail=detail)
    )
    if contact:
        case.contact_id, case.version = contact.id, case.version + 1
    return Checked(passed, MOST_TRIES - failed - (0 if passed else 1))


def check_by_callback(session: Session, case: Case, by: str, now: datetime) -> Checked:
    """They were reached at a number that one record alone has: whoever answers there is taken for that person.

    Raises Refused where nobody was reached so, or where several records have the number.
    """
    contact = reached_contact(session, case)
    if contact is None or case.call_id is None:
        raise Refused("Nobody was called back at a number that one record alone has.")
    session.add(
        IdentityCheck(
            tenant=case.tenant,
            call_id=case.call_id,
            case_id=case.id,
            contact_id=contact,
            level="callback_to_number_on_file",
            method="called_back",
            passed=True,
            by=by,
            at=now,
        )
    )
    detail = {"passed": True, "method": "called_back"}
    session.add(
        CaseEvent(tenant=case.tenant, case_id=case.id, at=now, actor=by, what="identity_checked", detail=detail)
    )
    case.contact_id, case.version = contact, case.version + 1
    return Checked(passed=True, left=MOST_TRIES - failures(session, case))


def reached_contact(session: Session, case: Case) -> UUID | None:
    """The one record with the number at which this case's caller was called back and reached."""
    reached = select(Callback.number).where(Callback.case_id == case.id, Callback.state == "reached")
    of_number = select(ContactNumber.contact_id).where(
        ContactNumber.tenant == case.tenant, ContactNumber.e164.in_(reached), ContactNumber.shared.is_(False)
    )
    found = session.scalars(of_number.limit(2)).all()
    return found[0] if len(found) == 1 else None


def failures(session: Session, case: Case) -> int:
    """How often a check has failed in the call of this case."""
    failed = (IdentityCheck.call_id == case.call_id, IdentityCheck.passed.is_(False))
    return session.scalar(select(func.count()).where(*failed)) or 0


def passed_check(session: Session, case: Case) -> IdentityCheck | None:
    """The last check of this call that passed."""
    query = select(IdentityCheck).where(IdentityCheck.call_id == case.call_id, IdentityCheck.passed.is_(True))
    return session.scalar(query.order_by(IdentityCheck.at.desc()).limit(1)) if case.call_id else None


def records_of(session: Session, case: Case, given: Mapping[str, str]) -> Sequence[Contact]:
    """The council's records that could be meant: with the caller's number, the number or the account that was said."""
    numbers = [each for each in (case.own_number, given.get("number")) if each]
    by_number = select(ContactNumber.contact_id).where(
        ContactNumber.tenant == case.tenant, ContactNumber.e164.in_(numbers)
    )
    meant: list[ColumnElement[bool]] = [Contact.id.in_(by_number)]
    if account := given.get("account", "").strip():
        meant.append(func.lower(Contact.external_id) == account.casefold())
    query = select(Contact).where(Contact.tenant == case.tenant, or_(*meant)).options(selectinload(Contact.numbers))
    return session.scalars(query.limit(50)).all()


def known_of(contact: Contact, caller: str | None) -> Known:
    return Known(
        key=str(contact.id),
        name=contact.name,
        account=contact.external_id,
        address=contact.address or "",
        numbers=frozenset(each.e164 for each in contact.numbers),
        shared=any(each.shared for each in contact.numbers if each.e164 == caller),
    )
