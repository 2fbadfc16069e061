"""What is held about one person: all of it, nothing of anybody else's, and that it was asked for is audited."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from afterhours.models import AuditEntry, Case, CaseEvent, Contact, ContactNumber, Recording, TextMessage, Turn
from afterhours.parts import Parts
from afterhours.privacy import SECRET, STAFF, TABLES
from afterhours.services.retention.person_data import (
    Groups,
    PersonData,
    Whose,
    collect,
    whose_contact,
    whose_number,
    write_zip,
)
from afterhours.services.signing import Signed
from ivr.errors import NotFound
from ivr.recordings.folder import FolderStore
from ivr.recordings.port import key_for
from ivr.store.base import new_key
from tests.support.nights import CALLER, COUNTY, Nights

pytestmark = pytest.mark.database
AT = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
NORA = Signed("nora", AT, AT)
OTHER = "+15195550199"
KEPT = UUID(int=7)


@pytest.fixture(name="night")
def a_night(bare: Parts) -> Nights:
    return Nights(bare)


def told(night: Nights, caller: str, **columns: Any) -> Case:
    case = night.message(AT, caller_e164=caller, subject=f"from {caller}", **columns)
    call = case.call_id
    night.add(
        Turn(call_id=call, number=0, tenant=COUNTY, at=AT, events=[]),
        CaseEvent(tenant=COUNTY, case_id=case.id, at=AT, actor="nora", what="note", detail={"text": caller}),
        Recording(tenant=COUNTY, call_id=call, account="AC1", provider_recording_id=f"RE{case.number}", kind="message",
                  state="deleted_at_provider", stored_key=key_for(KEPT, "audio/x-wav"), created_at=AT),
        TextMessage(id=new_key(), tenant=COUNTY, direction="out", idempotency_key=case.number, call_id=call,
                    from_number="+15195550100", to_number=caller, body=f"to {caller}", purpose="receipt",
                    status="sent", created_at=AT),
        AuditEntry(tenant=COUNTY, at=AT, actor="tom", action="case.seen", object=f"case {case.number}"),
    )  # fmt: skip
    return case


def held(parts: Parts, whose: Whose, groups: Groups = ()) -> PersonData:
    with parts.database.transaction() as session:
        return collect(session, whose, NORA, groups=groups)


def test_everything_of_a_number_and_nothing_of_another(bare: Parts, night: Nights) -> None:
    mine, theirs = told(night, CALLER), told(night, OTHER)
    found = held(bare, whose_number(COUNTY, CALLER))
    assert {"case", "call", "turn", "case_event", "recording", "text_message", "audit"} <= set(found.tables)
    assert [row["number"] for row in found.tables["case"]] == [mine.number]
    written = json.dumps(found.tables, default=str)
    assert theirs.number not in written
    assert OTHER not in written
    assert [(row["actor"], row["action"]) for row in found.tables["audit"]] == [("tom", "case.seen")]


def test_neither_staff_nor_secrets_are_handed_out(bare: Parts, night: Nights) -> None:
    told(night, CALLER)
    found = held(bare, whose_number(COUNTY, CALLER))
    for name, rows in found.tables.items():
        hidden = set(TABLES[name].named(STAFF, SECRET)) - {"actor" if name == "audit" else ""}
        assert not hidden & set(rows[0]), name


def test_of_another_council_nothing_is_found(bare: Parts, night: Nights) -> None:
    told(night, CALLER)
    assert held(bare, whose_number("wealden-vale", CALLER)).rows == 0


def test_a_contact_is_known_by_all_its_numbers_and_others_with_one_of_them_are_warned_of(
    bare: Parts, night: Nights
) -> None:
    mary, tom = (Contact(id=new_key(), tenant=COUNTY, external_id=each, name=each, updated_at=AT) for each in "12")
    night.add(mary, tom)
    for contact in (mary, tom):
        night.add(ContactNumber(contact_id=contact.id, tenant=COUNTY, e164=CALLER, position=0, shared=True))
    case = told(night, OTHER, contact_id=mary.id)
    with bare.database.transaction() as session:
        whose = whose_contact(session, COUNTY, "1")
        with pytest.raises(NotFound):
            whose_contact(session, COUNTY, "9")
    found = held(bare, whose)
    assert ([row["number"] for row in found.tables["case"]], found.shared) == ([case.number], 1)
    assert [row["name"] for row in found.tables["contact"]] == ["1"]


def test_restricted_cases_are_left_out_and_counted(bare: Parts, night: Nights) -> None:
    told(night, CALLER, restricted="social-duty")
    found = held(bare, whose_number(COUNTY, CALLER))
    assert ("case" in found.tables, found.hidden, found.sounds) == (False, 1, {})
    assert held(bare, found.whose, ("county-desk",)).tables == found.tables


@pytest.mark.parametrize("groups", [None, ("county-desk", "social-duty")], ids=["the operator", "a member"])
def test_restricted_cases_are_there_for_their_group_and_that_is_audited(
    bare: Parts, night: Nights, groups: Groups
) -> None:
    told(night, CALLER, restricted="social-duty")
    found = held(bare, whose_number(COUNTY, CALLER), groups)
    assert [each["subject"] for each in found.tables["case"]] == [f"from {CALLER}"]
    assert (found.hidden, len(found.sounds)) == (0, 1)
    with bare.database.transaction() as session:
        entry = session.query(AuditEntry).filter_by(action="person-data.exported").one()
        assert entry.detail == {"cases": 1, "restricted": 1}


def test_that_it_was_collected_is_audited_without_the_number(bare: Parts, night: Nights) -> None:
    told(night, CALLER)
    held(bare, whose_number(COUNTY, CALLER))
    with bare.database.transaction() as session:
        entry = session.query(AuditEntry).filter_by(action="person-data.exported").one()
        assert (entry.actor, entry.object, entry.detail) == ("nora", "a number", {"cases": 1})


def test_the_file_holds_the_data_and_the_recordings_that_can_be_read(
    bare: Parts, night: Nights, tmp_path: Path
) -> None:
    case = told(night, CALLER)
    store = FolderStore(tmp_path / "sounds")
    store.put(key_for(KEPT, "audio/x-wav"), iter([b"RIFF"]), "audio/x-wav")
    found = held(bare, whose_number(COUNTY, CALLER))
    assert write_zip(tmp_path / "data.zip", found, store) == []
    with zipfile.ZipFile(tmp_path / "data.zip") as archive:
        assert archive.read(f"recordings/{KEPT.hex}.wav") == b"RIFF"
        assert json.loads(archive.read("data.json"))["tables"]["case"][0]["number"] == case.number
    store.delete(key_for(KEPT, "audio/x-wav"))
    assert write_zip(tmp_path / "again.zip", found, store) == [f"RE{case.number}"]
