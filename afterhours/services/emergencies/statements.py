"""The statements by which an emergency is raised and changed: one conditional update and the event that tells of it.

They serve a turn of a call, as parts of its write, and whoever has a session. `CHANGES` is the whole list of what can
happen to an emergency after its raising.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from afterhours.rules.escalation import Plan
from ivr.store.base import new_key
from ivr.store.calls import Write

UNACCEPTED = "accepted_at = null, accepted_by = null, accepted_how = null, accepted_leg = null, joined_at = null"
FROM_THE_TOP = "state = 'open', level = 0, round = e.round + 1, due_at = %(at)s"
ENDED = "ended_at = %(at)s, ended_by = %(who)s, reason = %(reason)s, due_at = null"
AGAIN_SECONDS = 25
"""So long the person who was cut off is rung before the levels go on."""


@dataclass(frozen=True, slots=True)
class Change:
    """`sets` is what an update sets, `states` where it may begin, `event` what it leaves. `also`: a further condition.

    `follows`: whether the pager has something to do afterwards.
    """

    sets: str
    states: tuple[str, ...]
    event: str
    follows: bool = True
    also: str = "true"


CHANGES: Mapping[str, Change] = {
    "accept": Change(
        "state = 'accepted', accepted_at = %(at)s, accepted_by = %(who)s, accepted_how = %(how)s,"
        " accepted_leg = %(leg)s::uuid, joined_at = null,"
        " due_at = %(at)s + coalesce((e.plan ->> 'ask_after')::int, 3600) * interval '1 second'",
        ("open",),
        "accepted",
    ),
    "drop": Change(
        f"state = 'open', due_at = %(at)s + interval '{AGAIN_SECONDS} seconds',"
        f" {UNACCEPTED}",
        ("accepted",),
        "dropped",
        also="e.accepted_leg = %(leg)s::uuid",
    ),
    "caller_joined": Change("joined_at = %(at)s", ("accepted",), "joined_caller", follows=False),
    "add": Change("round = e.round", ("open", "accepted", "joined"), "added"),
    "leave": Change("round = e.round", ("open", "accepted", "joined"), "caller_left", follows=False),
    "release": Change("due_at = least(e.due_at, %(at)s)", ("open",), "released"),
    "same": Change(
        "state = 'joined', master_id = %(master)s::uuid, due_at = null, alarm_at = null", ("open", "accepted"), "same",
        also="e.id <> %(master)s::uuid",
    ),
    "hand_on": Change(f"{FROM_THE_TOP}, reason = %(reason)s, {UNACCEPTED}", ("accepted",), "handed_on"),
    "second": Change("round = e.round", ("accepted",), "second"),
    "come_along": Change("round = e.round", ("accepted",), "came_along"),
    "pass_on": Change(
        f"{FROM_THE_TOP}, roster = %(roster)s, plan = %(plan)s::jsonb, reason = %(reason)s, {UNACCEPTED}",
        ("open", "accepted"),
        "passed_on",
    ),
    "morning": Change(f"state = 'morning', {ENDED}", ("open", "accepted"), "morning"),
    "done": Change(f"state = 'done', {ENDED}", ("accepted",), "done"),
    "stand_down": Change(f"state = 'stood_down', {ENDED}", ("open", "accepted", "morning"), "stood_down"),
}  # fmt: skip
"""The only ways in which an emergency changes after its raising; the levels go forward by the pager alone."""

OF_CALL = "e.call_id = (select id from moved)"
OF_SERVICE = f"{OF_CALL} and e.service = %(service)s"
VALUES = ("who", "how", "leg", "master", "reason", "roster", "plan")
TELL = """insert into emergency_event (id, tenant, emergency_id, at, what, who, detail, worked_at)
select %(event)s, tenant, id, %(at)s, %(what)s, %(who)s, %(detail)s::jsonb, %(worked_at)s::timestamptz"""

RAISE = """insert into emergency (id, tenant, case_id, call_id, line, service, roster, plan, raised_at, due_at,
  alarm_at)
