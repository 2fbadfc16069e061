"""`make lock`: writes the lock files from pyproject.toml, for every platform, with hashes and without addresses.

Without arguments it keeps the versions that still fit; `make lock ARGS=--upgrade` takes the newest.
"""

import subprocess
import sys

from ivr.folders import PROJECT

OPTIONS = ["--universal", "--generate-hashes", "--python-version=3.11", "--no-header", "--no-annotate", "--quiet"]
PACKAGES = "pyproject.toml"
NO_ADDRESSES = ["--no-emit-index-url"]


def compile_lock(name: str, source: str, *more: str) -> None:
    """Write one lock file. Raises CalledProcessError when the packages do not fit together."""
    command = [sys.executable, "-m", "uv", "pip", "compile", source, "-o", name, *OPTIONS, *more]
    subprocess.run([*command, *NO_ADDRESSES], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    asked = sys.argv[1:]
    compile_lock("requirements.lock", PACKAGES, *asked)
    compile_lock("requirements-dev.lock", PACKAGES, "--extra=dev", "--constraints=requirements.lock", *asked)
    compile_lock("requirements-node.lock", "requirements-node.in", *asked)
    subprocess.run(["npm", "install", "--package-lock-only"], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
