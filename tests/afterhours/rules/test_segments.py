"""A text is counted as the networks count it, and cut where it hurts least."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.segments import cut, plain, segments, shortened

WORDS = st.text("abc é ê 🚒 €'", max_size=2000)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("a" * 160, 1, id="one full piece"),
        pytest.param("a" * 161, 2, id="joined pieces are shorter"),
        pytest.param("a" * 306, 2, id="two full"),
        pytest.param("a" * 307, 3, id="three"),
        pytest.param("é" * 160, 1, id="accents of the basic alphabet"),
        pytest.param("€" * 80, 1, id="signs that count twice"),
        pytest.param("€" * 81, 2, id="too many that count twice"),
        pytest.param("ê" * 70, 1, id="other accents"),
        pytest.param("ê" * 71, 2, id="one more"),
        pytest.param("🚒" * 35, 1, id="a picture counts twice"),
        pytest.param("🚒" * 36, 2, id="pictures"),
    ],
)
def test_a_text_is_counted_as_the_networks_count(text: str, pieces: int) -> None:
    assert segments(text) == pieces


@given(WORDS, st.integers(1, 8))
def test_what_is_cut_fits_and_begins_as_it_did(text: str, most: int) -> None:
    kept = cut(text, most)
    assert segments(kept) <= most
    assert kept == text or text.startswith(kept.removesuffix("..."))


@given(WORDS, st.integers(3, 100))
def test_what_is_shortened_is_no_longer_than_that(text: str, longest: int) -> None:
    assert len(shortened(text, longest)) <= longest


def test_words_are_not_cut_in_two() -> None:
    assert shortened("Water is running into the cellar", 20) == "Water is running..."


def test_typographic_signs_do_not_double_the_cost() -> None:
    said = plain("L’eau coule – « vite »…")
    assert said == 'L\'eau coule - " vite "...'
    assert segments(said * 6) == 1
