"""The newer of two copies of the time zones is read."""

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.zones import Versions, use_newest, versions


@pytest.fixture(autouse=True)
def _same_paths_afterwards() -> Iterator[None]:
    before = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()


def copy_of(folder: Path, first_line: str) -> None:
    (folder / "tzdata.zi").write_text(f"{first_line}\n# redundant\n")
    zoneinfo.reset_tzpath(to=(str(folder),))


def test_an_old_copy_of_the_system_is_left_aside(tmp_path: Path) -> None:
    copy_of(tmp_path, "# version 2020a")
    assert use_newest() == Versions("2020a", versions().package)
    assert zoneinfo.TZPATH == ()


def test_a_newer_copy_of_the_system_is_kept(tmp_path: Path) -> None:
    copy_of(tmp_path, "# version 2999z")
    assert use_newest().system == "2999z"
    assert list(zoneinfo.TZPATH) == [str(tmp_path)]


@pytest.mark.parametrize("line", ["", "nonsense"])
def test_a_copy_that_does_not_say_its_version_is_taken_for_old(tmp_path: Path, line: str) -> None:
    copy_of(tmp_path, line)
    assert use_newest().system == ""
    assert zoneinfo.TZPATH == ()


def test_the_package_says_its_version() -> None:
    assert versions().package >= "2024b"
