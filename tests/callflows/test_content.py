"""What the folder must keep: it loads clean, warns of danger first, speaks all languages, and rings nobody real."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.engine.model import Line
from ivr.engine.nodes.say import Say
from ivr.engine.words import Words
from ivr.flowfile.checks.speech import all_words
from tests.callflows.folder import FOLDER, loaded, numbers, people, site

FICTIONAL = re.compile(r"\+1519555(?:01\d\d)|\+441632960\d{3}|\+447700900\d{3}")
EVERY_LINE = [pytest.param(line, id=line.name) for line in site().book.lines.values()]


def test_the_folder_has_no_fault_and_no_warning_but_that_its_numbers_are_invented() -> None:
    _, faults = loaded()
    assert {fault.code for fault in faults} <= {"unassigned-number"}, str(faults)


def test_there_are_at_least_25_kinds_of_request() -> None:
    assert len(site().services) >= 25


def test_every_kind_of_request_can_be_reached_from_a_flow() -> None:
    reported = {getattr(step, "report", None) for flow in site().book.flows.values() for step in flow.steps.values()}
    assert set(site().services) - reported == set()


def test_every_kind_of_request_has_a_department() -> None:
    assert [name for name, service in site().services.items() if not service.department] == []


@pytest.mark.parametrize("line", EVERY_LINE)
def test_the_danger_notice_is_first_in_every_language(line: Line) -> None:
    for flow in {line.flow, line.closed} - {None}:
        first = site().book.flows[str(flow)].steps[site().book.flows[str(flow)].start]
        assert isinstance(first, Say)
        for language in line.languages:
            opening = first.say[language].split(".")[0]
            assert line.emergency_number in opening


@pytest.mark.parametrize("line", EVERY_LINE)
def test_the_recording_notice_is_there_in_every_language(line: Line) -> None:
    assert set(line.recording_notice) >= set(line.languages)


def test_every_word_of_ontario_is_there_in_english_and_french() -> None:
    assert [where for where, words in ontarian_words() if words and set(words) != {"en", "fr"}] == []


def ontarian_words() -> Iterator[tuple[str, Words]]:
    """(where, words) of all flows but those of Kent, and of all kinds of request."""
    for flow in site().book.flows.values():
        for step in () if flow.name.startswith("wealden") else flow.steps.values():
            yield from ((f"{flow.name}/{step.name} {what}", words) for what, words in all_words(step))
    for service in site().services.values():
        yield f"{service.request.name} name", service.request.title
        for question in service.request.questions:
            yield f"{service.request.name}/{question.name}", question.ask
            asked = f"{service.request.name}/{question.name}"
            yield from ((f"{asked} {key}", each) for key, each in question.choices.items())


def test_nobody_in_kent_is_asked_for_the_pound_key() -> None:
    words = [
        text
        for flow in site().book.flows.values()
        if flow.name.startswith("wealden")
        for step in flow.steps.values()
        for _, each in all_words(step)
        for text in each.values()
    ]
    assert [text for text in words if "pound" in text] == []
    assert any("hash key" in text for text in words)


def test_french_words_use_the_keys_names_of_canada() -> None:
    for path in [FOLDER / "services.yaml", *sorted((FOLDER / "flows").glob("*.yaml"))]:
        text = path.read_text(encoding="utf-8")
        assert "dièse" not in text, path.name
        assert not re.search(r"\S [?!]\n", text), f"{path.name}: Canadian French has no blank before ? and !"


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.*")), ids=lambda path: path.name)
def test_only_fictional_numbers_stand_in_the_folder(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [number for number in numbers(text) if not FICTIONAL.fullmatch(number)] == []


def test_everybody_whom_the_files_name_is_a_person_with_a_telephone() -> None:
    assert set(site().people) - people() == set()


def test_every_line_lets_0_and_star_work_everywhere() -> None:
    for line in site().book.lines.values():
        for flow in {line.flow, line.closed} - {None}:
            assert set(site().book.flows[str(flow)].everywhere) >= {"0", "*"}


def test_every_note_is_named_after_a_kind_of_request() -> None:
    notes = {path.stem for path in (FOLDER / "knowledge").glob("*.md")}
    assert notes - set(site().services) == set()
    assert {name for name, service in site().services.items() if service.request.emergency} <= notes
