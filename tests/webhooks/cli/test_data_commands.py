"""The commands that load and print data, as somebody at a terminal or a script meets them."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from afterhours.models import AuditEntry, Case
from afterhours.parts import Parts
from afterhours.rules.case_numbers import written
from ivr import settings
from ivr.engine.inputs import Pressed
from tests.afterhours.conftest import Caller
from tests.afterhours.small_county import SITE, folder
from webhooks.cli import main

pytestmark = pytest.mark.database
PAST_CALLS = """\
- weeks_ago: 1
  day: sat
  at: "02:15"
  line: main
  from: "+15195550123"
  language: en
  in_hours: false
  seconds: 90
  ending: completed
  status: resolved
  note: "Valve closed at 03:05."
  service: water-main-break
  priority: emergency
  location: "12 Main Street"
  answers: [{question: location, kind: address, value: "12 Main Street", recording: null}]
  turns:
    - {after: 0, events: [{step: welcome, kind: arrived, data: {line: main, flow: main}}]}
    - {after: 9, events: [{step: pipe, kind: reported, data: {service: water-main-break, emergency: true}}]}
    - {after: 80, events: [{step: pipe, kind: rang, data: {who: ann, result: talked, seconds: 50}}]}
- weeks_ago: 2
  day: tue
  at: "10:00"
  line: wealden-night
  from: withheld
  seconds: 20
  ending: completed
  status: closed
  priority: normal
  messages: [{recording: RE1, seconds: 9}]
  turns:
    - {after: 0, events: [{step: welcome, kind: arrived, data: {line: wealden-night, flow: wealden}}]}
    - {after: 18, events: [{step: message, kind: recorded, data: {recording: RE1, seconds: 9}}]}
"""
Command = Callable[..., Result]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The small county's folder on disk, with the people and users of a demonstration."""
    for path, data in folder().items():
        (tmp_path / "county" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "county" / path).write_bytes(data)
    demo = tmp_path / "county" / "demo"
    demo.mkdir()
    (demo / "people.csv").write_text("handle,name,numbers\nann,Ann,+15195550171\nduty-manager,Di,+15195550179\n")
    (demo / "contacts.wealden-vale.csv").write_text("id,name,numbers\n1,Jean,01632 960123\n")
    (demo / "users.yaml").write_text("- {login: a@b.example, name: A, tenants: [wealden-vale], role: county-agent}\n")
    (demo / "cases.yaml").write_text(PAST_CALLS)
    return tmp_path / "county"


@pytest.fixture
def environment(county: Path, database_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "CALLFLOWS_DIR": str(county),
        "VAR_DIR": str(tmp_path / "var"),
        "TELEPHONY": "simulated",
        "SECRET_KEY": "a secret that is only good for tests".replace(" ", "-"),
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_ACCOUNT_SID": "AC1",
    }


@pytest.fixture
def ivr(environment: dict[str, str]) -> Command:
    def command(*words: str, **given: Any) -> Result:
        return CliRunner().invoke(main, list(words), env=environment, **given)

    return command


@pytest.fixture
def caller(ivr: Command, environment: dict[str, str]) -> Iterator[Caller]:
    """A caller of the released county who has chosen English."""
    assert ivr("db", "upgrade").exit_code == 0
    parts = Parts(settings.load(environment))
    found = Caller(parts)
    found.rings()
    found.gives(Pressed("1"))
    yield found
    parts.close()


def spoken_with_blanks(number: str) -> str:
    return " ".join(number)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_upgrading_releases_the_folder_once(ivr: Command) -> None:
    assert "Revision 1 of the call flows serves from now on." in ivr("db", "upgrade").output
    assert "Revision 1 of the call flows serves." in ivr("db", "upgrade").output


def test_a_folder_with_faults_is_refused_and_the_last_good_one_serves(ivr: Command, county: Path) -> None:
    ivr("db", "upgrade")
    (county / "site.yaml").write_text(SITE.replace("country: CA", "country: Canada"))
    found = ivr("db", "upgrade")
    assert found.exit_code == 0
    assert "site.yaml:3:10" in found.output
    assert "Revision 1, the last good one, goes on serving." in found.output


def test_a_first_folder_with_faults_fails_the_command(ivr: Command, county: Path) -> None:
    (county / "site.yaml").write_text(SITE.replace("country: CA", "country: Canada"))
    found = ivr("db", "upgrade")
    assert found.exit_code == 1
    assert "No call flows serve" in found.output


def test_the_demonstration_loads_twice_without_doubling(ivr: Command) -> None:
    ivr("db", "upgrade")
    first, second = ivr("demo", "load"), ivr("demo", "load")
    assert "people.csv: 2 added" in first.output
    assert "sign in as a@b.example" in first.output
    assert "Everybody who may be rung has the PIN 3110." in first.output
    assert "people.csv: 0 added, 0 changed, 2 unchanged." in second.output
    assert "sign in as" not in second.output
    assert "cases.yaml: 2 added, 0 unchanged." in first.output
    assert "cases.yaml: 0 added, 2 unchanged." in second.output
    assert "is loaded" in ivr("demo", "load", "--if-empty").output


