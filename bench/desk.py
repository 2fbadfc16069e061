"""`make bench-desk`: how soon an offered call is on the right desk, with a hundred desks open, and what callers pay.

Windows alternate: with the desks open and calls offered to them, and without. Callers ring in both. So the desks'
streams, their fetching of pieces and the offers stand against nothing but themselves, on one machine at one time.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click

from bench.agents import Agents
from bench.county import County, furnished
from bench.figures import Spread, quantile, ratios, spread
from bench.load import Client
from bench.phone import Call
from bench.served import free_port, service, stop, wait_for_port
from ivr.folders import PROJECT, state_folder
from ivr.store.server import EmbeddedServer

DESKS, A_MINUTE = 100, 40
CALLERS = 40
"""Requests of callers a second, at random moments: the voice side of a busy hour."""
SETTLE_SECONDS = 2.0
"""After the desks are open each has looked at everything once."""


@dataclass
class Found:
    """Seconds from an offer to its event on the right desk, and to the piece with it; the callers' p99 a window."""

    heard: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    lost: int = 0
    beside: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> Spread:
        return ratios(self.beside, self.alone)


@click.command()
@click.option("--windows", default=10, show_default=True, help="Pairs of windows, with desks and without.")
@click.option("--seconds", default=7.0, show_default=True, help="Length of one window.")
@click.option("--desks", default=DESKS, show_default=True, help="Desks that are open.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
def main(windows: int, seconds: float, desks: int, as_json: bool) -> None:
    """From an offer to the right desk, and the callers' p99 with and without desks."""
    found = measure(windows, seconds, desks)
    click.echo(json.dumps(as_object(found)) if as_json else as_table(found, desks))


def measure(windows: int, seconds: float, desks: int) -> Found:
    found, calls = Found(), count(1)
    with a_county() as county, service(county) as web, live(county, web.port) as port:
        agents = Agents(county, web.port, desks)
        client = Client(web.port, lambda: Call(county.address(web.port), next(calls)))
        client.random(CALLERS, 3.0, 0)
        for number in range(windows):
            for open_desks in (True, False) if number % 2 else (False, True):
                if open_desks:
                    found.beside.append(with_desks(agents, port, client, seconds, number, found))
                else:
                    found.alone.append(p99(client, seconds, number))
            click.echo(f"window {number + 1} of {windows}", err=True)
        client.close()
        agents.close()
    return found


def p99(client: Client, seconds: float, seed: int) -> float:
    return quantile(client.random(CALLERS, seconds, seed).latencies, 0.99)


def with_desks(agents: Agents, port: int, client: Client, seconds: float, number: int, found: Found) -> float:
    """One window with the desks open and calls arriving."""
    with desks_open(agents, port) as seen:
        time.sleep(SETTLE_SECONDS)
        over = Event()
        offers: dict[str, float] = {}
        arriving = Thread(target=arrive, args=(agents, offers, over))
        arriving.start()
        taken = p99(client, seconds, number)
        over.set()
        arriving.join()
        deadline = time.monotonic() + 5
        while len(seen) < len(offers) and time.monotonic() < deadline:
            time.sleep(0.05)
    for offer, since in offers.items():
        if offer in seen:
            found.heard.append(seen[offer]["heard"] - since)
            found.shown.append(seen[offer]["shown"] - since)
        else:
            found.lost += 1
    return taken


def arrive(agents: Agents, offers: dict[str, float], over: Event) -> None:
    """Offer a call to the next desk, `A_MINUTE` times."""
    while not over.is_set():
        since = time.time()
        offers[agents.offer()] = since
        over.wait(60 / A_MINUTE)


@contextmanager
def desks_open(agents: Agents, port: int) -> Iterator[dict[str, Any]]:
    """A process that plays the browsers; what it saw, by offer."""
    told = json.dumps({"live": port, "web": agents.web, "tokens": agents.tokens})
    command = [sys.executable, "-m", "bench.browsers"]
    process = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None  # noqa: S101 - opened as a pipe
    assert process.stdout is not None  # noqa: S101 - opened as a pipe
    process.stdin.write(told + "\n")
    process.stdin.flush()
    seen: dict[str, Any] = {}
    try:
        if process.stdout.readline().strip() != "open":
            raise SystemExit("The desks could not be opened; what they printed is above.")
        reader = Thread(target=read, args=(process.stdout, seen), daemon=True)
        reader.start()
        yield seen
    finally:
        stop(process)


def read(lines: Iterator[str], seen: dict[str, Any]) -> None:
    for line in lines:
        one = json.loads(line)
        seen[one["offer"]] = one


@contextmanager
def a_county() -> Iterator[County]:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=state_folder()) as folder:
        server = EmbeddedServer(Path(folder) / "data")
        try:
            server.start()
            server.create_database("desks")
            yield furnished(County(server.url("desks"), Path(folder) / "desks"))
        finally:
            server.destroy()


@contextmanager
def live(county: County, web: int) -> Iterator[int]:
    """`ivr live` beside the web server."""
    port = free_port()
    command = [sys.executable, "-m", "webhooks.cli", "live", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, env=county.environment(web), cwd=PROJECT, start_new_session=True)
    try:
        wait_for_port(process, port)
        yield port
    finally:
        stop(process)


def as_object(found: Found) -> dict[str, Any]:
    return {
        "offers": len(found.shown),
        "lost": found.lost,
        "heard_p50_p95_max": [round(quantile(found.heard, share), 4) for share in (0.5, 0.95, 1)],
        "shown_p50_p95_max": [round(quantile(found.shown, share), 4) for share in (0.5, 0.95, 1)],
        "voice_p99_with": spread(found.beside).as_list(),
        "voice_p99_without": spread(found.alone).as_list(),
        "ratio": found.ratio.as_list(),
    }


def as_table(found: Found, desks: int) -> str:
    told = as_object(found)
    milli = [[round(each * 1000, 1) for each in told[name]] for name in ("heard_p50_p95_max", "shown_p50_p95_max")]
    beside, alone = ([round(each * 1000, 1) for each in told[name]] for name in ("voice_p99_with", "voice_p99_without"))
    rows = [
        f"{desks} desks, {A_MINUTE} offers a minute; {told['offers']} offers, {told['lost']} not seen",
        f"  from the offer to the desk's event     p50 {milli[0][0]} ms   p95 {milli[0][1]} ms   most {milli[0][2]} ms",
        f"  from the offer to the piece shown      p50 {milli[1][0]} ms   p95 {milli[1][1]} ms   most {milli[1][2]} ms",
        f"voice p99 with desks     median {beside[1]} ms   ({beside[0]} to {beside[2]})",
        f"voice p99 without        median {alone[1]} ms   ({alone[0]} to {alone[2]})",
        f"ratio, window by window  median {told['ratio'][1]}   ({told['ratio'][0]} to {told['ratio'][2]})",
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    main(prog_name="make bench-desk")
