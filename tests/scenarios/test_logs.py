"""Promise 9: no number and no word of a caller is in a log, whatever goes wrong; and every line says which call."""

import io
import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ivr import logs
from ivr.errors import DatabaseGone
from ivr.replay import replay
from ivr.twiml.forms import read_arrival
from tests.support.county import MAIN, County
from webhooks.app import create_app

pytestmark = pytest.mark.database

CALLER, WORDS, KEYS = "+15195550187", "17 Larkspur Crescent", "604218"
TRACES = {"call", "turn", "tenant", "revision"}


class Log:
    """Everything this process logs, at its most talkative."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def about(self, beginning: str) -> Mapping[str, Any]:
        found = [line for line in self.lines() if line["message"].startswith(beginning)]
        assert found, self.stream.getvalue()
        return found[0]


@pytest.fixture(name="log")
def a_log() -> Iterator[Log]:
    log, root, before = Log(), logging.getLogger(), logging.getLogger().level
    handler = logs.to(log.stream)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield log
    root.removeHandler(handler)
    root.setLevel(before)


def assert_nobody_is_quoted(log: Log) -> None:
    told = log.stream.getvalue()
    for secret in (CALLER, CALLER[2:], WORDS, "Larkspur", KEYS):
        assert secret not in told


def fail(*_: object) -> None:
    raise ValueError(f"{CALLER} said {WORDS}")


def test_an_ordinary_call_leaves_nobody_in_the_log(long_point: County, log: Log) -> None:
    long_point.network.callee(long_point.people["cy"]).behave("accepts")
    caller = long_point.phone(from_=CALLER).hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?").says(WORDS).presses("1").waits(20).hangs_up()
    assert long_point.case().location == WORDS
    assert_nobody_is_quoted(log)


def test_a_turn_that_fails_says_which_call_and_quotes_nobody(
    long_point: County, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = long_point.phone(from_=CALLER).hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?")
    monkeypatch.setattr("ivr.engine.step.turn", fail)
    caller.says(WORDS).waits(5).hangs_up()
    (call,) = long_point.calls()
    line = log.about("a turn failed")
    assert {name: line.get(name) for name in TRACES} == {
        "call": str(call.id),
        "turn": "3",
        "tenant": call.tenant,
        "revision": "1",
    }
    assert "ValueError" in line["exc_info"]
    assert_nobody_is_quoted(log)


def test_a_database_that_is_away_says_which_call_and_what_was_kept_names_nobody(
    long_point: County, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = long_point.phone(from_=CALLER).hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?")
    with monkeypatch.context() as away:
        away.setattr(long_point.parts.database, "unit_of_work", gone)
        caller.says(f"{WORDS} {KEYS}").waits(5).hangs_up()
    replay(long_point.parts.spool, long_point.parts.runner)
    line = log.about("the caller is put through")
    assert (line["call"], line["turn"]) == (str(long_point.calls()[0].id), "3")
    assert_nobody_is_quoted(log)


def gone() -> None:
    raise DatabaseGone("the server closed the connection")


def test_a_call_that_was_found_later_is_named_by_its_keys(long_point: County, log: Log) -> None:
    form = {"CallSid": "CA" + "5" * 32, "AccountSid": "AC" + "1" * 32, "From": CALLER, "To": MAIN}
    with logs.trace():
        long_point.parts.runner.chronicle.ensure(read_arrival(form), f"a fault: {CALLER}")
        logging.getLogger("after").warning("afterwards")
    assert log.about("a call was recovered: a fault")
    assert set(log.about("afterwards")) >= TRACES
    assert_nobody_is_quoted(log)


@pytest.mark.parametrize("body", [WORDS, f"TAKE {KEYS}", "STOP", "HELP"])
def test_a_text_leaves_nobody_in_the_log_also_when_it_fails(
    long_point: County, log: Log, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    long_point.network.text_in(from_=CALLER, to=MAIN, body=body)
    long_point.network.wait(5)
    with monkeypatch.context() as broken:
        broken.setattr("webhooks.voice.messages.answer_text", fail)
        long_point.network.text_in(from_=CALLER, to=MAIN, body=body)
        long_point.network.wait(5)
    assert log.about("a text could not be answered")
    assert_nobody_is_quoted(log)


def test_a_stranger_and_a_form_that_cannot_be_read_leave_nothing_either(long_point: County, log: Log) -> None:
    client = create_app(long_point.parts).test_client()
    form = {"From": CALLER, "SpeechResult": WORDS, "Digits": KEYS}
    assert client.post("/voice", data=form).status_code == 403
    assert client.post(f"/voice/turn/{WORDS}/1", data=form).status_code in (403, 404)
    assert log.about("a request without a valid signature")
    assert_nobody_is_quoted(log)
