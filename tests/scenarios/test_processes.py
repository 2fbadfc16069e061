"""Promises 1 and 2 under the server of production: many requests at once, and processes that are killed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import requests
from sqlalchemy import text

from afterhours.parts import Parts
from ivr import settings, snapshot
from tests.conftest import Databases
from tests.support.carrier import call_of
from tests.support.county import CALLFLOWS, environment, furnish
from tests.support.door import a_form
from tests.support.saboteur import AFTER, BEFORE
from tests.support.served import Served, served

AT_ONCE = 50
SIDS = (f"CA{number:032}" for number in count(1))


@dataclass
class Running:
    """The service in its processes, and its database seen from outside."""

    service: Served
    parts: Parts

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.parts.database.transaction() as session:
            return list(session.execute(text(sql), values))

    def cases(self, sid: str) -> int:
        sql = 'select count(*) from "case" join call on call.id = call_id where provider_call_id = :sid'
        counted: int = self.rows(sql, sid=sid)[0][0]
        return counted

    def turns(self, sid: str) -> list[int]:
        sql = "select number from turn join call on call.id = call_id where provider_call_id = :sid order by number"
        return [row.number for row in self.rows(sql, sid=sid)]


@pytest.fixture(scope="module")
def running(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    url, var = databases.fresh(), tmp_path_factory.mktemp("var")
    parts = Parts(settings.load(environment(url, var, "http://127.0.0.1")))
    furnish(parts, CALLFLOWS)
    with served(url, var) as service:
        yield Running(service, parts)
    parts.close()
    databases.drop(url)


def at_once(service: Served, path: str, form: dict[str, str]) -> list[tuple[int, str]]:
    """The same request from many threads that begin together."""
    ready = Barrier(AT_ONCE)

    def one(_: int) -> tuple[int, str]:
        ready.wait()
        answer = service.post(path, form)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_fifty_identical_first_requests_at_once_are_one_call_one_case_and_one_answer(running: Running) -> None:
    sid = next(SIDS)
    answers = at_once(running.service, "/voice", a_form(sid))
    assert len(set(answers)) == 1
    assert answers[0][0] == 200
    assert running.cases(sid) == 1
    assert running.turns(sid) == [0]
    assert len(running.rows("select id from call where provider_call_id = :sid", sid=sid)) == 1


def test_fifty_identical_turns_at_once_move_the_call_once_and_are_one_answer(running: Running) -> None:
    sid = next(SIDS)
    call = call_of(running.service.call("/voice", sid).text)
    answers = at_once(running.service, f"/voice/turn/{call}/1", a_form(sid, Digits="1"))
    assert len(set(answers)) == 1
    assert answers[0][0] == 200
    assert f"/voice/turn/{call}/2" in answers[0][1]
    assert running.turns(sid) == [0, 1]


def test_fifty_ends_at_once_close_one_case(running: Running) -> None:
    sid = next(SIDS)
    answers = at_once(running.service, "/voice/status", a_form(sid, CallStatus="completed", CallDuration="7"))
    assert {status for status, _ in answers} == {204}
    assert running.cases(sid) == 1


@pytest.mark.parametrize("point", [BEFORE, AFTER])
def test_a_first_request_whose_process_is_killed_gets_its_answer_by_the_retry(running: Running, point: str) -> None:
    sid = next(SIDS)
    running.service.dies(point)
    with pytest.raises(requests.ConnectionError):
        running.service.call("/voice", sid)
    assert running.cases(sid) == (0 if point == BEFORE else 1)
    answer = running.service.call("/voice", sid)
    assert answer.status_code == 200
    assert running.service.call("/voice", sid).text == answer.text
    assert running.cases(sid) == 1
    assert running.turns(sid) == [0]


@pytest.mark.parametrize("point", [BEFORE, AFTER])
def test_a_turn_whose_process_is_killed_happens_once_and_the_retry_gets_its_answer(
    running: Running, point: str
) -> None:
    sid, undisturbed = next(SIDS), next(SIDS)
    call, other = (call_of(running.service.call("/voice", each).text) for each in (sid, undisturbed))
    running.service.dies(point)
    with pytest.raises(requests.ConnectionError):
        running.service.call(f"/voice/turn/{call}/1", sid, Digits="2")
    answer = running.service.call(f"/voice/turn/{call}/1", sid, Digits="2").text
    expected = running.service.call(f"/voice/turn/{other}/1", undisturbed, Digits="2").text
    assert answer.replace(str(call), str(other)) == expected
    assert running.turns(sid) == [0, 1]
    assert running.cases(sid) == 1


@pytest.mark.parametrize("point", [BEFORE, AFTER])
def test_a_killed_process_and_no_retry_leads_to_the_fallback_person_and_one_case(running: Running, point: str) -> None:
    """The provider retries only where it could not connect; else it goes to the fallback address."""
    sid = next(SIDS)
    call = call_of(running.service.call("/voice", sid).text)
    running.service.dies(point)
    with pytest.raises(requests.ConnectionError):
        running.service.call(f"/voice/turn/{call}/1", sid, Digits="2")
    answer = running.service.call("/voice/fallback", sid, ErrorCode="11200").text
    assert "<Dial" in answer
    running.service.call("/voice/status", sid, CallStatus="completed", CallDuration="50")
    assert running.cases(sid) == 1
    assert running.turns(sid) == ([0, 1] if point == BEFORE else [0, 1, 2])
    kinds = [
        event["kind"] for row in running.rows("select events from turn order by at desc limit 1") for event in row[0]
    ]
    assert "fault" in kinds


def test_a_first_request_killed_before_it_was_written_is_a_case_by_its_end_alone(running: Running) -> None:
    sid = next(SIDS)
    running.service.dies(BEFORE)
    with pytest.raises(requests.ConnectionError):
        running.service.call("/voice", sid)
    running.service.call("/voice/status", sid, CallStatus="failed", CallDuration="0")
    assert running.cases(sid) == 1


def test_a_machine_has_its_snapshot_before_its_first_caller(databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh()
    parts = Parts(settings.load(environment(url, tmp_path / "elsewhere", "http://127.0.0.1")))
    furnish(parts, CALLFLOWS)
    parts.close()
    with served(url, tmp_path, workers=1):
        found = snapshot.load(tmp_path / "snapshot.json")
    assert found is not None
    assert found.lines[0].name == "main"
    databases.drop(url)
