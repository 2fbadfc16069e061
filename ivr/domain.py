"""What the municipality's program puts into the telephony: the one seam between `ivr` and whoever uses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict
from uuid import UUID

from ivr.engine.built_in import PAGED
from ivr.engine.effects import Effect
from ivr.engine.model import Book
from ivr.engine.visit import Resolve
from ivr.store.calls import CallWork, Ending, StoredCall, Write
from ivr.twiml.forms import RecordingReport, TranscriptReport


@dataclass(frozen=True, slots=True)
class Opening:
    """Which line was dialled and which flow answers now; `in_hours` is None where the line keeps no hours."""

    line: str
    flow: str
    in_hours: bool | None


class CallerFacts(TypedDict, total=False):
    """Of a caller's number: contacts, open cases, whether it is a person's on duty who has open emergencies, and
    whether its callers need time (a relay service, a text telephone), and whether calls from it are answered by message
    only."""

    records: int
    open_cases: int
    duty: bool
    relay: bool
    blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFacts:
    """A call to a person who was rung, as it is led: on which line's behalf, in which language, about which case.

    `flow`: `PAGED` for a person on duty, `OFFERED` for an agent or a switchboard (`ivr.engine.built_in`).
    """

    line: str
    tenant: str
    language: str
    case_number: str
    parent: UUID | None
    flow: str = PAGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a resolver or handler knows of the call at work; `work` is for reading."""

    call: StoredCall
    case_number: str
    revision: int
    now: datetime
    work: CallWork


class Domain(Protocol):
    """The questions and wishes of the telephony, answered by the municipality's program.

    Rules and people are always the live ones; `book` is that of the call's own revision.
    """

    def book(self, revision: int) -> Book: ...

    def opening(self, work: CallWork, to_raw: str, now: datetime, revision: int) -> Opening:
        """What answers a call to this number now."""
        ...

    def resolve(self, context: Context) -> Resolve: ...

    def caller_facts(self, work: CallWork, tenant: str, caller: str, revision: int) -> CallerFacts:
        """What is known of a caller's number."""
        ...

    def leg(self, work: CallWork, leg_id: UUID) -> LegFacts:
        """The call to a person on duty that was placed under this id. Raises NotFound."""
        ...

    def case_number(self, work: CallWork, call_id: UUID | None) -> str:
        """The number of the call's case, or a new one."""
        ...

    def writes(self, effects: Sequence[Effect], context: Context) -> Sequence[Write]:
        """What a turn's effects leave in the domain's tables, for the turn's own statement."""
        ...

    def closing(self, context: Context, ending: Ending | None) -> Sequence[Write]:
        """What the call came to; `ending` where it is not written down yet. Repeated, it gives the same."""
        ...

    def recorded(self, report: RecordingReport, context: Context) -> Sequence[Write]:
        """What becomes of a recording that the provider reports."""
        ...

    def transcribed(self, report: TranscriptReport, context: Context) -> Sequence[Write]:
        """What becomes of a recording that the provider has written down."""
        ...

    def fallback_numbers(self, line: str) -> tuple[str, ...]:
        """Whom the caller is put through to when the program fails; E.164, from memory or disk, never the database."""
        ...
