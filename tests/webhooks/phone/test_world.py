"""The times a visitor may choose."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import Babel

from webhooks.phone.world import times

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def offered(now: datetime, zone: str) -> list[str]:
    app = Flask("test")
    Babel(app)
    with app.test_request_context():
        return [each.value for each in times(now, zone)]


def test_the_next_saturday_night_and_the_next_weekday_are_offered() -> None:
    assert offered(MONDAY, "America/Toronto")[:4] == ["", "now", "2026-11-28T02:15", "2026-11-25T10:00"]


def test_on_a_saturday_the_next_one_is_meant() -> None:
    assert "2026-12-05T02:15" in offered(datetime(2026, 11, 28, 12, 0, tzinfo=UTC), "America/Toronto")


@pytest.mark.parametrize(
    ("now", "zone", "night"),
    [
        pytest.param(MONDAY, "America/Toronto", "2027-03-14T01:40", id="spring in Ontario"),
        pytest.param(MONDAY, "Europe/London", "2027-03-28T00:40", id="spring in England"),
        pytest.param(datetime(2026, 7, 1, tzinfo=UTC), "America/Toronto", "2026-11-01T01:40", id="autumn in Ontario"),
    ],
)
def test_the_night_the_clocks_change_is_offered_shortly_before_it(now: datetime, zone: str, night: str) -> None:
    assert night in offered(now, zone)


def test_where_the_clocks_never_change_no_such_night_is_offered() -> None:
    assert len(offered(MONDAY, "UTC")) == 5
