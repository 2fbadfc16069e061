"""What people on duty can do by text: what a command is given, and what it answers."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from afterhours.models import Person
from afterhours.site import Site
from ivr.engine.model import Line
from ivr.engine.sentences import SENTENCES, sentence


@dataclass(frozen=True, slots=True)
class Post:
    """The house around a text: today's site, and real time for the audit."""

    site: Site
    real_now: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One text: the line it came to, who it is, the service's time; `case`: the digits of a case number, or ""."""

    line: Line
    person: Person | None
    now: datetime
    case: str = ""

    def with_case(self, case: str) -> "Asked":
        return replace(self, case=case)

    @property
    def language(self) -> str:
        """The person's own; else the line's first."""
        own = self.person.language if self.person else None
        return own if own is not None and own in SENTENCES else next(iter(self.line.languages), "en")


@dataclass(frozen=True, slots=True)
class Said:
    """The answer, and the emergency it is about."""

    words: str
    emergency_id: UUID | None = None


def said_to(asked: Asked, name: str, **facts: str) -> str:
    """A built-in sentence in the language of whoever asked."""
    return sentence(name, asked.language).format(**facts)
