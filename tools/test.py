"""`make test`: finds a browser, then runs every test, its caches in this user's own folder."""

import os
import subprocess
import sys

from ivr.folders import PROJECT, state_folder
from tools import chromium


def main(arguments: list[str]) -> int:
    """Run pytest with two workers; its exit code."""
    caches = {"HYPOTHESIS_STORAGE_DIRECTORY": str(state_folder() / "hypothesis"), "PYTHONDONTWRITEBYTECODE": "1"}
    environment = {**os.environ, **browser(), **caches}
    cache = f"cache_dir={state_folder() / 'pytest'}"
    command = [sys.executable, "-m", "pytest", "-n", "2", "-o", cache, *arguments]
    return subprocess.call(command, cwd=PROJECT, env=environment)


def browser() -> dict[str, str]:
    """The browser for the tests, or the reason why there is none."""
    try:
        return {"CHROMIUM": str(chromium.chromium())}
    except chromium.NotFound as why:
        print(f"Browser tests cannot run: {why}.", file=sys.stderr, flush=True)
        return {"CHROMIUM": "", "NO_CHROMIUM": str(why)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
