"""What a person on duty did when they were rung, written with the turn of their own call."""

from collections.abc import Sequence
from datetime import datetime

from ivr.store.base import new_key
from ivr.store.calls import Write

ANSWERED = """update attempt as a set state = case when a.state = 'over' then a.state else 'answered' end,
  answered_at = coalesce(a.answered_at, %(attempt_at)s),
  result = case when %(attempt_result)s::text is null or a.result in ('accepted', 'superseded') then a.result
    else %(attempt_result)s::text end
from moved, (select count(*) from (select from emergency as e join attempt as its on its.emergency_id = e.id
  where its.id = (select id from moved) for update of e) as locked) as held
where a.id = moved.id"""
"""The id of an attempt's call is the attempt's own; a call that is none of them changes nothing.

The emergency is locked first, as the pager does it: in the other order the two could end in a deadlock.
"""

REACHED = """update emergency as e set accepted_leg = a.id from moved, attempt as a
where a.id = moved.id and a.purpose = 'again' and e.id = a.emergency_id and e.state = 'accepted'
  and e.accepted_leg is null returning e.id, e.tenant, a.id as leg"""
JOINED = """insert into outbox (id, tenant, kind, payload, idempotency_key, created_at, due_at, attempts)
select %(outbox_id)s, tenant, 'join.caller', jsonb_build_object('emergency', id, 'event', leg), 'join ' || leg,
  %(outbox_at)s, %(outbox_at)s, 0
from reached on conflict (idempotency_key) do nothing"""
"""Who accepted by a link or a text is rung to be put together with the caller: a key says that it is they."""


def answered_page(result: str, at: datetime) -> Sequence[Write]:
    """`result`: heard (a human being pressed a key), accepted, declined or same."""
    answered = Write(ANSWERED, {"attempt_at": at, "attempt_result": None if result == "heard" else result})
    if result != "heard":
        return (answered,)
    return answered, Write(REACHED, {}, "reached"), Write(JOINED, {"outbox_id": new_key(), "outbox_at": at})
