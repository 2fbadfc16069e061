"""The language of telephone tests, in process and over HTTP."""

from collections.abc import Iterator

import pytest

from ivr.simulator.called import person
from ivr.simulator.story import ring
from ivr.simulator.telephones import Telephones
from tests.ivr.simulator.conftest import Stage
from tests.ivr.simulator.county import CALLER, LINE, WATER, County, network_of, say

PAGES = {
    "/voice": f'{say("In danger, dial 9 1 1.")}<Gather action="/where" numDigits="1">{say("Press 1.")}</Gather>',
    "/where": f'<Gather action="/dial" input="speech">{say("Which address?")}</Gather>',
    "/dial": f'<Dial callerId="{LINE}"><Number url="/whisper">{WATER}</Number></Dial>{say("Nobody was there.")}',
    "/whisper": f'<Gather action="/accept" numDigits="1">{say("A burst pipe. Press 1.")}</Gather><Hangup/>',
    "/accept": "",
    "/fallback": "<Hangup/>",
}


@pytest.fixture(params=["in process", "over HTTP"])
def telephones(request: pytest.FixtureRequest, stage: Stage) -> Iterator[Telephones]:
    stage.county.pages.update(PAGES)
    stage.network.callee(WATER).by_hand()
    if request.param == "over HTTP":
        yield stage.client
    else:
        network = network_of(County({**PAGES}))
        network.callee(WATER).by_hand()
        yield network


def test_a_story_from_first_word_to_goodbye(telephones: Telephones) -> None:
    caller = ring(telephones, from_=CALLER, to=LINE)
    caller.hears("9 1 1").hears("press 1").hears_nothing_about("water")
    caller.presses("1").hears("which address").says("12 Main Street").waits(5)
    water = person(telephones, WATER).is_rung().answers().hears("burst pipe").presses("1")
    caller.is_connected_to(WATER)
    water.says("We are coming.").hangs_up().is_not_rung()
    caller.hears("nobody was there").call_ended("completed")


def test_a_story_of_someone_who_declines_and_a_caller_who_gives_up(telephones: Telephones) -> None:
    caller = ring(telephones, from_=CALLER, to=LINE).hears("press 1").presses("1").says("12 Main Street")
    person(telephones, WATER).is_rung().declines()
    caller.hears("nobody").hangs_up().call_ended()


def test_what_was_said_before_the_last_deed_does_not_count(telephones: Telephones) -> None:
    caller = ring(telephones, from_=CALLER, to=LINE).hears("press 1").presses("1")
    with pytest.raises(AssertionError, match="did not hear '9 1 1'"):
        caller.hears("9 1 1")


def test_a_failed_expectation_shows_what_was_said(telephones: Telephones) -> None:
    caller = ring(telephones, from_=CALLER, to=LINE)
    with pytest.raises(AssertionError, match=r"line: In danger, dial 9 1 1\."):
        caller.hears("for roads")
    with pytest.raises(AssertionError, match="not connected to"):
        caller.is_connected_to(WATER)
    with pytest.raises(AssertionError, match="should be out of the call"):
        caller.call_ended()
    with pytest.raises(AssertionError, match="heard 'danger'"):
        caller.hears_nothing_about("danger")
    with pytest.raises(AssertionError, match="has not been rung"):
        person(telephones, WATER).is_rung()
