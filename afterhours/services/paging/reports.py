"""What the provider says of a call to a person: any order, any number of times, the same in the end.

A state only ever goes forward, and the first result stays: the key that was pressed, else how the call ended. With each
end the emergency is looked at again at once, for the next number or the next level may be due.
"""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.services.leg_reports import LegReport, end_call, result_of, takes_nobody
from afterhours.services.live_calls import hang_up
from afterhours.services.outbox import put_in
from afterhours.services.paging.attempts import CHECK
from ivr.twiml.forms import OVER

FIRST = text("""
select e.id from emergency as e join attempt as a on a.emergency_id = e.id where a.id = :id for update of e
""")
"""Whoever changes both locks the emergency first, as the pager does, or two that wait for each other end in a deadlock;
before both comes the leg's own call."""
SEEN = text("""
update attempt set provider_id = coalesce(provider_id, :provider_id), placed_at = coalesce(placed_at, ivr_now()),
  answered_at = case when :answered then coalesce(answered_at, ivr_now()) else answered_at end,
  state = case when state = 'over' then state when :answered or state = 'answered' then 'answered' else 'placed' end
where id = :id and kind = 'call' and (provider_id is null or provider_id = :provider_id)
""")
ENDED = text("""
update attempt set state = 'over', ended_at = coalesce(ended_at, ivr_now()),
  result = coalesce(result, case when :result = 'unpressed' and answered_at is null and :seconds = 0
    and not exists (select from call where call.id = attempt.id) then 'no_answer' else :result end)
where id = :id and kind = 'call' and (cast(:provider_id as text) is null or provider_id is null
  or provider_id = :provider_id)
returning tenant, emergency_id, result
""")
LOOK = text("""
with looked as (update emergency set due_at = least(due_at, ivr_now()) where id = :emergency and state = 'open'
    and (level > 0 or exists (select from attempt where id = :id and again > 0)) returning id)
select pg_notify('ivr_work', ''), (select count(*) from looked)
""")
CUT_OFF = text("""
select true from emergency as e join call as c on c.id = e.call_id
where e.id = :emergency and e.state = 'accepted' and e.accepted_leg = :id and c.ended_at is null
  and (e.joined_at is null or e.joined_at > ivr_now() - interval '5 seconds')
""")
"""The leg of whoever accepted, ended before the two can have talked: no sooner than the caller was led to them."""
MACHINE = text("""
update attempt set result = 'machine', state = 'over', ended_at = ivr_now()
where id = :id and kind = 'call' and result is null and state <> 'over'
  and not exists (select from turn where call_id = attempt.id and events @> '[{"kind": "page_heard"}]')
returning tenant, emergency_id
""")
"""Whoever has pressed a key is no machine, whatever the provider thinks."""


def report_leg(session: Session, report: LegReport) -> None:
    """Write down how a call goes; what follows from its end is due at once."""
    told = {"id": report.leg, "provider_id": report.provider_id}
    if report.status in OVER:
        end_call(session, report)
        session.execute(FIRST, told)
    session.execute(SEEN, {**told, "answered": report.answered})
    if report.status in OVER:
        end_attempt(session, report.leg, result_of(report), report.seconds, report.provider_id)


def end_attempt(session: Session, attempt: UUID, result: str, seconds: int = 0, provider_id: str | None = None) -> None:
    """The call is over; the first result stays. Nothing happens for a call that is not the attempt's own."""
    told = {"id": attempt, "result": result, "seconds": seconds, "provider_id": provider_id}
    session.execute(FIRST, told)
    row = session.execute(ENDED, told).first()
    if row is None:
        return
    session.execute(LOOK, {"emergency": row.emergency_id, "id": attempt})
    if session.scalar(CUT_OFF, {"emergency": row.emergency_id, "id": attempt}):
        now = session.scalar(text("select ivr_now()"))
        put_in(session, row.tenant, CHECK, {"attempt": str(attempt)}, f"{CHECK} {attempt}", now)


def report_machine(session: Session, attempt: UUID, provider_id: str, answered_by: str) -> None:
    """What has answered. A machine accepts nothing: the call is ended early, and the next number is due."""
    ends = takes_nobody(answered_by)
    if ends:
        session.execute(FIRST, {"id": attempt})
    session.execute(SEEN, {"id": attempt, "provider_id": provider_id, "answered": True})
    if not ends:
        return
    row = session.execute(MACHINE, {"id": attempt}).first()
    if row is not None:
        now = session.scalar(text("select ivr_now()"))
        hang_up(session, row.tenant, provider_id, now)
        session.execute(LOOK, {"emergency": row.emergency_id, "id": attempt})
