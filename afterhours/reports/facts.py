"""The facts of a handover, as they are in the tables: no words yet. Instants are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIRST = ("open", "accepted", "morning")
"""States of an emergency that has to be seen to, the most pressing first."""
UNFINISHED = ("open", "accepted")
"""States of an emergency in which somebody is, or should be, on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTold:
    """A case as it is handed over. `due`: until when it should be dealt with; `seconds`: of its messages together."""

    number: str
    line: str
    kind: str
    status: str
    service: str | None
    subject: str | None
    location: str | None
    opened_at: datetime
    due: datetime | None
    caller: str | None
    caller_state: str
    messages: int
    seconds: int
    language: str | None

    def late(self, now: datetime) -> bool:
        return self.due is not None and self.due < now


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an emergency's story: an event (`what` of EVENTS), or an attempt (`what` of RESULTS, "" while it
    lasts). `kind`: event, call or text; `purpose`: of an attempt; `who`: a handle, or a user's login."""

    at: datetime
    kind: str
    what: str
    who: str | None = None
    purpose: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One emergency. `joined`: the cases of others who reported the same. `handled`: its case is finished, too."""

    case: CaseTold
    state: str
    service: str
    roster: str
    raised_at: datetime
    round: int
    accepted_at: datetime | None
    accepted_by: str | None
    joined_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None
    alarmed: bool
    handled: bool
    joined: tuple[CaseTold, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something: nobody has it, it is not done, or it was left until morning."""
        return self.state in UNFINISHED or (self.state == "morning" and not self.handled)

    @property
    def rank(self) -> int:
        """What presses most comes first."""
        return FIRST.index(self.state) if self.waits else len(FIRST)

    @property
    def until_accepted(self) -> timedelta | None:
        return self.accepted_at - self.raised_at if self.accepted_at else None


@dataclass(frozen=True, slots=True)
class LineFigures:
    """What one line did: calls, callers who gave up before doing anything, who talked with a person, messages left,
    emergencies raised."""

    line: str
    calls: int = 0
    abandoned: int = 0
    talked: int = 0
    messages: int = 0
    emergencies: int = 0

    def __add__(self, other: "LineFigures") -> "LineFigures":
        return LineFigures(
            "",
            self.calls + other.calls,
            self.abandoned + other.abandoned,
            self.talked + other.talked,
            self.messages + other.messages,
            self.emergencies + other.emergencies,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Everything of one council from `since` until `until`, as it stands at `now`. `goes_on`: the office is closed.

    `stories`: emergencies that were raised, or that still wait. `messages` and `due` are cases that wait; `earlier` of
    the due ones were there before; `more`: so many further ones wait. `people`: canonical handle -> name.
    """

    tenant: str
    since: datetime
    until: datetime
    now: datetime
    goes_on: bool
    stories: tuple[Story, ...]
    messages: tuple[CaseTold, ...]
    due: tuple[CaseTold, ...]
    more: int
    figures: tuple[LineFigures, ...]
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> tuple[Story, ...]:
        return tuple(story for story in self.stories if story.waits)

    @property
    def total(self) -> LineFigures:
        return sum(self.figures, LineFigures(""))
