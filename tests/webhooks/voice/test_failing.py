"""Promise 5: when the program itself fails, the caller is spoken to and put through, and the case says so."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from afterhours import municipality
from ivr import snapshot
from ivr.engine import step as engine
from ivr.errors import DatabaseGone
from ivr.replay import replay
from tests.support.carrier import call_of
from tests.support.county import WEALDEN
from tests.support.door import BASE, SID, Door

SORRY = {"en": "Something has gone wrong on our side", "fr": "Un problème est survenu de notre côté"}


def fail(*_: Any, **__: Any) -> Any:
    raise RuntimeError("the words of a programmer")


def gone(*_: Any, **__: Any) -> Any:
    raise DatabaseGone("away")


def in_french(county: Door) -> str:
    """A caller who has chosen French; the address of the next turn."""
    first = call_of(county.call("/voice").text)
    county.call(f"/voice/turn/{first}/1", Digits="2")
    return f"/voice/turn/{first}/2"


def journey(county: Door) -> list[dict[str, Any]]:
    return [event for turn in county.rows("select events from turn order by number") for event in turn["events"]]


def person(county: Door) -> str:
    return county.parts.snapshot().lines[0].numbers[0]


def is_put_through(county: Door, document: str) -> bool:
    return f">{person(county)}</Number></Dial>" in document


def emptied(county: Door) -> None:
    """What a test spooled and nobody takes up."""
    for path, _ in list(county.parts.spool.waiting()):
        county.parts.spool.done(path)


@pytest.fixture(params=["engine", "resolver", "handler"])
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Breaks a part of the program during a call."""

    def engine_breaks() -> None:
        monkeypatch.setattr(engine, "turn", fail)

    def resolver_breaks() -> None:
        monkeypatch.setattr(municipality.Municipality, "resolve", fail)

    def handler_breaks() -> None:
        asked = iter([True])
        whole = municipality.Municipality.writes

        def once(self: Any, *given: Any) -> Any:
            return fail() if next(asked, False) else whole(self, *given)

        monkeypatch.setattr(municipality.Municipality, "writes", once)

    return {"engine": engine_breaks, "resolver": resolver_breaks, "handler": handler_breaks}[request.param]


def test_a_fault_in_a_turn_is_said_in_the_caller_s_language_and_a_person_is_rung(
    county: Door, broken: Callable[[], None]
) -> None:
    path = in_french(county)
    broken()
    answer = county.call(path, Digits="1")
    assert answer.status_code == 200
    assert SORRY["fr"] in answer.text
    assert SORRY["en"] not in answer.text
    assert is_put_through(county, answer.text)
    assert "programmer" not in answer.text
    assert "fault" in [event["kind"] for event in journey(county)]


def test_a_fault_in_the_first_turn_is_said_in_every_language_and_is_one_case(
    county: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "begin", fail)
    answer = county.call("/voice")
    assert answer.status_code == 200
    assert all(words in answer.text for words in SORRY.values())
    assert is_put_through(county, answer.text)
    assert county.count("case") == 1
    assert county.call("/voice").text == answer.text


