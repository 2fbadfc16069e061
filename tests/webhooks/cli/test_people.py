"""`ivr people` as somebody at a terminal or a script meets it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text

from afterhours.models import AuditEntry, OutboxMessage
from afterhours.services.people.known import person_by_handle
from afterhours.services.people.pins import right_pin
from ivr.store.database import Database
from tests.afterhours.services.county_rosters import ROSTERS
from tests.afterhours.small_county import folder
from tests.support.emergencies import AT
from webhooks.cli import main

pytestmark = pytest.mark.database
Command = Callable[..., Result]


@pytest.fixture
def ivr(database_url: str, tmp_path: Path) -> Command:
    """The command over the small county, released, with two people of a demonstration."""
    for path, data in folder(rosters=ROSTERS).items():
        (tmp_path / "county" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "county" / path).write_bytes(data)
    (tmp_path / "county" / "demo").mkdir()
    people = "handle,name,numbers\nann,Ann,+15195550171 +15195550172\nduty-manager,Di,+15195550179\n"
    (tmp_path / "county" / "demo" / "people.csv").write_text(people)
    environment = {"DATABASE_URL": database_url, "CALLFLOWS_DIR": str(tmp_path / "county"), "VAR_DIR": str(tmp_path)}
    environment |= {"TELEPHONY": "simulated", "SECRET_KEY": "a-secret-of-the-tests"}

    def command(*words: str, **given: Any) -> Result:
        return CliRunner().invoke(main, list(words), env=environment, **given)

    assert command("db", "upgrade").exit_code == 0
    assert command("demo", "load").exit_code == 0
    return command


@pytest.fixture(name="database")
def a_database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, pool_size=2)
    yield opened
    opened.close()


def test_somebody_is_added_and_shown_with_an_untested_number(ivr: Command) -> None:
    added = ivr("people", "add", "bo", "--name", "Bo L.", "--number", "519 555 0173", "--number", "+15195550174",
                "--language", "fr", "--email", "bo@x.example")  # fmt: skip
    assert added.exit_code == 0, added.output
    (row,) = [json.loads(line) for line in ivr("people", "show", "bo", "--json").stdout.splitlines()]
    assert (row["handle"], row["name"], row["numbers"]) == ("bo", "Bo L.", ["+15195550173", "+15195550174"])
    assert (row["email"], row["language"]) == ("bo@x.example", "fr")
    assert [each["state"] for each in row["tested"]] == ["untested", "untested"]


def test_everything_wrong_with_somebody_is_said_and_nobody_is_added(ivr: Command) -> None:
    refused = ivr("people", "add", "bo", "--name", " ", "--number", "12", "--email", "x")
    assert refused.exit_code == 1
    for words in ("Enter the person's name.", "cannot be a telephone number", "no e-mail address"):
        assert words in refused.output
    assert ivr("people", "show", "bo").exit_code == 1


def test_a_handle_is_given_once(ivr: Command) -> None:
    again = ivr("people", "add", "Duty Manager", "--name", "Di")
    assert (again.exit_code, "already" in again.output) == (1, True)


def test_the_list_says_what_is_known_of_numbers_and_who_is_missing(ivr: Command) -> None:
    shown = ivr("people", "show").output
    assert "confirmed by a test call" in shown
    assert "bo" in shown
    assert "nobody has this handle" in shown
    assert "nobody has this handle" not in ivr("people", "show", "ANN").output


def test_a_handle_nobody_has_is_answered_with_the_nearest(ivr: Command) -> None:
    shown = ivr("people", "show", "an")
    assert shown.exit_code == 1
    assert 'did you mean "ann"?' in shown.output


def test_a_pin_is_set_and_printed_nowhere(ivr: Command, database: Database) -> None:
    done = ivr("people", "pin", "ann", "--pin-stdin", input="2580\n")
    assert (done.exit_code, "2580" in done.output) == (0, False)
    weak = ivr("people", "pin", "ann", input="1234\n1234\n")
    assert (weak.exit_code, "too easy" in weak.output) == (1, True)
    with database.transaction() as session:
        ann = person_by_handle(session, "ann")
        assert ann is not None
        assert right_pin(session, ann, "2580", AT)
        assert session.scalars(select(AuditEntry.object).where(AuditEntry.action == "person.pin_set")).all() == [
            "person ann"
        ]


def test_somebody_is_added_with_a_pin(ivr: Command, database: Database) -> None:
    assert ivr("people", "add", "cy", "--name", "Cy", "--pin", input="97531\n97531\n").exit_code == 0
    with database.transaction() as session:
        cy = person_by_handle(session, "cy")
        assert cy is not None
        assert right_pin(session, cy, "97531", AT)


def test_numbers_are_rung_for_a_test_when_somebody_asks(ivr: Command, database: Database) -> None:
    assert "+15195550171 and then +15195550172" in ivr("people", "test", "ann").output
    assert "+15195550172" in ivr("people", "test", "ann", "--number", "519 555 0172").output
    other = ivr("people", "test", "ann", "--number", "519 555 0199")
    assert (other.exit_code, "has not this number" in other.output) == (1, True)
    assert ivr("people", "test", "nobody").exit_code == 1
    with database.transaction() as session:
        waiting = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "number.test")).all()
    assert len(waiting) == 3


def test_the_duty_log_is_csv(ivr: Command, database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("update revision set released_at = released_at - interval '6 hours'"))
    done = ivr("people", "duty-log", "--from", "2020-01-01", "--to", "2100-01-01")
    assert done.exit_code == 0, done.output
    head, *lines = done.stdout.splitlines()
    assert head == "person,name,roster,duty,start,end,zone,hours,calls,taken,minutes"
    assert any(",water,primary," in line and line.endswith(",0,0,0") for line in lines)
    only = ivr("people", "duty-log", "--from", "2020-01-01", "--to", "2100-01-01", "--person", "Bo").stdout
    assert {line.split(",")[0] for line in only.splitlines()[1:]} == {"bo"}


def test_days_in_the_wrong_order_are_explained(ivr: Command) -> None:
    refused = ivr("people", "duty-log", "--from", "2026-02-01", "--to", "2026-01-01")
    assert (refused.exit_code, "Exchange --from and --to" in refused.output) == (1, True)