select %(id)s, m.tenant, coalesce((select id from "case" where call_id = m.id), %(case_id)s::uuid), m.id, m.line,
  %(service)s::text,  %(roster)s, %(plan)s::jsonb, %(at)s, %(at)s + case when exists (
    select from emergency known join emergency same on same.master_id = known.id
     where known.tenant = m.tenant and known.service = %(service)s::text and known.state in ('open', 'accepted')
       and known.raised_at > %(at)s - interval '{known_hours} hours')
    then interval '{hold_seconds} seconds' else interval '0' end, %(alarm_at)s
from moved as m on conflict (case_id, service) do nothing returning id, tenant"""
HOLD_SECONDS = 75
"""While others have reported the same, the caller is asked first whether this is it; then the paging begins anyway."""
KNOWN_HOURS = 6
"""So long an emergency that others were joined to counts as known to later callers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One change in the words of a caller or person: `values` are any of `VALUES`, `detail` goes into the event."""

    change: str
    at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)

    def parameters(self) -> dict[str, Any]:
        known = {name: self.values.get(name) for name in VALUES}
        kind = CHANGES[self.change]
        told = {"event": new_key(), "what": kind.event, "detail": orjson.dumps(self.detail, default=str).decode()}
        return {**known, **told, "at": self.at, "worked_at": None if kind.follows else self.at}


def update_of(change: str, chosen: str) -> str:
    """The update of a change; `chosen` says which emergency, as a condition on `e`."""
    kind = CHANGES[change]
    states = ", ".join(f"'{state}'" for state in kind.states)
    return (
        f"update emergency as e set {kind.sets} where {chosen} and e.state in ({states}) and {kind.also}"  # noqa: S608 - constants only
        " returning e.id, e.tenant"
    )


def changed(session: Session, emergency_id: UUID, told: Told) -> bool:
    """Change one emergency; False when it is not in a state from which this is possible."""
    sql = f"with changed as ({update_of(told.change, 'e.id = %(emergency)s::uuid')}) {TELL} from changed returning id"
    values = {**told.parameters(), "emergency": str(emergency_id)}
    return session.connection().exec_driver_sql(sql, values).first() is not None


def changing(told: Told, number: int, *, emergency: str | None = None, service: str = "") -> Sequence[Write]:
    """The same as parts of a turn's own statement: of one emergency, or of the call's own, those for `service` only.

    `number` tells several changes of one turn apart.
    """
    chosen = "e.id = %(emergency)s::uuid" if emergency else OF_SERVICE if service else OF_CALL
    name = f"emergency_{number}"
    values = {**told.parameters(), "emergency": emergency, "service": service}
    update = f"{update_of(told.change, chosen)}"
    if emergency:
        update = update.replace(" and e.state", " and exists (select from moved) and e.state", 1)
    return (
        prefixed(update, values, name, name),
        prefixed(f"{TELL} from {name}", values, name, f"{name}_told"),
    )


def raising(case_id: UUID, service: str, roster: str, plan: Plan, at: datetime, number: int) -> Sequence[Write]:
    """The parts of a turn's statement that raise an emergency: it is there with the turn, due at once."""
    sql = RAISE.format(known_hours=KNOWN_HOURS, hold_seconds=HOLD_SECONDS)
    name = f"emergency_{number}"
    told = Told(change="add", at=at, detail={"service": service, "roster": roster}).parameters()
    values = {
        **told,
        "what": "raised",
        "id": new_key(),
        "case_id": case_id,
        "service": service,
        "roster": roster,
        "plan": orjson.dumps(plan.as_json()).decode(),
        "alarm_at": at + plan.alarm_span,
    }
    return prefixed(sql, values, name, name), prefixed(f"{TELL} from {name}", values, name, f"{name}_told")


def prefixed(sql: str, values: Mapping[str, Any], prefix: str, name: str) -> Write:
    """A part whose values carry its own prefix, so that several parts of one statement do not meet."""
    used = {each: value for each, value in values.items() if f"%({each})s" in sql}
    for each in used:
        sql = sql.replace(f"%({each})s", f"%({prefix}_{each})s")
    return Write(sql, {f"{prefix}_{each}": value for each, value in used.items()}, name)
