"""Case numbers can be spoken, typed and checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.case_numbers import DAMM, POSITIONS, block, number_at, parse, spoken, written
from ivr.errors import Refused

positions = st.integers(0, POSITIONS - 1)


@given(positions)
def test_a_number_has_nine_digits_does_not_begin_with_zero_and_is_read_again(position: int) -> None:
    number = number_at(position)
    assert len(number) == 9
    assert number[0] != "0"
    assert parse(written(number)) == number


@given(positions, positions)
def test_two_positions_never_share_a_number(one: int, other: int) -> None:
    assert (number_at(one) == number_at(other)) == (one == other)


def test_neighbouring_positions_do_not_look_alike() -> None:
    one, other = block(0, 2)
    assert sum(a != b for a, b in zip(one, other, strict=True)) > 5


@given(positions, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(position: int, place: int, shift: int) -> None:
    number = number_at(position)
    wrong = str((int(number[place]) + shift) % 10)
    with pytest.raises(Refused):
        parse(number[:place] + wrong + number[place + 1 :])


@given(positions, st.integers(0, 7))
def test_two_neighbours_exchanged_are_noticed(position: int, place: int) -> None:
    number = number_at(position)
    one, other = number[place], number[place + 1]
    if one != other:
        with pytest.raises(Refused, match="exchanged"):
            parse(number[:place] + other + one + number[place + 2 :])


def test_the_check_table_is_a_damm_table() -> None:
    assert all(sorted(row) == list(range(10)) for row in DAMM)
    assert all(DAMM[digit][digit] == 0 for digit in range(10))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("12345678", "has 8 digits", id="too short"),
        pytest.param("12a456789", "is no case number", id="a letter"),
        pytest.param("", "is no case number", id="nothing"),
        pytest.param("١٢٣٤٥٦٧٨٩", "is no case number", id="digits of another script"),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_the_reason(typed: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        parse(typed)


def test_a_number_is_spoken_in_groups_digit_by_digit() -> None:
    assert spoken("123456786") == "1 2 3, 4 5 6, 7 8 6"


def test_the_numbers_do_not_run_out_silently() -> None:
    with pytest.raises(Refused, match="90,000,000"):
        number_at(POSITIONS)


def test_the_example_in_the_messages_is_a_case_number() -> None:
    assert parse("123-456-786") == "123456786"
