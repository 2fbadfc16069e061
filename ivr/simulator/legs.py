"""A leg: one telephone's part in a call. Owns what is known of it; only `exchange` and the scripts change it."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from ivr.simulator.numbers import Number
from ivr.simulator.plans import Answerer
from ivr.simulator.script import News, Script, Wait

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


@dataclass(frozen=True)
class Line:
    """A line of a transcript. `who`: line (the program), caller, callee, keys, provider (its own sentence), network
    (joined with, parted from somebody). `language`: BCP 47 or ''."""

    who: str
    what: str
    language: str
    at: datetime

    def as_json(self) -> dict[str, str]:
        return {"who": self.who, "what": self.what, "language": self.language, "at": self.at.isoformat()}


@dataclass(frozen=True)
class StatusHook:
    """Where and for which events the provider posts a leg's status."""

    url: str
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True)
class Detection:
    """Machine detection that was asked for: to the end of a greeting or not; `url` is "" where the document waits."""

    to_the_end: bool
    url: str = ""


@dataclass(eq=False)
class Leg:
    """`status` is the provider's call status; `doing` is what the person on it experiences: ringing, speaking,
    listening, recording, dialling, talking, waiting or ended. `partners`: the legs it talks with; `muted`: they do not
    hear it. `seq`: the last event before it.
    `answerer`: who is at this end once answered (`plans.Answerer`), with a `greeting` of so many seconds."""

    sid: str
    from_: str
    to: str
    direction: str
    created_at: datetime
    seq: int = 0
    number: Number | None = None
    parent: "Leg | None" = None
    extras: dict[str, str] = field(default_factory=dict)
    hook: StatusHook | None = None
    fallback_url: str = ""
    fallback_method: str = "POST"
    status: str = "ringing"
    doing: str = "ringing"
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    transcript: list[Line] = field(default_factory=list)
    partners: list["Leg"] = field(default_factory=list)
    muted: bool = False
    next_sequence: int = 0
    answerer: Answerer = "person"
    greeting: float = 0.0
    talks: float | None = None
    detection: Detection | None = None
    answered_by: str = ""
    # the exchange's own notes
    script: Script[None] | None = None
    turn: int = 0
    wait: Wait | None = None
    inbox: deque[News] = field(default_factory=deque)
    pending_keys: list[tuple[str, float]] = field(default_factory=list)
    is_reaching: bool = False
    idle_documents: int = 0
    collecting: int = 0

    def collect(self) -> None:
        """A new Gather, Record or talk begins: keys pressed from now on are for it."""
        self.collecting += 1

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    @property
    def is_rung(self) -> bool:
        """Whether a person was rung by the network (rather than ringing in)."""
        return self.direction != "inbound"

    @property
    def telephone(self) -> str:
        """The number of the person at this end, as the network knows it."""
        return self.to if self.is_rung else self.from_

    def duration(self) -> int:
        """Whole seconds from answer to end, rounded up; 0 when never answered or not over."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(0, ceil((self.ended_at - self.answered_at).total_seconds()))
