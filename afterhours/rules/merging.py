"""Two people write in one form: what each changed is kept, and where both changed the same, nobody's is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Merged:
    """`fields`: what one of them changed, to be written. `clashes`: field -> what the other has written meanwhile."""

    fields: Mapping[str, Any]
    clashes: Mapping[str, Any]


def merged(began: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """`began`: the form as I opened it; `theirs`: as it is now. Fields I left as they were are theirs."""
    changed = {name: value for name, value in mine.items() if value != began.get(name)}
    clashes = {
        name: theirs.get(name)
        for name, value in changed.items()
        if theirs.get(name) != began.get(name) and theirs.get(name) != value
    }
    fields = {name: value for name, value in changed.items() if name not in clashes and value != theirs.get(name)}
    return Merged(fields, clashes)
