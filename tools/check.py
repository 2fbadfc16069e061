"""`make check`: linters, format, types and import contracts; all of them run, whatever the first one says."""

import subprocess
import sys
from pathlib import Path

from ivr.folders import PROJECT, state_folder


def checks(cache: Path) -> list[list[str]]:
    """The commands, their caches in this user's own folder."""
    return [
        ["ruff", "check", "--cache-dir", str(cache / "ruff"), "."],
        ["ruff", "format", "--check", "--cache-dir", str(cache / "ruff"), "."],
        [sys.executable, "-m", "mypy", "--cache-dir", str(cache / "mypy")],
        ["lint-imports", "--cache-dir", str(cache / "imports")],
    ]


def main() -> int:
    """0 when every check is content, 1 otherwise."""
    faults = 0
    for command in checks(state_folder()):
        print(f"--- {Path(command[0]).name} {' '.join(command[1:])}", flush=True)
        faults += subprocess.call(command, cwd=PROJECT) != 0
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
