"""How sure one can be of who is on the telephone: a table, and what never is enough."""

import pytest

from afterhours.rules.identity import Known, by_number, fits, identified

CALLER = "+15195550123"
HELEN = Known("h", "Helen Baker", "LP-1001", "12 Main Street, Port Avery ON", frozenset({CALLER}), shared=True)
WALTER = Known(
    "w", "Walter Baker", "LP-1002", "12 Main Street, Port Avery ON", frozenset({CALLER, "+15195550124"}), shared=True
)


@pytest.mark.parametrize(
    ("shared", "state", "attestation", "expected"),
    [
        pytest.param([False], "presented", "A", "cli_attested", id="one person's own number, vouched for"),
        pytest.param([False], "presented", "B", "cli_match", id="the carrier does not know whose number it is"),
        pytest.param([False], "presented", None, "cli_match", id="the carriers say nothing"),
        pytest.param([False], "presented", "failed", "cli_match", id="a forged signature"),
        pytest.param([True], "presented", "A", "cli_match", id="somebody else has it, too"),
        pytest.param([True, True], "presented", "A", "cli_match", id="a household"),
        pytest.param([], "presented", "A", "none", id="nobody on record"),
        pytest.param([False], "withheld", "A", "none", id="a number that was not shown"),
    ],
)
def test_the_number_alone(shared: list[bool], state: str, attestation: str | None, expected: str) -> None:
    assert by_number(shared, state, attestation) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"account": "lp1002", "address": "12 main street"}, "w", id="the account and the address"),
        pytest.param({"account": "LP-1002", "number": "+15195550124"}, "w", id="the account and another number"),
        pytest.param({"address": "12 Main Street", "name": "Walter Baker"}, None, id="what anybody can look up"),
        pytest.param({"account": "LP-1002"}, None, id="one answer"),
        pytest.param({"account": "LP-1002", "number": CALLER}, None, id="the number that rings is no answer"),
        pytest.param({"account": "LP-1002", "address": "14 Main Street"}, None, id="one of two wrong"),
        pytest.param({"account": "LP-9999", "address": "12 Main Street"}, None, id="an account that nobody has"),
        pytest.param({"number": "+15195550124", "address": "12 Main Street"}, "w", id="only one of a household fits"),
    ],
)
def test_what_is_enough_for_one_record(given: dict[str, str], expected: str | None) -> None:
    assert identified(given, [HELEN, WALTER], CALLER) == expected


def test_two_records_that_fit_are_nobody() -> None:
    twin = Known("t", "Tom Baker", "LP-1001", HELEN.address, frozenset())
    assert identified({"account": "LP-1001", "address": "12 Main Street"}, [HELEN, twin], CALLER) is None


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("address", "12 main street", True),
        ("address", "Main Street", False),
        ("address", "12", False),
        ("address", "12 Main Street Port Avery", True),
        ("name", "baker, helen", True),
        ("name", "Baker", False),
        ("account", "", False),
        ("birthday", "1 May", False),
    ],
)
def test_an_answer_may_be_spelt_otherwise_and_not_be_half_of_one(kind: str, said: str, expected: bool) -> None:
    assert fits(kind, said, HELEN) is expected


def test_accents_are_no_difference() -> None:
    luc = Known("l", "Luc Bélanger", "LP-1004", "7, rue Principale, Port Avery ON", frozenset())
    assert fits("name", "luc belanger", luc)
