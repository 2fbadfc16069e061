"""PostgreSQL's own programs for backups: found, chosen by version, and run without a password in any process list."""

import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from ivr.errors import Refused
from ivr.settings import for_children
from ivr.store.database import psycopg_url
from ivr.store.server_place import INSTALLATION, PACKAGE, wheel_folder

NEEDED = ("pg_dump", "pg_restore", "psql")
LAST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Address:
    """A database as libpq wants it: everything but the password, and the password."""

    conninfo: str
    password: str

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of its own. Raises psycopg.OperationalError."""
        return psycopg.connect(self.conninfo, password=self.password or None, connect_timeout=5)


def address_of(url: str) -> Address:
    """From DATABASE_URL, in SQLAlchemy's or libpq's form."""
    _, options = PGDialect_psycopg().create_connect_args(make_url(psycopg_url(url)))  # type: ignore[no-untyped-call]
    password = str(options.pop("password", ""))
    return Address(make_conninfo(**options), password)


def programs_for(server: int) -> Path:
    """The folder of programs that can talk to a server of this major version or older.

    The embedded server's own come first, then those of the PATH. Raises Refused when neither will do.
    """
    seen = [(folder, major) for folder in _folders() if (major := _major(folder)) is not None]
    for folder, major in seen:
        if major >= server:
            return folder
    found = f"only those of version {max(major for _, major in seen)} are here" if seen else "none are here"
    raise Refused(
        f"The server is PostgreSQL {server}; its programs {', '.join(NEEDED)} are needed, and {found}. "
        f"Install PostgreSQL's client programs of version {server} (such as the package postgresql-client-{server})."
    )


def run(program: Path, *arguments: str, address: Address | None = None) -> str:
    """Run it and give what it printed. Raises Refused with its last words when it fails."""
    secret = {"PGPASSWORD": address.password} if address and address.password else {}
    done = subprocess.run(
        [str(program), *arguments],
        env=for_children(LC_ALL="C", **secret),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip()[-LAST_WORDS:]
        raise Refused(f"{program.name} failed: {words or f'exit code {done.returncode}, without a word'}")
    return done.stdout.decode(errors="replace")


def _folders() -> list[Path]:
    folders = []
    with suppress(FileNotFoundError):
        folders.append(wheel_folder() / PACKAGE / INSTALLATION / "bin")
    on_path = shutil.which("pg_dump")
    return [*folders, Path(on_path).parent] if on_path else folders


def _major(folder: Path) -> int | None:
    """The version of the programs in a folder; None when one of them is missing or does not start."""
    if not all((folder / name).exists() for name in NEEDED):
        return None
    try:
        told = subprocess.run([str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    number = re.search(r"\) (\d+)", told.stdout)
    return int(number[1]) if number else None
