"""The door of `make setup`: finds a Python that is new enough, then hands over to tools/environment.py.

Written so that an old Python can read it, because its first task is to say that it is too old.
"""

import os
import subprocess
import sys

NEEDED = (3, 11)
NEWER = ["python3.14", "python3.13", "python3.12", "python3.11"]
PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - as old as possible


def works(name: str) -> bool:
    """Whether that command starts and is new enough (a name on the PATH may be an empty shim)."""
    check = f"import sys; sys.exit(sys.version_info[:2] < {NEEDED})"
    try:
        return subprocess.call([name, "-c", check], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def start_again_with_a_newer_one() -> None:
    """Become a newer Python, or end with one sentence."""
    for name in NEWER:
        if works(name):
            os.execvp(name, [name, *sys.argv])
    old = ".".join(map(str, sys.version_info[:2]))
    sys.exit(
        f"This program needs Python 3.11 or newer; {sys.executable} is {old} and there is no newer one on the PATH. "
        "Install one (for example the package python3.12), then run the same command again."
    )


if __name__ == "__main__":
    if sys.version_info[:2] < NEEDED:
        start_again_with_a_newer_one()
    sys.path.insert(0, PROJECT)
    from tools.environment import main

    main(sys.argv[1:])
