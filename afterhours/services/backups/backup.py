"""Backing up: the whole database at one instant, and what this machine's disk holds that is not yet in it.

Not in a backup: the settings and secrets (SECRET_KEY, TWILIO_AUTH_TOKEN, DATABASE_URL), which must not lie beside the
data they protect; the snapshot, which is made from the database; recordings, which are many, never change, and are
copied as the files they are.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from afterhours.services.backups.file import DUMP, SPOOL, Manifest, pack
from afterhours.services.backups.programs import Address, address_of, programs_for, run
from ivr.errors import DatabaseGone, Refused

SCHEMA = "public"


def back_up(url: str, spool: Path, file: Path, now: datetime) -> Manifest:
    """Write a backup of the database at `url` and of the folder `spool` to `file`; calls go on meanwhile.

    The spool is copied first: a request taken up in between is in both, and taking it up again changes nothing.
    Raises Refused (the file exists, nothing to back up, pg_dump is missing or fails) and DatabaseGone.
    """
    if file.exists():
        raise Refused(f"{file} exists. Name another file; a backup is never written over.")
    if not file.parent.is_dir():
        raise Refused(f"There is no folder {file.parent} for the backup.")
    with TemporaryDirectory(dir=file.parent, prefix=".backup-") as made:
        folder = Path(made)
        spooled = copy_spool(spool, folder / SPOOL)
        manifest = dump(address_of(url), folder / DUMP, spooled, now)
        try:
            pack(file, manifest, folder)
        except FileExistsError as error:
            raise Refused(f"{file} was written by somebody else meanwhile.") from error
    return manifest


def copy_spool(spool: Path, target: Path) -> int:
    """Copy what waits in the spool; returns how many requests."""
    target.mkdir(mode=0o700)
    copied = 0
    for path in sorted(spool.glob("*.json")):
        try:
            shutil.copyfile(path, target / path.name)
        except FileNotFoundError:
            continue
        copied += 1
    return copied


def dump(address: Address, target: Path, spooled: int, now: datetime) -> Manifest:
    """Dump the database and count it at the same instant, whatever is written meanwhile."""
    try:
        with address.connect() as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            manifest = look(connection, spooled, now)
            instant = scalar(connection, "select pg_export_snapshot()")
            program = programs_for(connection.info.server_version // 10000) / "pg_dump"
            options = ["--format=custom", f"--schema={SCHEMA}", f"--snapshot={instant}", f"--file={target}"]
            run(program, *options, f"--dbname={address.conninfo}", "--no-password", address=address)
    except psycopg.OperationalError as error:
        raise DatabaseGone(f"The database cannot be backed up: {str(error).strip()}") from error
    return manifest


def look(connection: psycopg.Connection[Any], spooled: int, now: datetime) -> Manifest:
    """Raises Refused where there is nothing of this program."""
    if scalar(connection, "select to_regclass('public.alembic_version')") is None:
        raise Refused("This database holds nothing of this program. Is DATABASE_URL right?")
    return Manifest(
        schema=scalar(connection, "select version_num from alembic_version"),
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        server=connection.info.server_version // 10000,
        calls=scalar(connection, "select count(*) from call"),
        cases=scalar(connection, 'select count(*) from "case"'),
        spooled=spooled,
    )


def scalar(connection: psycopg.Connection[Any], sql: str) -> Any:
    row = connection.execute(sql.encode()).fetchone()
    return row[0] if row else None
