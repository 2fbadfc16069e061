"""Faults and warnings as values: collected, sorted, shown; raised only once, at the end of a load."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ivr.errors import FaultsFound
from ivr.flowfile.places import Place

Severity = Literal["fault", "warning"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a fault refuses the revision, a warning needs a written reason at publishing.

    `what` and `mend` are sentences for the person who wrote the file; `code` is short, kebab-case and stable.
    """

    severity: Severity
    what: str
    mend: str
    place: Place
    code: str

    def __str__(self) -> str:
        mark = "warning: " if self.severity == "warning" else ""
        return f"{self.place}: {mark}{self.what} - {self.mend}"


class Faults:
    """Collects every fault of a load, so that all are told at once."""

    def __init__(self) -> None:
        self._found: dict[Fault, None] = {}
        self._once: set[tuple[Place, str]] = set()

    def fault(self, place: Place, code: str, what: str, mend: str) -> None:
        """Adds a fault; the same one twice is one."""
        self.add(Fault("fault", what, mend, place, code))

    def warning(self, place: Place, code: str, what: str, mend: str) -> None:
        """Adds a warning; the same one twice is one."""
        self.add(Fault("warning", what, mend, place, code))

    def once(self, severity: Severity, place: Place, code: str, what: str, mend: str) -> None:
        """Adds the first of its code at this place: a step that two lines come to is told once."""
        if (place, code) not in self._once:
            self._once.add((place, code))
            self.add(Fault(severity, what, mend, place, code))

    def add(self, fault: Fault) -> None:
        """Adds a fault or warning made elsewhere."""
        self._found[fault] = None

    def take(self, others: "Iterable[Fault]") -> None:
        """Adds all of another collection."""
        for each in others:
            self.add(each)

    def __iter__(self) -> Iterator[Fault]:
        return iter(sorted(self._found, key=lambda each: (each.place, each.severity, each.code)))

    def __len__(self) -> int:
        return len(self._found)

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self)

    @property
    def refusing(self) -> bool:
        """True when at least one is a fault and not only a warning."""
        return any(each.severity == "fault" for each in self._found)

    def raise_if_refusing(self) -> None:
        """Ends a load. Raises `FaultsFound`, with this collection, when there is a fault."""
        if self.refusing:
            raise FaultsFound(self)
