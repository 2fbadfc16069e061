"""What a killed embedded PostgreSQL leaves in its data folder: its mark, and sometimes itself."""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

MARK = "postmaster.pid"


def leftover_server(data: Path) -> int | None:
    """The process id of a PostgreSQL that still runs on `data`, or None."""
    pid = marked_pid(data)
    return pid if pid is not None and is_server_of(pid, data) else None


def remove_stale_pid(data: Path) -> None:
    """Remove the mark of a server that is gone: its number may be another process's by now."""
    if leftover_server(data) is None:
        (data / MARK).unlink(missing_ok=True)


def marked_pid(data: Path) -> int | None:
    """The process id in the mark; None without one, or when it cannot be read."""
    with suppress(OSError, ValueError, IndexError):
        return int((data / MARK).read_text().splitlines()[0])
    return None


def is_server_of(pid: int, data: Path) -> bool:
    """Whether that process is alive, no zombie, and a PostgreSQL started for this folder."""
    return os.fsencode(data) in command_line(pid).split(b"\0")


def command_line(pid: int) -> bytes:
    """The command line of a process, its words ended by NUL (spaces where the system has no /proc); empty when gone."""
    if Path("/proc/self").exists():
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        return b""
    shown = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, check=False)
    return shown.stdout.replace(b" ", b"\0")
