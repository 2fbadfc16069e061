"""A report in words: the same in every language, and drawn as text and as HTML without letting anything through."""

import re
from string import Formatter

import pytest

from afterhours.reports.html import html
from afterhours.reports.paper import Entry, Figure, Line, Mark, Paper, Section, Stamp, Table
from afterhours.reports.plain import plain
from afterhours.reports.sentences import WORDS, counted, length, say, spoken
from afterhours.reports.sentences.english import ENGLISH
from afterhours.reports.sentences.french import FRENCH
from afterhours.rules.escalation import EVENTS, RESULTS

AT = Stamp("Sat 26 Dec 02:15", "2026-12-26T07:15:00+00:00", "Saturday")
EVIL = '<script>alert("1")</script>'
PAPER = Paper(
    title="The morning after",
    council=f"Long Point {EVIL}",
    period="Thu – Mon",
    lead="1 message is to be heard.",
    calm=False,
    figures=(Figure("Calls", "3", "help"),),
    sections=(
        Section(
            name="waiting",
            heading="Emergencies",
            entries=(
                Entry(
                    title="Burst water pipe",
                    place=EVIL,
                    mark=Mark("Nobody has it", "triangle", "help"),
                    case="123456782",
                    caller="(519) 555-0123",
                    at=AT,
                    facts=(EVIL,),
                    story=(Line(AT, f"Rang {EVIL}", "person"),),
                    body=f"# Note\n\n{EVIL} ![map](http://x.example/m)",
                ),
            ),
        ),
        Section(name="figures", heading="Numbers", table=Table(("Line", "Calls"), (("Main", "3"),), ("Together", "3"))),
        Section(name="due", heading="Cases", empty="No case waits."),
    ),
    made="As of now",
    language="en",
)


def link(case: str) -> str:
    return f"https://311.example.org/desk/cases/{case}"


def test_every_language_has_the_same_sentences_with_the_same_places_in_them() -> None:
    assert set(ENGLISH) == set(FRENCH)
    for key in ENGLISH:
        names = [
            {name for _, name, _, _ in Formatter().parse(words[key]) if name and name != "n"}
            for words in WORDS.values()
        ]
        assert names[0] == names[1], key


@pytest.mark.parametrize("language", WORDS)
def test_every_event_and_every_result_has_words(language: str) -> None:
    missing = [what for what in EVENTS if f"event_{what}" not in WORDS[language]]
    missing += [what for what in RESULTS if f"result_{what}" not in WORDS[language]]
    assert missing == []


def test_what_a_newer_version_wrote_is_called_by_its_name() -> None:
    assert say("en", "event_moved_elsewhere") == "moved elsewhere"


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [("en", 0, "0 cases wait"), ("en", 1, "1 case waits"), ("en", 2, "2 cases wait"), ("fr", 0, "0 dossier attend")],
)
def test_numbers_and_words_agree(language: str, n: int, said: str) -> None:
    assert counted(language, "cases", n) == said


@pytest.mark.parametrize(("tag", "language"), [("fr-CA", "fr"), ("fr", "fr"), ("de", "en"), (None, "en"), ("", "en")])
def test_a_reader_gets_the_nearest_language(tag: str | None, language: str) -> None:
    assert spoken(tag) == language


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (9, "9 s"), (192, "3 min 12 s"), (3600, "1 h"), (7500, "2 h 5 min")]
)
def test_lengths_are_short(seconds: int, said: str) -> None:
    assert length(seconds) == said


def test_as_text_everything_is_there_but_the_caller_s_number() -> None:
    told = plain(PAPER, link)
    for words in (
        "[Nobody has it] Burst water pipe",
        "123-456-782",
        link("123456782"),
        "Together      3",
        "No case waits.",
    ):
        assert words in told, words
    assert "555-0123" not in told


def test_as_html_what_was_said_cannot_become_markup_and_nothing_is_fetched() -> None:
    told = html(PAPER, link)
    assert "<script" not in told
    assert "<img" not in told
    assert "555-0123" not in told
    assert "src=" not in told
    assert set(re.findall(r'href="([^"]*)"', told)) == {link("123456782"), "http://x.example/m"}
    assert told.count("&lt;script&gt;") == 6
