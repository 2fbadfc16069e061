"""Wishes of the engine; `handlers` (one per type) turn them into rows, in the turn's own transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ivr.engine.inputs import RingResult


@dataclass(frozen=True, slots=True)
class Opened:
    """The call began: there must be a case for it."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The caller chose, or the flow set, a language."""

    language: str


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Fields of this call's case are set: any of `engine.nodes.case.FIELDS`."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reported:
    """The caller reports a kind of request: the case's service."""

    service: str


@dataclass(frozen=True, slots=True)
class EmergencyRaised:
    """An emergency exists from this key on, before any further question; `roster` has those who answer for it."""

    service: str
    roster: str


EmergencyMove: TypeAlias = Literal[
    "accept",  # `who` takes it
    "caller_joined",  # the caller and whoever accepted were put together
    "add",  # the caller told more: the place, or words
    "leave",  # the caller did not want to wait
    "release",  # the caller says that it is not the one that is known
    "same",  # it is the same as `other`
    "done",  # what follows is told by whoever accepted
    "hand_on",
    "second",
    "come_along",  # `who` comes along as the second person
    "morning",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyMoved:
    """An emergency goes on: `emergency`, or this call's own of the kind `service`. A move that comes late does nothing.

    `how`: key, dialled (by the caller's own call).
    """

    move: EmergencyMove
    emergency: str | None = None
    service: str = ""
    who: str = ""
    how: str = ""
    other: str | None = None


@dataclass(frozen=True, slots=True)
class PageAnswered:
    """What the person who was rung did: accepted, declined, same, or heard (they pressed a key at all)."""

    result: Literal["heard", "accepted", "declined", "same"]


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to keep with the case.

    `kind`: text, address, number, yes_no, choice, phone; `recording`: the provider's id of a spoken answer.
    """

    question: str
    kind: str
    value: str
    recording: str | None = None


@dataclass(frozen=True, slots=True)
class MessageLeft:
    """The caller left a recorded message."""

    recording: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Rung:
    """An attempt to join the caller to somebody ended. `who`: a person's handle or an E.164 number."""

    who: str
    result: str
    seconds: int


@dataclass(frozen=True, slots=True)
class QueueEntered:
    """The caller waits for the group from this turn on; again, without a new place, when they come back to it.

    `lines_up`: they may wait in line (`queue`); else everybody is asked once (`agent`). `skills`: what whoever answers
    must be able to.
    """

    group: str
    lines_up: bool
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueJoined:
    """The caller goes into the conference with whoever accepted. Repeated for a further room, it changes nothing."""

    group: str


@dataclass(frozen=True, slots=True)
class QueueDialled:
    """While nobody dispatched, the caller's own call rang `who` (as in `to_ring`), and they have talked `seconds`."""

    group: str
    who: str
    seconds: int


@dataclass(frozen=True, slots=True)
class QueueLeft:
    """The caller does not wait for the group any more, and nobody is rung for them: why.

    gave_up: they wanted to go on, or `longest_wait` has passed; nobody: none of those who were asked took it; closed;
    full: they could not even begin to wait. Who hangs up or takes a callback leaves without this wish.
    """

    group: str
    why: Literal["gave_up", "nobody", "closed", "full"]


@dataclass(frozen=True, slots=True)
class QueueBack:
    """The caller was cut off from whoever talked with them, and waits again, with the place they had in the line."""

    group: str


@dataclass(frozen=True, slots=True)
class CallbackTaken:
    """The caller is to be rung at `number` (E.164) when their turn comes. Whoever waited keeps their place in line."""

    group: str
    number: str


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    """What became of the offer that the leg at work carries; each once, and what comes late does nothing.

    answered: something has picked up, and no human being is known to be there. accepted: a person pressed the key, and
    has it if nobody was quicker: the next turn sees that. ready: whoever accepted is through with the code, and the
    caller can be called into the room; whoever is to be called back is rung from then on, and `again` once more.
    declined, missed (no key in time): it goes to somebody else.
    """

    result: Literal["answered", "accepted", "ready", "again", "declined", "missed"]


@dataclass(frozen=True, slots=True)
class CallbackRang:
    """Whoever took a callback, or a caller who had hung up, rang them from their leg. The later of two counts."""

    result: RingResult
    seconds: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The flow came to its own end. `helped` is False when it ended by a fault."""

    helped: bool


Effect: TypeAlias = (
    Opened
    | LanguageChosen
    | CaseSet
    | Reported
    | EmergencyRaised
    | EmergencyMoved
    | PageAnswered
    | Answered
    | MessageLeft
    | Rung
    | QueueEntered
    | QueueJoined
    | QueueDialled
    | QueueLeft
    | QueueBack
    | CallbackTaken
    | OfferAnswered
    | CallbackRang
    | Finished
)
