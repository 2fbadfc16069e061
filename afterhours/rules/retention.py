"""How long what is personal is kept: a least and a most for each class of record, and until when something is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

RecordClass: TypeAlias = Literal["calls", "cases", "recordings", "transcripts", "texts", "audit", "contacts"]
CLASSES: tuple[RecordClass, ...] = get_args(RecordClass)
YEAR = 365


@dataclass(frozen=True, slots=True)
class Keep:
    """In days: before `at_least` nothing is purged, not even on request; after `at_most` nothing is kept."""

    at_least: int
    at_most: int

    def before(self, now: datetime, *, to_minimum: bool = False) -> datetime:
        """What is older than this is due."""
        return now - timedelta(days=self.at_least if to_minimum else self.at_most)


Retention: TypeAlias = Mapping[RecordClass, Keep]

DEFAULTS: Retention = {
    "calls": Keep(YEAR, 2 * YEAR),
    "cases": Keep(YEAR, 3 * YEAR),
    "recordings": Keep(60, YEAR),
    "transcripts": Keep(60, YEAR),
    "texts": Keep(60, YEAR),
    "audit": Keep(YEAR, 7 * YEAR),
    "contacts": Keep(0, 3 * YEAR),
}
"""What holds where a council says nothing."""

REASONS: Mapping[RecordClass, str] = {
    "calls": "what was used is kept for a year in Ontario unless a by-law says less (O. Reg. 823, s. 5); complaints"
    " about a call come within the second year",
    "cases": "claims may be brought for two years (Limitations Act, 2002); the third is for serving and answering them",
    "recordings": "by-laws in use keep tapes from 60 days to a year; afterwards the case tells what was agreed",
    "transcripts": "made by a machine from the recording, and no better than it: never longer than the recording",
    "texts": "as recordings: the words themselves, of which the case keeps what matters",
    "audit": "who saw what is asked for long after the case is gone",
    "contacts": "the council's own list says who lives here; whoever is no longer on it and has no case is forgotten",
}
"""Why these are the defaults. What the law asks of a council is for its clerk to say, in site.yaml."""
FIRST_AUDIT_YEAR = YEAR
"""The database itself refuses to purge younger audit entries."""


def faults_of(kept: Retention) -> str | None:
    """What is wrong with the spans of a council together; None when nothing is."""
    for name, keep in kept.items():
        if keep.at_least > keep.at_most:
            return f"{name}: at_least is longer than at_most"
    if kept["audit"].at_least < FIRST_AUDIT_YEAR:
        return "audit: at_least is less than a year"
    if kept["transcripts"].at_most > kept["recordings"].at_most:
        return "transcripts: would be kept longer than the recordings they were made from"
    return None
