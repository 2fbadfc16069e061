"""Two who write in one form: each field is whose it should be, and nothing of either is lost."""

from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.merging import merged

BEGAN = {"location": "", "subject": "water", "priority": "normal"}


def test_fields_that_only_i_changed_are_mine_and_the_others_stay_theirs() -> None:
    theirs = BEGAN | {"priority": "urgent"}
    found = merged(BEGAN, BEGAN | {"location": "1 Elm Street"}, theirs)
    assert (found.fields, found.clashes) == ({"location": "1 Elm Street"}, {})


def test_where_both_wrote_something_else_both_are_told() -> None:
    found = merged(BEGAN, BEGAN | {"location": "1 Elm Street"}, BEGAN | {"location": "2 Oak Street"})
    assert (found.fields, found.clashes) == ({}, {"location": "2 Oak Street"})


def test_who_wrote_the_same_agrees() -> None:
    found = merged(BEGAN, BEGAN | {"location": "1 Elm Street"}, BEGAN | {"location": "1 Elm Street"})
    assert (found.fields, found.clashes) == ({}, {})


FORM = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=3)


@given(FORM, FORM, FORM)
def test_whatever_either_of_them_wrote_stands_there_or_is_shown(
    began: dict[str, int], mine: dict[str, int], theirs: dict[str, int]
) -> None:
    found = merged(began, mine, theirs)
    after = {**theirs, **found.fields}
    for name in "abc":
        if mine[name] != began[name]:
            assert after[name] == mine[name] or found.clashes[name] == theirs[name]
        else:
            assert after[name] == theirs[name]
