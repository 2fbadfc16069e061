"""What this machine keeps on disk so that a caller is helped without the database: lines, voices, whom to ring."""

import logging
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import orjson

from ivr.engine.model import Voice

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """A line as the fallback needs it. `numbers`: the fallback person's, E.164, in order."""

    name: str
    number: str
    council: str
    languages: Mapping[str, Voice]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Lines in the order of site.yaml; never empty."""

    lines: tuple[SnapshotLine, ...]

    def line(self, number: str) -> SnapshotLine:
        """The line with this number (E.164), or the municipality's first: whoever rings is helped."""
        return next((line for line in self.lines if line.number == number), self.lines[0])

    def named(self, name: str) -> SnapshotLine:
        return next((line for line in self.lines if line.name == name), self.lines[0])


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
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        log.exception("the snapshot %s cannot be read", path)
        return None
    return Snapshot(lines) if lines else None


def _line(data: dict) -> SnapshotLine:  # type: ignore[type-arg]
    voices = {language: Voice(**voice) for language, voice in data["languages"].items()}
    return SnapshotLine(data["name"], data["number"], data["council"], voices, tuple(data["numbers"]))
