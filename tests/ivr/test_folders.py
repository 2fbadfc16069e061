"""Each user has a folder of their own, whoever ran here before."""

import os
from pathlib import Path

import pytest

from ivr.folders import candidates, digest, first_own, own


def test_the_first_folder_that_can_be_had_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    assert first_own([tmp_path / "a file" / "below", tmp_path / "new" / "one"]) == tmp_path / "new" / "one"


def test_a_new_folder_is_closed_to_others(tmp_path: Path) -> None:
    assert own(tmp_path / "mine")
    assert (tmp_path / "mine").stat().st_mode & 0o077 == 0


def test_a_link_in_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "var").symlink_to(tmp_path / "elsewhere")
    assert not own(tmp_path / "var")


def test_without_any_folder_the_message_names_those_tried(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match=r"Tried: .*file/below"):
        first_own([tmp_path / "file" / "below"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_a_folder_of_another_user_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    os.chown(tmp_path / "var", 65534, 65534)
    assert not own(tmp_path / "var")


def test_the_checkouts_own_folder_comes_first_and_others_are_told_apart(tmp_path: Path) -> None:
    here, there = candidates(tmp_path / "here"), candidates(tmp_path / "there")
    assert here[0] == tmp_path / "here" / "var"
    assert not set(here) & set(there)


def test_one_checkout_reached_by_two_names_is_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert digest(tmp_path / "link") == digest(tmp_path / "real")
