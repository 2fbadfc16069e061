"""What should be due in the lines and is not: looked for at intervals, and mended."""

from sqlalchemy import text

from afterhours.services.queue.presence import WENT
from ivr.store.database import Database

ENDED_CALLS = text("""
update queued_call as q set due_at = ivr_now(), ended_at = coalesce(c.ended_at, ivr_now()),
  state = case q.state when 'joined' then 'over' else 'left' end,
  result = case when q.joined_at is null then 'hung_up' else 'talked' end
from call as c where c.id = q.call_id and c.ended_at is not null and q.callback_id is null
  and q.state in ('waiting', 'offered', 'joined')
""")
NOT_DUE = text("""
update queued_call set due_at = ivr_now()
where due_at is null and (state in ('offered', 'joined') and not exists (select from offer
    where queued_call_id = queued_call.id and state in ('waiting', 'ringing', 'answered', 'accepted'))
  or state in ('left', 'over', 'full', 'closed') and exists (select from offer
    where queued_call_id = queued_call.id and state in ('waiting', 'ringing', 'answered')))
""")
STUCK = text("""
update agent_presence as p set state = coalesce(p.afterwards, 'available'), afterwards = null, offer_id = null,
  since = ivr_now()
where p.state in ('offered', 'talking') and not exists (select from offer where id = p.offer_id
  and state in ('waiting', 'ringing', 'answered', 'accepted')) and p.since < ivr_now() - interval '60 seconds'
""")
LET_IN = """select from membership as m where m.user_id = p.user_id and m.ended_at is null
  and m.valid_from <= clock_timestamp() and (m.valid_until is null or m.valid_until > clock_timestamp())"""
LET_IN_NO_MORE = text(f"""{WENT}
where case when p.state in ('offered', 'talking') then p.afterwards is distinct from 'away' else p.state <> 'away' end
  and exists (select from membership as m where m.user_id = p.user_id) and not exists ({LET_IN})
""")
"""Whose last day is over while their desk is open."""


def sweep_lines(database: Database) -> int:
    """Make due what should be; how many rows were mended."""
    with database.transaction() as session:
        return sum(
            len(session.execute(text(f"{statement.text} returning 1")).all())
            for statement in (ENDED_CALLS, NOT_DUE, STUCK, LET_IN_NO_MORE)
        )
