"""A network that is served over HTTP, with a web server in a thread that answers its webhooks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from ivr.clock import SteppedClock
from ivr.simulator.client import TelephoneClient
from ivr.simulator.network import Network
from ivr.simulator.server import Served, serve
from tests.ivr.simulator.county import ACCOUNT, HOST, LINE, NIGHT, TOKEN, County, say


@dataclass
class Stage:
    """A county, a network over it with webhooks in threads, and the network's two APIs over HTTP."""

    county: County
    network: Network
    served: Served
    client: TelephoneClient


@pytest.fixture
def stage() -> Iterator[Stage]:
    county = County()
    workers = ThreadPoolExecutor(4)
    network = Network(county.deliver, SteppedClock(NIGHT), ACCOUNT, TOKEN, workers=workers, seed="stage")
    network.add_number(LINE, f"{HOST}/voice", voice_fallback_url=f"{HOST}/fallback", status_callback=f"{HOST}/status")
    with serve(network) as served:
        yield Stage(county, network, served, TelephoneClient(served.url))
    workers.shutdown()


@pytest.fixture
def stage_of_many() -> Iterator[Network]:
    """A network whose webhooks go out in 8 threads, to a county that reads the caller's number back."""
    county = County({"/voice": '<Gather action="/chosen" numDigits="1"/>', "/chosen": lambda form: say(form["From"])})
    with ThreadPoolExecutor(8) as workers:
        network = Network(county.deliver, SteppedClock(NIGHT), ACCOUNT, TOKEN, workers=workers)
        network.add_number(LINE, f"{HOST}/voice")
        yield network
