"""Node.js and npm for the set-up: the machine's, or the wheel of requirements-node.lock. Standard library only."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from ivr.folders import PROJECT

LOCK = PROJECT / "requirements-node.lock"


class NoNode(Exception):
    """Why there is no Node.js: one sentence."""


def node_and_npm(
    folder: Path, installer: Sequence[str], fits: Callable[[str], bool] = lambda _: True
) -> tuple[str, list[str]]:
    """Node.js and npm, as words of a command. `fits`: whether the machine's Node.js will do.

    `installer`: the words that start a pip; what it has to bring goes into `folder`. Raises NoNode.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and answers([node, "--version"]) and answers([npm, "--version"]) and fits(node):
        return node, [npm]
    return from_wheel(folder / "node", installer)


def answers(command: Sequence[str]) -> bool:
    """Whether it starts: a name on the PATH may be an empty shim."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def from_wheel(folder: Path, installer: Sequence[str]) -> tuple[str, list[str]]:
    """The wheel's own programs. Raises NoNode."""
    asked = [*installer, "install", "-q", "--upgrade", "--no-deps", "--target", str(folder), "--require-hashes"]
    done = subprocess.run(
        [*asked, "--disable-pip-version-check", "--no-input", "-r", str(LOCK)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    node, script = (next(folder.rglob(wanted), None) for wanted in ("bin/node", "npm/bin/npm-cli.js"))
    if done.returncode or node is None or script is None:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NoNode(f"there is no Node.js with npm here, and none could be installed: {(said or ['?'])[-1]}")
    return str(node), [str(node), str(script)]