def test_the_same_turn_that_failed_gets_the_same_answer_again(county: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    path = in_french(county)
    monkeypatch.setattr(engine, "turn", fail)
    assert county.call(path, Digits="1").text == county.call(path, Digits="1").text
    assert [event["kind"] for event in journey(county)].count("fault") == 1


def test_after_a_rescue_the_next_number_is_rung_and_then_the_truth_is_told(
    county: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = in_french(county)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "turn", fail)
        county.call(path, Digits="1")
    call, turn = call_of(path + "/"), 3
    answer = county.call(f"/voice/turn/{call}/{turn}", DialCallStatus="no-answer").text
    while "<Dial" in answer:
        turn += 1
        answer = county.call(f"/voice/turn/{call}/{turn}", DialCallStatus="no-answer").text
    assert "Nous ne pouvons joindre personne" in answer
    assert "<Hangup/>" in answer


def test_a_rescue_that_fails_too_ends_with_the_words_on_disk_and_is_written_down_later(
    county: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = in_french(county)
    with monkeypatch.context() as patch:
        patch.setattr(municipality.Municipality, "writes", fail)
        answer = county.call(path, Digits="2")
    assert answer.status_code == 200
    assert all(words in answer.text for words in SORRY.values())
    assert is_put_through(county, answer.text)
    assert "programmer" not in answer.text
    assert replay(county.parts.spool, county.parts.runner) == 1
    faults = [event["data"]["why"] for event in journey(county) if event["kind"] == "fault"]
    assert faults == ["the program failed (RuntimeError); the caller had pressed something"]


def test_the_fallback_address_puts_the_caller_through_in_their_language(county: Door) -> None:
    in_french(county)
    answer = county.call("/voice/fallback", ErrorCode="11200", ErrorUrl=f"{BASE}/voice")
    assert SORRY["fr"] in answer.text
    assert is_put_through(county, answer.text)
    assert any("11200" in event["data"].get("why", "") for event in journey(county))


def test_the_fallback_address_asked_twice_gives_the_same_answer(county: Door) -> None:
    in_french(county)
    once = county.call("/voice/fallback", ErrorCode="11200")
    assert county.call("/voice/fallback", ErrorCode="11200").text == once.text
    assert [event["kind"] for event in journey(county)].count("fault") == 1


def test_the_fallback_address_asked_first_is_a_call_and_a_case(county: Door) -> None:
    answer = county.call("/voice/fallback", ErrorCode="11205")
    assert all(words in answer.text for words in SORRY.values())
    assert county.count("case") == 1
    assert county.call("/voice").text == answer.text


def test_the_fallback_address_works_without_the_database_and_twice(
    county: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    county.parts.snapshot()
    path = in_french(county)
    with monkeypatch.context() as patch:
        patch.setattr(county.parts.database, "unit_of_work", gone)
        answers = [county.call("/voice/fallback", ErrorCode="11200") for _ in range(2)]
        assert county.call(path, Digits="1").status_code == 200
    assert answers[0].status_code == 200
    assert answers[0].text == answers[1].text
    assert all(words in answers[0].text for words in SORRY.values())
    assert is_put_through(county, answers[0].text)
    assert replay(county.parts.spool, county.parts.runner) == 3
    assert county.count("case") == 1
    assert [event["kind"] for event in journey(county)].count("fault") == 1


def test_a_partner_s_caller_hears_only_the_partner_s_languages(county: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    county.parts.snapshot()
    monkeypatch.setattr(county.parts.database, "unit_of_work", gone)
    answer = county.call("/voice", To=WEALDEN).text
    assert SORRY["en"] in answer
    assert SORRY["fr"] not in answer
    emptied(county)


def test_without_database_and_snapshot_the_caller_is_spoken_to_in_every_language(
    county: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(county.parts.snapshots, "current", gone)
    monkeypatch.setattr(county.parts.database, "unit_of_work", gone)
    answer = county.call("/voice").text
    assert "We cannot reach anybody" in answer
    assert "Nous ne pouvons joindre personne" in answer
    emptied(county)


def test_after_the_fallback_person_comes_their_next_number_and_then_the_truth(
    county: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = county.parts.snapshot().lines[0]
    two = snapshot.SnapshotLine(line.name, line.number, line.council, line.languages, ("+15195550181", "+15195550182"))
    monkeypatch.setattr(county.parts.snapshots, "current", lambda: snapshot.Snapshot((two,)))
    nobody = {"DialCallStatus": "no-answer"}
    assert "+15195550182</Number>" in county.call("/voice/fallback/end?tried=1", **nobody).text
    assert "We cannot reach anybody" in county.call("/voice/fallback/end?tried=2", **nobody).text
    declined = {"DialCallStatus": "completed", "DialBridged": "false"}
    assert "+15195550182</Number>" in county.call("/voice/fallback/end?tried=1", **declined).text
    talked = county.call("/voice/fallback/end?tried=1", DialCallStatus="completed", DialBridged="true").text
    assert talked.endswith("<Response><Hangup/></Response>")
    emptied(county)


def unreadable(county: Door) -> None:
    """A revision that this version of the program cannot read any more, and the process has not read it before."""
    with county.parts.database.transaction() as session:
        session.execute(text("""update revision set files = '{"site.yaml": "name: ["}'"""))
    county.parts.library._sites.clear()


def restore(county: Door, files: Any) -> None:
    with county.parts.database.transaction() as session:
        session.execute(text("update revision set files = cast(:files as jsonb)"), {"files": json.dumps(files)})
    county.parts.library._sites.clear()


def test_a_revision_that_cannot_be_read_costs_no_caller(county: Door) -> None:
    files = county.rows("select files from revision")[0]["files"]
    path = in_french(county)
    county.parts.snapshot()
    unreadable(county)
    try:
        answers = [county.call(path, Digits="1"), county.call("/voice", sid="CA" + "9" * 32)]
        for answer in answers:
            assert answer.status_code == 200
            assert is_put_through(county, answer.text)
        assert replay(county.parts.spool, county.parts.runner) == 0
    finally:
        restore(county, files)
    assert replay(county.parts.spool, county.parts.runner) == 2
    assert county.count("case") == 2
    assert [event["kind"] for event in journey(county)].count("fault") == 2


def test_a_state_of_another_version_is_rescued_in_the_caller_s_language(county: Door) -> None:
    path = in_french(county)
    with county.parts.database.transaction() as session:
        session.execute(text("""update call set state = state || '{"version": 99}'"""))
    answer = county.call(path, Digits="1")
    assert SORRY["fr"] in answer.text
    assert SORRY["en"] not in answer.text
    assert is_put_through(county, answer.text)


def test_a_turn_of_a_call_nobody_knows_is_put_through_and_becomes_a_case(county: Door) -> None:
    """As after a restored backup: the provider's call goes on, and the database has never heard of it."""
    answer = county.call("/voice/turn/01920000-0000-7000-8000-000000000000/4", Digits="1")
    assert is_put_through(county, answer.text)
    replay(county.parts.spool, county.parts.runner)
    assert [row["provider_call_id"] for row in county.rows("select provider_call_id from call")] == [SID]
    assert county.count("case") == 1


def test_who_is_rung_about_nothing_we_know_is_let_go(county: Door) -> None:
    answer = county.call("/voice/leg/forged/1", ParentCallSid=SID)
    assert answer.text.endswith("<Response><Hangup/></Response>")
    assert county.count("call") == 0
    assert list(county.parts.spool.waiting()) == []


def test_the_person_is_told_whom_the_call_is_for_without_the_database(
    county: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    county.parts.snapshot()
    monkeypatch.setattr(county.parts.database, "unit_of_work", gone)
    answer = county.call("/voice").text
    whisper = answer.partition('<Number url="')[2].partition('"')[0]
    heard = county.call(whisper, CallStatus="in-progress").text
    assert "To take it, press 1" in heard
    accept = heard.partition('action="')[2].partition('"')[0]
    assert county.call(accept, Digits="1").text.endswith("<Response></Response>")
    assert "To take it, press 1" in county.call(accept, Digits="9").text
    emptied(county)