def test_past_calls_are_folded_and_then_handled_as_the_list_says(ivr: Command) -> None:
    ivr("db", "upgrade")
    ivr("demo", "load")
    message, pipe = rows(ivr("cases", "list", "--json"))
    assert (pipe["kind"], pipe["status"], pipe["disposition"]) == ("service_request", "resolved", "talked")
    assert (pipe["caller"], pipe["location"], pipe["seconds"], pipe["talk_seconds"]) == (
        "+15195550123",
        "12 Main Street",
        90,
        50,
    )
    assert [entry["action"] for entry in pipe["action_taken"]] == ["emergency_raised", "rang", "noted"]
    assert datetime.fromisoformat(pipe["opened_at"]).astimezone(ZoneInfo("America/Toronto")).strftime("%a %H:%M") == (
        "Sat 02:15"
    )
    assert (message["caller_state"], message["status"], message["message_seconds"]) == ("withheld", "closed", 9)
    assert datetime.fromisoformat(message["closed_at"]) > datetime.fromisoformat(message["opened_at"])


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        pytest.param("line: main\n", "line: mian\n", "cases.yaml:4:9", id="line"),
        pytest.param('at: "02:15"', 'at: "2 am"', "is not a time of day", id="time"),
        pytest.param("seconds: 90", "seconds: long", "is not a number", id="length"),
        pytest.param("  day: sat\n", "", "has no day:", id="day is missing"),
    ],
)
def test_a_mistake_in_the_past_calls_is_told_with_its_place(
    ivr: Command, county: Path, right: str, wrong: str, said: str
) -> None:
    ivr("db", "upgrade")
    (county / "demo" / "cases.yaml").write_text(PAST_CALLS.replace(right, wrong, 1))
    found = ivr("demo", "load")
    assert found.exit_code == 1
    assert said in found.output
    assert rows(ivr("cases", "list", "--json")) == []


def test_reset_forgets_the_calls_and_loads_again(caller: Caller, ivr: Command) -> None:
    assert [case["call_sid"] for case in rows(ivr("cases", "list", "--json"))] == ["CA1"]
    assert "people.csv: 2 added" in ivr("demo", "reset").output
    assert "CA1" not in [case["call_sid"] for case in rows(ivr("cases", "list", "--json"))]
    assert "contacts.wealden-vale.csv: 1 added" in ivr("demo", "reset").output


def test_lines_for_scripts(ivr: Command) -> None:
    ivr("db", "upgrade")
    found = rows(ivr("lines", "--json"))
    assert [row["number"] for row in found] == ["+15195550100", "+441632960100", "+15195550140"]
    assert set(found[0]) == {"number", "line", "title", "tenant", "flow", "languages", "open_now"}
    assert found[1] == {
        "number": "+441632960100",
        "title": {},
        "line": "wealden-night",
        "tenant": "wealden-vale",
        "flow": "wealden",
        "languages": ["en"],
        "open_now": None,
    }


def test_a_case_for_scripts_has_its_journey(caller: Caller, ivr: Command) -> None:
    caller.gives(Pressed("1"))
    caller.is_over()
    (case,) = rows(ivr("cases", "list", "--json"))
    named = {"number", "call_sid", "line", "tenant", "caller", "status", "disposition", "service", "priority"}
    assert named | {"location", "opened_at", "closed_at", "journey"} <= set(case)
    assert (case["call_sid"], case["service"], case["priority"]) == ("CA1", "water-main-break", "emergency")
    assert {"arrived", "language", "menu_choice", "reported"} <= {event["kind"] for event in case["journey"]}
    assert all(set(event) == {"at", "step", "kind", "data"} for event in case["journey"])
    moments = [datetime.fromisoformat(event["at"]) for event in case["journey"]]
    assert moments == sorted(moments)
    assert all(at.utcoffset() is not None for at in moments)
    assert (case["number"], case["line"], case["caller"]) == (caller.case.number, "main", "+15195550123")
    assert case["closed_at"] is None


@pytest.mark.parametrize("what", ["calls", "cases"])
@pytest.mark.parametrize(
    ("options", "found"),
    [
        pytest.param(["--line", "main"], 1, id="line"),
        pytest.param(["--line", "wealden-night"], 0, id="another line"),
        pytest.param(["--since", "1h"], 1, id="since"),
        pytest.param(["--since", "2090-01-01"], 0, id="since a day to come"),
        pytest.param(["--number", "519 555 0123"], 1, id="caller"),
        pytest.param(["--number", "CA1"], 1, id="provider's id"),
        pytest.param(["--number", "+15195550199"], 0, id="another caller"),
    ],
)
def test_choosing(caller: Caller, ivr: Command, what: str, options: list[str], found: int) -> None:
    assert len(rows(ivr(what, "list", "--json", *options))) == found


