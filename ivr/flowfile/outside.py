"""What flows may name that other files of callflows/ declare."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ivr.engine.model import Line, RequestKind
from ivr.engine.sentences import SENTENCES
from ivr.flowfile.spelling import Spellings


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is declared elsewhere; None where that is not known, and then nothing is checked against it.

    `lines`, `requests`: by name. `people`: handles. `hours`: names of calendars in hours.yaml,
    `rosters`: of rosters in rosters.yaml. `groups`: of groups in agents.yaml, with the skills that they have; None for
    one that could not be read.
    `spellings`: how names are shown; filled by whoever reads the files.
    """

    lines: Mapping[str, Line] | None = None
    requests: Mapping[str, RequestKind] | None = None
    people: Collection[str] | None = None
    hours: Collection[str] | None = None
    rosters: Collection[str] | None = None
    groups: Mapping[str, Collection[str] | None] | None = None
    spellings: Spellings = field(default_factory=Spellings)

    def countries(self) -> frozenset[str]:
        """The countries of the lines, as two letters."""
        return frozenset(line.country for line in (self.lines or {}).values())

    def known_languages(self) -> tuple[str, ...]:
        """The tags words may be written in: those of the lines first, then all that the program itself speaks."""
        return tuple(dict.fromkeys((*self.languages(), *SENTENCES)))

    def languages(self) -> tuple[str, ...]:
        """The tags that callers hear: those of the lines, or all that the program itself speaks."""
        if not self.lines:
            return tuple(SENTENCES)
        return tuple(dict.fromkeys(tag for line in self.lines.values() for tag in line.languages))
