"""Finding a case: by its number, by its call; and what is known of a caller's number."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Case
from afterhours.rules.case_numbers import parse
from ivr.domain import CallerFacts
from ivr.engine.asks import CaseFact
from ivr.errors import NotFound, Refused
from ivr.store.database import Reading

NUMBER = 'select number from "case" where call_id = %(id)s'

CALLER = """
select (select count(*) from contact_number where tenant = %(tenant)s and e164 = %(caller)s) as records,
  (select count(*) from "case" where tenant = %(tenant)s and caller_e164 = %(caller)s
     and status not in ('resolved', 'closed') and restricted is null) as open_cases,
  coalesce((select relay from "case" where tenant = %(tenant)s and caller_e164 = %(caller)s
    order by opened_at desc limit 1), false) as relay,
  exists (select from caller_block where tenant = %(tenant)s and e164 = %(caller)s and state = 'blocked'
    and until > ivr_now()) as blocked,
  exists (select from person where numbers @> array[%(caller)s])
    and exists (select from emergency where state in ('open', 'accepted')) as duty"""


def find_case(session: Session, number: str, tenants: list[str] | None = None) -> Case:
    """The case with this number, however it is written. Raises NotFound; `tenants`: the councils to look among."""
    digits = parse(number)
    case = session.scalar(select(Case).where(Case.number == digits))
    if case is None or (tenants is not None and case.tenant not in tenants):
        raise NotFound(f"There is no case {number}.")
    return case


def case_fact(session: Session, tenant: str, zone: str, number: str) -> CaseFact | None:
    """What the telephone may read out; None for a number that is mistyped, unknown or another council's, and for a
    restricted case: whoever has found its number would hear that there is one."""
    try:
        case = find_case(session, number, [tenant])
    except Refused:
        return None
    if case.restricted is not None:
        return None
    return CaseFact(case.number, case.status, case.opened_at.astimezone(ZoneInfo(zone)).date())


def case_for_call(work: Reading, call_id: UUID) -> str | None:
    """The number of a call's case, or None."""
    row = work.one(NUMBER, {"id": call_id})
    return str(row["number"]) if row else None


def caller_facts(work: Reading, tenant: str, caller: str) -> CallerFacts:
    """What a council knows of a caller's number (E.164): contacts, open cases, whether somebody on duty calls, whether
    it is blocked. Cases that only some may see are not counted: whoever shares the number would hear of them. A number
    whose last case says that an operator or a text telephone speaks is nobody's own, and nobody's to block."""
    row = work.one(CALLER, {"tenant": tenant, "caller": caller})
    if row is None:
        return {}
    if row["relay"]:
        return CallerFacts(relay=True)
    return CallerFacts(records=row["records"], open_cases=row["open_cases"], duty=row["duty"], blocked=row["blocked"])
