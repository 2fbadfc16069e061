"""What the provider says of a leg to somebody who shall answer: any order, any number of times, the same in the end.

A state only ever goes forward. The caller's row becomes due, and the dispatcher does what follows.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.services.leg_reports import LegReport, asked, end_call, result_of, takes_nobody
from afterhours.services.live_calls import hang_up
from afterhours.services.queue.accepting import PATIENCE_SECONDS
from ivr.store.database import Database
from ivr.telephony.port import Telephony
from ivr.twiml.forms import OVER

FIRST = text("""
select q.id from queued_call as q join offer as o on o.queued_call_id = q.id where o.id = :id for update of q
""")
"""Whoever changes both locks the caller's row first, as the dispatcher does; before both comes the leg's own call."""
SEEN = text("""
update offer set provider_id = :provider_id, heard_at = ivr_now(),
  answered_at = case when :answered then coalesce(answered_at, ivr_now()) else answered_at end,
  expires_at = case when not :answered or answered_at is not null then expires_at
    when state = 'accepted' or user_id is null then null
    when state in ('waiting', 'ringing') then ivr_now() + :patience * interval '1 second' else expires_at end,
  state = case when state in ('waiting', 'ringing') then case when :answered then 'answered' else 'ringing' end
    else state end
where id = :id returning queued_call_id
""")
ENDED = text("""
update offer set heard_at = ivr_now(), ended_at = coalesce(ended_at, ivr_now()), expires_at = null,
  result = case when state in ('waiting', 'ringing', 'answered') then :result
    when state = 'accepted' and answered_at is null then 'no_answer' else result end,
  state = case when state in ('waiting', 'ringing', 'answered') then 'missed'
    when state = 'accepted' then case when answered_at is null then 'missed' else 'over' end else state end
where id = :id and (cast(:provider_id as text) is null or provider_id is null or provider_id = :provider_id)
returning queued_call_id
""")
MACHINE = text("""
update offer set state = 'missed', result = 'machine', ended_at = ivr_now(), expires_at = null
where id = :id and state in ('waiting', 'ringing', 'answered') returning queued_call_id, tenant
""")
TALKS_BY = text("select id from offer where provider_id = :provider_id and state = 'accepted'")
DUE = text("update queued_call set due_at = ivr_now() where id = :queued")
SILENT_LEGS = text("""
select o.id, coalesce(nullif(o.to_e164, ''), c.number, '') as to_e164, o.provider_id, o.offered_at
from offer as o join queued_call as q on q.id = o.queued_call_id left join callback as c on c.id = q.callback_id
where o.state in ('ringing', 'answered', 'accepted') and o.provider_id is not null
  and coalesce(o.heard_at, o.offered_at) < ivr_now() - case when o.answered_at is null then :silent else :talking end
""")
SILENT, TALKING = timedelta(seconds=90), timedelta(minutes=5)
"""So long after its last word a leg is asked for at the provider: while it rings, and while somebody is there."""


def report_offer(session: Session, report: LegReport) -> bool:
    """Write down how an offer's leg goes; False for a leg that is none."""
    over = report.status in OVER
    if over:
        end_call(session, report)
    session.execute(FIRST, {"id": report.leg})
    told = {"id": report.leg, "provider_id": report.provider_id, "patience": PATIENCE_SECONDS}
    queued = session.scalar(SEEN, {**told, "answered": report.answered})
    if queued is None:
        return False
    if over:
        end_offer(session, report.leg, result_of(report), report.provider_id)
    elif report.answered:
        session.execute(DUE, {"queued": queued})
    return True


def report_left(session: Session, provider_id: str) -> None:
    """Whoever talked by this call of the provider's has hung up; a call that carries no offer is somebody else's."""
    for offer_id in session.scalars(TALKS_BY, {"provider_id": provider_id}).all():
        end_offer(session, offer_id, "hung_up", provider_id)


def end_offer(session: Session, offer_id: UUID, result: str, provider_id: str | None = None) -> None:
    """The leg is over; whoever has not accepted by it has missed the offer."""
    session.execute(FIRST, {"id": offer_id})
    queued = session.scalar(ENDED, {"id": offer_id, "result": result, "provider_id": provider_id})
    if queued is not None:
        session.execute(DUE, {"queued": queued})


def report_offer_machine(session: Session, offer_id: UUID, provider_id: str, answered_by: str) -> bool:
    """A mailbox takes no caller: its call is ended, and the next one is asked. False for a leg that is none."""
    known = session.scalar(FIRST, {"id": offer_id})
    if known is None:
        return False
    if takes_nobody(answered_by):
        row = session.execute(MACHINE, {"id": offer_id}).first()
        if row is not None:
            now = session.scalar(text("select ivr_now()"))
            hang_up(session, row.tenant, provider_id, now)
            session.execute(DUE, {"queued": row.queued_call_id})
    return True


def poll_offers(database: Database, telephony: Callable[[], Telephony]) -> int:
    """Ask the provider for every leg nobody reported on; how many were asked for. Raises ProviderGone."""
    with database.transaction() as session:
        silent = list(session.execute(SILENT_LEGS, {"silent": SILENT, "talking": TALKING}))
    for row in silent:
        report = asked(telephony(), row.id, row.to_e164, row.provider_id, row.offered_at)
        with database.transaction() as session:
            report_offer(session, report)
    return len(silent)
