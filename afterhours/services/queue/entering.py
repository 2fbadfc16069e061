"""What a turn of a caller's own call leaves in the lines: entered, joined, left, to be called back. Parts of its
statement; whoever was in line becomes due, and the dispatcher does what follows.

One statement cannot change a row twice. So what a turn wishes is folded first: who leaves one line and enters another
keeps their row and their place, and leaves a row behind that tells how the first wait ended.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from afterhours.rules.queueing import PRIORITIES
from afterhours.services.emergencies.statements import prefixed
from ivr.engine.effects import CallbackTaken, QueueBack, QueueDialled, QueueEntered, QueueJoined, QueueLeft
from ivr.flowfile.names import name
from ivr.store.base import new_key
from ivr.store.calls import Write

WAITS = "('waiting', 'offered')"
IN_LINE = "('waiting', 'offered', 'joined')"
CASE = """coalesce((select id from "case" where call_id = m.id), %(case)s::uuid)"""
"""A case that is made in this very turn is not to be seen yet."""
PLACE = """(select min(q.place_at) from queued_call as q
  where q.call_id = m.id and q.group_name = %(group)s::text and q.state in ('left', 'waiting', 'offered'))"""
PRIORITY = """greatest(%(priority)s::int, (select case priority when 'emergency' then 2 when 'urgent' then 1 else 0 end
  from "case" where call_id = m.id))"""
ENTER = f"""insert into queued_call (id, tenant, line, call_id, case_id, group_name, priority, language, skills,
  lines_up, entered_at, place_at, due_at)
select %(id)s, m.tenant, m.line, m.id, {CASE}, %(group)s::text, {PRIORITY}, m.language, %(skills)s::text[],
  %(lines_up)s, %(at)s, coalesce({PLACE}, %(at)s), %(at)s
from moved as m
on conflict (call_id) where state in {IN_LINE} do update set group_name = excluded.group_name,
  skills = excluded.skills, lines_up = excluded.lines_up, due_at = excluded.due_at, result = null,
  state = case when queued_call.group_name = excluded.group_name then queued_call.state else 'waiting' end
where queued_call.state in {WAITS}"""  # noqa: S608 - constants only
"""Whoever comes back to a line has their old place in it."""

JOINED = """update queued_call as q set joined_at = coalesce(q.joined_at, %(at)s) from moved
where q.call_id = moved.id and q.state = 'joined'"""
DIALLED = f"""update queued_call as q set state = 'over', result = 'dialled', ended_at = %(at)s,
  joined_at = %(joined_at)s, due_at = %(at)s
from moved where q.call_id = moved.id and q.state in {WAITS}"""  # noqa: S608 - constants only

ENDS: dict[str, str] = {"gave_up": "left", "nobody": "left", "closed": "closed", "full": "full"}
"""Why somebody does not wait any more -> the state of their row."""
LEAVE = f"""update queued_call as q set state = %(state)s, result = %(why)s, ended_at = %(at)s, due_at = %(at)s
from moved where q.call_id = moved.id and q.state in {WAITS} returning q.id"""  # noqa: S608 - constants only
PAST = f"""insert into queued_call (id, tenant, line, call_id, case_id, group_name, entered_at, place_at, state,
  result, ended_at)
select %(id)s, m.tenant, m.line, m.id, {CASE}, %(group)s::text, coalesce({PLACE}, %(at)s), coalesce({PLACE}, %(at)s),
  %(state)s::text, %(why)s::text, %(at)s
from moved as m"""  # noqa: S608 - constants only
NEVER_IN = f"""{PAST} where not exists (select from gone) and not exists (
  select from queued_call as q where q.call_id = m.id and q.state in {IN_LINE})"""  # noqa: S608 - constants only

PROMISE = f"""insert into callback (id, tenant, case_id, call_id, number, group_name, language, place_at, due_at,
  created_at)
select %(id)s, m.tenant, {CASE}, m.id, %(number)s::text, %(group)s::text, m.language,
  coalesce((select place_at from queued_call where call_id = m.id and state in {WAITS}), %(at)s), %(at)s, %(at)s
from moved as m returning id, place_at"""  # noqa: S608 - constants only
KEEP_PLACE = f"""update queued_call as q set state = 'callback', callback_id = promised.id, lines_up = true,
  result = null, due_at = %(at)s
from moved, promised where q.call_id = moved.id and q.state in {WAITS} returning q.id"""  # noqa: S608 - constants only
NEW_PLACE = f"""insert into queued_call (id, tenant, line, call_id, case_id, group_name, language, entered_at, place_at,
  state, callback_id, due_at)
select %(id)s, m.tenant, m.line, m.id, {CASE}, %(group)s::text, m.language, %(at)s, promised.place_at, 'callback',
  promised.id, %(at)s
from moved as m, promised where not exists (select from place_kept)"""  # noqa: S608 - constants only

LAST_TALK = """(select q.id from queued_call as q where q.call_id = m.id and q.group_name = %(group)s::text
  and q.callback_id is null and q.state in ('joined', 'over') order by q.entered_at desc limit 1)"""
TALKED = f"""insert into queued_call (id, tenant, line, call_id, case_id, group_name, priority, language, skills,
  lines_up, entered_at, place_at, joined_at, state, result, ended_at)
