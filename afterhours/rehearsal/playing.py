"""Plays the tests that staff wrote under their flows, each in a world of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from afterhours.rehearsal.county import RehearsedCounty
from afterhours.rehearsal.exchange import BASE, RehearsedExchange
from afterhours.rehearsal.expecting import disappointments
from afterhours.rehearsal.line_ups import TAKES
from afterhours.site.model import Site
from afterhours.site.reached import flows_reached
from ivr.clock import SteppedClock
from ivr.engine.model import Line
from ivr.flowfile.flowtests import Action, FlowTest
from ivr.flowfile.names import name as canonical
from ivr.simulator.callees import Callee
from ivr.simulator.calls import Call
from ivr.simulator.errors import ControlRefused
from ivr.simulator.network import Network
from ivr.store.memory import MemoryCalls

ORDINARY_DAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ACCOUNT = "AC" + "0" * 32
ANY_CALLER = "+15195550123"
TALK = 60
"""Seconds after which somebody who took the call puts the telephone down."""
TAKES_IT = ("accepts", "accepts-slowly", "accepts-late", "put-through")
LONGEST_CALL = 900
"""Seconds: what a call does after the last deed of its caller is waited for so long."""


@dataclass(frozen=True, slots=True)
class Played:
    """One test and what came of it. `wrong`: sentences, none when it passed."""

    flow: str
    test: FlowTest
    wrong: tuple[str, ...]
    transcript: tuple[str, ...]
    journey: tuple[Mapping[str, Any], ...]


def play_all(site: Site) -> Iterator[Played]:
    """Every test of every flow, in the order of the files."""
    for flow, tests in site.tests.items():
        for test in tests:
            yield play(site, flow, test)


def play(site: Site, flow: str, test: FlowTest) -> Played:
    """One test on a line that leads into its flow; the call begins with that flow, whatever the hours."""
    line = line_for(site, flow)
    clock = SteppedClock(_instant(test.at, line))
    county, calls = RehearsedCounty(site, flow, test.on_record, test.agents), MemoryCalls(clock)
    network = _network(county, calls, clock, line)
    for person, number in county.numbers.items():
        _plan(network.callee(number), _behaviour(test, person, county.duties_at(clock.now())))
    for group, number in county.line_ups.numbers.items():
        _plan(network.callee(number), "accepts" if county.line_ups.takes(group) in TAKES else "no-answer")
    call = network.dial(from_="anonymous" if test.caller == "withheld" else test.caller or ANY_CALLER, to=line.number)
    missed = [sentence for action in test.do if (sentence := _do(call, action))]
    if not call.leg.ended:
        call.wait(LONGEST_CALL)
    journey = tuple(event for events in calls.journeys.values() for event in events)
    wrong = (*missed, *disappointments(test, county.case, call, journey))
    return Played(flow, test, wrong, tuple(f"{each.who}: {each.what}" for each in call.transcript), journey)


def _network(county: RehearsedCounty, calls: MemoryCalls, clock: SteppedClock, line: Line) -> Network:
    network = Network(RehearsedExchange(county, calls), clock, ACCOUNT, "rehearsal", seed="rehearsal")
    network.add_number(
        line.number,
        f"{BASE}/voice",
        voice_fallback_url=f"{BASE}/voice/fallback",
        status_callback=f"{BASE}/voice/status",
    )
    return network


def _instant(at: datetime | None, line: Line) -> datetime:
    """The test's wall time in the line's zone; without one an ordinary working morning."""
    return at.replace(tzinfo=ZoneInfo(line.zone)) if at else ORDINARY_DAY


def _plan(callee: Callee, behaviour: str) -> None:
    callee.behave(behaviour)
    if behaviour in TAKES_IT:
        callee.hangs_up_in_talk(TALK)


def _behaviour(test: FlowTest, person: str, duties: Mapping[str, frozenset[str]]) -> str:
    """How a person answers: by their handle, else by a duty that they have then, such as `water/primary`."""
    given = {canonical(name): answer for name, answer in test.callees.items()}
    names = (canonical(person), *sorted(duties.get(person, ())))
    return next((given[each] for each in names if each in given), "no_answer").replace("_", "-")


def _do(call: Call, action: Action) -> str | None:
    """One deed of the caller; a sentence when it was not possible."""
    try:
        match action.act:
            case "press":
                call.press(action.value)
            case "say":
                call.say(action.value)
            case "hang_up":
                call.hang_up()
            case "wait":
                call.wait(float(action.value)) if action.value else call.listen()
            case "hear":
                return None if call.listen(action.value) else f"was never heard: {action.value}"
    except ControlRefused as refused:
        return f"{action.act.replace('_', ' ')} {action.value}: {refused}"
    return None


def line_for(site: Site, flow: str) -> Line:
    """The first line whose flows lead into this one; for a flow that no line reaches, the first line."""
    lines = list(site.book.lines.values())
    return next((line for line in lines if flow in flows_reached(site.book, [line.flow, line.closed])), lines[0])
