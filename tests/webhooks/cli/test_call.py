"""`ivr call --script` against the whole service."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ivr.errors import ProviderGone, Refused
from ivr.folders import PROJECT
from ivr.simulator.client import TelephoneClient
from tests.support.demonstration import Demonstration, demonstration
from webhooks.cli.call import call
from webhooks.cli.orders import Order, order, orders
from webhooks.phone.scene import clear

STORIES = PROJECT / "tests" / "scenarios" / "stories"
BURST_PIPE = """\
# a burst pipe at night
from +15195550123
to main
at 2026-12-26 02:15
callee cy accepts

hears "9 1 1"
press 1
hears "burst water pipe"
press 1
hears "Where is it?"
says "12 Main Street"
hears "running onto the road"
press 1
wait 20
hang up
"""


@pytest.fixture(scope="module")
def shop(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    with demonstration(module_database_url, tmp_path_factory.mktemp("shop")) as made:
        yield made


@pytest.fixture
def run(shop: Demonstration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("TWILIO_API_BASE", shop.served.url)
    monkeypatch.setenv("PUBLIC_URL", shop.base)
    monkeypatch.setenv("TELEPHONY", "simulated")

    def run(script: str, *options: str) -> Result:
        file = tmp_path / "script.txt"
        file.write_text(script)
        return CliRunner().invoke(call, ["--script", str(file), *options])

    return run


def test_a_script_leads_a_call_to_its_one_case(run: Any, shop: Demonstration) -> None:
    result = run(BURST_PIPE, "--json")
    assert result.exit_code == 0, result.output
    *lines, outcome = [json.loads(line) for line in result.output.splitlines()]
    assert {frozenset(line) for line in lines} == {frozenset({"at", "who", "kind", "text", "language"})}
    assert [line["text"] for line in lines if line["kind"] == "pressed"] == ["1", "1", "1"]
    assert outcome["status"] == "completed"
    (case,) = [case for case in shop.county.cases() if case.number == outcome["case_number"]]
    assert (case.priority, case.location, case.disposition) == ("emergency", "12 Main Street", "talked")


@pytest.mark.parametrize("story", sorted(STORIES.glob("*.txt")), ids=lambda story: story.stem)
def test_the_scripts_that_come_along_can_be_played(run: Any, shop: Demonstration, story: Path) -> None:
    result = run(story.read_text(encoding="utf-8"), "--json")
    assert result.exit_code == 0, result.output
    outcome = json.loads(result.output.splitlines()[-1])
    assert outcome["case_number"] in {case.number for case in shop.county.cases()}


def test_words_that_are_not_heard_end_with_the_transcript_and_exit_code_1(run: Any) -> None:
    result = run('press 1\nhears "a purple elephant"\n')
    assert result.exit_code == 1
    assert "Line 2: “a purple elephant” was not heard" in result.output
    assert "Long Point County" in result.output


def test_a_script_without_a_deed_still_calls(run: Any) -> None:
    result = run("to wealden-night\nfrom withheld\n")
    assert result.exit_code == 0
    assert ", case " in result.output


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        pytest.param("to moon", "There is no line", id="an unknown line"),
        pytest.param("callee zoltan accepts", "There is nobody called", id="an unknown person"),
        pytest.param("jump", "Line 1: “jump” is nothing that can be done", id="an unknown order"),
        pytest.param("at tomorrow", "is no time", id="a time that is none"),
        pytest.param("callee ann dances", "There is no behaviour dances", id="an unknown way to answer"),
    ],
)
def test_what_cannot_be_done_is_said(run: Any, script: str, sentence: str) -> None:
    result = run(script)
    assert isinstance(result.exception, Refused)
    assert sentence in str(result.exception)


@pytest.mark.usefixtures("run")
def test_people_are_answered_for_by_hand(shop: Demonstration) -> None:
    parts = shop.county.parts
    clear(TelephoneClient(shop.served.url), parts.database, parts.clock.now())
    deeds = ["press 1", "wait", "1", "wait", '"12 Main Street"', "wait", "1", "wait", "answer Cy", "people"]
    typed = "\n".join([*deeds, "wait 4", "press cy 1", "wait 9", "press cy 1", "wait 9", "hang up", ""])
    result = CliRunner().invoke(call, ["--at", "2026-12-26 02:15"], input=typed)
    assert result.exit_code == 0, result.output
    assert "Cy Whitlock: speaking" in result.output
    (number,) = re.findall(r"case (\d{9})", result.output)
    assert [case.disposition for case in shop.county.cases() if case.number == number] == ["talked"]


def test_without_a_running_telephone_there_is_a_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_API_BASE", "http://127.0.0.1:9")
    result = CliRunner().invoke(call, ["--script", "-"], input="press 1")
    assert isinstance(result.exception, ProviderGone)
    assert "ivr run" in str(result.exception)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("press 1", Order("press", "1")),
        ("#", Order("press", "#")),
        ("5195550138#", Order("press", "5195550138#")),
        ('"burst pipe"', Order("say", "burst pipe")),
        ('says "12 Main Street"', Order("say", "12 Main Street")),
        ("wait 6", Order("wait", "6")),
        ("wait 14s", Order("wait", "14")),
        ("press ann 1", Order("press at", "1", "ann")),
        ("hang up", Order("hang up")),
        ("hang up ann", Order("hang up at", "", "ann")),
        ("callee duty-manager no_answer", Order("callee", "no_answer", "duty-manager")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_order_is_read_as_it_is_meant(text: str, meant: Order) -> None:
    assert order(text) == meant


def test_remarks_and_empty_lines_are_left_out() -> None:
    assert [each.line for each in orders("# a remark\n\npress 1\n#\n")] == [3]
