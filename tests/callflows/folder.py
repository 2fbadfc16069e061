"""Where callflows/ is, and what stands in it: the one place from which these tests read the folder."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from afterhours.site import Site, load_site, read_folder
from ivr.flowfile.faults import Faults

FOLDER = Path(__file__).parents[2] / "callflows"
DEMO = FOLDER / "demo"
NUMBER = re.compile(r"\+\d{8,15}")


@cache
def loaded() -> tuple[Site | None, Faults]:
    return load_site(read_folder(FOLDER), people())


def site() -> Site:
    found, faults = loaded()
    assert found is not None, str(faults)
    return found


def rows(stem: str) -> list[dict[str, str]]:
    """The rows of all CSV files of a kind: `people.csv`, `people.wealden-vale.csv`, ..."""
    found = []
    for path in sorted(DEMO.glob(f"{stem}*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


def people() -> set[str]:
    return {row["handle"] for row in rows("people")}


def numbers(text: str) -> list[str]:
    """Every telephone number with a plus that stands in a text."""
    return NUMBER.findall(text)


def demo_yaml(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((DEMO / name).read_text(encoding="utf-8"))
    return found
