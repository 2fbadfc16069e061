"""What the bench says of the night."""

from types import SimpleNamespace
from typing import Any

import pytest

from bench import report


def night(*seconds: float) -> Any:
    return SimpleNamespace(first_calls=list(seconds))


def test_the_first_calls_are_told_by_their_middle_their_95th_percentile_and_the_longest() -> None:
    found = report.first_calls(night(*(number / 100 for number in range(1, 101))))
    assert found.as_list() == [0.51, 0.96, 1.0]


@pytest.mark.parametrize(("late", "found"), [(4, 0.4), (6, 2.5)])
def test_five_of_100_may_be_late(late: int, found: float) -> None:
    assert report.first_calls(night(*[0.4] * (100 - late), *[2.5] * late)).middle == found
