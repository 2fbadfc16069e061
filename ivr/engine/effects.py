"""Wishes of the engine; `handlers` (one per type) turn them into rows, in the turn's own transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


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
    """An emergency exists from this key on, before any further question; `responder` is who answers for it."""

    service: str
    responder: str


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
class Finished:
    """The flow came to its own end. `helped` is False when it ended by a fault."""

    helped: bool


Effect: TypeAlias = (
    Opened | LanguageChosen | CaseSet | Reported | EmergencyRaised | Answered | MessageLeft | Rung | Finished
)
