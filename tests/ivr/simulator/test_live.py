"""A network in live use: time passes by itself, and a clock that others move is followed."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from ivr.clock import SteppedClock
from ivr.simulator.client import TelephoneClient
from ivr.simulator.network import Network
from ivr.simulator.pacer import Pacer
from ivr.simulator.server import NumberSetting, run
from tests.ivr.simulator.conftest import Stage
from tests.ivr.simulator.county import ACCOUNT, CALLER, HOST, LINE, NIGHT, TOKEN, WATER, County


@dataclass
class RunningClock:
    """A clock that runs by itself and can be moved by anybody."""

    offset: timedelta = timedelta()
    started: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return NIGHT + timedelta(seconds=time.monotonic() - self.started) + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += timedelta(seconds=seconds)


def watch(network: Network, until: Callable[[], bool], seconds: float = 15) -> bool:
    """Follows the events until something holds; whether it did in time."""
    deadline = time.monotonic() + seconds
    while not until() and time.monotonic() < deadline:
        network.await_events(network.exchange.events.last, 0.2)
    return until()


def test_time_passes_by_itself(stage: Stage) -> None:
    stage.county.pages["/voice"] = '<Gather timeout="1"/>'
    pacer = Pacer(stage.network, tick=0.01)
    pacer.start()
    call = stage.network.dial(from_=CALLER, to=LINE)
    assert watch(stage.network, lambda: call.status == "completed")
    pacer.stop()
    assert call.leg.duration() >= 1


def test_a_paused_clock_stands_still_until_it_is_resumed_or_skipped(stage: Stage) -> None:
    stage.county.pages["/voice"] = '<Gather timeout="1"/>'
    pacer = Pacer(stage.network, tick=0.01)
    pacer.pause()
    pacer.start()
    assert not pacer.running
    call = stage.network.dial(from_=CALLER, to=LINE)
    assert not watch(stage.network, lambda: call.status == "completed", seconds=0.3)
    pacer.resume()
    assert watch(stage.network, lambda: call.status == "completed")
    pacer.stop()


def test_a_slow_web_server_holds_up_its_own_call_and_nobody_elses(stage: Stage) -> None:
    let_go = threading.Event()

    def slow(_form: dict[str, str]) -> str:
        assert let_go.wait(20)
        return ""

    stage.county.pages.update({"/voice": '<Gather timeout="1"/>', "/slow": slow})
    stage.network.add_number(WATER, f"{HOST}/slow")
    held_up = threading.Thread(target=lambda: stage.network.dial(from_=CALLER, to=WATER))
    held_up.start()
    pacer = Pacer(stage.network, tick=0.01)
    pacer.start()
    call = stage.client.dial(from_=CALLER, to=LINE)
    assert watch(stage.network, lambda: call.status == "completed")
    assert held_up.is_alive()
    let_go.set()
    held_up.join(10)
    pacer.stop()


@pytest.mark.parametrize("jump", [-86400.0, 86400.0], ids=["back", "forward"])
def test_a_clock_that_others_move_neither_hurries_nor_stops_a_call(jump: float) -> None:
    clock = RunningClock()
    county = County({"/voice": f'<Dial timeout="30" callerId="{LINE}">{WATER}</Dial>'})
    with ThreadPoolExecutor(2) as workers:
        network = Network(county.deliver, clock, ACCOUNT, TOKEN, workers=workers)
        network.add_number(LINE, f"{HOST}/voice")
        network.callee(WATER).answers(after=1)
        pacer = Pacer(network, drives_clock=False, tick=0.01)
        pacer.start()
        assert watch(network, lambda: pacer.has_seen_the_clock)
        call = network.dial(from_=CALLER, to=LINE)
        clock.advance(jump)
        assert call.connected_to is None
        assert watch(network, lambda: call.connected_to == WATER)
        pacer.stop()


def test_skipping_works_with_a_clock_that_runs_by_itself() -> None:
    clock = RunningClock()
    county = County({"/voice": f'<Dial timeout="30" callerId="{LINE}">{WATER}</Dial>'})
    network = Network(county.deliver, clock, ACCOUNT, TOKEN)
    network.add_number(LINE, f"{HOST}/voice")
    call = network.dial(from_=CALLER, to=LINE)
    assert network.skip() == pytest.approx(35, abs=1)
    assert call.status == "completed"


def test_a_network_runs_as_a_process_does() -> None:
    where: list[str] = []
    started, stop = threading.Event(), threading.Event()

    def ready(url: str) -> None:
        where.append(url)
        started.set()

    numbers = [NumberSetting(LINE, "http://127.0.0.1:9/voice", friendly_name="Day line")]
    options = {"account_sid": ACCOUNT, "auth_token": TOKEN, "numbers": numbers, "clock": SteppedClock(NIGHT)}
    thread = threading.Thread(target=lambda: run("127.0.0.1:0", ready=ready, stop=stop, **options))  # type: ignore[arg-type]
    thread.start()
    assert started.wait(10)
    client = TelephoneClient(where[0])
    assert client.numbers() == [{"number": LINE, "name": "Day line"}]
    call = client.dial(from_=CALLER, to=LINE)
    assert "application error" in call.transcript[0].what
    assert client.call_of(WATER) is None
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
