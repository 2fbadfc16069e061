"""Finds a Chromium or Chrome for the browser tests, or installs one; prints its path, or the reason to standard error.

Tried in this order: the setting CHROMIUM, what an earlier run found, the PATH, Playwright's own copy; then installing
with the system's package manager (as root), with Playwright, with npm's @sparticuz/chromium. A browser counts when
it starts. Standard library only.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from ivr.folders import state_folder
from tools.node import NoNode, node_and_npm

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
FIXED = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/snap/bin/chromium"]
SYSTEM = {
    "apt-get": [["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "--no-install-recommends", "chromium"]],
    "dnf": [["dnf", "install", "-y", "chromium"]],
    "apk": [["apk", "add", "chromium"]],
}
NPM_PACKAGE = "@sparticuz/chromium@^153"
UNPACK = "import c from '@sparticuz/chromium'; console.log(await c.executablePath());"
TRY_AGAIN_AFTER = 24 * 3600
INSTALL_SECONDS = 600
START_SECONDS = 60
READY_TO_DRIVE = b"DevTools listening"

Install = Callable[[], str | None]


class NotFound(Exception):
    """Why there is no browser."""


@dataclass(frozen=True)
class Memory:
    """What the last search found; `failed_at` in seconds of the Unix epoch, 0 for never."""

    path: str = ""
    failed_at: float = 0
    reason: str = ""


def chromium(*, install: bool = True, again: bool = False) -> Path:
    """The path of a browser that works. Raises NotFound with the reasons in one sentence."""
    known = remembered()
    for path in chain(filter(None, [known.path]), candidates()):
        if starts(path):
            return remember(path)
    if not install:
        raise NotFound("no Chromium or Chrome is installed")
    if not again and time.time() - known.failed_at < TRY_AGAIN_AFTER:
        raise NotFound(f"{known.reason} (tried within the last day; `make chromium` tries again)")
    return installed()


def candidates() -> Iterator[str]:
    """Browsers that may be on this machine."""
    yield from filter(None, [os.environ.get("CHROMIUM")])
    yield from filter(None, map(shutil.which, NAMES))
    yield from (path for path in FIXED if Path(path).exists())
    with suppress(NotFound):
        yield playwrights_path()


def starts(path: str) -> bool:
    """Whether the browser starts here and can be driven: it then says where its DevTools listen."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={profile}",
        ]
        try:
            process = subprocess.Popen(
                [path, *options, "--remote-debugging-port=0", "about:blank"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError:
            return False
        with process:
            return says(process, READY_TO_DRIVE)


def says(process: subprocess.Popen[bytes], words: bytes) -> bool:
    """Whether the words come within a minute; the process and its group are ended."""
    assert process.stderr is not None
    end = threading.Timer(START_SECONDS, end_group, [process])
    end.start()
    try:
        return any(words in line for line in process.stderr)
    finally:
        end.cancel()
        end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def installed() -> Path:
    """Try each way of installing one. Raises NotFound."""
    reasons = []
    for name, way in WAYS.items():
        say(f"No Chromium yet; trying {name}.")
        try:
            path = way()
        except (NotFound, OSError, subprocess.SubprocessError) as fault:
            reasons.append(f"{name}: {fault}")
            continue
        if path and starts(path):
            return remember(path)
        reasons.append(f"{name}: what it installed does not start")
    reason = "no Chromium or Chrome can be had (" + "; ".join(reasons) + ")"
    write_memory(Memory(failed_at=time.time(), reason=reason))
    raise NotFound(reason)


def by_system() -> str | None:
    """The system's package, as root."""
    if os.geteuid() != 0:
        raise NotFound("needs root")
    manager = next(filter(shutil.which, SYSTEM), None)
    if manager is None:
        raise NotFound(f"none of {', '.join(SYSTEM)} is here")
    for command in SYSTEM[manager]:
        run(command, {"DEBIAN_FRONTEND": "noninteractive"})
    return next(filter(None, map(shutil.which, NAMES)), None)


def by_playwright() -> str | None:
    run([sys.executable, "-m", "playwright", "install", "chromium"])
    return playwrights_path()


def playwrights_path() -> str:
    """Where Playwright keeps its own Chromium. Raises NotFound."""
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
        if Path(done.stdout.strip()).is_file():
            return done.stdout.strip()
    raise NotFound("Playwright has no Chromium of its own")


def by_npm() -> str | None:
    """npm's @sparticuz/chromium, with the machine's Node.js or the one from the Python package index."""
    folder = state_folder() / "chromium"
    folder.mkdir(exist_ok=True)
    try:
        node, npm = node_and_npm(folder, [sys.executable, "-m", "pip"], node_is_new)
    except NoNode as fault:
        raise NotFound(str(fault)) from fault
    run([*npm, "install", "--prefix", str(folder), "--no-fund", "--no-audit", "--loglevel=error", NPM_PACKAGE])
    script = folder / "unpack.mjs"
    script.write_text(UNPACK)
    return run([node, str(script)], {"TMPDIR": str(folder)}, cwd=folder).strip().splitlines()[-1]


def node_is_new(node: str) -> bool:
    check = "const [a,b]=process.versions.node.split('.').map(Number); process.exit(a>=24||(a===22&&b>=17)?0:1)"
    return subprocess.call([node, "-e", check], stdin=subprocess.DEVNULL) == 0


WAYS: dict[str, Install] = {"the system's package": by_system, "Playwright": by_playwright, "npm": by_npm}


def run(command: list[str], environment: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """Run one step of an installation, its words shown only when it fails. Raises NotFound."""
    done = subprocess.run(
        command,
        env={**os.environ, **(environment or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        words = done.stdout.strip().splitlines() or ["it says nothing"]
        raise NotFound(f"{Path(command[0]).name} failed: {words[-1][:200]}")
    return done.stdout


def memory() -> Path:
    return state_folder() / "chromium.json"


def remembered() -> Memory:
    with suppress(OSError, ValueError, TypeError):
        return Memory(**json.loads(memory().read_text()))
    return Memory()


def remember(path: str) -> Path:
    write_memory(Memory(path))
    return Path(path)


def write_memory(facts: Memory) -> None:
    memory().write_text(json.dumps(asdict(facts)))


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        print(chromium(again="--again" in sys.argv))
    except NotFound as why:
        sys.exit(f"Browser tests cannot run: {why}.")
