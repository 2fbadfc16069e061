"""Reads the source tree for the guards: files, and what each imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ivr.folders import PROJECT

PACKAGES = ("ivr", "afterhours", "webhooks", "tests", "tools")
OUTSIDE_FOLDERS = {".git", "var", "node_modules", "__pycache__", "build"}


def python_files(*folders: str) -> list[Path]:
    """Every Python file under those folders of the checkout, in order."""
    return sorted(path for folder in folders for path in (PROJECT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The full names of all modules a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.add(node.module)
    return names


def named(path: Path) -> str:
    """The path inside the checkout, for messages."""
    return str(path.relative_to(PROJECT))


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file a clone would hold: hidden tool folders, environments and data left out."""
    for path in sorted(PROJECT.rglob("*")):
        parts = path.relative_to(PROJECT).parts
        if set(parts) & OUTSIDE_FOLDERS or any(part.startswith(".") and part != ".ci" for part in parts[:-1]):
            continue
        if path.is_file():
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
