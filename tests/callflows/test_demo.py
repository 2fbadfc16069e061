"""The invented people, contacts, users, calls and stories of callflows/demo/."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from afterhours.rehearsal.playing import play
from afterhours.rules.closing import CallTold, TurnTold, outcome
from afterhours.services.imports.cells import Origin
from afterhours.services.imports.contacts import import_contacts
from afterhours.services.imports.people import import_people
from afterhours.site import Site
from ivr.flowfile.faults import Faults
from ivr.flowfile.flowtests import FlowTest, read_tests
from ivr.flowfile.outside import Names
from ivr.flowfile.reading import read
from ivr.flowfile.texts import Reading
from ivr.store.database import Database
from tests.callflows.folder import DEMO, FOLDER, demo_yaml, rows, site
from webhooks.cli.demo_rosters import enter_demo
from webhooks.signin.users_file import read_users

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SCRIPTS = FOLDER.parent / "tests" / "scenarios" / "stories"


def origin(path: Path) -> Origin:
    council = site().councils[path.stem.partition(".")[2] or site().tenant]
    return Origin(council.tenant, council.country, tuple(council.languages))


@pytest.mark.database
def test_people_and_contacts_import_without_a_bad_row_and_again_without_a_change(database_url: str) -> None:
    database = Database(database_url)
    imports = [(path, import_people) for path in sorted(DEMO.glob("people*.csv"))]
    both = [*imports, *((path, import_contacts) for path in sorted(DEMO.glob("contacts*.csv")))]
    try:
        for changed in (True, False):
            for path, take in both:
                with database.transaction() as session:
                    report = take(session, path.read_bytes(), origin(path), NOW, dry_run=False)
                assert (report.bad, report.added > 0) == ([], changed), path.name
    finally:
        database.engine.dispose()


@pytest.mark.database
def test_the_swaps_of_the_demonstration_can_be_entered_once_at_any_time(database_url: str) -> None:
    database = Database(database_url)
    try:
        for at in ("2026-11-25T22:00", "2026-12-26T07:15", "2027-07-01T12:00"):
            now = datetime.fromisoformat(at).replace(tzinfo=UTC)
            with database.transaction() as session:
                session.execute(text("truncate roster_exception, person cascade"))
                for path in sorted(DEMO.glob("people*.csv")):
                    import_people(session, path.read_bytes(), origin(path), now, dry_run=False)
                assert enter_demo(session, site(), DEMO, now, now) == "exceptions.csv: 2 added."
                assert enter_demo(session, site(), DEMO, now, now) == "exceptions.csv: unchanged."
    finally:
        database.engine.dispose()


def test_there_are_enough_people_and_contacts_to_look_at() -> None:
    assert 15 <= len(rows("people")) <= 25
    assert len(rows("contacts")) >= 60
    assert sum(row["language"] == "fr" for row in rows("contacts")) >= 8
    assert all(row["address"] for row in rows("contacts"))


def test_households_and_a_switchboard_share_their_numbers() -> None:
    carriers = Counter(number for row in rows("contacts") for number in row["numbers"].split())
    assert carriers["+15195550123"] >= 2
    assert carriers["+15195550150"] >= 3


def test_no_resident_has_the_number_of_a_line_or_of_somebody_on_duty() -> None:
    taken = {line.number for line in site().book.lines.values()}
    taken |= {number for row in rows("people") for number in row["numbers"].split()}
    assert taken & {number for row in rows("contacts") for number in row["numbers"].split()} == set()


def test_the_users_can_be_read() -> None:
    assert len(read_users(DEMO / "users.yaml", site())) >= 3


CASES = [
    pytest.param(case, id=f"{case['line']} {case['weeks_ago']} weeks ago {case['day']} {case['at']}")
    for case in demo_yaml("cases.yaml")
]


@pytest.mark.parametrize("case", CASES)
def test_a_sample_case_is_one_that_the_program_could_have_made(case: dict[str, Any]) -> None:
    book = site().book
    steps = {step for flow in book.flows.values() for step in flow.steps}
    events = [event for turn in case["turns"] for event in turn["events"]]
    assert {event["step"] for event in events} <= steps
    assert case["line"] in book.lines
    assert case.get("service", "general") in book.requests
    assert [turn["after"] for turn in case["turns"]] == sorted(turn["after"] for turn in case["turns"])
    assert case["turns"][-1]["after"] <= case["seconds"]
    assert json.dumps(case)


@pytest.mark.parametrize("case", CASES)
def test_a_sample_case_says_of_its_call_what_the_rules_say(case: dict[str, Any]) -> None:
    turns = tuple(
        TurnTold(at, NOW + timedelta(seconds=turn["after"]), tuple(turn["events"]))
        for at, turn in enumerate(case["turns"])
    )
    ended_at = NOW + timedelta(seconds=case["seconds"])
    messages = sum(message["seconds"] for message in case.get("messages", ()))
    told = CallTold(
        NOW,
        turns,
        case.get("service"),
        message_seconds=messages,
        ended_at=ended_at,
        end_status=case["ending"],
        seconds=case["seconds"],
    )
    found = outcome(told)
    assert (found.kind == "service_request") == ("service" in case)
    assert found.disposition not in (None, "missed", "fault")


def test_the_sample_cases_are_many_and_varied() -> None:
    cases = demo_yaml("cases.yaml")
    assert len(cases) >= 30
    assert {case["status"] for case in cases} == {"new", "open", "waiting", "resolved", "closed"}
    assert len({case.get("service") for case in cases}) >= 15
    assert {case["line"] for case in cases} == set(site().book.lines)
    assert any(case["from"] == "withheld" for case in cases)
    assert {case.get("language") for case in cases} >= {"en", "fr"}


STORIES = [pytest.param(story, id=story["name"]) for story in demo_yaml("stories.yaml")]
ENDS: dict[str, dict[str, object]] = {
    "burst-pipe": {"emergency": "water", "accepted_by": "cy", "ended": "goodbye"},
    "lost-dog": {"raised": "no", "ended": ["message"], "case": {"service": "lost-dog"}},
    "in-french": {"language": "fr", "case": {"service": "icy-road"}, "heard": "prochain jour ouvrable"},
    "hangs-up": {"raised": "yes", "ended": "hung_up", "case": {"service": "road-obstruction"}},
    "withheld": {"heard": "5 1 9, 5 5 5", "raised": "no", "ended": "message"},
    "kent-at-night": {"emergency": "wealden-duty", "heard": "9 9 9", "accepted_by": "wealden-duty"},
}


def as_test(story: dict[str, Any], expect: dict[str, object]) -> FlowTest:
    """The story as a test of a flow: JSON is YAML."""
    told = {"name": story["name"], "at": str(story["at"]), "from": story["from"], "do": story["steps"]}
    groups = {who: how for who, how in story["callees"].items() if who in site().groups}
    people = {who: how for who, how in story["callees"].items() if who not in groups}
    told |= {"callees": people, "agents": groups, "expect": expect}
    faults = Faults()
    node = read(json.dumps([told], ensure_ascii=False).encode(), "stories.yaml", faults)
    assert node is not None
    (test,) = read_tests(node, Reading(faults, Names()))
    assert not faults, str(faults)
    return test


@pytest.mark.parametrize("story", STORIES)
def test_a_story_ends_as_its_button_promises(story: dict[str, Any]) -> None:
    expect = ENDS[story["name"]]
    wanted = {key: value[0] if isinstance(value, list) else value for key, value in expect.items()}
    found = play(site(), _flow(site(), story), as_test(story, wanted))
    assert found.wrong == (), "\n".join(found.transcript)
    assert set(story["button"]) == {"en", "fr"}


def _flow(of: Site, story: dict[str, Any]) -> str:
    """All stories but the lost dog are told out of hours."""
    line = of.book.lines[story["line"]]
    return line.flow if story["name"] == "lost-dog" else line.closed or line.flow


@pytest.mark.parametrize("story", STORIES)
def test_a_story_has_the_same_deeds_in_its_script(story: dict[str, Any]) -> None:
    script = (SCRIPTS / f"{story['name']}.txt").read_text(encoding="utf-8")
    head, _, deeds = script.partition("\n\n")
    assert deeds.splitlines() == story["steps"]
    assert f"from: {story['from']}" in head
    assert f"at: {story['at']}" in head
