"""Which status may follow which."""

import pytest

from afterhours.rules.lifecycle import FINISHED, FOLLOWS, REASONS, moved, moved_because, reasons_for
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


@pytest.mark.parametrize(
    ("status", "to", "reason", "kept"),
    [
        pytest.param("new", "open", "", None, id="begun"),
        pytest.param("open", "waiting", "third_party", "third_party", id="waits for somebody"),
        pytest.param("resolved", "closed", "whatever", None, id="what was resolved closes without asking"),
        pytest.param("new", "closed", "spam", "spam", id="nothing to do"),
        pytest.param("closed", "open", "not_solved", "not_solved", id="again"),
    ],
)
def test_a_change_keeps_the_reason_that_it_asks_for(status: str, to: str, reason: str, kept: str | None) -> None:
    assert moved_because(status, to, reason) == kept


@pytest.mark.parametrize(
    ("status", "to", "reason"),
    [
        pytest.param("new", "closed", "done", id="nobody has worked on it"),
        pytest.param("open", "waiting", "", id="none given"),
        pytest.param("open", "open", "", id="stays"),
    ],
)
def test_without_its_reason_nothing_changes(status: str, to: str, reason: str) -> None:
    with pytest.raises(Refused):
        moved_because(status, to, reason)


def test_every_reason_that_is_asked_for_is_known() -> None:
    asked = {reason for status, follows in FOLLOWS.items() for to in follows for reason in reasons_for(status, to)}
    assert asked == REASONS
