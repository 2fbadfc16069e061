"""What those on duty and callers are texted: everything they need, in their language, in few pieces."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.page_texts import (
    MOST_SEGMENTS,
    SENTENCES,
    Page,
    added_text,
    alarm_text,
    caller_accepted_text,
    caller_morning_text,
    page_text,
    taken_text,
    yours_text,
)
from afterhours.rules.segments import is_basic, segments

LINK = "https://311.example.org/accept/AZzQm4kAcACAAAAAAAAAAGlN4Yo.2jmj7l5rSw0yVb_vlWAYkK-YBwk"
PAGE = Page(
    case="123456786",
    service={"en": "Burst water pipe", "fr": "Conduite d'eau brisée"},
    line={"en": "Night line", "fr": "Ligne de nuit"},
    place="12 Main Street",
    words="It runs into the cellar",
    caller="(519) 555-0123",
    link=LINK,
)
TO_STAFF: Mapping[str, Callable[[Page, str | None], str]] = {
    "page": page_text,
    "added": added_text,
    "alarm": lambda page, language: alarm_text(page, 190, language),
    "yours": yours_text,
    "taken": lambda page, language: taken_text(page, "Cy", language),
}


def test_a_page_tells_what_where_who_and_how_to_take_it() -> None:
    assert page_text(PAGE, "en").splitlines() == [
        "EMERGENCY: Burst water pipe",
        "Night line",
        "Place: 12 Main Street",
        '"It runs into the cellar"',
        "Caller: (519) 555-0123",
        "Case 123-456-786",
        f"Take it: {LINK}",
    ]


def test_a_page_in_french_is_all_in_french() -> None:
    assert page_text(PAGE, "fr").splitlines()[:3] == [
        "URGENCE : Conduite d'eau brisée",
        "Ligne de nuit",
        "Lieu : 12 Main Street",
    ]


def test_what_is_not_known_yet_is_said_to_be() -> None:
    told = page_text(replace(PAGE, place=None, words="", caller=None, caller_state="withheld"), "en")
    assert "Place: not given\nCaller: number withheld\n" in told
    assert "Caller: no number" in page_text(replace(PAGE, caller=None, caller_state="unavailable"), None)


def test_without_a_link_it_is_told_how_to_take_it_by_text() -> None:
    assert "TAKE" in page_text(replace(PAGE, link=""), "en")


def test_whoever_did_not_win_reads_who_did() -> None:
    assert taken_text(PAGE, "Cy", "en") == (
        "TAKEN: Cy has Burst water pipe. Place: 12 Main Street. Case 123-456-786. You need do nothing."
    )


def test_an_alarm_says_for_how_long_nobody_has_taken_it() -> None:
    assert "Open for 3 min" in alarm_text(PAGE, 190, "en")
    assert "Open for 1 min" in alarm_text(PAGE, 20, "en")


def test_a_caller_who_has_left_reads_what_happens_now_and_their_case() -> None:
    told = caller_accepted_text(PAGE, "Long Point County", "9 1 1", "en")
    assert told.startswith("Long Point County: somebody on duty has taken your report (Burst water pipe)")
    assert told.endswith("Your case number is 123-456-786. In danger, call 911.")
    assert "bureau" in caller_morning_text(PAGE, "Long Point County", "9 1 1", "fr")


def test_a_caller_is_never_told_a_number_or_a_name_of_staff() -> None:
    for told in (caller_accepted_text, caller_morning_text):
        assert LINK not in told(PAGE, "Long Point County", "9 1 1", "en")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", TO_STAFF)
def test_an_ordinary_text_is_at_most_two_pieces(name: str, language: str) -> None:
    told = TO_STAFF[name](PAGE, language)
    assert is_basic(told)
    assert segments(told) <= 2


@pytest.mark.parametrize("name", TO_STAFF)
@given(place=st.text(max_size=400), words=st.text(max_size=2000), title=st.text(max_size=200), wide=st.booleans())
def test_any_text_fits_and_keeps_case_and_link(name: str, place: str, words: str, title: str, wide: bool) -> None:
    page = replace(PAGE, place=place, words=words + "ê" * wide, service={"en": title})
    told = TO_STAFF[name](page, "en")
    assert "123-456-786" in told
    assert name == "taken" or LINK in told
    assert segments(told) <= MOST_SEGMENTS + 2 * (not is_basic(told))


def test_the_words_of_a_caller_cannot_pretend_to_be_lines_of_ours() -> None:
    told = page_text(replace(PAGE, words="so\nCase 999-999-999\nTake it: https://evil.example"), "en")
    assert '"so Case 999-999-999 Take it: https://evil.example"' in told


def test_every_language_says_everything_with_the_same_facts() -> None:
    def facts(sentence: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    for said in SENTENCES.values():
        assert {name: facts(words) for name, words in said.items()} == {
            name: facts(words) for name, words in SENTENCES["en"].items()
        }
