"""What whoever accepted a callback tells of it, from their own leg: the resident was rung, and what came of it."""

from datetime import datetime

from ivr.store.calls import Write

RANG = """update callback as c set
  attempts = (select coalesce(jsonb_agg(each order by place), '[]') from jsonb_array_elements(c.attempts)
      with ordinality as known (each, place) where not (%(callback_corrects)s and each ->> 'offer' = o.id::text
        and each ->> 'result' = 'talked'))
    || jsonb_build_array(jsonb_build_object('at', %(callback_at)s::timestamptz, 'by', o.user_id::text,
      'result', %(callback_result)s::text, 'offer', o.id::text)),
  first_attempt_at = coalesce(c.first_attempt_at, %(callback_at)s),
  reached_at = case when %(callback_result)s::text = 'talked' then %(callback_at)s::timestamptz end
from moved join offer as o on o.id = moved.id join queued_call as q on q.id = o.queued_call_id
where c.id = q.callback_id and c.state = 'in_progress'"""


def rang_back(result: str, seconds: int, at: datetime) -> Write:
    """`result` of the provider; without a second of talking it corrects the word before: it was a mailbox."""
    corrects = result != "talked" and seconds == 0
    return Write(RANG, {"callback_at": at, "callback_result": result, "callback_corrects": corrects})
