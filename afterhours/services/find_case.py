"""Finding a case: by its number, by its call; and what is known of a caller's number."""

from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Case
from afterhours.rules.case_numbers import parse
from ivr.engine.asks import CaseFact
from ivr.errors import NotFound, Refused

CALLER = text("""
select (select count(*) from contact_number where tenant = :tenant and e164 = :caller) as records,
  (select count(*) from "case" where tenant = :tenant and caller_e164 = :caller
     and status not in ('resolved', 'closed')) as open_cases
""")


def find_case(session: Session, number: str, tenants: list[str] | None = None) -> Case:
    """The case with this number, however it is written. Raises NotFound; `tenants`: the councils to look among."""
    digits = parse(number)
    case = session.scalar(select(Case).where(Case.number == digits))
    if case is None or (tenants is not None and case.tenant not in tenants):
        raise NotFound(f"There is no case {number}.")
    return case


def case_fact(session: Session, tenant: str, zone: str, number: str) -> CaseFact | None:
    """What the telephone may read out; None for a number that is mistyped, unknown or another council's."""
    try:
        case = find_case(session, number, [tenant])
    except Refused:
        return None
    return CaseFact(case.number, case.status, case.opened_at.astimezone(ZoneInfo(zone)).date())


def case_for_call(session: Session, call_id: UUID) -> str | None:
    """The number of a call's case, or None."""
    return session.scalar(select(Case.number).where(Case.call_id == call_id))


def caller_facts(session: Session, tenant: str, caller: str) -> Mapping[str, int]:
    """How many contacts and open cases a council has for a caller's number (E.164): `records`, `open_cases`."""
    row = session.execute(CALLER, {"tenant": tenant, "caller": caller}).one()
    return {"records": row.records, "open_cases": row.open_cases}
