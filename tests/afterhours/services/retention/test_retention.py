"""Purging: what is personal goes when its time is over, what is counted stays; open and held things stay whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from afterhours.jobs.retention import RetentionJob
from afterhours.models import (
    AuditEntry,
    Base,
    Call,
    Case,
    CaseEvent,
    Contact,
    ContactNumber,
    LegalHold,
    Recording,
    TextMessage,
    Turn,
)
from afterhours.parts import Parts
from afterhours.privacy import EMPTIED, TABLES
from afterhours.rules.retention import DEFAULTS, RecordClass
from afterhours.services.retention import purging
from afterhours.services.retention.emptying import statements
from afterhours.services.retention.purging import BATCH, Times, purge_batch, standing
from ivr.store.base import new_key
from tests.support.nights import CALLER, COUNTY, Nights

pytestmark = pytest.mark.database
LONG_AGO = datetime(2020, 11, 24, 2, 15, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
TIMES = Times(NOW, NOW)
BEFORE = NOW - timedelta(days=3 * 365)


@contextmanager
def as_scheduler(parts: Parts) -> Iterator[Session]:
    """In the role that the scheduler has in production: what it may not do fails here."""
    with parts.database.transaction() as session:
        session.execute(text("set local role ivr_telephone"))
        yield session


@pytest.fixture(name="night")
def an_old_night(bare: Parts) -> Nights:
    return Nights(bare)


def finished(night: Nights, **columns: Any) -> Case:
    """A case with everything: journey, note, recording, text."""
    case = night.message(LONG_AGO, status="closed", closed_at=LONG_AGO, location="12 Main Street", subject="a tree",
                         caller_name="Mary", answers=[{"question": "what", "value": "a tree"}], **columns)  # fmt: skip
    events = [{"step": "menu", "kind": "menu_choice", "data": {"key": "1", "said": "a tree"}}]
    call = case.call_id
    night.add(
        Turn(call_id=call, number=0, tenant=COUNTY, at=LONG_AGO, events=events),
        CaseEvent(tenant=COUNTY, case_id=case.id, at=LONG_AGO, actor="nora", what="note", detail={"text": "Mary"}),
        Recording(tenant=COUNTY, call_id=call, account="AC1", provider_recording_id=str(case.number), kind="message",
                  state="deleted_at_provider", stored_key="x", transcript="a tree", transcript_state="there",
                  created_at=LONG_AGO),
        TextMessage(id=new_key(), tenant=COUNTY, direction="out", idempotency_key=str(case.number), call_id=call,
                    provider_id=f"SM{case.number}", from_number="+15195550100", to_number=CALLER, body="Mary",
                    purpose="receipt", status="delivered", created_at=LONG_AGO),
    )  # fmt: skip
    with night.parts.database.transaction() as session:
        session.execute(text("update call set ended_at = started_at, seconds = 60, answer = 'Mary', state = '{}'"))
    return case


def purge(parts: Parts, kind: RecordClass, before: datetime = BEFORE) -> int:
    with as_scheduler(parts) as session:
        return purge_batch(session, COUNTY, kind, before, TIMES)


def rows(parts: Parts, sql: str) -> list[Any]:
    with parts.database.transaction() as session:
        return [dict(row) for row in session.execute(text(sql)).mappings()]


def test_a_case_loses_what_is_personal_and_keeps_what_is_counted(bare: Parts, night: Nights) -> None:
    case = finished(night)
    assert (purge(bare, "cases"), purge(bare, "cases")) == (1, 0)
    (row,) = rows(bare, 'select * from "case"')
    for name in TABLES["case"].named(*EMPTIED):
        assert not row[name], name
    assert (row["number"], row["status"], row["line"], row["purged_at"]) == (case.number, "closed", "main", NOW)
    assert row["message_seconds"] == 31
    assert rows(bare, "select what, actor, detail from case_event") == [{"what": "note", "actor": "nora", "detail": {}}]


def test_a_call_keeps_its_length_and_the_steps_it_took(bare: Parts, night: Nights) -> None:
    finished(night)
    assert purge(bare, "calls") == 1
    (call,) = rows(bare, "select from_e164, from_raw, to_raw, answer, state, seconds, line from call")
    assert call == {"from_e164": None, "from_raw": "", "to_raw": "", "answer": None, "state": None, "seconds": 60,
                    "line": "main"}  # fmt: skip
    assert rows(bare, "select events from turn") == [{"events": [{"step": "menu", "kind": "menu_choice", "data": {}}]}]


def test_a_text_is_emptied_here_and_erased_at_the_provider_after_the_commit(bare: Parts, night: Nights) -> None:
    case = finished(night)
    assert purge(bare, "texts") == 1
    (sent,) = rows(bare, "select body, from_number, to_number, status from text_message")
    assert sent == {"body": "", "from_number": "", "to_number": "", "status": "delivered"}
    assert rows(bare, "select kind, payload from outbox") == [
        {"kind": "text.erase", "payload": {"provider_id": f"SM{case.number}"}}
    ]


def test_a_recording_is_put_into_the_outbox_once_and_its_transcript_goes_at_once(bare: Parts, night: Nights) -> None:
    finished(night)
    assert (purge(bare, "recordings"), purge(bare, "recordings")) == (1, 0)
    assert [each["kind"] for each in rows(bare, "select kind from outbox")] == ["recording.erase"]
    assert rows(bare, "select transcript, transcript_state from recording") == [
        {"transcript": None, "transcript_state": "none"}
    ]


def test_transcripts_alone_may_go_earlier(bare: Parts, night: Nights) -> None:
    finished(night)
    assert (purge(bare, "transcripts"), purge(bare, "transcripts")) == (1, 0)
    assert rows(bare, "select stored_key from recording") == [{"stored_key": "x"}]


KINDS: list[RecordClass] = ["cases", "calls", "recordings", "transcripts", "texts"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param("update \"case\" set status = 'open', closed_at = null", id="an open case"),
        pytest.param("insert into emergency (id, tenant, case_id, line, service, roster, plan, raised_at) select"
                     " gen_random_uuid(), tenant, id, line, 'x', 'water', '{}', opened_at from \"case\"",
                     id="emergency"),
    ],
)  # fmt: skip
def test_what_is_open_is_never_touched(bare: Parts, night: Nights, kind: RecordClass, change: str) -> None:
    finished(night)
    rows_before = snapshot(bare, change)
    assert purge(bare, kind) == 0
    assert snapshot(bare) == rows_before


def snapshot(parts: Parts, change: str | None = None) -> dict[str, list[Any]]:
    with parts.database.transaction() as session:
        if change:
            session.execute(text(change))
        return {
            name: [tuple(row) for row in session.execute(text(f'select * from "{name}"'))]
            for name in ("case", "call", "turn", "case_event", "recording", "text_message")
        }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("of", ["case", "number", "contact", "number of a contact"])
def test_what_is_held_stays_until_the_hold_is_lifted(bare: Parts, night: Nights, kind: RecordClass, of: str) -> None:
    contact = a_contact(night)
    case = finished(night, contact_id=contact if of == "contact" else None)
    chosen: dict[str, dict[str, Any]] = {"case": {"case_id": case.id}, "number": {"e164": CALLER}}
    named = chosen.get(of, {"contact_id": contact})
    hold = LegalHold(id=new_key(), tenant=COUNTY, reason="a claim", placed_by="nora", placed_at=NOW, **named)
    night.add(hold)
    assert purge(bare, kind) == 0
    with bare.database.transaction() as session:
        session.get_one(LegalHold, hold.id).lifted_at = NOW
    assert purge(bare, kind) == 1


def a_contact(night: Nights) -> UUID:
    contact = Contact(id=new_key(), tenant=COUNTY, external_id="7", name="Mary", updated_at=LONG_AGO)
    number = ContactNumber(contact_id=contact.id, tenant=COUNTY, e164=CALLER, position=0)
    night.add(contact)
    night.add(number)
    return contact.id


def test_a_contact_nobody_lists_any_more_is_forgotten_unless_a_case_needs_it(bare: Parts, night: Nights) -> None:
    contact = a_contact(night)
    case = night.case(NOW - timedelta(days=30), contact_id=contact)
    assert purge(bare, "contacts") == 0
    with bare.database.transaction() as session:
        kept = session.get_one(Case, case.id)
        kept.status, kept.opened_at, kept.closed_at = "closed", LONG_AGO, LONG_AGO
    assert purge(bare, "contacts") == 1
    assert rows(bare, "select count(*) from contact_number") == [{"count": 0}]


def test_the_audit_leaves_by_its_own_door_and_not_before_a_year(bare: Parts, night: Nights) -> None:
    for days in (10 * 365, 10):
        night.add(AuditEntry(tenant=COUNTY, at=datetime.now(UTC) - timedelta(days=days), actor="x", action="x"))
    assert purge(bare, "audit") == 1
    left = rows(bare, "select action from audit order by at")
    assert [each["action"] for each in left] == ["x", "retention.purged"]
    with pytest.raises(DBAPIError, match="kept for a year"):
        purge(bare, "audit", datetime.now(UTC) - timedelta(days=30))
    with pytest.raises(DBAPIError, match="permission denied"), as_scheduler(bare) as session:
        session.execute(text("delete from audit"))


def test_every_batch_is_audited_without_anything_personal(bare: Parts, night: Nights) -> None:
    finished(night)
    purge(bare, "cases")
    assert rows(bare, "select actor, action, object, detail from audit") == [
        {"actor": "ivr", "action": "retention.purged", "object": "cases",
         "detail": {"count": 1, "before": BEFORE.isoformat()}}
    ]  # fmt: skip


def test_the_dry_run_counts_what_a_purge_would_find_and_changes_nothing(bare: Parts, night: Nights) -> None:
    finished(night)
    night.message(LONG_AGO)
    with bare.database.transaction() as session:
        found = {each.kind: each for each in standing(session, COUNTY, DEFAULTS, TIMES)}
    assert {kind: each.due for kind, each in found.items()} == {
        "calls": 1, "cases": 1, "recordings": 1, "transcripts": 1, "texts": 1, "audit": 0, "contacts": 0,
    }  # fmt: skip
    assert (found["cases"].still_open, found["cases"].held) == (1, 0)
    assert rows(bare, 'select count(*) from "case" where purged_at is not null') == [{"count": 0}]


def test_who_is_killed_in_the_middle_leaves_whole_batches_and_whoever_comes_next_goes_on(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = Nights(parts)
    for _ in range(3):
        finished(night)
    monkeypatch.setattr("afterhours.jobs.retention.BATCH", 1)
    monkeypatch.setattr(purging.purge_batch, "__defaults__", (1,))
    job = RetentionJob(parts.database, lambda: parts.site, parts.clock, parts.real_clock)

    def killed(*_: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(purging, "note", killed)
    with pytest.raises(SystemExit):
        job.tick()
    assert rows(parts, 'select count(*) from "case" where purged_at is not null') == [{"count": 0}]
    monkeypatch.undo()
    assert job.tick() > 0
    assert rows(parts, 'select count(*) from "case" where purged_at is null') == [{"count": 0}]
    assert job.tick() == 0


def test_every_table_that_follows_a_case_or_call_can_be_emptied(bare: Parts) -> None:
    """Also those that were added later: their classification is all the purge needs."""
    ids = {"ids": [new_key()], "now": NOW}
    with as_scheduler(bare) as session:
        for kept in ("cases", "calls"):
            for statement in statements(kept):
                session.execute(text(statement), ids)
    personal = {name for name, held in TABLES.items() if held.kept in ("cases", "calls") and held.named(*EMPTIED)}
    assert personal <= set(Base.metadata.tables)
    assert {"case", "call", "turn", "callback", "complaint"} <= personal


def test_two_purges_at_once_share_the_work(bare: Parts, night: Nights) -> None:
    for _ in range(2):
        finished(night)
    with as_scheduler(bare) as first, as_scheduler(bare) as second:
        counts = [
            purge_batch(each, COUNTY, "cases", BEFORE, TIMES, most) for each, most in ((first, 1), (second, BATCH))
        ]
    assert counts == [1, 1]


def test_a_call_of_which_nobody_knows_a_case_goes_too(bare: Parts, night: Nights) -> None:
    night.add(Call(id=new_key(), tenant=COUNTY, account="AC1", provider_call_id="CA-leg", line="main",
                   direction="outbound", channel="voice", from_raw="x", caller_state="presented", to_raw=CALLER,
                   started_at=LONG_AGO, ended_at=LONG_AGO))  # fmt: skip
    assert purge(bare, "calls") == 1
