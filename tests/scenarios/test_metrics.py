"""`/metrics`: what was counted, how things stand, and nothing about anybody."""

import pytest

from ivr.errors import DatabaseGone
from ivr.spool import SpooledRequest
from tests.support.county import RESIDENT, SATURDAY_NIGHT, County
from webhooks.app import create_app
from webhooks.standing import GAUGES, SPOOL

pytestmark = pytest.mark.database


def gone() -> None:
    raise DatabaseGone("the server closed the connection")


def told(county: County) -> dict[str, float]:
    """Name with labels -> number."""
    text = create_app(county.parts).test_client().get("/metrics").text
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(number) for name, _, number in lines}


def test_what_waits_and_what_lives_is_told(long_point: County) -> None:
    caller = long_point.phone().hears("9 1 1")
    long_point.parts.spool.keep(SpooledRequest("/voice/status", {}, SATURDAY_NIGHT, "", ""))
    during = told(long_point)
    caller.hangs_up()
    assert (during["ivr_calls_in_progress"], told(long_point)["ivr_calls_in_progress"]) == (1, 0)
    assert (during[SPOOL], during["ivr_database_up"], during["ivr_revision"]) == (1, 1, 1)
    assert set(GAUGES) - {
        "ivr_scheduler_last_sign_seconds",
        "ivr_retention_last_seconds",
        "ivr_first_dial_seconds",
    } <= set(during)


def test_without_the_database_the_rest_is_told(long_point: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_point.parts.database, "unit_of_work", gone)
    numbers = told(long_point)
    assert (numbers["ivr_database_up"], numbers[SPOOL]) == (0, 0)
    assert "ivr_calls_in_progress" not in numbers


def test_nobody_is_named(long_point: County) -> None:
    long_point.phone().hears("9 1 1").hangs_up()
    assert RESIDENT[1:] not in create_app(long_point.parts).test_client().get("/metrics").text
