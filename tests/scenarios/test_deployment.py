"""Promise 7, and time: a running call keeps its steps and words, and hours are the live ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.releases.release import release
from ivr.clock import SystemClock
from tests.afterhours.small_county import HOURS, MAIN, folder
from tests.support.carrier import call_of
from tests.support.county import SATURDAY_NIGHT, TUESDAY_MORNING
from tests.support.door import Door, a_form, door
from webhooks.app import create_app

QUESTION = "What are you calling about?"
OPEN, CLOSED = "You are talking to the town hall.", "The town hall is closed."
ASKING = MAIN.replace(
    "  pipe: {report: water-main-break, nobody: message, next: bye}\n",
    f"""  pipe:
    choose:
      - {{hours: town-hall, go: here}}
    otherwise: away
  here: {{say: {{en: {OPEN}, fr: Ouvert.}}, next: bye}}
  away: {{say: {{en: {CLOSED}, fr: Fermé.}}, next: bye}}
""",
)
FILES = folder(flows__main=ASKING, flows__night=ASKING.replace("flow: main", "flow: night"))
NEWER = folder(
    flows__main=ASKING.replace(QUESTION, "New words.").replace(OPEN, "New words."),
    flows__night=ASKING.replace("flow: main", "flow: night").replace(QUESTION, "New words."),
    hours=HOURS.replace('"08:30-12:00, 13:00-16:30"', '"18:00-19:00"'),
)


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Iterator[Door]:
    """A county whose key 1 asks whether the town hall is open; on a Tuesday morning."""
    callflows = tmp_path / "callflows"
    for path, data in FILES.items():
        (callflows / path).parent.mkdir(parents=True, exist_ok=True)
        (callflows / path).write_bytes(data)
    with door(database_url, tmp_path, callflows) as opened:
        travel(opened, TUESDAY_MORNING)
        yield opened


def travel(county: Door, to: datetime) -> None:
    ServiceClock(county.parts.database, SystemClock()).set(to)


def publish(county: Door, files: dict[str, bytes]) -> int:
    with county.parts.database.transaction() as session:
        return release(session, files, "tests", datetime.now(UTC)).revision


def begin(county: Door) -> str:
    """A caller who has chosen English; the address of the next turn."""
    call = call_of(county.call("/voice").text)
    assert QUESTION in county.call(f"/voice/turn/{call}/1", Digits="1").text
    return f"/voice/turn/{call}/2"


def test_a_call_keeps_its_words_when_a_newer_revision_is_released_and_new_calls_get_the_new_ones(county: Door) -> None:
    path = begin(county)
    newer = publish(county, NEWER)
    answer = county.call(path).text
    assert QUESTION in answer
    assert "New words" not in answer
    other = county.post("/voice", a_form("CA2"))
    heard = county.post(f"/voice/turn/{call_of(other.text)}/1", a_form("CA2", Digits="1")).text
    assert "New words" in heard
    kept = county.rows("select revision from call order by started_at")
    assert [row["revision"] for row in kept] == [newer - 1, newer]


def test_the_hours_of_a_running_call_are_the_newest_ones(county: Door) -> None:
    assert OPEN in county.call(begin(county), Digits="1").text
    county.empty()
    path = begin(county)
    publish(county, NEWER)
    assert CLOSED in county.call(path, Digits="1").text


def test_a_new_process_goes_on_with_the_call(county: Door) -> None:
    path = begin(county)
    fresh = Parts(county.parts.settings)
    try:
        answer = Door(fresh, create_app(fresh)).call(path, Digits="1").text
    finally:
        fresh.close()
    assert OPEN in answer
    assert county.call(path, Digits="1").text == answer
    assert county.count("case") == 1


def test_a_moved_clock_is_seen_by_every_process_at_once(county: Door) -> None:
    """The offset stands in the database, and a turn reads it with the call."""
    other = Parts(county.parts.settings)
    try:
        elsewhere = Door(other, create_app(other))
        path = begin(county)
        travel(county, SATURDAY_NIGHT)
        assert CLOSED in elsewhere.call(path, Digits="1").text
        assert abs((other.clock.now() - SATURDAY_NIGHT).total_seconds()) < 60
    finally:
        other.close()


def test_whether_a_call_came_in_hours_is_decided_when_it_comes_and_stays(county: Door) -> None:
    path = begin(county)
    travel(county, SATURDAY_NIGHT)
    county.call(path, Digits="1")
    county.call("/voice/status", CallStatus="completed", CallDuration="9")
    (case,) = county.rows('select in_hours from "case"')
    assert case["in_hours"] is True
    county.empty()
    county.call("/voice")
    (case,) = county.rows('select in_hours from "case"')
    assert case["in_hours"] is False


def test_a_campaign_line_that_is_over_leads_on_and_stays_the_call_s_line(county: Door) -> None:
    travel(county, TUESDAY_MORNING + timedelta(days=60))
    assert county.call("/voice", To="+15195550140").status_code == 200
    (case,) = county.rows('select line from "case"')
    assert case["line"] == "flu-clinic"
