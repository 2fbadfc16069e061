"""Questions the engine cannot answer itself; `resolve` is handed one and returns the fact named beside it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from ivr.engine.words import Words


@dataclass(frozen=True, slots=True)
class IsOpen:
    """-> bool: is the opening-hours calendar `hours` open now?"""

    hours: str


@dataclass(frozen=True, slots=True)
class Today:
    """-> date: the local date of the line's council."""


@dataclass(frozen=True, slots=True)
class FindCase:
    """-> CaseFact | None: the case with this number (as typed: digits only) within the caller's council."""

    number: str


@dataclass(frozen=True, slots=True)
class NumbersOf:
    """-> tuple[str, ...]: the E.164 numbers of the person with this handle, in the order to try; may be empty."""

    person: str


@dataclass(frozen=True, slots=True)
class EmergencyStanding:
    """-> Standing | None: how this call's emergency of the kind `service` stands."""

    service: str


@dataclass(frozen=True, slots=True)
class KnownAlready:
    """-> str | None: the emergency of the kind `service` near `place` (as the caller told it) that others reported."""

    service: str
    place: str


@dataclass(frozen=True, slots=True)
class Pages:
    """-> tuple[str, ...]: the emergencies this telephone is called about, or whose caller is on duty for them."""


@dataclass(frozen=True, slots=True)
class Page:
    """-> PageFact | None: what a person on duty may hear of one of these emergencies now."""

    emergency: str


@dataclass(frozen=True, slots=True)
class RightPin:
    """-> bool: whether these are the digits that the person who calls from their own number has chosen."""

    digits: str


Ask: TypeAlias = IsOpen | Today | FindCase | NumbersOf | EmergencyStanding | KnownAlready | Pages | Page | RightPin


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What may be read out about a case, and nothing personal."""

    number: str
    status: str
    opened_on: date


@dataclass(frozen=True, slots=True)
class ToRing:
    """Somebody the caller's own call rings while nobody pages: `who` is a handle, `number` E.164."""

    who: str
    number: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an emergency stands, for its caller who waits.

    `state`: known - it is the same as one that somebody has; morning - it can wait until then. `room`: the conference
    in which whoever accepted is waiting for the caller. `waited`: seconds since the raising;
    `talked`: seconds since the two were put together. `rounds`: how often everybody was gone through. `paging`: whether
    anybody pages; if not, `to_ring` are those whom this call rings itself.
    """

    emergency: str
    state: Literal["open", "accepted", "known", "morning", "over"]
    accepted_by: str | None = None
    room: str | None = None
    rounds: int = 0
    waited: int = 0
    talked: int = 0
    paging: bool = True
    to_ring: tuple[ToRing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFact:
    """An emergency as it is told to a person on duty, `me` (their handle).

    `purpose`: page, second (whoever has it asks for another), again (they were cut off, or took it without a
    telephone) or ask (is it done?). `service` and `line` are names by language; `place` and `caller` (E.164) are ""
    when unknown; `recordings` are addresses of the caller's own words. `room`: the conference, while the caller waits.
    `others`: (emergency, case number) it may be the same as.
    """

    emergency: str
    purpose: Literal["page", "second", "again", "ask"]
    me: str
    name: str
    line: Words
    service: Words
    case_number: str
    place: str = ""
    caller: str = ""
    recordings: tuple[str, ...] = ()
    state: Literal["open", "accepted", "over"] = "open"
    accepted_by: str = ""
    accepted_name: str = ""
    room: str | None = None
    others: tuple[tuple[str, str], ...] = ()

    @property
    def wanted(self) -> bool:
        """Whether they can still take it, or come along."""
        return self.state == "open" or (self.purpose == "second" and self.state == "accepted" and not self.mine)

    @property
    def mine(self) -> bool:
        return self.state == "accepted" and self.accepted_by == self.me
