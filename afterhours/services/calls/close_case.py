"""A call is over: its case says what it came to. Repeated whenever more becomes known; the result is the same."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from afterhours.rules.closing import AFTERWARDS, CallTold, Outcome, TurnTold, outcome
from ivr.store.calls import Ending, Write
from ivr.store.database import Reading

TOLD = """select c.started_at, c.ended_at, c.end_status, c.seconds, "case".service, "case".messages,
  "case".version > 1 as handled, t.numbers, t.times, t.events
from call c join "case" on "case".call_id = c.id, lateral (
  select array_agg(number) as numbers, array_agg(at) as times, array_agg(events) as events from turn
   where turn.call_id = c.id) as t
where c.id = %(id)s"""

AFTER_CALL = """coalesce((select jsonb_agg(entry order by place) from jsonb_array_elements(c.action_taken)
    with ordinality as each (entry, place) where entry ->> 'action' = any(%(case_afterwards)s)), '[]')"""
"""What was done after the call stays; what was done during it is folded anew."""
LENGTHS = f"""ending = %(case_ending)s, action_taken = %(case_actions)s::jsonb || {AFTER_CALL},
  first_answer_at = %(case_first_answer_at)s, seconds = %(case_seconds)s, talk_seconds = %(case_talk_seconds)s,
  message_seconds = %(case_message_seconds)s"""
OF_EMERGENCY = """(select case e.state when 'accepted' then 'open' when 'joined' then 'open' when 'morning' then 'open'
    when 'done' then 'resolved' when 'stood_down' then 'closed' end
  from emergency as e where e.case_id = c.id
  order by array_position(array['open', 'accepted', 'joined', 'morning', 'stood_down', 'done'], e.state::text)
  limit 1)"""
"""How a case stands whose call raised an emergency: the one that needs most is what counts."""
STATE = f"""kind = %(case_kind)s, disposition = %(case_disposition)s, closed_at = %(case_closed_at)s,
  status = case when %(case_status)s in ('new', 'open') then coalesce({OF_EMERGENCY}, %(case_status)s)
    else %(case_status)s end"""
SETTLE = f"""update "case" as c set status = coalesce({OF_EMERGENCY}, c.status)
where c.id = %(case)s and c.version = 1 and c.status in ('new', 'open', 'resolved')"""  # noqa: S608 - constants only
CLOSE = f"""update "case" as c set {LENGTHS}, {STATE} from moved where c.call_id = moved.id and c.version = 1"""  # noqa: S608
KEEP = f"""update "case" as c set {LENGTHS} from moved where c.call_id = moved.id"""  # noqa: S608
"""Once a person has changed the case, kind and status are theirs."""


def closed(work: Reading, call_id: UUID, ending: Ending | None = None) -> Sequence[Write]:
    """The call's turns and the provider's last word, folded into its case; a leg has no case, and nothing is written.

    `ending`: the last word, when it is not in the call's row yet.
    """
    row = work.one(TOLD, {"id": call_id})
    if row is None:
        return ()
    values = values_of(outcome(told(row, ending)))
    return (Write(KEEP if row["handled"] else CLOSE, values),)


def settled(session: Session, case_id: UUID) -> None:
    """The case stands as its emergencies do, unless a person has changed it."""
    session.connection().exec_driver_sql(SETTLE, {"case": case_id})


def values_of(found: Outcome) -> dict[str, Any]:
    return {
        "case_ending": found.ending,
        "case_actions": orjson.dumps(found.actions).decode(),
        "case_afterwards": sorted(AFTERWARDS),
        "case_first_answer_at": found.first_answer_at,
        "case_seconds": found.seconds,
        "case_talk_seconds": found.talk_seconds,
        "case_message_seconds": found.message_seconds,
        "case_kind": found.kind,
        "case_status": found.status,
        "case_disposition": found.disposition,
        "case_closed_at": found.closed_at,
    }


def told(row: Mapping[str, Any], ending: Ending | None) -> CallTold:
    """What the database knows of a call, and the provider."""
    turns = zip(row["numbers"] or (), row["times"] or (), row["events"] or (), strict=True)
    return CallTold(
        started_at=row["started_at"],
        turns=tuple(TurnTold(number, at, tuple(events)) for number, at, events in turns),
        service=row["service"],
        message_seconds=sum(message["seconds"] for message in row["messages"] if message["seconds"]),
        ended_at=ending.at if ending else row["ended_at"],
        end_status=ending.status if ending else row["end_status"],
        seconds=ending.seconds if ending else row["seconds"],
    )
