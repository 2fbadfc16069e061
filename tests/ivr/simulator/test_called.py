"""The story of somebody who is rung, in process and over HTTP: rings, hears, presses, talks, texts."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from ivr.simulator.called import Answerer, person
from ivr.simulator.network import Network
from ivr.simulator.script import Target
from ivr.simulator.story import ring
from ivr.simulator.telephones import Telephones
from tests.ivr.simulator.conftest import Stage
from tests.ivr.simulator.county import CALLER, HOST, LINE, WATER, County, network_of, say

TALK = '<Dial><Conference endConferenceOnExit="true">emergency</Conference></Dial>'
PAGES = {
    "/voice": say("Please wait.") + TALK,
    "/page": f'<Gather action="/detail" numDigits="1">{say("A call from Long Point County.")}</Gather><Hangup/>',
    "/detail": f'<Gather action="/talk" numDigits="1">{say("A burst pipe at 12 Main Street.")}</Gather><Hangup/>',
    "/talk": TALK,
    "/messages": "<Message>Ann has it.</Message>",
    "/fallback": "<Hangup/>",
}


@dataclass
class World:
    """`telephones`: what the stories are told on; `network`: what the program reaches over REST."""

    telephones: Telephones
    network: Network

    def page(self, after: float = 0) -> None:
        """The program rings the waterworks, now or later."""
        first = Target(f"{HOST}/page")
        self.network.exchange.after(after, lambda: self._place(first))

    def _place(self, first: Target) -> None:
        self.network.ring_out(from_=LINE, to=WATER, first=first, timeout=30)


@pytest.fixture(params=["in process", "over HTTP"])
def world(request: pytest.FixtureRequest, stage: Stage) -> Iterator[World]:
    if request.param == "in process":
        network = network_of(County({**PAGES}))
        yield World(network, network)
    else:
        stage.county.pages.update(PAGES)
        stage.network.numbers[LINE].sms_url = f"{HOST}/messages"
        yield World(stage.client, stage.network)


@pytest.fixture
def ann(world: World) -> Answerer:
    return person(world.telephones, WATER, "Ann")


def test_a_person_accepts_and_talks_with_the_caller(world: World, ann: Answerer) -> None:
    caller = ring(world.telephones, from_=CALLER, to=LINE)
    world.page(after=20)
    ann.rings().answers().hears("Long Point County").has_heard_nothing_about("Main Street")
    ann.presses("1").hears("12 Main Street").presses("1").is_connected_to(CALLER)
    caller.is_connected_to(WATER).hears("joined with")
    ann.says("I am on my way.").hangs_up().call_ended("completed").is_not_rung(for_=5)
    caller.call_ended("completed")


def test_a_new_call_is_heard_from_its_beginning(world: World, ann: Answerer) -> None:
    world.page()
    ann.rings().answers().presses("1").hears("12 Main Street").hangs_up()
    world.page()
    ann.rings().answers().hears("Long Point County")


def test_a_person_declines_or_leaves_it_to_the_mailbox(world: World, ann: Answerer) -> None:
    world.page()
    ann.rings().declines().call_ended("busy")
    world.page()
    ann.rings().lets_the_mailbox_answer().hears("Long Point County").waits(120).call_ended("completed")


def test_a_person_is_texted_and_texts(world: World, ann: Answerer) -> None:
    ann.texts("WHO", to=LINE).gets_text("ann has it").got_no_text()
    ann.texts("WHO", to=LINE)
    ann.waits(5)
    with pytest.raises(AssertionError, match="got texts"):
        ann.got_no_text()


def test_the_link_in_a_text_can_be_followed(world: World, ann: Answerer) -> None:
    number = world.network.numbers[LINE]
    world.network.texting.send(number, WATER, "Burst pipe. Take it: https://county.example/take/x1.")
    assert ann.gets_text("take it").link == "https://county.example/take/x1"


def test_a_disappointment_says_what_was_expected_of_whom(world: World, ann: Answerer) -> None:
    with pytest.raises(AssertionError, match="Ann was not rung within 3 seconds"):
        ann.rings(within=3)
    with pytest.raises(AssertionError, match="Ann has not been rung"):
        ann.hears("hello")
    with pytest.raises(AssertionError, match="Ann got no text with 'hello'"):
        ann.gets_text("hello", within=2)
    with pytest.raises(AssertionError, match="no text with a link"):
        assert ann.link
    world.page()
    ann.rings().answers()
    with pytest.raises(AssertionError, match="is not connected to"):
        ann.is_connected_to(CALLER)
    with pytest.raises(AssertionError, match="is being rung or is in a call"):
        ann.is_not_rung()
    with pytest.raises(AssertionError, match="heard 'long point'"):
        ann.has_heard_nothing_about("long point")


def test_something_may_work_as_time_passes(world: World, ann: Answerer) -> None:
    worked: list[float] = []
    world.network.time.drive(2, lambda: worked.append(1))
    ring(world.telephones, from_=CALLER, to=LINE).waits(10)
    assert len(worked) == 5
    world.page()
    ann.rings().answers().hears("Long Point County").waits(1)
    assert len(worked) == 6
