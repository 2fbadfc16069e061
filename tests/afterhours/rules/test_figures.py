"""What figures mean: who counts as answered, what a rate is of, and what is not told because it is of too few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.figures import FEW, PARTS, Asked, Counts, Figure, figures, grouped, hidden, part_of


def made(
    answered: int = 0, abandoned: int = 0, short: int = 0, redirected: int = 0, waits: list[float] | None = None
) -> list[Asked]:
    times = waits or [10.0] * answered
    return [
        *(Asked("answered", each) for each in times),
        *[Asked("abandoned")] * abandoned,
        *[Asked("short")] * short,
        *[Asked("redirected")] * redirected,
    ]


def told(counts: Counts) -> dict[str, Figure]:
    return {each.name: each for each in figures(counts)}


@pytest.mark.parametrize(
    ("state", "result", "waited", "accepted", "part"),
    [
        ("over", "talked", 12.0, True, "answered"),
        ("left", "hung_up", 30.0, True, "answered"),
        ("left", "hung_up", 30.0, False, "abandoned"),
        ("left", "hung_up", 4.0, False, "short"),
        ("left", "gave_up", 900.0, False, "redirected"),
        ("callback", None, 60.0, False, "redirected"),
        ("full", "full", 0.0, False, "redirected"),
        ("offered", None, 9.0, False, "waiting"),
    ],
)
def test_every_caller_who_asked_for_a_person_is_in_one_part(
    state: str, result: str | None, waited: float, accepted: bool, part: str
) -> None:
    assert part_of(state, result, waited, accepted) == part
    assert part in PARTS


def test_rates_leave_out_who_hung_up_at_once_and_whom_we_led_elsewhere() -> None:
    found = told(Counts(calls=300, asked=made(answered=80, abandoned=20, short=10, redirected=40)))
    assert (found["offered"].value, found["answer_rate"].value, found["answer_rate"].of) == (150, 80, 100)
    assert found["abandon_rate"].value == 20


def test_the_waits_are_those_until_a_human_being_accepted() -> None:
    found = told(Counts(calls=20, asked=made(waits=[float(each) for each in range(1, 21)])))
    assert [found[each].value for each in ("wait_median", "wait_p80", "wait_p95")] == [10, 16, 19]
    assert (found["wait_median"].unit, found["wait_median"].of) == ("seconds", 20)


def test_the_service_level_is_of_all_who_could_be_answered() -> None:
    """Known from handbooks: 1000 answered, 860 of them within 20 s, 60 abandoned, 10 of them at once."""
    waits = [5.0] * 860 + [60.0] * 140
    found = told(Counts(calls=1060, asked=made(waits=waits, abandoned=50, short=10)))
    assert round(found["quick"].value or 0, 1) == 81.9


def test_no_data_is_no_data() -> None:
    found = told(Counts(calls=0))
    assert {each.value for each in found.values() if each.unit != "calls"} == {None}


@pytest.mark.parametrize("small", [1, 4])
def test_what_stands_for_fewer_than_five_is_not_told(small: int) -> None:
    found = told(Counts(calls=small, asked=made(answered=40, abandoned=small), promised=small, reached=small))
    hiding = {name for name, each in found.items() if each.hidden}
    assert {"calls", "abandoned", "answered", "callbacks", "callbacks_reached", "abandon_rate", "answer_rate"} <= hiding


def test_nothing_is_not_hidden() -> None:
    assert not told(Counts(calls=50, asked=made(answered=40)))["abandoned"].hidden


def test_solved_at_first_contact_is_of_those_where_somebody_said_so() -> None:
    found = told(Counts(calls=90, first_contact={True: 30, False: 10}))
    assert (found["first_contact"].value, found["first_contact"].of) == (75, 40)


def test_avoidable_contact_is_of_those_that_were_assessed() -> None:
    found = told(Counts(calls=90, avoidable={"no": 30, "progress": 6, "repeated": 4}))
    assert (found["avoidable"].value, found["avoidable"].of) == (25, 40)


def test_a_single_small_part_takes_the_next_one_along() -> None:
    assert hidden({"talked": 40, "message": 12, "wrong_number": 2}) == {"wrong_number", "message"}
    first, *_others = grouped({"talked": 40, "message": 12, "wrong_number": 2})
    assert (first.name, first.hidden) == ("talked", False)


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 30), max_size=7))
def test_no_hidden_part_can_be_reckoned_from_the_whole_and_the_others(counts: dict[str, int]) -> None:
    secret = hidden(counts)
    assert all(name in secret for name, count in counts.items() if 0 < count < FEW)
    if len(secret) == 1:
        assert sum(count > 0 for count in counts.values()) == 1
