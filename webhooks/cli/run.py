"""`ivr run`: the whole service on this machine in the foreground, and nothing of it afterwards.

Database (embedded where no DATABASE_URL is set), release, demonstration, then the Procfile's processes and the
simulated telephone. The processes themselves are the other commands; this one only leads them.
"""

import json
import os
import secrets
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click
from honcho.environ import parse_procfile

from ivr.folders import PROJECT, state_folder
from ivr.settings import LEADER, TABLE, running_file
from ivr.store.server import EmbeddedServer
from webhooks.cli.supervisor import Supervisor

WEB_PORT, TELEPHONE_PORT, LIVE_PORT = 8311, 8312, 8313
HERE = "127.0.0.1"
READY_SECONDS = 60


class Ports(NamedTuple):
    """The ports of this machine that the processes take."""

    web: int = WEB_PORT
    telephone: int = TELEPHONE_PORT
    live: int = LIVE_PORT


@click.command()
@click.option(
    "--port", default=WEB_PORT, show_default=True, help="Web port; another free one is taken if it is in use."
)
@click.option("--until-parent-ends", is_flag=True, help="Stop when the process that started this one ends.")
def run(port: int, until_parent_ends: bool) -> None:
    """Run everything in the foreground: database, web, live, scheduler, simulated telephone. Ctrl-C stops it."""
    supervisor = Supervisor(until_parent_ends=until_parent_ends)
    supervisor.listen()
    inherited = dict(os.environ)  # noqa: TID251 - handed to the children, not read as settings
    with database(inherited) as url:
        lead(
            supervisor,
            surroundings(inherited, url, Ports(free_port(port), free_port(TELEPHONE_PORT), free_port(LIVE_PORT))),
        )


def lead(supervisor: Supervisor, environment: Mapping[str, str]) -> None:
    """Release, start the processes, say where to go, and wait until one ends. Raises ClickException."""
    try:
        entries = dict(parse_procfile((PROJECT / "Procfile").read_text(encoding="utf-8")).processes)
        run_once(supervisor, "release", entries.pop("release"), environment)
        if simulated(environment):
            run_once(supervisor, "demo", "ivr demo load --if-empty", environment)
            entries["telephone"] = "ivr telephone --bind ${TELEPHONE_BIND}"
        for name, command in entries.items():
            supervisor.start(name, command, environment)
        wait_until_ready(supervisor, environment)
        click.echo(welcome(environment))
        with told_to_other_commands(environment):
            child = supervisor.wait()
        raise click.ClickException(f"The process {child.name} ended; its last words are above. Everything is stopped.")
    finally:
        supervisor.stop()


@contextmanager
def told_to_other_commands(environment: Mapping[str, str]) -> Iterator[None]:
    """Meanwhile, commands in other terminals of this user find this service (`ivr.settings.running`)."""
    file = running_file()
    told = {row.name: environment[row.name] for row in TABLE.values() if row.name in environment}
    told[LEADER] = str(os.getpid())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        json.dump(told, opened)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def run_once(supervisor: Supervisor, name: str, command: str, environment: Mapping[str, str]) -> None:
    """Run a command that has an end. Raises ClickException when it fails."""
    if supervisor.finish(supervisor.start(name, command, environment)) != 0:
        raise click.ClickException(f"`{command}` failed; its words are above.")


@contextmanager
def database(inherited: Mapping[str, str]) -> Iterator[str]:
    """The URL of the database in the environment, or of an embedded server that runs meanwhile."""
    given = inherited.get("DATABASE_URL")
    if given:
        yield given
        return
    with EmbeddedServer(own_folder(inherited) / "postgres", say=click.echo).running() as url:
        yield url


def own_folder(inherited: Mapping[str, str]) -> Path:
    """Where data goes: the folder that is set, or this user's own."""
    return Path(inherited.get("VAR_DIR") or state_folder()).resolve()


def surroundings(inherited: Mapping[str, str], url: str, ports: Ports) -> dict[str, str]:
    """The environment of the children: what was inherited, and what a demonstration needs where nothing is set."""
    programs = str(Path(sys.executable).parent)
    made = {
        "DATABASE_URL": url,
        "PATH": f"{programs}{os.pathsep}{inherited.get('PATH', os.defpath)}",
        "BIND": f"{HERE}:{ports.web}",
        "LIVE_BIND": f"{HERE}:{ports.live}",
        "PYTHONUNBUFFERED": "1",
    }
    chosen = {
        "VAR_DIR": str(state_folder()),
        "PUBLIC_URL": f"http://{HERE}:{ports.web}",
        "SECRET_KEY": kept_secret("secret-key"),
    }
    if "PUBLIC_URL" not in inherited:
        chosen["LIVE_URL"] = f"http://{HERE}:{ports.live}"
    if simulated(inherited):
        made |= {"TELEPHONY": "simulated", "TELEPHONE_BIND": f"{HERE}:{ports.telephone}"}
        made |= {"TWILIO_API_BASE": f"http://{HERE}:{ports.telephone}"}
        chosen |= {"TWILIO_ACCOUNT_SID": f"AC{kept_secret('account')[:32]}", "TWILIO_AUTH_TOKEN": kept_secret("token")}
    return {**chosen, **inherited, **made}


def simulated(environment: Mapping[str, str]) -> bool:
    """Whether the telephone is the simulated one: asked for, or nothing of a real one is set."""
    asked = environment.get("TELEPHONY")
    return asked == "simulated" or (not asked and not environment.get("TWILIO_ACCOUNT_SID"))


def kept_secret(name: str) -> str:
    """A secret of this checkout, made once, in a file only its user can read: 64 hexadecimal digits."""
    file = state_folder() / f"{name}.secret"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as opened:
            opened.write(secrets.token_hex(32))
    return file.read_text()


def free_port(wanted: int) -> int:
    """The wanted port, or another free one when somebody has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HERE, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise click.ClickException(f"No port is free on {HERE}.")


def wait_until_ready(supervisor: Supervisor, environment: Mapping[str, str]) -> None:
    """Wait until the web process can answer a call. Raises ClickException when it does not within a minute."""
    deadline = time.monotonic() + READY_SECONDS
    while not answers(f"http://{environment['BIND']}/health/ready"):
        supervisor.check()
        child = supervisor.ended()
        if child is not None:
            raise click.ClickException(f"The process {child.name} ended before the service was ready; see above.")
        if time.monotonic() > deadline:
            raise click.ClickException(f"The service was not ready within {READY_SECONDS} seconds; see above.")
        time.sleep(0.1)


def answers(address: str) -> bool:
    """Whether a GET there is answered with 200."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def welcome(environment: Mapping[str, str]) -> str:
    """What the person at the terminal wants to know."""
    address = environment["PUBLIC_URL"].rstrip("/")
    lines = ["", "The telephone service is running. Open:", f"  the cases        {address}/desk/cases"]
    if simulated(environment):
        lines.insert(2, f"  phone 311        {address}/phone")
        lines.append(f"  sign in          {address}/sign-in: one click, for the telephone is simulated")
    return "\n".join([*lines, "Ctrl-C stops everything.", ""])