select %(id)s, q.tenant, q.line, q.call_id, q.case_id, q.group_name, q.priority, q.language, q.skills, q.lines_up,
  q.entered_at, q.place_at, q.joined_at, 'over', 'cut_off', %(at)s
from queued_call as q, moved as m where q.id = {LAST_TALK}"""  # noqa: S608 - constants only
"""How long they waited before the talk that was cut off stays known."""
BACK = f"""update queued_call as q set state = 'waiting', result = 'cut_off', joined_at = null, held_at = null,
  ended_at = null, entered_at = %(at)s, rooms = q.rooms + 1, due_at = %(at)s
from moved as m where q.id = {LAST_TALK} returning q.id"""  # noqa: S608 - constants only
PARTED = """update offer as o set state = 'over', result = 'cut_off', ended_at = coalesce(o.ended_at, %(at)s),
  expires_at = null from put_back where o.queued_call_id = put_back.id
  and o.state in ('waiting', 'ringing', 'answered', 'accepted')"""
"""Whoever was in that talk is in none any more, also where the provider has not said so yet."""

HUNG_UP = f"""update queued_call as q set due_at = coalesce(%(queued_at)s::timestamptz, ivr_now()),
  ended_at = coalesce(%(queued_at)s::timestamptz, ivr_now()),
  state = case q.state when 'joined' then 'over' else 'left' end,
  result = case when q.joined_at is null then 'hung_up' else 'talked' end
from moved where q.call_id = moved.id and q.callback_id is null and q.state in {IN_LINE}"""  # noqa: S608
"""Who is called back by now has long hung up."""


@dataclass(slots=True)
class InLines:
    """What one turn wishes of the lines. `case_id` is the case's if it is new."""

    at: datetime
    case_id: UUID
    entry: QueueEntered | None = None
    lefts: list[QueueLeft] = field(default_factory=list)
    promise: CallbackTaken | None = None
    back: QueueBack | None = None
    joined: bool = False
    dialled: QueueDialled | None = None

    def add(self, effect: QueueEntered | QueueBack | QueueLeft | QueueJoined | QueueDialled | CallbackTaken) -> None:
        match effect:
            case QueueEntered():
                self.entry = effect
            case QueueLeft():
                self.lefts.append(effect)
                self.entry = None
            case QueueBack():
                self.back = effect
            case QueueJoined():
                self.joined = True
            case QueueDialled():
                self.dialled = effect
            case CallbackTaken():
                self.promise, self.entry = effect, None

    def writes(self, priority: str) -> Iterator[Write]:
        """The parts of the turn's statement. `priority`: as this turn leaves the case."""
        if self.joined:
            yield self._part(JOINED, "joined", {})
        if self.dialled:
            began = self.at - timedelta(seconds=self.dialled.seconds)
            yield self._part(DIALLED, "dialled", {"joined_at": began})
        if self.back:
            told = {"group": name(self.back.group)}
            yield self._part(TALKED, "talked", {**told, "id": new_key()})
            yield self._part(BACK, "put_back", told)
            yield self._part(PARTED, "parted", {})
        yield from self._leaving()
        if self.entry:
            yield self._part(ENTER, "entered", self._entering(self.entry, priority))
        if self.promise:
            yield from self._promising(self.promise)

    def _leaving(self) -> Iterator[Write]:
        """Whoever stays in no line leaves the one they are in; each further one is only counted."""
        for number, left in enumerate(self.lefts):
            told = {"id": new_key(), "group": name(left.group), "state": ENDS[left.why], "why": left.why}
            if number == 0 and not self.entry and not self.promise:
                yield self._part(LEAVE, "gone", told)
                yield self._part(NEVER_IN, "never_in", told)
            else:
                yield self._part(PAST, f"past_{number}", told)

    def _entering(self, entry: QueueEntered, priority: str) -> dict[str, Any]:
        return {
            "id": new_key(),
            "group": name(entry.group),
            "priority": PRIORITIES.get(priority, 0),
            "skills": [name(each) for each in entry.skills],
            "lines_up": entry.lines_up,
        }

    def _promising(self, promise: CallbackTaken) -> Sequence[Write]:
        told = {"group": name(promise.group), "number": promise.number}
        return (
            self._part(PROMISE, "promised", {**told, "id": new_key()}),
            self._part(KEEP_PLACE, "place_kept", told),
            self._part(NEW_PLACE, "new_place", {**told, "id": new_key()}),
        )

    def _part(self, sql: str, part: str, values: dict[str, Any]) -> Write:
        return prefixed(sql, {**values, "at": self.at, "case": self.case_id}, f"queued_{part}", part)


def hung_up(at: datetime | None) -> Write:
    """The caller's call is over, and with it their wait or their talk; None for now."""
    return Write(HUNG_UP, {"queued_at": at})
