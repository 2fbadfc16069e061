"""A call that was taken while the line was down, entered by hand: a call and one case, by the rules of every call.

Its key comes with the form, so that a form that is sent twice is one call. The times are those of the call; that it was
entered, by whom and when, stands in its history.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import Call, Case, Revision
from afterhours.opening import opening
from afterhours.services.calls.add_past_call import PastCall, PastTurn, add_past_call
from afterhours.services.calls.case_numbers import CaseNumbers
from afterhours.services.casework.correcting import note_case
from afterhours.services.casework.writing import changed, told
from afterhours.services.signing import Signed
from afterhours.site import Site
from ivr.errors import NotFound, Refused
from ivr.store.calls import CallWork

ACCOUNT = "by-hand"
"""No provider knows of these calls."""
WITHHELD = "anonymous"
OLDEST = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What was written down of one call. `key`: the form's own; `started_at` aware; `done`: nothing is left to do."""

    key: str
    line: str
    started_at: datetime
    minutes: int
    number: str | None
    name: str | None
    service: str | None
    location: str | None
    subject: str | None
    note: str
    urgent: bool
    done: bool


def enter_call(work: CallWork, site: Site, entered: Entered, numbers: CaseNumbers, by: Signed) -> str:
    """The number of its case, also when the same form has been entered before. Within the caller's transaction.

    Raises Refused for a time that is to come, or too long ago to be entered by hand.
    """
    check_time(entered, by.now)
    revision = work.session.scalar(select(func.max(Revision.id)))
    if revision is None:
        raise NotFound("Nothing has been released yet, so there is no line.")
    new = add_past_call(work, past_call(site, entered, by), ACCOUNT, revision, numbers)
    case = case_of(work.session, entered.key)
    if new:
        complete(work.session, case, entered, by)
    return case.number


def check_time(entered: Entered, now: datetime) -> None:
    if entered.started_at + timedelta(minutes=entered.minutes) > now:
        raise Refused("That call would not be over yet. Write when it began, and how long it took.")
    if now - entered.started_at > OLDEST:
        raise Refused(f"A call that is more than {OLDEST.days} days old is not entered by hand any more.")


def past_call(site: Site, entered: Entered, by: Signed) -> PastCall:
    """As the journey tells it: the call came, and somebody talked with its caller."""
    line, seconds = site.book.lines[entered.line], entered.minutes * 60
    service = site.services.get(entered.service or "")
    talked: dict[str, Any] = {"who": by.by, "result": "talked", "seconds": seconds}
    return PastCall(
        key=entered.key,
        tenant=line.tenant,
        line=line.name,
        to=line.number,
        country=line.country,
        caller=entered.number or WITHHELD,
        started_at=entered.started_at,
        seconds=seconds,
        ending="completed",
        status="closed" if entered.done else "open",
        in_hours=opening(site, line.number, entered.started_at).in_hours,
        language=next(iter(line.languages), None),
        service=entered.service,
        restricted=service.restricted if service else None,
        priority="urgent" if entered.urgent else "normal",
        subject=entered.subject,
        location=entered.location,
        turns=[
            PastTurn(0, [{"step": "by hand", "kind": "arrived", "data": {"line": line.name, "flow": line.flow}}]),
            PastTurn(seconds, [{"step": "by hand", "kind": "rang", "data": talked}]),
        ],
    )


def case_of(session: Session, key: str) -> Case:
    query = select(Case).join(Call, Call.id == Case.call_id)
    return session.scalars(query.where(Call.account == ACCOUNT, Call.provider_call_id == key)).one()


def complete(session: Session, case: Case, entered: Entered, by: Signed) -> None:
    """What only a person writes down, and that it was a person."""
    values: dict[str, Any] = {"caller_name": entered.name, "contact_number": entered.number}
    if entered.done:
        values["closed_at"] = by.now
    changed(session, case, case.version, values)
    told(session, case, by, "entered")
    if entered.note.strip():
        note_case(session, case, entered.note, by)
