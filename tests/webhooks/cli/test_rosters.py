"""`ivr roster` as somebody at a terminal uses it: who is on duty and why, gaps, and what is entered by hand."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar
from sqlalchemy import select

from afterhours.models import AuditEntry
from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.people.known import trust_numbers
from ivr import settings
from ivr.clock import SystemClock
from tests.afterhours.services.county_rosters import ROSTERS, with_rosters
from tests.afterhours.small_county import folder
from webhooks.app import create_app
from webhooks.cli import main

pytestmark = pytest.mark.database
SATURDAY = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
Command = Callable[..., Result]


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "VAR_DIR": str(tmp_path), "TELEPHONY": "simulated", "SECRET_KEY": "x" * 40}


@pytest.fixture
def parts(environment: dict[str, str]) -> Iterator[Parts]:
    """The county with its rosters; it is Saturday, 02:15 in Toronto."""
    parts = with_rosters(Parts(settings.load(environment)))
    ServiceClock(parts.database, SystemClock()).set(SATURDAY)
    yield parts
    parts.close()


@pytest.fixture
def ivr(parts: Parts, environment: dict[str, str]) -> Command:
    def command(*words: str) -> Result:
        return CliRunner().invoke(main, ["roster", *words], env=environment)

    return command


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told(result).splitlines()]


SWAP = ("swap", "water", "--duty", "primary", "--out", "ann", "--in", "dee")
WEEK = ("--from", "2026-12-28 08:30", "--until", "2027-01-04 08:30")


def test_the_shifts_of_the_weeks_ahead_are_shown_with_why(ivr: Command) -> None:
    lines = told(ivr("show", "water", "--weeks", "2")).splitlines()
    assert lines[0] == "water/primary (America/Toronto)"
    assert lines[1].split("  ")[1] == "Sat 26 Dec 2026 00:00 - Mon 28 Dec 2026 08:30"
    assert [each.strip() for each in lines[1].split("  ") if each.strip()][1:] == ["cy", "layer primary"]
    assert "ann" in lines[2]


def test_the_shifts_can_begin_on_another_day(ivr: Command) -> None:
    found = rows(ivr("show", "water", "--from", "2027-02-01", "--weeks", "1", "--json"))
    assert found[0]["from"].startswith("2027-02-01T05:00:00")
    assert {each["duty"] for each in found} == {"primary", "secondary"}


def test_who_has_each_duty_now_is_told_with_why(ivr: Command) -> None:
    lines = told(ivr("who")).splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["water/primary", "cy"],
        ["water/secondary", "ann"],
        ["social/primary", "bo,"],
        ["county/manager", "NOBODY"],
        ["wealden-duty/officer", "eve"],
    ]
    assert lines[2].endswith("layer primary; town-hall is closed: exception")
    assert lines[3].endswith("no layer has anybody then")


def test_who_has_it_at_another_time_in_the_rosters_own_zone(ivr: Command) -> None:
    (row,) = rows(ivr("who", "county", "--at", "2026-12-28 08:00", "--json"))
    assert (row["people"], row["at"], row["tenant"]) == (
        ["duty-manager"],
        "2026-12-28T13:00:00+00:00",
        "long-point-county",
    )
    assert row["why"] == [{"cause": "layer", "name": "manager", "people": ["duty-manager"]}]


def test_a_time_that_does_not_exist_or_comes_twice_is_told(ivr: Command) -> None:
    assert "does not exist" in ivr("who", "water", "--at", "2027-03-14 02:30").output
    assert "Say which you mean: first (EDT) or second (EST)" in ivr("who", "water", "--at", "2026-11-01 01:30").output
    assert told(ivr("who", "water", "--at", "2026-11-01 01:30 second"))


def test_gaps_are_named_by_duty_and_time_only_where_somebody_is_needed(ivr: Command) -> None:
    lines = told(ivr("gaps", "--weeks", "1")).splitlines()
    assert lines[0] == (
        "county/manager: nobody from Sat 26 Dec 2026 02:15 until Mon 28 Dec 2026 08:00 (2 days 5 h 45 min)"
    )
    assert {line.split(":")[0] for line in lines} == {"county/manager"}


def test_a_roster_without_gaps_says_so(ivr: Command) -> None:
    assert told(ivr("gaps", "water")) == (
        "Somebody is on duty in each of the next 8 weeks, whenever somebody is needed.\n"
    )


def test_a_swap_is_entered_shown_and_taken_back(ivr: Command, parts: Parts) -> None:
    answer = told(ivr(*SWAP, *WEEK, "--reason", "a wedding"))
    key = answer.split("ivr roster cancel ")[1].split()[0]
    assert "dee" in told(ivr("who", "water", "--at", "2026-12-29 12:00"))
    listed = told(ivr("exceptions"))
    assert "dee for ann: a wedding (by ivr, 2026-12-26 02:15)" in listed
    assert told(ivr("cancel", key)) == "Cancelled.\n"
    assert "dee" not in told(ivr("who", "water", "--at", "2026-12-29 12:00"))
    assert told(ivr("exceptions", "water")).startswith("Nothing is entered")
    with parts.database.transaction() as session:
        actions = list(session.scalars(select(AuditEntry.action).where(AuditEntry.actor == "ivr")))
    assert {"roster.replace", "roster.cancelled"} <= set(actions)


def test_sick_cover_reaches_every_duty_that_the_person_has(ivr: Command) -> None:
    told(ivr("cover", "water", "--out", "ann", "--in", "dee", "--until", "2027-01-04 08:30"))
    found = rows(ivr("exceptions", "--json"))
    assert sorted((each["duty"], each["kind"], tuple(each["came"])) for each in found) == [
        ("primary", "replace", ("dee",)),
        ("secondary", "replace", ("dee",)),
    ]


def test_without_a_substitute_the_gap_is_told_at_once(ivr: Command) -> None:
    answer = told(ivr("cover", "water", "--out", "cy", "--until", "2026-12-28 08:30", "--reason", "away"))
    assert "Beware: Nobody has water/primary from 2026-12-26 02:15 until 2026-12-28 08:30." in answer


def test_an_extra_shift_is_beside_the_others(ivr: Command) -> None:
    told(ivr("extra", "wealden-duty", "--in", "dee", "--until", "2026-12-27 08:00"))
    (row,) = rows(ivr("who", "wealden-duty", "--json"))
    assert row["people"] == ["dee", "eve"]


def test_a_temporary_schedule_replaces_everything_for_its_time(ivr: Command) -> None:
    shift = ("--shift", "dee,eve 2026-12-28 08:30 .. 2026-12-29 08:30")
    told(ivr("temporary", "water", "--duty", "primary", "--called", "Strike", *WEEK, *shift, "--reason", "a strike"))
    assert rows(ivr("who", "water", "--at", "2026-12-28 12:00", "--json"))[0]["people"] == ["dee", "eve"]
    assert rows(ivr("who", "water", "--at", "2026-12-30 12:00", "--json"))[0]["people"] == []
    assert "temporary schedule Strike" in told(ivr("exceptions"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("show", "watr"), 'did you mean "water"?', id="roster"),
        pytest.param((*SWAP[:2], *SWAP[4:], *WEEK), "water has several duties", id="no duty"),
        pytest.param(
            ("swap", "water", "--duty", "primary", "--out", "cy", "--in", "dee", *WEEK), "no shift", id="not theirs"
        ),
        pytest.param(
            ("cover", "water", "--out", "eve", *WEEK), "eve has no shift of water then", id="cover of nothing"
        ),
        pytest.param((*SWAP, "--until", "soon"), "is not a day and a time", id="time"),
        pytest.param(("feed",), "Name a roster, or a person", id="feed of nothing"),
        pytest.param(("feed", "--person", "zoe"), "Nobody has the handle", id="feed of nobody"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(ivr: Command, words: tuple[str, ...], said: str) -> None:
    result = ivr(*words)
    assert result.exit_code == 1
    assert said in result.output


def test_the_address_of_a_feed_stays_and_is_read_by_a_calendar_until_it_is_taken_back(
    ivr: Command, parts: Parts
) -> None:
    address = told(ivr("feed", "water")).strip()
    assert told(ivr("feed", "water")).strip() == address
    assert "water" not in address
    client = create_app(parts).test_client()
    path = "/" + address.split("/", 3)[3]
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    events: list[Any] = Calendar.from_ical(answer.data).walk("VEVENT")
    assert {str(each["SUMMARY"]) for each in events} >= {"water/primary: Ann", "water/secondary: Cy"}
    assert told(ivr("feed", "water", "--new")).strip() != address
    assert client.get(path).status_code == 404


def test_the_check_of_the_files_counts_swaps_and_finds_people_who_cannot_be_rung(
    ivr: Command, environment: dict[str, str], tmp_path: Path, parts: Parts
) -> None:
    def findings() -> dict[str, set[str]]:
        result = CliRunner().invoke(main, ["check", str(place), "--json"], env=environment)
        found: dict[str, set[str]] = {}
        for row in map(json.loads, result.stdout.splitlines()):
            found.setdefault(row.get("code", ""), set()).add(row.get("what", ""))
        return found

    place = tmp_path / "callflows"
    for path, data in folder(
        rosters=ROSTERS.replace("people: [eve]", "people: [eve, zoe], rotate: daily, from: 2026-01-05 08:30")
    ).items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    before = findings()
    assert any(each.startswith("nobody has county/manager from Sat 26 Dec") for each in before["nobody-on-duty"])
    assert before["unknown-person"] == {'nobody has the handle "zoe"'}
    assert "ann has no number that answered a test call in the last 30 days" in before["no-usable-number"]
    told(ivr("extra", "county", "--in", "dee", "--until", "2026-12-28 08:00"))
    with parts.database.transaction() as session:
        trust_numbers(session, SATURDAY)
    after = findings()
    assert "no-usable-number" not in after
    assert not any(each.startswith("nobody has county/manager from Sat 26 Dec") for each in after["nobody-on-duty"])
