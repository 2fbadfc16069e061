"""Makes the Python environment from the lock file, once, and runs commands in it.

    python3 tools/setup.py                 make it (nothing to do when the lock has not changed)
    python3 tools/setup.py COMMAND ...     the same, then become that command of the environment

Standard library only. `.venv` serves everybody who can use it; whoever cannot change it (another user made it) gets
one of their own in their state folder.
"""

import fcntl
import hashlib
import importlib.util
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ivr.folders import PROJECT, state_folder
from tools.assets import NoAssets, put_assets

LOCK = PROJECT / "requirements-dev.lock"
ASSETS_LOCK = PROJECT / "package-lock.json"
STAMP = "installed-from"
LAYOUT = b"2"  # another number when connect_project puts other things into the environment
SAME_VERSION = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
COMMAND = """#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import sys

from webhooks.cli import main

sys.exit(main())
"""


class CannotSetUp(Exception):
    """One sentence for the person at the terminal."""


def main(arguments: list[str]) -> None:
    """Set up, then run the command if there is one; ends the process with a sentence when something is missing."""
    try:
        venv = ready_environment()
    except (CannotSetUp, OSError) as fault:
        sys.exit(f"Set-up failed: {fault}")
    if arguments:
        become(venv, arguments)
    print(f"The environment is ready: {venv}")


def ready_environment() -> Path:
    """The environment to use: an existing one made from this lock, or a new one."""
    wanted = digest_of_lock()
    for venv in places():
        if is_ready(venv, wanted):
            return venv
    with one_at_a_time():
        venv = place_to_build()
        if not is_ready(venv, wanted):
            build(venv, wanted)
    return venv


def places() -> list[Path]:
    """Where an environment may be: beside the code, or this user's own."""
    return [PROJECT / ".venv", state_folder() / "venv"]


def digest_of_lock() -> str:
    """Stands for everything the environment is made of; another digest means it must be made anew."""
    parts = [LOCK.read_bytes(), ASSETS_LOCK.read_bytes(), LAYOUT, os.fsencode(PROJECT)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_ready(venv: Path, wanted: str) -> bool:
    """Whether it was finished from this lock, and its Python can be started by this user."""
    try:
        found = (venv / STAMP).read_text()
    except OSError:
        return False
    return found == wanted and os.access(venv / "bin" / "python", os.X_OK)


def place_to_build() -> Path:
    """`.venv` when it is ours or can be made; otherwise this user's own."""
    shared, private = places()
    return shared if may_build(shared) else private


def may_build(venv: Path) -> bool:
    if not venv.exists():
        return os.access(PROJECT, os.W_OK)
    return venv.lstat().st_uid == os.geteuid() and os.access(venv, os.W_OK)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two set-ups of the same user wait for each other."""
    with (state_folder() / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is running; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(venv: Path, wanted: str) -> None:
    """Make the environment at `venv`. Raises CannotSetUp."""
    print(f"Setting up the environment {venv} (once; a few minutes on a slow connection).", flush=True)
    (venv / STAMP).unlink(missing_ok=True)
    installer = make_venv(venv)
    install = [*installer, "install", "--require-hashes", "--no-input", "--disable-pip-version-check", "-r", str(LOCK)]
    if subprocess.call(install, cwd=PROJECT) != 0:
        raise CannotSetUp("pip could not install the locked packages; its words are above. Is there a connection?")
    connect_project(venv)
    try:
        put_assets(venv, installer)
    except NoAssets as fault:
        raise CannotSetUp(str(fault)) from fault
    (venv / STAMP).write_text(wanted)


def make_venv(venv: Path) -> list[str]:
    """An environment, new or kept, and the words that start a pip which installs into it. Raises CannotSetUp."""
    python = venv / "bin" / "python"
    own_pip = [str(python), "-I", "-m", "pip"]
    if answers([*own_pip, "--version"]) and answers([str(python), "-I", "-c", SAME_VERSION]):
        return own_pip
    if not present("venv"):
        raise CannotSetUp(f"{sys.executable} has no module venv. {how_to_get_venv()}")
    if present("ensurepip"):
        run([sys.executable, "-m", "venv", "--clear", str(venv)])
        return own_pip
    if present("pip"):
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(venv)])
        return [sys.executable, "-I", "-m", "pip", "--python", str(python)]
    raise CannotSetUp(f"{sys.executable} has no module ensurepip and no pip. {how_to_get_venv()}")


def answers(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def present(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def how_to_get_venv() -> str:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    return f"Install the package {package} (Debian and Ubuntu: apt-get install {package}), then run the same again."


def run(command: list[str]) -> None:
    if subprocess.call(command) != 0:
        raise CannotSetUp(f"this command failed, its words are above: {shlex.join(command)}")


def connect_project(venv: Path) -> None:
    """Put the checkout on the environment's path, and the command `ivr` into its bin folder."""
    asked = [str(venv / "bin" / "python"), "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    (packages / "ivr-checkout.pth").write_text(f"{PROJECT}\n", encoding="utf-8")
    command = venv / "bin" / "ivr"
    command.write_text(COMMAND.format(python=shlex.quote(str(venv / "bin" / "python"))), encoding="utf-8")
    command.chmod(0o755)


def become(venv: Path, arguments: list[str]) -> None:
    """Replace this process by a command of the environment."""
    folder = venv / "bin"
    environment = {**os.environ, "VIRTUAL_ENV": str(venv), "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    environment.pop("PYTHONHOME", None)
    os.chdir(PROJECT)
    try:
        os.execvpe(arguments[0], arguments, environment)
    except FileNotFoundError:
        sys.exit(f"There is no command {arguments[0]} in {folder}.")
