"""Where this machine's own files go: one folder for each user, whoever ran here before.

Standard library only, and without other imports of this package: `tools/` reads it before the environment exists.
"""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def state_folder(project: Path = PROJECT) -> Path:
    """The folder for data, logs and caches of this checkout and this user; it is created, closed to others.

    `var/` of the checkout when it is ours; otherwise (another user ran here first, or the checkout cannot be
    written) a folder under /var/lib for root, under the home folder for everybody else, under /var/tmp when the
    home folder cannot be written. Raises OSError when none of them can be had.
    """
    return first_own(candidates(project))


def assets_folder(environment: Path) -> Path:
    """Where the browser libraries of an environment (its `sys.prefix`) are; `tools/assets.py` puts them there."""
    return environment / "share" / "ivr-assets"


def candidates(project: Path) -> list[Path]:
    """The folders tried, in order."""
    name = f"ivr-{digest(project)}"
    if os.geteuid() == 0:
        return [project / "var", Path("/var/lib") / name, Path(tempfile.gettempdir()) / name]
    return [project / "var", *user_homes(name), Path("/var/tmp") / f"{name}-{os.geteuid()}"]  # noqa: S108 - checked by own()


def user_homes(name: str) -> list[Path]:
    """The state folder of the XDG convention, when the user has a home."""
    try:
        return [Path.home() / ".local" / "state" / name]
    except RuntimeError:
        return []


def first_own(folders: list[Path]) -> Path:
    """The first folder that can be made or is ours already; raises OSError when there is none."""
    for folder in folders:
        if own(folder):
            return folder
    raise OSError(f"No folder can be written for this program's files. Tried: {', '.join(map(str, folders))}.")


def own(folder: Path) -> bool:
    """Whether the folder is (now) there, a real folder, ours, and can be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        seen = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid() and os.access(folder, os.W_OK | os.X_OK)


def digest(path: Path) -> str:
    """Twelve hexadecimal digits that stand for a path in the name of another folder."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]
