"""What a call adds to its case while it lasts: one change a turn, written in the turn's own statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from ivr.store.base import new_key
from ivr.store.calls import Write

ANSWERS = """case when %(case_answers)s::jsonb = '[]' then c.answers else
    coalesce((select jsonb_agg(entry order by place) from jsonb_array_elements(c.answers)
        with ordinality as each (entry, place) where not exists (
          select from jsonb_array_elements(%(case_answers)s::jsonb) as given
          where given ->> 'question' = entry ->> 'question')), '[]') || %(case_answers)s::jsonb end"""
"""A question that is answered again keeps the later answer only."""

MESSAGES = """case when %(case_answers)s::jsonb = '[]' and %(case_messages)s::jsonb = '[]' then c.messages else
    coalesce((select jsonb_agg(entry order by place) from jsonb_array_elements(c.messages || (
          select coalesce(jsonb_agg(added), '[]') from jsonb_array_elements(%(case_messages)s::jsonb) as added
          where not c.messages @> jsonb_build_array(jsonb_build_object('recording', added -> 'recording'))))
        with ordinality as each (entry, place) where not exists (
          select from jsonb_array_elements(c.answers || %(case_answers)s::jsonb) as given
          where given ->> 'recording' = entry ->> 'recording')), '[]') end"""
"""A recording is kept once; one that is the answer to a question is no message, even if it was reported before."""

CHANGE = f"""update "case" as c set
  language = coalesce(%(case_language)s, c.language), kind = coalesce(%(case_kind)s, c.kind),
  service = coalesce(%(case_service)s, c.service), restricted = coalesce(c.restricted, %(case_restricted)s),
  relay = c.relay or %(case_relay)s, subject = coalesce(%(case_subject)s, c.subject),
  location = coalesce(%(case_location)s, c.location),
  priority = case when c.priority = 'emergency' then c.priority else coalesce(%(case_priority)s, c.priority) end,
  answers = {ANSWERS},
  messages = {MESSAGES},
  action_taken = c.action_taken || %(case_actions)s::jsonb,
  first_answer_at = coalesce(c.first_answer_at, %(case_first_answer_at)s)
from moved where c.call_id = moved.id"""  # noqa: S608 - constants only
ARRIVED = CHANGE.replace("set\n", "set recovered = false,\n", 1)
"""The call's own first request has come after all: the case is as if nothing had been told before."""

OPEN = """insert into "case" (id, tenant, call_id, number, kind, channel, status, line, language, caller_e164,
  caller_state, in_hours, priority, service, restricted, relay, subject, location, answers, messages, action_taken,
  first_answer_at, opened_at, recovered)
select %(case_id)s, tenant, id, %(case_number)s, coalesce(%(case_kind)s, 'contact'), channel, 'new', line, language,
  from_e164, caller_state, in_hours, coalesce(%(case_priority)s, 'normal'), %(case_service)s, %(case_restricted)s,
  %(case_relay)s or coalesce((select said.relay from "case" as said where said.tenant = moved.tenant
    and said.caller_e164 = moved.from_e164 order by said.opened_at desc limit 1), false),
  %(case_subject)s, %(case_location)s,
  %(case_answers)s::jsonb, %(case_messages)s::jsonb, %(case_actions)s::jsonb,
  %(case_first_answer_at)s::timestamptz, started_at, recovered
from moved on conflict (call_id) do nothing"""
"""What the last case of the number says of a relay service or a text telephone, this one says too."""

MARK = """update "case" as c set messages = (select jsonb_agg(case when entry ->> 'recording' = %(case_recording)s
      then entry || %(case_entry)s::jsonb else entry end order by place)
    from jsonb_array_elements(c.messages) with ordinality as each (entry, place))
from moved where c.call_id = moved.id and c.messages <> '[]'"""


@dataclass(slots=True)
class CaseChange:
    """What one turn adds; None and empty for what it leaves as it is.

    `answers`: {question, kind, value, recording}; `messages`: {recording, seconds}; `actions`: entries of
    `rules.closing.action`; `first_answer_at`: ISO 8601, when the caller first talked with somebody.
    `restricted`: the group that alone may see the case from now on; a case that is restricted stays as it is.
    """

    language: str | None = None
    kind: str | None = None
    service: str | None = None
    subject: str | None = None
    location: str | None = None
    priority: str | None = None
    restricted: str | None = None
    relay: bool = False
    first_answer_at: str | None = None
    answers: list[Mapping[str, Any]] = field(default_factory=list)
    messages: list[Mapping[str, Any]] = field(default_factory=list)
    actions: list[Mapping[str, Any]] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """As the statements name them."""
        plain = {f"case_{name}": getattr(self, name) for name in PLAIN}
        lists = {f"case_{name}": orjson.dumps(getattr(self, name)).decode() for name in LISTS}
        return plain | lists


PLAIN = (
    "language",
    "kind",
    "service",
    "subject",
    "location",
    "priority",
    "restricted",
    "relay",
    "first_answer_at",
)
LISTS = ("answers", "messages", "actions")
NOTHING = CaseChange()


def opened(change: CaseChange, number: str, case_id: UUID | None = None) -> Sequence[Write]:
    """The case of a call, with the case number `number` and what its first turn adds; one that is there is changed."""
    values = change.values()
    new = {**values, "case_id": case_id or new_key(), "case_number": number}
    return Write(OPEN, new), Write(ARRIVED, values)


def changed(change: CaseChange) -> Sequence[Write]:
    """The change of a case that is there."""
    return () if change == NOTHING else (Write(CHANGE, change.values()),)


def marked(recording: str, state: str) -> Write:
    """With a message it is written down that its recording will never be there; `state` in the provider's word."""
    entry = orjson.dumps({"seconds": 0, "state": state}).decode()
    return Write(MARK, {"case_recording": recording, "case_entry": entry})
