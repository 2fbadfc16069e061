"""A browser counts when it starts; without one the reasons are said, and not sought again within a day."""

from pathlib import Path

import pytest

from tools import chromium as search
from tools.chromium import NotFound, chromium


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without browsers, whose memory is empty."""
    monkeypatch.setattr(search, "state_folder", lambda: tmp_path)
    monkeypatch.setattr(search, "candidates", lambda: iter(()))
    monkeypatch.setattr(search, "WAYS", {})


def program(path: Path, says: str) -> str:
    path.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    path.chmod(0o755)
    return str(path)


def test_a_browser_that_starts_is_taken_and_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = program(tmp_path / "good", "DevTools listening")
    monkeypatch.setattr(
        search, "candidates", lambda: iter(["/nowhere", program(tmp_path / "stub", "install me"), good])
    )
    assert chromium() == Path(good)
    monkeypatch.setattr(search, "candidates", lambda: iter(()))
    assert chromium() == Path(good)


def test_a_remembered_browser_that_is_gone_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (program(tmp_path / name, "DevTools listening") for name in ("first", "second"))
    monkeypatch.setattr(search, "candidates", lambda: iter([first]))
    chromium()
    Path(first).unlink()
    monkeypatch.setattr(search, "candidates", lambda: iter([first, second]))
    assert chromium() == Path(second)


def test_ways_are_tried_in_order_until_one_gives_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> str:
        raise NotFound("no connection")

    good = program(tmp_path / "good", "DevTools listening")
    monkeypatch.setattr(search, "WAYS", {"first": refused, "second": lambda: good, "third": refused})
    assert chromium() == Path(good)


def test_when_all_ways_fail_the_reasons_are_said_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refused() -> str:
        asked.append("once")
        raise NotFound("no connection")

    monkeypatch.setattr(search, "WAYS", {"npm": refused})
    for _ in range(2):
        with pytest.raises(NotFound, match="npm: no connection"):
            chromium()
    assert asked == ["once"]
    with pytest.raises(NotFound):
        chromium(again=True)
    assert asked == ["once", "once"]


def test_without_permission_to_install_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WAYS", {"npm": lambda: pytest.fail("it tried to install")})
    with pytest.raises(NotFound, match="installed"):
        chromium(install=False)
