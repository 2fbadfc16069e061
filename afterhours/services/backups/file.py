"""The file of a backup: an ordinary tar file that county staff can look into without this program.

    manifest.json     what is in it: format, schema, when, how many calls and cases
    database.dump     the database, as pg_dump writes it (custom format)
    spool/*.json      requests of the provider that were not yet written down
    SHA256SUMS        of all of these; `sha256sum -c SHA256SUMS` after unpacking says the same as `ivr restore --check`

It owns the format. What is dumped is the business of `backup` beside it, what is done with it that of `restore`.
"""

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

import orjson

from ivr.errors import Refused

FORMAT = 1
MANIFEST, DUMP, SPOOL, SUMS = "manifest.json", "database.dump", "spool", "SHA256SUMS"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `schema`: its migration; `made_at`: ISO 8601; `server`: PostgreSQL's number."""

    schema: str
    made_at: str
    server: int
    calls: int
    cases: int
    spooled: int
    format: int = FORMAT


def pack(file: Path, manifest: Manifest, folder: Path) -> None:
    """Write `folder` (the dump, and the spool) as a backup: whole or not at all, for its owner only.

    Raises FileExistsError when the file is there.
    """
    (folder / MANIFEST).write_bytes(orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2) + b"\n")
    partial = file.with_name(f"{file.name}.partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as opened:
            _write(opened, folder)
            opened.flush()
            os.fsync(opened.fileno())
        if file.exists():
            raise FileExistsError(file)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _write(opened: IO[bytes], folder: Path) -> None:
    with tarfile.open(fileobj=opened, mode="w") as tar:
        sums = []
        for name in [MANIFEST, DUMP, *sorted(_spooled(folder))]:
            tar.add(folder / name, name, filter=_nobody)
            with (folder / name).open("rb") as content:
                sums.append(f"{_sum(content)}  {name}\n")
        data = "".join(sums).encode()
        entry = tarfile.TarInfo(SUMS)
        entry.size, entry.mode = len(data), 0o600
        tar.addfile(entry, io.BytesIO(data))


def _spooled(folder: Path) -> Iterator[str]:
    return (f"{SPOOL}/{path.name}" for path in (folder / SPOOL).glob("*.json"))


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names and numbers of this machine's users."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def verify(file: Path) -> Manifest:
    """Check every byte of a backup and give what it says of itself. Raises Refused with what is wrong."""
    try:
        with tarfile.open(file, mode="r:") as tar:
            members = {entry.name: entry for entry in tar.getmembers()}
            _refuse_strangers(file, members)
            sums = {name: _sum(tar.extractfile(entry)) for name, entry in members.items() if name != SUMS}
            _compare(file, sums, _told(tar, members[SUMS]))
            return _manifest(file, _content(tar, members[MANIFEST]))
    except (tarfile.TarError, EOFError, orjson.JSONDecodeError) as error:
        raise Refused(f"{file} cannot be read as a backup ({error}). Take another copy of it.") from error


def unpack(file: Path, folder: Path) -> None:
    """Unpack a verified backup: files only, under the names that `verify` has let through."""
    with tarfile.open(file, mode="r:") as tar:
        for entry in tar.getmembers():
            target, content = folder / entry.name, tar.extractfile(entry)
            if content is not None:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as written:
                    shutil.copyfileobj(content, written)


def _refuse_strangers(file: Path, members: Mapping[str, tarfile.TarInfo]) -> None:
    if missing := [name for name in (MANIFEST, DUMP, SUMS) if name not in members]:
        raise Refused(f"{file} is no backup of this program, or its end is missing: it holds no {missing[0]}.")
    for name, entry in members.items():
        in_spool = PurePosixPath(name).parent == PurePosixPath(SPOOL) and name.endswith(".json")
        if not entry.isreg() or not (in_spool or name in (MANIFEST, DUMP, SUMS)):
            raise Refused(f"{file} holds {name!r}, which no backup of this program holds.")


def _told(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> dict[str, str]:
    lines = _content(tar, entry).decode(errors="replace").splitlines()
    return {name: total for total, _, name in (line.partition("  ") for line in lines)}


def _compare(file: Path, found: Mapping[str, str], told: Mapping[str, str]) -> None:
    wrong = sorted(name for name in found.keys() | told.keys() if found.get(name) != told.get(name))
    if wrong:
        raise Refused(f"{file} is damaged: {', '.join(wrong)} is not as it was written. Take another copy of it.")


def _manifest(file: Path, content: bytes) -> Manifest:
    data = orjson.loads(content)
    if data.get("format") != FORMAT:
        raise Refused(f"{file} has format {data.get('format')}; this program reads {FORMAT}. Use the version it is of.")
    return Manifest(**data)


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    opened = tar.extractfile(entry)
    return opened.read() if opened else b""


def _sum(opened: IO[bytes] | None) -> str:
    total = hashlib.sha256()
    while opened and (chunk := opened.read(CHUNK)):
        total.update(chunk)
    return total.hexdigest()
