"""What a person on duty did when they were rung, written with the turn of their own call."""

from datetime import datetime

from ivr.store.calls import Write

ANSWERED = """update attempt as a set state = case when a.state = 'over' then a.state else 'answered' end,
  answered_at = coalesce(a.answered_at, %(attempt_at)s),
  result = case when %(attempt_result)s::text is null or a.result in ('accepted', 'superseded') then a.result
    else %(attempt_result)s::text end
from moved where a.id = moved.id"""
"""The id of an attempt's call is the attempt's own; a call that is none of them changes nothing."""


def answered_page(result: str, at: datetime) -> Write:
    """`result`: heard (a human being pressed a key), accepted, declined or same."""
    return Write(ANSWERED, {"attempt_at": at, "attempt_result": None if result == "heard" else result})
