"""A recording was made: it is written down as expected, and fetching it is put into the outbox, in one statement.

The turn that ends a recording, the provider's report of it and its transcript tell of the same one, in any order and
any number of times; each alone is enough, for any of the others may be lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

import orjson

from ivr.domain import Context
from ivr.engine.effects import Answered, Effect, MessageLeft
from ivr.store.base import new_key
from ivr.store.calls import Write
from ivr.twiml.forms import RecordingReport, TranscriptReport

FETCH, DELETE = "recording.fetch", "recording.delete"
"""The outbox's kinds; each one's key is `kind:account:recording`."""
READY_AFTER = timedelta(seconds=5)
"""The provider needs a moment after the end of a recording; its report says when that is over."""
NEVER = frozenset({"absent", "failed"})
"""The provider's words for a recording that will never be there."""

TOLD = """moved join call on call.id = moved.id,
  jsonb_to_recordset(%(recording_told)s::jsonb) as told (id uuid, outbox_id uuid, recording text, kind text,
    seconds int, transcript_state text, transcript text, transcript_id text)"""

NOTE = f"""insert into recording as r (id, tenant, call_id, account, provider_recording_id, kind, seconds, state,
  transcript_state, transcript, provider_transcript_id, created_at)
select told.id, moved.tenant, moved.id, call.account, told.recording, told.kind, told.seconds,
  'expected', told.transcript_state, told.transcript, told.transcript_id, %(recording_at)s from {TOLD}
on conflict (account, provider_recording_id) do update set
  kind = case when r.kind = 'answer' then r.kind else excluded.kind end,
  seconds = coalesce(excluded.seconds, r.seconds),
  transcript_state = case when excluded.transcript_state = any(%(recording_written)s) then excluded.transcript_state
    else r.transcript_state end,
  transcript = coalesce(excluded.transcript, r.transcript),
  provider_transcript_id = coalesce(excluded.provider_transcript_id, r.provider_transcript_id)"""  # noqa: S608

FETCHED = f"""insert into outbox (id, tenant, kind, payload, idempotency_key, call_id, turn, revision,
  created_at, due_at, attempts)
select told.outbox_id, moved.tenant, '{FETCH}',
  jsonb_build_object('account', call.account, 'recording', told.recording),
  '{FETCH}:' || call.account || ':' || told.recording, moved.id, %(recording_turn)s, %(recording_revision)s,
  %(recording_at)s, %(recording_at)s::timestamptz + %(recording_pause)s, 0 from {TOLD}
on conflict (idempotency_key) do update set due_at = least(outbox.due_at, excluded.due_at)
  where outbox.done_at is null and outbox.parked_at is null"""  # noqa: S608

DELETED = f"""update outbox set due_at = least(due_at, %(recording_at)s) from {TOLD}
where outbox.idempotency_key = '{DELETE}:' || call.account || ':' || told.recording and outbox.done_at is null"""  # noqa: S608
"""What is written down by now need not be kept at the provider any longer."""

LOST = """update recording set state = 'lost' from moved join call on call.id = moved.id
where recording.account = call.account and provider_recording_id = %(recording_lost)s
  and recording.state = 'expected'"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one of the three tells of a recording; None for what it leaves open."""

    recording: str
    kind: str = "message"
    seconds: int | None = None
    transcript_state: str = "none"
    transcript: str | None = None
    transcript_id: str | None = None


def left(effects: Sequence[Effect], context: Context, *, transcribed: bool) -> Sequence[Write]:
    """The recordings of one turn: messages, and answers that were spoken. `transcribed`: a transcript is expected."""
    state = "expected" if transcribed else "none"
    return noted([*_tapes(effects, state)], context, READY_AFTER)


def reported(report: RecordingReport, context: Context, *, transcribed: bool) -> Sequence[Write]:
    """What the provider says: it can be fetched, or never will be."""
    if report.status in NEVER:
        return (Write(LOST, {"recording_lost": report.recording}),)
    expected = "expected" if transcribed else "none"
    kind = "talk" if report.talk else "message"
    told = Told(recording=report.recording, kind=kind, seconds=report.seconds, transcript_state=expected)
    return noted([told] if report.status == "completed" else [], context)


def written(report: TranscriptReport, context: Context) -> Sequence[Write]:
    """The provider's transcript; one without a word is none."""
    there = report.status == "completed" and bool(report.text)
    told = Told(
        recording=report.recording,
        transcript_state="there" if there else "failed",
        transcript=report.text if there else None,
        transcript_id=report.transcript,
    )
    note, fetch = noted([told], context, READY_AFTER)
    return note, fetch, Write(DELETED, note.values)


def noted(told: Sequence[Told], context: Context, pause: timedelta = timedelta(0)) -> Sequence[Write]:
    """`pause`: how long the provider may still need."""
    if not told:
        return ()
    rows = [{**asdict(each), "id": new_key(), "outbox_id": new_key()} for each in told]
    values = {
        "recording_told": orjson.dumps(rows).decode(),
        "recording_at": context.now,
        "recording_written": ["there", "failed"],
        "recording_turn": context.call.turn,
        "recording_revision": context.revision or None,
        "recording_pause": pause,
    }
    return Write(NOTE, values), Write(FETCHED, values)


def _tapes(effects: Sequence[Effect], transcript_state: str) -> Iterator[Told]:
    for effect in effects:
        match effect:
            case MessageLeft(recording, seconds):
                yield Told(recording=recording, seconds=seconds, transcript_state=transcript_state)
            case Answered(recording=str(recording)):
                yield Told(recording=recording, kind="answer", transcript_state=transcript_state)
