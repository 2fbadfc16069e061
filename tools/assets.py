"""Puts the browser libraries of package-lock.json into an environment, from where the program serves them itself.

    python tools/assets.py        into the environment of this Python (the container image does it so)

Nothing of npm stays: only the files named here. Standard library only; `make setup` runs it for every environment.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))

from ivr.folders import assets_folder  # noqa: E402 - the path above comes first
from tools.node import NoNode, node_and_npm  # noqa: E402

ASSETS = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "sse.js": "htmx-ext-sse/dist/sse.min.js",
    "axe.js": "axe-core/axe.min.js",
}
"""Name under which it is served -> where it is in its package. `axe.js` is for tests and not served."""
MANIFEST = ("package.json", "package-lock.json", ".npmrc")


class NoAssets(Exception):
    """Why the browser libraries are missing: one sentence."""


def put_assets(environment: Path, installer: Sequence[str]) -> Path:
    """Fetch them into `environment`; their folder. `installer`: the words that start a pip. Raises NoAssets."""
    folder = assets_folder(environment)
    with tempfile.TemporaryDirectory(prefix="ivr-assets-") as place:
        packages = installed(Path(place), installer)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, path in ASSETS.items():
            shutil.copyfile(packages / path, folder / name)
    return folder


def installed(place: Path, installer: Sequence[str]) -> Path:
    """The packages of the lock, by npm, in a folder that is thrown away. Raises NoAssets."""
    for name in MANIFEST:
        shutil.copyfile(PROJECT / name, place / name)
    try:
        _, npm = node_and_npm(place, installer)
    except NoNode as fault:
        raise NoAssets(str(fault)) from fault
    done = subprocess.run(
        [*npm, "ci", "--loglevel=error"],
        cwd=place,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NoAssets(f"npm could not install the locked browser libraries: {(said or ['?'])[-1]}")
    return place / "node_modules"


if __name__ == "__main__":
    try:
        print(put_assets(Path(sys.prefix), [sys.executable, "-I", "-m", "pip"]))
    except NoAssets as fault:
        sys.exit(f"Set-up failed: {fault}")
