"""Everything that is held about one person, for whoever asks by what right they have: collected, and put into one file.

Which rows those are follows from `afterhours.privacy`: what carries one of their numbers or their record, and what
hangs on their cases and calls. What it tells of staff stays out, but for who saw it; secrets always do.
"""

import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import Base, Contact
from afterhours.privacy import CALLER, EMPTIED, NOTHING, TABLES, TOLD, Held
from afterhours.services.signing import Signed
from ivr.errors import NotFound, Unavailable
from ivr.recordings.port import SoundStore

CASES = text("""
select id, call_id, number, restricted from "case" where tenant = :tenant
  and (:everything or restricted is null or restricted = any(:groups))
  and (caller_e164 = any(:numbers) or contact_number = any(:numbers) or contact_id = :contact)
""")
HIDDEN = text("""
select count(*) from "case" where tenant = :tenant and restricted is not null and not restricted = any(:groups)
  and (caller_e164 = any(:numbers) or contact_number = any(:numbers) or contact_id = :contact)
""")
UNSEEN = text("""
select number from "case" where number = any(:numbers) and restricted is not null
  and not (:everything or restricted = any(:groups))
""")
CALLS = text("""
select id from call where tenant = :tenant and (id = any(:of_cases) or parent_id = any(:of_cases)
  or (from_e164 = any(:numbers) and not exists (select from "case" where call_id = call.id)))
""")
OTHERS = text("""
select count(distinct contact_id) from contact_number where tenant = :tenant and e164 = any(:numbers)
  and contact_id is distinct from :contact
""")
SEEN_BY = text("""
select at, actor, action, object from audit where tenant = :tenant and object = any(:objects) order by at
""")
OF: Mapping[str, str] = {"case_id": "cases", "call_id": "calls", "emergency_id": "emergencies"}
NOT_HANDED_OUT = ("outbox", "legal_hold")
"""What only waits to leave and stands elsewhere, too; and what a court or the police may have asked to be kept."""
DATA, SOUNDS = "data.json", "recordings"
Groups: TypeAlias = Collection[str] | None


@dataclass(frozen=True, slots=True)
class Whose:
    """One person of one council: their numbers (E.164), and their record if there is one."""

    tenant: str
    numbers: tuple[str, ...]
    contact: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class PersonData:
    """`tables`: name -> rows. `sounds`: recording -> its name in the store. `shared`: so many other records have one of
    the numbers. `hidden`: so many restricted cases were left out; None where that is not for the reader to know."""

    whose: Whose
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    sounds: Mapping[str, str] = field(default_factory=dict)
    shared: int = 0
    hidden: int | None = 0

    @property
    def rows(self) -> int:
        return sum(len(rows) for rows in self.tables.values())


def whose_number(tenant: str, e164: str) -> Whose:
    return Whose(tenant, (e164,))


def whose_contact(session: Session, tenant: str, external_id: str) -> Whose:
    """A record with all its numbers. Raises NotFound."""
    found = session.query(Contact).filter_by(tenant=tenant, external_id=external_id).one_or_none()
    if found is None:
        raise NotFound(f"There is no contact {external_id}.")
    numbers = session.scalars(text("select e164 from contact_number where contact_id = :id"), {"id": found.id})
    return Whose(tenant, tuple(numbers), found.id, found.name)


def collect(session: Session, whose: Whose, by: Signed, *, groups: Groups = ()) -> PersonData:
    """All of it, and that it was collected goes into the audit. `groups`: those whose restricted cases are in it, too;
    None for all."""
    given = {"tenant": whose.tenant, "numbers": list(whose.numbers), "contact": whose.contact}
    seen = {"everything": groups is None, "groups": list(groups or ())}
    found = session.execute(CASES, {**given, **seen}).all()
    hung = {
        "cases": [row.id for row in found],
        "calls": [],
        "emergencies": [],
    }
    of_cases = [row.call_id for row in found if row.call_id]
    hung["calls"] = list(session.scalars(CALLS, {**given, "of_cases": of_cases}))
    hung["emergencies"] = list(
        session.scalars(text("select id from emergency where case_id = any(:ids)"), {"ids": hung["cases"]})
    )
    tables = {name: rows_of(session, name, held, whose, hung) for name, held in TABLES.items()}
    tables["case_event"] = naming_no_hidden_case(session, tables["case_event"], seen)
    objects = [f"case {row.number}" for row in found]
    tables["audit"] = [dict(row) for row in session.execute(SEEN_BY, {**given, "objects": objects}).mappings()]
    hidden = 0 if groups is None else session.scalar(HIDDEN, {**given, "groups": seen["groups"]}) or 0
    note(session, whose, by, len(found), sum(row.restricted is not None for row in found))
    return PersonData(
        whose,
        {name: rows for name, rows in tables.items() if rows},
        sounds_of(session, hung["calls"]),
        session.scalar(OTHERS, given) or 0,
        hidden,
    )


