"""Where a call can be and where it goes next: the flows walked without a caller.

A `Spot` is a step with the flows it will return to, and whether the caller still hears every language of the line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ivr.engine.model import Flow, Line, Step
from ivr.engine.nodes.do import Do
from ivr.engine.nodes.end import End
from ivr.engine.nodes.language import Language
from ivr.engine.nodes.say import Say
from ivr.flowfile.checks.ways import outcomes_of
from ivr.flowfile.flows import FlowFile
from ivr.flowfile.outside import Names
from ivr.flowfile.places import Place

DEEPEST_STACK = 10


@dataclass(frozen=True, slots=True)
class Spot:
    """A place a call can be in. `flow` "" with `step`: "end" the call is over, "unknown" it cannot be followed."""

    flow: str
    step: str
    stack: tuple[tuple[str, str], ...] = ()
    every: bool = False


ENDED = Spot("", "end")
UNKNOWN = Spot("", "unknown")


@dataclass(frozen=True, slots=True)
class Entry:
    """Where calls come in: `line` is the line's name, or "" when no lines are known."""

    line: str
    flow: str
    languages: tuple[str, ...]
    emergency_number: str = ""


class Calls:
    """All flows of a revision, walkable."""

    def __init__(self, files: Mapping[str, FlowFile], names: Names) -> None:
        self.files = files
        self.names = names
        self._ways: dict[tuple[str, str], dict[str, str]] = {}
        self.flows: dict[str, Flow] = {each.name: each.flow for each in files.values() if each.flow}

    def entries(self) -> Iterator[Entry]:
        """Every line's flows; without lines every flow that no other flow calls with `do`."""
        if self.names.lines:
            yield from (entry for name, line in self.names.lines.items() for entry in self._of_line(name, line))
            return
        called = {step.do for flow in self.flows.values() for step in flow.steps.values() if isinstance(step, Do)}
        for flow in self.flows:
            if flow not in called:
                yield Entry("", flow, self.names.languages())

    def _of_line(self, line_name: str, line: Line) -> Iterator[Entry]:
        for flow in dict.fromkeys(self.names.spellings.flows.of(each) for each in (line.flow, line.closed) if each):
            if flow in self.flows:
                yield Entry(line_name, flow, tuple(line.languages), line.emergency_number)

    def start(self, entry: Entry) -> Spot:
        return self.enter(entry.flow, (), len(entry.languages) > 1)

    def enter(self, flow: str, stack: tuple[tuple[str, str], ...], every: bool) -> Spot:
        return self.at(flow, self.flows[flow].start, stack, every) if flow in self.flows else UNKNOWN

    def at(self, flow: str, target: str, stack: tuple[tuple[str, str], ...], every: bool) -> Spot:
        """The spot of a target: a step of the flow, else another flow's start."""
        if target in self.flows[flow].steps:
            return Spot(flow, target, stack, every)
        return UNKNOWN if target in self.files[flow].places or target == flow else self._other(target, stack, every)

    def _other(self, target: str, stack: tuple[tuple[str, str], ...], every: bool) -> Spot:
        if target not in self.flows or self.flows[target].start not in self.flows[target].steps:
            return UNKNOWN
        return Spot(target, self.flows[target].start, stack, every)

    def step(self, spot: Spot) -> Step:
        return self.flows[spot.flow].steps[spot.step]

    def place(self, spot: Spot) -> Place:
        return self.files[spot.flow].place_of(spot.step)

    def onward(self, spot: Spot) -> dict[str, Spot]:
        """Outcome -> where the call is then; defaults included, `everywhere` not."""
        step, flow = self.step(spot), self.flows[spot.flow]
        if isinstance(step, End):
            return {"end": self._back(spot, step.named)}
        if isinstance(step, Say) and step.end is not None:
            return {"end": self._back(spot, step.end)}
        if isinstance(step, Do):
            return {"do": self._called(spot, step)}
        every = spot.every and not isinstance(step, Language)
        ways = self._ways.get((spot.flow, spot.step))
        if ways is None:
            ways = self._ways.setdefault((spot.flow, spot.step), outcomes_of(step, flow))
        return {outcome: self.at(spot.flow, target, spot.stack, every) for outcome, target in ways.items()}

    def _called(self, spot: Spot, step: Do) -> Spot:
        stack = (*spot.stack, (spot.flow, spot.step))
        recursive = step.do == spot.flow or any(flow == step.do for flow, _ in spot.stack)
        return UNKNOWN if recursive or len(stack) > DEEPEST_STACK else self.enter(step.do, stack, spot.every)

    def _back(self, spot: Spot, end: str) -> Spot:
        if not spot.stack:
            return ENDED
        *rest, (flow, step) = spot.stack
        returning = self.flows[flow].steps[step]
        target = returning.ends.get(end) or returning.next if isinstance(returning, Do) else None
        return self.at(flow, target, tuple(rest), spot.every) if target else UNKNOWN

    def reachable(self, starts: Iterable[Spot]) -> dict[Spot, None]:
        """Every spot a call can come to, with wrong turns, faults and keys that work everywhere."""
        found: dict[Spot, None] = {}
        waiting = [spot for spot in starts if spot.flow]
        while waiting:
            spot = waiting.pop()
            if spot in found:
                continue
            found[spot] = None
            waiting += [each for each in (*self.onward(spot).values(), *self._aside(spot)) if each.flow]
        return found

    def _aside(self, spot: Spot) -> Iterator[Spot]:
        flow = self.flows[spot.flow]
        targets = [target for target in flow.everywhere.values() if target != "repeat"]
        for target in (*targets, flow.defaults.on_error):
            if target:
                yield self.at(spot.flow, target, spot.stack, spot.every)
