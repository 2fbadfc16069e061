"""Which copy of the time zones this process reads: the newer one of the operating system's and the `tzdata` package's.

Python prefers the system's copy, however old it is. In 2026 British Columbia, Alberta, the Northwest Territories and
Manitoba stopped changing their clocks: a system with the 2025 rules is wrong there by an hour all winter.
"""

import zoneinfo
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

VERSION_LINE = "# version "


class Versions(NamedTuple):
    """IANA versions such as `2026f`, empty where there is no such copy or it does not say."""

    system: str
    package: str


def use_newest() -> Versions:
    """Makes every ZoneInfo made from now on read the newer copy. Returns the versions found."""
    found = versions()
    if found.package > found.system:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()
    return found


def versions() -> Versions:
    """The version of each copy."""
    system = next((found for folder in zoneinfo.TZPATH if (found := stated(Path(folder) / "tzdata.zi"))), "")
    return Versions(system, stated(Path(str(files("tzdata"))) / "zoneinfo" / "tzdata.zi"))


def stated(file: Path) -> str:
    """The version a copy's `tzdata.zi` names in its first line."""
    try:
        with file.open(encoding="utf-8") as lines:
            first = lines.readline()
    except OSError:
        return ""
    return first.removeprefix(VERSION_LINE).strip() if first.startswith(VERSION_LINE) else ""
