"""What this machine keeps on disk so that a caller is helped without the database: lines, voices, whom to ring."""

import logging
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import orjson

from ivr.engine.model import Voice

log = logging.getLogger(__name__)
FALLBACK = "fallback"
"""Stands for the line's fallback person where somebody's handle is told."""


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """A line as the fallback needs it. `numbers`: the fallback person's, E.164, in order."""

    name: str
    number: str
    council: str
    languages: Mapping[str, Voice]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToRing:
    """Somebody on duty, by handle, and one of their numbers (E.164)."""

    who: str
    number: str


@dataclass(frozen=True, slots=True)
class OnDuty:
    """From `start` until `end` (seconds of the epoch) these are on duty, in the order in which they are rung."""

    start: float
    end: float
    people: tuple[ToRing, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Lines in the order of site.yaml; never empty. `rosters`: who is on duty in the hours to come."""

    lines: tuple[SnapshotLine, ...]
    rosters: Mapping[str, tuple[OnDuty, ...]] = field(default_factory=dict)

    def line(self, number: str) -> SnapshotLine:
        """The line with this number (E.164), or the municipality's first: whoever rings is helped."""
        return next((line for line in self.lines if line.number == number), self.lines[0])

    def named(self, name: str) -> SnapshotLine:
        return next((line for line in self.lines if line.name == name), self.lines[0])

    def on_duty(self, roster: str, at: datetime) -> tuple[ToRing, ...]:
        """Who is on duty at an instant (aware). After the last hour that is known, its people; nobody for no roster."""
        stretches = self.rosters.get(roster, ())
        running = [each for each in stretches if each.start <= at.timestamp() < each.end]
        last = stretches[-1:] if stretches and at.timestamp() >= stretches[-1].end else ()
        return next((each.people for each in (*running, *last)), ())

    def to_ring(self, line: SnapshotLine, roster: str, at: datetime) -> tuple[ToRing, ...]:
        """Whom a caller is put through to: those on duty for `roster`, then the line's fallback person."""
        everybody = (*self.on_duty(roster, at), *(ToRing(FALLBACK, number) for number in line.numbers))
        first: dict[str, ToRing] = {}
        for each in everybody:
            first.setdefault(each.number, each)
        return tuple(first.values())


def save(snapshot: Snapshot, path: Path) -> None:
    """Write it whole or not at all; readable by this service only, because it holds people's numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        file.write(orjson.dumps(asdict(snapshot)))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def load(path: Path) -> Snapshot | None:
    """The last one written, or None; also for one that is damaged, or was written by another version."""
    try:
        data = orjson.loads(path.read_bytes())
        lines = tuple(_line(each) for each in data["lines"])
        rosters = {name: tuple(_on_duty(each) for each in known) for name, known in data.get("rosters", {}).items()}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        log.exception("the snapshot %s cannot be read", path)
        return None
    return Snapshot(lines, rosters) if lines else None


def _on_duty(data: dict) -> OnDuty:  # type: ignore[type-arg]
    return OnDuty(data["start"], data["end"], tuple(ToRing(**each) for each in data["people"]))


def _line(data: dict) -> SnapshotLine:  # type: ignore[type-arg]
    voices = {language: Voice(**voice) for language, voice in data["languages"].items()}
    return SnapshotLine(data["name"], data["number"], data["council"], voices, tuple(data["numbers"]))
