"""The words in which tables and columns are classed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NOTHING = "nothing personal"
CALLER = "a caller"
TOLD = "what a caller told"
STAFF = "staff"
SECRET = "a secret"  # noqa: S105 - a word for a kind of column

KINDS: Mapping[str, str] = {
    NOTHING: "keys, states, instants, counts and names of the municipality's own things",
    CALLER: "who called or is known: number, name, address, language",
    TOLD: "what somebody said, pressed or wrote, or what was written about them; may be about health, money or family",
    STAFF: "who works here and what they did: handles, logins, names, numbers, addresses of theirs",
    SECRET: "hashes and tokens; never shown to anybody",
}
"""Kind of a column -> what it means."""
EMPTIED = (CALLER, TOLD)
"""What a purge takes out of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One table. `columns`: kind -> names, separated by blanks.

    `kept`: a class of retention (`rules.retention.CLASSES`), or in words how long. `of`: the column that names the case
    (kept: cases) or call (kept: calls) with which a row's personal columns are emptied; "" for a table that the purge
    treats by itself. `deleted`: then the row goes as a whole. `emptied`: SQL for a column that keeps a part.
    `who`: what finds the rows of one person: columns with a number, or `contact_id`; beside those found by `of`.
    """

    about: str
    why: str
    seen: str
    kept: str
    columns: Mapping[str, str]
    where: str = "database"
    of: str = ""
    deleted: bool = False
    emptied: Mapping[str, str] = field(default_factory=dict)
    who: tuple[str, ...] = ()

    def kind_of(self, column: str) -> str | None:
        """The kind under which a column stands."""
        return next((kind for kind, names in self.columns.items() if column in names.split()), None)

    def named(self, *kinds: str) -> tuple[str, ...]:
        """The columns of these kinds, in the order in which they are written."""
        return tuple(each for kind in kinds for each in self.columns.get(kind, "").split())