def rows_of(
    session: Session, name: str, held: Held, whose: Whose, hung: Mapping[str, Sequence[UUID]]
) -> list[Mapping[str, Any]]:
    """The rows of one table that are about them; of staff and secrets no column."""
    wanted = list(conditions(name, held))
    if name in NOT_HANDED_OUT or not wanted or not held.named(*EMPTIED):
        return []
    columns = ", ".join(f'"{each}"' for each in held.named(NOTHING, CALLER, TOLD))
    chosen = f'select {columns} from "{name}" where tenant = :tenant and ({" or ".join(wanted)})'  # noqa: S608 - ours
    values = {"tenant": whose.tenant, "numbers": list(whose.numbers), "contact": whose.contact, **hung}
    return [dict(row) for row in session.execute(text(chosen), values).mappings()]


def naming_no_hidden_case(
    session: Session, events: Sequence[Mapping[str, Any]], seen: Mapping[str, object]
) -> list[Mapping[str, Any]]:
    """Without those that tell of a link with a restricted case that is left out."""
    named = [number for each in events if (number := (each["detail"] or {}).get("case"))]
    hidden = set(session.scalars(UNSEEN, {**seen, "numbers": named})) if named else set()
    return [each for each in events if (each["detail"] or {}).get("case") not in hidden]


def conditions(name: str, held: Held) -> Iterator[str]:
    """How a table's rows are found: by case, call or emergency, else by a number or the record."""
    columns = Base.metadata.tables[name].columns
    if name in ("case", "call"):
        yield f"id = any(:{name}s)"
        return
    hangs = [each for each in OF if each in columns]
    if hangs:
        yield from (f"{each} = any(:{OF[each]})" for each in hangs)
    for each in held.who:
        numbered = each not in ("contact_id", "id")
        yield f"{each} = any(:numbers)" if numbered and not hangs else "false" if numbered else f"{each} = :contact"


def sounds_of(session: Session, calls: Sequence[UUID]) -> dict[str, str]:
    tapes = text(
        "select provider_recording_id, stored_key from recording where call_id = any(:ids) and stored_key <> ''"
    )
    return {row.provider_recording_id: row.stored_key for row in session.execute(tapes, {"ids": list(calls)})}


def note(session: Session, whose: Whose, by: Signed, cases: int, restricted: int) -> None:
    """Not the number: the audit names nobody. `restricted`: so many of the cases were."""
    what = f"contact {whose.contact}" if whose.contact else "a number"
    told = {"cases": cases, "restricted": restricted} if restricted else {"cases": cases}
    session.add(by.entry(whose.tenant, "person-data.exported", what, told))


def as_json(found: PersonData) -> bytes:
    told = {
        "council": found.whose.tenant,
        "numbers": found.whose.numbers,
        "name": found.whose.name or None,
        "shared_with_other_records": found.shared,
        "restricted_cases_left_out": found.hidden,
        "tables": found.tables,
    }
    if found.hidden is None:
        del told["restricted_cases_left_out"]
    return orjson.dumps(told, default=str, option=orjson.OPT_INDENT_2)


def write_zip(target: Path, found: PersonData, store: SoundStore) -> list[str]:
    """One file: the data as JSON, and each recording that can be read. Gives the recordings that could not."""
    lost = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DATA, as_json(found))
        for recording, key in found.sounds.items():
            try:
                sound = b"".join(store.read(key))
            except (NotFound, Unavailable):
                lost.append(recording)
                continue
            archive.writestr(f"{SOUNDS}/{Path(key).name}", sound)
    target.chmod(0o600)
    return lost