@pytest.mark.parametrize("what", ["calls", "cases"])
@pytest.mark.parametrize("form", [str, written, spoken_with_blanks], ids=["digits", "dashes", "blanks"])
def test_a_case_number_is_found_however_it_is_written(
    caller: Caller, ivr: Command, what: str, form: Callable[[str], str]
) -> None:
    Caller(caller.parts, sid="CA2").rings()
    found = rows(ivr(what, "list", "--json", "--number", form(number_of(ivr, "CA1"))))
    assert [row["call_sid"] for row in found] == ["CA1"]


def test_a_partner_s_caller_is_found_as_the_partner_writes_numbers(caller: Caller, ivr: Command) -> None:
    Caller(caller.parts, sid="CA2", from_="+441632960123", to="+441632960100").rings()
    assert [row["call_sid"] for row in rows(ivr("calls", "list", "--json", "--number", "01632 960123"))] == ["CA2"]


def test_a_withheld_caller_is_nobody_in_the_lists(caller: Caller, ivr: Command) -> None:
    Caller(caller.parts, sid="CA2", from_="anonymous").rings()
    for what in ("calls", "cases"):
        (found,) = rows(ivr(what, "list", "--json", "--number", "CA2"))
        assert (found["caller"], found["caller_state"]) == (None, "withheld")


def test_a_call_for_scripts(caller: Caller, ivr: Command) -> None:
    caller.is_over()
    (call,) = rows(ivr("calls", "list", "--json"))
    assert {"call_sid", "case", "line", "tenant", "caller", "to", "started_at", "ended_at", "status"} <= set(call)
    assert (call["call_sid"], call["case"], call["line"]) == ("CA1", number_of(ivr, "CA1"), "main")
    assert (call["caller"], call["to"], call["status"]) == ("+15195550123", "+15195550100", "completed")


def number_of(ivr: Command, sid: str) -> str:
    (case,) = rows(ivr("cases", "list", "--json", "--number", sid))
    return str(case["number"])


def test_a_trace_by_the_case_number_tells_everything_in_order(caller: Caller, ivr: Command) -> None:
    caller.is_over()
    found = rows(ivr("calls", "trace", caller.case.number, "--json"))
    assert found[0]["what"] == "call"
    assert found[0]["case"] == caller.case.number
    assert {row["what"] for row in found} == {"call", "turn", "end"}
    assert "kind=language" in ivr("calls", "trace", caller.case.number).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["calls", "trace", "CA2"], "No call is known by CA2.", id="unknown call"),
        pytest.param(["calls", "list", "--number", "123-456-789"], "a digit is wrong", id="mistyped case number"),
        pytest.param(["calls", "list", "--line", "mian"], 'did you mean "main"?', id="line"),
        pytest.param(["cases", "list", "--since", "yesterday"], '"yesterday" is no time', id="since"),
        pytest.param(["people", "import", "-", "--tenant", "kent"], 'no council "kent"', id="council"),
        pytest.param(["contacts", "import", "-", "--mapping", "id"], "Write OURS=THEIRS", id="mapping"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(caller: Caller, ivr: Command, words: list[str], said: str) -> None:
    found = ivr(*words, input="")
    assert found.exit_code == 1
    assert said in found.output


def test_contacts_of_a_partner_are_read_in_its_own_country(caller: Caller, ivr: Command) -> None:
    table = "Nr,name,numbers\n1,Jean,01632 960123\n2,Roy,12\n"
    bad = ivr("contacts", "import", "-", "--tenant", "wealden-vale", "--mapping", "id=Nr", input=table)
    assert bad.exit_code == 1
    assert "line 3:" in bad.output
    good = ivr(
        "contacts",
        "import",
        "-",
        "--tenant",
        "wealden-vale",
        "--mapping",
        "id=Nr",
        input=table.replace("2,Roy,12\n", ""),
    )
    assert "Contacts: 1 added, 0 changed, 0 unchanged." in good.output


def test_people_show_names_those_whom_nobody_has_imported(caller: Caller, ivr: Command) -> None:
    ivr("people", "import", "-", input="handle,name,numbers\nann,Ann,+15195550171\n")
    found = ivr("people", "show")
    assert "Ann" in found.output
    assert "duty-manager" in found.output
    assert "nobody has this handle" in found.output


def test_a_restricted_case_is_in_no_command_but_when_asked_for_and_that_is_audited(
    caller: Caller, ivr: Command
) -> None:
    caller.rings()
    with caller.parts.database.transaction() as session:
        case = session.query(Case).one()
        case.restricted, number = "social-duty", case.number
    commands = (["cases", "list"], ["calls", "list"], ["calls", "trace", number])
    for command in commands:
        for form in ((), ("--json",)):
            told = ivr(*command, *form)
            assert number not in told.output.replace(f"{number}.", ""), command
            assert "CA1" not in told.output, command
            assert ivr(*command, *form, "--restricted").exit_code == 0
            assert number in ivr(*command, "--restricted", "--json").output, command
    with caller.parts.database.transaction() as session:
        seen = session.query(AuditEntry).filter_by(action="restricted.seen")
        assert {each.object for each in seen} == {"cases list", "calls list", "calls trace"}
