"""`ivr hours` as somebody at a terminal uses it: what callers will meet, and opening and closing at once."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from afterhours.models import AuditEntry
from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.releases.release import release
from ivr import settings
from ivr.clock import SystemClock
from ivr.errors import Refused
from tests.afterhours.small_county import HOURS, folder
from webhooks.cli import main
from webhooks.cli.until import moment_to_come

pytestmark = pytest.mark.database
THURSDAY = datetime(2026, 12, 24, 16, 0, tzinfo=UTC)
"""11:00 in Toronto, an hour before town hall closes for Christmas."""
WITH_HOLIDAYS = HOURS.replace("  except:", "  holidays: {from: CA-ON, remove: [2027-01-01]}\n  except:").replace(
    "2026-12-25..2027-01-01", "2026-12-29..2026-12-31"
)
Command = Callable[..., Result]


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "VAR_DIR": str(tmp_path), "TELEPHONY": "simulated", "SECRET_KEY": "x" * 40}


@pytest.fixture
def parts(environment: dict[str, str]) -> Iterator[Parts]:
    """The county, released; it is Thursday morning before Christmas."""
    parts = Parts(settings.load(environment))
    with parts.database.transaction() as session:
        release(session, folder(hours=WITH_HOLIDAYS), "tests", THURSDAY)
    ServiceClock(parts.database, SystemClock()).set(THURSDAY)
    yield parts
    parts.close()


@pytest.fixture
def ivr(parts: Parts, environment: dict[str, str]) -> Command:
    def command(*words: str) -> Result:
        return CliRunner().invoke(main, ["hours", *words], env=environment)

    return command


def told(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told(result)]


def test_what_callers_will_meet_is_printed_day_by_day_with_the_reason(ivr: Command) -> None:
    lines = told(ivr("show", "Town hall", "--from", "2026-12-24", "--weeks", "2"))
    assert lines[0] == (
        "town-hall (America/Toronto) is open now: exception 2026-12-24. It closes Thu 24 Dec 2026 12:00."
    )
    assert [line.split(maxsplit=3)[1:] for line in (lines[1], lines[2], lines[4], lines[6], lines[9])] == [
        ["2026-12-24", "08:30-12:00", "exception 2026-12-24"],
        ["2026-12-25", "closed", "Christmas Day (CA-ON)"],
        ["2026-12-27", "closed", "the week"],
        ["2026-12-29", "closed", "exception 2026-12-29..2026-12-31"],
        ["2027-01-01", "08:30-12:00,", "13:00-16:30  the week; New Year's Day (CA-ON) is no holiday here"],
    ]
    assert len(lines) == 1 + 14 + 1
    assert lines[-1].startswith("CA-ON: the public holidays as the library holidays 0.")


def test_without_a_date_it_begins_today_in_the_calendar_s_zone(ivr: Command) -> None:
    assert rows(ivr("show", "town-hall", "--json"))[0]["day"] == "2026-12-24"


def test_scripts_get_a_row_a_day_with_windows_and_reasons(ivr: Command) -> None:
    first, second, *_ = rows(ivr("show", "town-hall", "--from", "2026-12-24", "--weeks", "1", "--json"))
    assert first["open"] == [{"from": "2026-12-24T08:30:00-05:00", "until": "2026-12-24T12:00:00-05:00"}]
    assert second["open"] == []
    assert second["reasons"] == [
        {
            "source": "holiday",
            "name": "Christmas Day",
            "first": "2026-12-25",
            "last": "2026-12-25",
            "open": False,
            "list": "CA-ON",
        }
    ]
    assert second["holidays"] == [{"name": "Christmas Day", "source": "CA-ON", "kept": True}]


def test_without_a_name_every_calendar_says_how_it_is_now(ivr: Command) -> None:
    (only,) = told(ivr("show"))
    assert only.startswith("town-hall (America/Toronto) is open now")
    (row,) = rows(ivr("show", "--json"))
    assert (row["calendar"], row["open"], row["changes_at"]) == ("town-hall", True, "2026-12-24T17:00:00+00:00")


def test_closing_now_is_told_with_its_reason_and_ends_by_itself(ivr: Command) -> None:
    (said,) = told(ivr("close", "town-hall", "--until", "11:30", "--reason", "water in the cellar"))
    assert "is closed now: by order of ivr until Thu 24 Dec 2026 11:30: water in the cellar." in said
    assert said.endswith("It opens Thu 24 Dec 2026 11:30.")
    day = told(ivr("show", "town-hall", "--weeks", "1"))[1]
    assert "11:30-12:00" in day
    assert "closed 11:" in day
    assert "water in the cellar" in day


def test_opening_now_and_going_back(ivr: Command, parts: Parts) -> None:
    assert "is open now: by order" in told(ivr("open", "town-hall", "--until", "8h", "--reason", "polls"))[0]
    assert "is open now: exception 2026-12-24" in told(ivr("resume", "town-hall"))[0]
    assert told(ivr("resume", "town-hall")) == ["town-hall goes by hours.yaml already."]
    with parts.database.transaction() as session:
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.at)))
    assert actions == ["hours.opened", "hours.resumed"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("show", "twon-hall"), 'did you mean "town-hall"?', id="a calendar"),
        pytest.param(("close", "town-hall", "--until", "soon", "--reason", "x"), "Write 2h, 18:00", id="a time"),
        pytest.param(("close", "town-hall", "--until", "2026-12-24T10:00", "--reason", "x"), "has passed", id="past"),
        pytest.param(("close", "town-hall", "--until", "40d", "--reason", "x"), "longer than 31 days", id="too long"),
        pytest.param(("close", "town-hall", "--until", "2h", "--reason", " "), "Write a reason", id="no reason"),
        pytest.param(("close", "town-hall", "--reason", "x"), "Missing option '--until'", id="no end"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(ivr: Command, words: tuple[str, ...], said: str) -> None:
    found = ivr(*words)
    assert found.exit_code != 0
    assert said in found.output


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("90m", "2026-12-24T17:30", id="minutes"),
        pytest.param("2 d", "2026-12-26T16:00", id="days"),
        pytest.param("18:00", "2026-12-24T23:00", id="later today"),
        pytest.param("9:00", "2026-12-25T14:00", id="tomorrow"),
        pytest.param("2026-12-28T08:30", "2026-12-28T13:30", id="a local time"),
        pytest.param("2026-12-28 08:30+01:00", "2026-12-28T07:30", id="with its offset"),
    ],
)
def test_a_time_to_come_is_read_in_the_calendar_s_zone(typed: str, expected: str) -> None:
    found = moment_to_come(typed, THURSDAY, "America/Toronto")
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("2027-03-14T02:30", "does not exist in America/Toronto: the clocks go forward", id="in the gap"),
        pytest.param("2026-12-28", "is no time", id="a day without a time"),
        pytest.param("25:00", "is no time", id="no time of day"),
    ],
)
def test_a_time_that_never_comes_is_refused(typed: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        moment_to_come(typed, THURSDAY, "America/Toronto")
