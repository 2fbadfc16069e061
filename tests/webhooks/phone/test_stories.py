"""The stories of the demonstration as the page reads them."""

from pathlib import Path

import pytest

from ivr.engine.model import Book
from ivr.errors import FaultsFound, NotFound
from ivr.flowfile.flowtests import Action
from tests.webhooks.pages.world import BOOK
from webhooks.phone.stories import read_stories, story_named

STORY = """
- name: burst-pipe
  button: {en: A burst pipe, fr: Une conduite brisée}
  line: main
  from: withheld
  at: 2026-12-26 02:15
  callees: {ann: accepts}
  steps: [press 1, says "12 Main Street", wait 14s, hang up]
"""


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "stories.yaml").write_text(text)
    return tmp_path


def test_a_story_is_a_call_with_its_time_people_and_steps(tmp_path: Path) -> None:
    (story,) = read_stories(folder(tmp_path, STORY), BOOK)
    assert (story.name, story.line, story.caller, f"{story.at:%H:%M}") == ("burst-pipe", "main", "withheld", "02:15")
    assert story.callees == {"ann": "accepts"}
    assert story.steps == (
        Action("press", "1"), Action("say", "12 Main Street"), Action("wait", "14"), Action("hang_up")
    )  # fmt: skip


def test_a_folder_without_stories_has_none(tmp_path: Path) -> None:
    assert read_stories(tmp_path, Book({}, {}, {})) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [("line: main", "line: mane"), ("press 1", "jump"), ("name: burst-pipe", "nome: burst-pipe")],
    ids=["a line that is not there", "a step nobody can do", "a field with a wrong name"],
)
def test_a_mistake_in_a_story_is_told(tmp_path: Path, wrong: str, told: str) -> None:
    with pytest.raises(FaultsFound):
        read_stories(folder(tmp_path, STORY.replace(wrong, told)), BOOK)


def test_a_story_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        story_named("none", read_stories(tmp_path, BOOK))
