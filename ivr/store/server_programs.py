"""Starts PostgreSQL's own programs as the user they must run as: initdb, and the server itself."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

from ivr.errors import DatabaseGone
from ivr.store.server_place import Place

OWNER = "postgres"
INITDB_SECONDS = 60
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"}


class Identity(TypedDict):
    """How a program of PostgreSQL is started, in the words of `subprocess`."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None
    env: Mapping[str, str]
    stdin: int


def identity(place: Place) -> Identity:
    """The unprivileged user of the place, without this program's environment and input."""
    return {
        "user": place.uid,
        "group": place.gid,
        "extra_groups": None if place.uid is None else [],
        "env": ENVIRONMENT,
        "stdin": subprocess.DEVNULL,
    }


def make_data(place: Place) -> None:
    """Run initdb beside the final folder and move the result there, so that a half-made one is never used."""
    half = place.data.with_name("data.half-made")
    for old in (half, place.data):
        shutil.rmtree(old, ignore_errors=True)
    half.mkdir(mode=0o700)
    place.give(half)
    initdb(place, half)
    half.rename(place.data)


def initdb(place: Place, data: Path) -> None:
    """Make a cluster: UTF-8, code point order, only its own socket trusted. Raises DatabaseGone."""
    options = ["-D", str(data), "-U", OWNER, "-E", "UTF8", "--no-sync", "--no-instructions"]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["--auth-local=trust", "--auth-host=reject"]
    command = [str(place.programs / "initdb"), *options, *locale, *access]
    done = subprocess.run(
        command,
        cwd=data,
        check=False,
        timeout=INITDB_SECONDS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **identity(place),
    )
    if done.returncode != 0:
        raise DatabaseGone(f"initdb failed at {data}: {done.stdout.decode(errors='replace').strip()}")


def launch(place: Place, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server process in a session of its own; what it says goes to the log of the place."""
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(place.programs / "postgres"), "-D", str(place.data), *options]
    with place.log.open("wb") as log:
        return subprocess.Popen(
            command, cwd=place.data, stdout=log, stderr=log, start_new_session=True, **identity(place)
        )
