"""Builds what a night leaves in the tables: calls, cases, emergencies with their attempts and events."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Protocol

from afterhours.models import Attempt, Call, Case, Emergency, EmergencyEvent, Person
from afterhours.rules.case_numbers import number_at
from ivr.store.base import Base, new_key
from ivr.store.database import Database

COUNTY, PARTNER = "long-point-county", "wealden-vale"
CALLER = "+15195550123"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class HasDatabase(Protocol):
    """The parts of a program or of a world of pages, as far as they are needed here."""

    @property
    def database(self) -> Database: ...


@dataclass
class Nights:
    """Writes into the database of `parts`; everything belongs to `tenant` unless it is said otherwise."""

    parts: HasDatabase
    tenant: str = COUNTY
    positions: Iterator[int] = field(default_factory=lambda: count(500))

    def add(self, *rows: Base) -> None:
        with self.parts.database.transaction() as session:
            for row in rows:
                session.add(row)
                session.flush()
            session.expunge_all()

    def person(self, handle: str, **columns: Any) -> None:
        given = {"name": handle.title(), "numbers": ["+15195550171"], "email": f"{handle}@example.org"} | columns
        self.add(Person(tenant=columns.pop("tenant", self.tenant), handle=handle, updated_at=LONG_AGO, **given))

    def case(self, at: datetime, **columns: Any) -> Case:
        """A call at `at`, and its case."""
        position = next(self.positions)
        tenant, line = columns.pop("tenant", self.tenant), columns.pop("line", "main")
        caller = columns.pop("caller_e164", CALLER)
        both = {"tenant": tenant, "line": line, "channel": "voice", "caller_state": "presented"}
        call = Call(
            id=new_key(), account="AC1", provider_call_id=f"CA{position}", direction="inbound", from_raw=caller,
            to_raw="+15195550100", started_at=at, **both,
        )  # fmt: skip
        case = Case(
            id=new_key(),
            call_id=call.id,
            number=number_at(position),
            caller_e164=caller,
            opened_at=at,
            **both,
            **columns,
        )
        self.add(call, case)
        return case

    def message(self, at: datetime, seconds: int = 31, **columns: Any) -> Case:
        left = {"messages": [{"recording": "RE1", "seconds": seconds}], "message_seconds": seconds}
        return self.case(at, **{"disposition": "message_left", **left, **columns})

    def emergency(
        self, at: datetime, state: str = "open", *, case: dict[str, Any] | None = None, **columns: Any
    ) -> Emergency:
        """An emergency that was raised at `at`, 30 seconds after its call came."""
        service = columns.pop("service", "water-main-break")
        tenant = columns.get("tenant", self.tenant)
        told = {
            "service": service,
            "priority": "emergency",
            "kind": "service_request",
            "tenant": tenant,
            "status": "open",
        }
        made = self.case(at - timedelta(seconds=30), **told | (case or {}))
        given = {"tenant": tenant, "line": made.line, "service": service, "roster": "water", "plan": {}} | columns
        found = Emergency(
            id=new_key(), case_id=made.id, call_id=made.call_id, state=state, raised_at=at, due_at=at, **given
        )
        self.add(found)
        self.event(found, at, "raised")
        return found

    def event(self, emergency: Emergency, at: datetime, what: str, who: str | None = None, **detail: Any) -> None:
        self.add(
            EmergencyEvent(
                tenant=emergency.tenant,
                emergency_id=emergency.id,
                at=at,
                what=what,
                who=who,
                detail=detail,
                worked_at=at,
            )
        )

    def attempt(self, emergency: Emergency, at: datetime, person: str, result: str | None, **columns: Any) -> None:
        given = {"kind": "call", "round": 0, "level": 0, "again": next(self.positions)} | columns
        self.add(
            Attempt(
                tenant=emergency.tenant, emergency_id=emergency.id, person=person, to_e164="+15195550171",
                state="over" if result else "placed", result=result, created_at=at, placed_at=at, **given,
            )
        )  # fmt: skip

    def taken(self, at: datetime, who: str, *, state: str = "accepted", **columns: Any) -> Emergency:
        """An emergency that nobody answered at first, and that `who` took after 72 seconds."""
        took = at + timedelta(seconds=72)
        found = self.emergency(
            at,
            state,
            accepted_at=took,
            accepted_by=who,
            accepted_how="key",
            joined_at=took + timedelta(seconds=4),
            **columns,
        )
        self.attempt(found, at + timedelta(seconds=2), "ann", "no_answer")
        self.attempt(found, at + timedelta(seconds=2), "ann", "delivered", kind="text")
        self.attempt(found, at + timedelta(seconds=40), who, "accepted", level=1)
        self.event(found, took, "accepted", who, how="key")
        return found
