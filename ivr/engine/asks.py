"""Questions the engine cannot answer itself; `resolve` is handed one and returns the fact named beside it."""

from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class GroupOpen:
    """-> GroupFact: whether the group of agents with this name takes another caller now."""

    group: str


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """-> PlaceFact | None: how this call stands with the group; None when it is not waiting for it at all."""

    group: str


@dataclass(frozen=True, slots=True)
class Offer:
    """-> OfferFact | None: what the call at work, a leg to somebody who answers, may hear of its offer now."""


@dataclass(frozen=True, slots=True)
class RightNumber:
    """-> str | None: the E.164 number that a caller of this line has typed; None where nobody can be rung at it."""

    digits: str


Ask: TypeAlias = (
    IsOpen
    | Today
    | FindCase
    | NumbersOf
    | EmergencyStanding
    | KnownAlready
    | Pages
    | Page
    | RightPin
    | GroupOpen
    | QueuePlace
    | Offer
    | RightNumber
)


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
    `others`: (emergency, case number) it may be the same as. `veiled`: the case is restricted, and nothing of it is
    said before this person has accepted it with their PIN.
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
    veiled: bool = False

    @property
    def wanted(self) -> bool:
        """Whether they can still take it, or come along."""
        return self.state == "open" or (self.purpose == "second" and self.state == "accepted" and not self.mine)

    @property
    def mine(self) -> bool:
        return self.state == "accepted" and self.accepted_by == self.me


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFact:
    """A group of agents before anybody waits for it.

    `state`: open; closed - outside its hours, or its organisation's contract is over; full - as many as may are waiting
    already. A call that waits for the group already finds it open.
    """

    state: Literal["open", "closed", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFact:
    """How a call stands in the line of a group, for its caller who waits.

    `state`: waiting; offered - somebody is being rung for them; joined - a human being has accepted; held - whoever
    talks with them asks a colleague; nobody - everybody who could be asked was asked, and none took it (`agent` only);
    closed - the group has closed, and nobody serves those who wait any more; over - the talk has ended.

    `room`: the conference in which somebody is on the line for the caller; it may change while they talk (a transfer).
    `ahead`: how many callers come before this one; `expected`: seconds they are likely to wait yet. None: not known.
    `staffed`: whether anybody is there who could answer. `waited`: seconds in the line, `talked`: seconds since the two
    were put together. `longest_wait`: seconds after which the caller is led on. `music`: address of a recording that is
    played between the words, or "".
    `dispatching`: whether any scheduler gives a sign of life; if not, `to_ring` are those whom this call rings itself
    (the group's number, or the agents' own telephones), announced by `title`, the group's name by language.
    `tape`: the id of the call under which the talk is recorded; "" where it is not.
    """

    state: Literal["waiting", "offered", "joined", "held", "nobody", "closed", "over"]
    room: str | None = None
    ahead: int | None = None
    expected: int | None = None
    staffed: bool = True
    waited: int = 0
    talked: int = 0
    longest_wait: int = 600
    music: str = ""
    dispatching: bool = True
    to_ring: tuple[ToRing, ...] = ()
    title: Words = field(default_factory=dict)
    tape: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFact:
    """A caller who is offered to whoever answers this leg: an agent, or the switchboard of an answering company.

    `purpose`: caller - somebody who waits; callback - somebody to be rung; resident - whoever is rung for it;
    transfer - a colleague hands a caller over; interpreter - a third person for a talk. `state`: open - it can be
    accepted; mine - this leg has accepted it, by a key or on the page; taken - somebody else has it; gone - the caller
    has left; over - withdrawn, or dealt with.

    `line`: the line's name by language, and `council`: its council's; neither tells what it is about, and the line of a
    restricted service is left out. `language`: the name, by language, of the one the caller speaks, where it is another
    than the agent's. `by_key`: whether a key accepts it, or only the page.
    `held`: seconds since anything answered, and `patience`: seconds after which an offer without a key is missed.
    `code`: six digits that open the caller's page, for whoever accepted without a signed-in page; "" where they need
    none. `room`: the conference; None while the caller is not to be talked with (yet, or during a consultation).
    `ends`: whether the talk is over for all when this leg leaves it. `caller`: E.164 to ring back, or "".
    `tape`: the id of the resident's call under which the talk is recorded; "" where it is not.
    `resident`: of a callback, how ringing them goes: "" (not yet), ringing, here, over, or what came of it in vain;
    `talked`: seconds since they came in.
    """

    purpose: Literal["caller", "callback", "resident", "transfer", "interpreter"]
    state: Literal["open", "mine", "taken", "gone", "over"]
    line: Words
    council: str
    language: Words = field(default_factory=dict)
    by_key: bool = True
    held: int = 0
    patience: int = 300
    code: str = ""
    room: str | None = None
    ends: bool = True
    caller: str = ""
    tape: str = ""
    resident: str = ""
    talked: int = 0
