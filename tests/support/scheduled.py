"""A county whose scheduler works while time passes: one clock for telephones, service and jobs, moved by the test.

    with at_work(long_point) as county:
        county.phone().hears("9 1 1").presses("1")
        county.person("ann").rings().answers().hears("Long Point County").presses("1")

Every word of a story that lets time pass lets the jobs wake as `ivr scheduler` would, each at its own pace.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from afterhours.scheduler import EVERY, jobs_of
from afterhours.service_clock import ServiceClock
from ivr.simulator.server import serve
from tests.support.county import County

BEAT = 1.0
"""Seconds between two wakings of the quickest jobs."""


@dataclass
class Wakings:
    """Which jobs are due as time passes. `asleep`: a scheduler that was killed wakes nothing."""

    county: County
    every: Mapping[str, float] = field(default_factory=lambda: EVERY)
    asleep: bool = False
    waited: dict[str, float] = field(default_factory=dict)

    def wake(self, passed: float = BEAT) -> None:
        """Everything that is due after so many more seconds, to its end; a job that fails fails the test."""
        if self.asleep:
            return
        with ThreadPoolExecutor(4) as pool:
            for name, job in jobs_of(self.county.parts, pool).items():
                self.waited[name] = self.waited.get(name, self.every[name]) + passed
                if self.waited[name] >= self.every[name]:
                    self.waited[name] = 0.0
                    job()


@contextmanager
def at_work(county: County) -> Iterator[County]:
    """The county with its network served over HTTP, as a provider's, and its scheduler awake."""
    parts, network = county.parts, county.network
    with serve(network) as served:
        parts.settings = replace(parts.settings, twilio_api_base=served.url)
        clock = parts.clock
        assert isinstance(clock, ServiceClock)
        network.clock = network.exchange.clock = clock
        county.wakings = Wakings(county)
        network.time.drive(BEAT, county.wakings.wake)
        try:
            yield county
        finally:
            network.time.drive(0, lambda: None)
            network.come_to_rest()
