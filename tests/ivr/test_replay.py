"""What was spooled is written down once, in its order, as what it was; and what cannot be holds up nothing else."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from afterhours.service_clock import ServiceClock
from ivr.clock import SystemClock
from ivr.replay import AWAY, replay
from ivr.spool import Spool, SpooledRequest
from tests.conftest import Databases
from tests.support.carrier import call_of
from tests.support.county import SATURDAY_NIGHT
from tests.support.door import SID, Door, a_form, door

TOLD = "<Response>what the caller was told</Response>"
pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def opened(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    url = databases.fresh()
    with door(url, tmp_path_factory.mktemp("var")) as county:
        ServiceClock(county.parts.database, SystemClock()).set(SATURDAY_NIGHT)
        yield county
    databases.drop(url)


@pytest.fixture
def county(opened: Door) -> Door:
    opened.empty()
    return opened


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


def keep(spool: Spool, path: str, form: dict[str, str], at: datetime = SATURDAY_NIGHT) -> None:
    spool.keep(SpooledRequest(path, form, at, TOLD, AWAY))


def replayed(county: Door, spool: Spool) -> int:
    return replay(spool, county.parts.runner)


def waiting(spool: Spool) -> list[str]:
    return [request.path for _, request in spool.waiting()]


def faults(county: Door) -> list[dict[str, Any]]:
    events = [event for turn in county.rows("select events from turn order by number") for event in turn["events"]]
    return [event for event in events if event["kind"] == "fault"]


def running(county: Door) -> str:
    """A call at its second question; its id."""
    call = call_of(county.call("/voice").text)
    county.call(f"/voice/turn/{call}/1", Digits="1")
    return str(call)


def test_a_first_request_is_a_call_and_a_case_of_its_own_time(county: Door, spool: Spool) -> None:
    at = SATURDAY_NIGHT - timedelta(hours=3)
    keep(spool, "/voice", a_form(), at)
    assert replayed(county, spool) == 1
    (call,) = county.rows("select answer, started_at, recovered from call")
    assert call == {"answer": TOLD, "started_at": at, "recovered": True}
    assert [event["data"]["why"] for event in faults(county)] == [AWAY]
    (turn,) = county.rows("select at from turn")
    assert turn["at"] == at


def test_whether_it_came_in_hours_is_asked_of_its_own_time(county: Door, spool: Spool) -> None:
    keep(spool, "/voice", a_form("CA1"), datetime.fromisoformat("2026-11-24T10:00:00-05:00"))
    keep(spool, "/voice", a_form("CA2"), SATURDAY_NIGHT)
    replayed(county, spool)
    assert [row["in_hours"] for row in county.rows("select in_hours from call order by started_at")] == [True, False]


def test_the_turns_of_a_call_after_the_first_one_add_nothing(county: Door, spool: Spool) -> None:
    keep(spool, "/voice", a_form())
    keep(spool, "/voice/fallback", a_form(ErrorCode="11200"))
    keep(spool, "/voice/fallback/end", a_form(DialCallStatus="completed"))
    keep(spool, "/voice/status", a_form(CallStatus="completed", CallDuration="31"))
    assert replayed(county, spool) == 4
    assert len(faults(county)) == 1
    (case,) = county.rows('select disposition, ending, seconds from "case"')
    assert case == {"disposition": "fault", "ending": "completed", "seconds": 31}


def test_what_the_caller_pressed_is_not_written_down_because_it_may_be_secret(county: Door, spool: Spool) -> None:
    keep(spool, f"/voice/turn/{running(county)}/2", a_form(Digits="4711"))
    replayed(county, spool)
    (fault,) = faults(county)
    assert fault["data"]["why"] == f"{AWAY}; the caller had pressed something"


def test_a_turn_the_call_has_long_passed_is_forgotten(county: Door, spool: Spool) -> None:
    """A repeated request was answered by another process: the caller never heard the other answer."""
    call = running(county)
    keep(spool, f"/voice/turn/{call}/0", a_form())
    assert replayed(county, spool) == 1
    assert faults(county) == []
    assert county.rows("select turn from call") == [{"turn": 2}]


def test_the_last_turn_waits_until_the_call_is_over_because_its_caller_may_still_be_led(
    county: Door, spool: Spool
) -> None:
    """Written down or not: where the connection broke at the commit, only the end of the call tells."""
    call = running(county)
    keep(spool, f"/voice/turn/{call}/1", a_form(Digits="1"))
    assert replayed(county, spool) == 0
    assert county.call(f"/voice/turn/{call}/2", Digits="1").status_code == 200
    assert faults(county) == []
    assert replayed(county, spool) == 1
    assert faults(county) == []


def test_and_when_no_turn_came_any_more_the_case_says_what_happened(county: Door, spool: Spool) -> None:
    call = running(county)
    keep(spool, f"/voice/turn/{call}/1", a_form(Digits="1"))
    assert replayed(county, spool) == 0
    county.call("/voice/status", CallStatus="completed", CallDuration="44")
    assert replayed(county, spool) == 1
    assert len(faults(county)) == 1
    (case,) = county.rows('select disposition from "case"')
    assert case["disposition"] == "fault"


def test_a_recording_is_a_message_and_not_a_call_that_failed(county: Door, spool: Spool) -> None:
    running(county)
    tape = {"RecordingSid": "RE1", "RecordingStatus": "completed", "RecordingDuration": "9"}
    keep(spool, "/recordings/status", a_form(**tape))
    assert replayed(county, spool) == 1
    (case,) = county.rows('select messages from "case"')
    assert case["messages"] == [{"recording": "RE1", "seconds": 9}]
    assert faults(county) == []


def test_a_transcript_that_came_while_the_database_was_away_is_kept(county: Door, spool: Spool) -> None:
    running(county)
    told = {"RecordingSid": "RE1", "TranscriptionSid": "TR1", "TranscriptionStatus": "completed"}
    keep(spool, "/recordings/transcript", a_form(**told, TranscriptionText="A leak."))
    assert replayed(county, spool) == 1
    assert county.rows("select transcript from recording") == [{"transcript": "A leak."}]
    assert faults(county) == []


@pytest.mark.parametrize(("status", "over"), [("initiated", False), ("completed", True)])
def test_a_leg_is_its_parent_s_and_over_only_when_it_says_so(
    county: Door, spool: Spool, status: str, over: bool
) -> None:
    running(county)
    keep(spool, "/voice/status", a_form("CB1", ParentCallSid=SID, CallStatus=status))
    replayed(county, spool)
    (leg,) = county.rows("select ended_at is not null as over from call where parent_id is not null")
    assert leg == {"over": over}
    assert county.count("case") == 1


@pytest.mark.parametrize("path", ["/voice/leg/sealed/1", "/messages", "/elsewhere"])
def test_what_is_no_request_of_a_call_makes_none(county: Door, spool: Spool, path: str) -> None:
    keep(spool, path, a_form("CB1"))
    assert replayed(county, spool) == 1
    assert county.count("call") == 0


def test_a_form_that_cannot_be_read_is_given_up(county: Door, spool: Spool) -> None:
    keep(spool, "/voice", {"CallSid": "?"})
    assert replayed(county, spool) == 1
    assert waiting(spool) == []


def test_one_that_fails_waits_and_holds_up_no_other(
    county: Door, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(spool, "/voice", a_form("CA1"))
    keep(spool, "/voice", a_form("CA2"))
    told = county.parts.runner.chronicle.told_elsewhere

    def failing(arrival: Any, *given: Any) -> bool:
        if arrival.provider_call_id == "CA1":
            raise RuntimeError("a bug")
        return told(arrival, *given)

    with monkeypatch.context() as patch:
        patch.setattr(county.parts.runner.chronicle, "told_elsewhere", failing)
        assert replayed(county, spool) == 1
    assert waiting(spool) == ["/voice"]
    assert replayed(county, spool) == 1
    assert county.count("case") == 2
