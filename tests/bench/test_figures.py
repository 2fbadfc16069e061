"""Windows as numbers."""

import pytest

from bench.figures import quantile, ratios, rounded, spread


def test_windows_are_compared_one_by_one() -> None:
    found = ratios([1, 2, 9], [2, 2, 10])
    assert (found.least, found.middle, found.most) == (0.5, 0.9, 1.0)


def test_windows_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratios([1, 2], [1])


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile(range(1, 101), 0.99) == 100
    assert quantile([5.0], 0.99) == 5.0
    assert quantile([3, 1, 2], 0.5) == 2


def test_a_spread_is_told_with_three_digits() -> None:
    assert spread([0.123456, 10.0, 12345.0]).as_list() == [0.123, 10.0, 12300.0]
    assert rounded(0.000123456) == 0.000123
