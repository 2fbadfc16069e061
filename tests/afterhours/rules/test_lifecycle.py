"""Which status may follow which."""

import pytest

from afterhours.rules.lifecycle import FINISHED, FOLLOWS, moved
from ivr.errors import Refused


def test_every_status_is_reached_and_can_be_finished() -> None:
    assert set().union(*FOLLOWS.values()) | {"new"} == set(FOLLOWS)
    assert all(to & FINISHED for status, to in FOLLOWS.items() if status not in FINISHED)


def test_a_change_that_is_allowed_happens_and_staying_is_no_change() -> None:
    assert moved("new", "open") == "open"
    assert moved("open", "open") == "open"


@pytest.mark.parametrize(
    ("status", "to", "said"),
    [
        pytest.param("closed", "new", "can become open", id="nothing becomes new again"),
        pytest.param("closed", "waiting", "cannot become waiting", id="a closed case is opened first"),
        pytest.param("new", "done", 'no status "done"', id="unknown"),
    ],
)
def test_a_change_that_is_not_allowed_is_refused(status: str, to: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        moved(status, to)
