"""Outcomes without a way, unreachable steps, loops without the caller, ends of other flows: what the shape shows."""

from collections.abc import Mapping

from ivr.engine.nodes.do import Do
from ivr.flowfile.checks.calls import Calls, Spot
from ivr.flowfile.checks.ways import ends_of, missing_outcomes, waits
from ivr.flowfile.faults import Faults
from ivr.flowfile.flows import FlowFile
from ivr.flowfile.names import did_you_mean


def check_outcomes(calls: Calls, faults: Faults) -> None:
    """Every outcome that a call can take must lead on."""
    for flow in calls.flows.values():
        file = calls.files[flow.name]
        for step in flow.steps.values():
            for outcome in missing_outcomes(step, flow, calls.flows, calls.names.requests):
                faults.fault(
                    file.place_of(step.name),
                    "no-way-on",
                    f"step {step.name} says nothing about {outcome}:, so the call would end there",
                    f"write {outcome}: and a step" + _where_else(outcome),
                )
            if isinstance(step, Do):
                _check_ends(step, calls, file, faults)


def _where_else(outcome: str) -> str:
    in_defaults = {"after_last_try": "after_last_try", "nobody": "on_error", "gave_up": "on_error"}.get(outcome)
    return f", or {in_defaults}: in defaults" if in_defaults else ""


def _check_ends(step: Do, calls: Calls, file: FlowFile, faults: Faults) -> None:
    place = file.place_of(step.name)
    if step.do not in calls.flows:
        return
    known = ends_of(calls.flows[step.do])
    for end in sorted(set(step.ends) - known) if calls.files[step.do].whole else ():
        what = f'the flow {step.do} has no end called "{end}"'
        faults.fault(place, "unknown-end", what, did_you_mean(end, known - {""}))
    if _calls_back(step.do, file.name, calls):
        faults.fault(
            place, "flow-calls-itself", f"the flow {step.do} comes back to {file.name} without end",
            "lead on with go: instead of do:",
        )  # fmt: skip


def _calls_back(called: str, flow: str, calls: Calls) -> bool:
    seen: set[str] = set()
    waiting = [called]
    while waiting:
        each = waiting.pop()
        if each == flow:
            return True
        if each in calls.flows and each not in seen:
            seen.add(each)
            waiting += [step.do for step in calls.flows[each].steps.values() if isinstance(step, Do)]
    return False


def check_reachable(calls: Calls, found: Mapping[Spot, None], faults: Faults) -> None:
    """A step that no call comes to is a warning; flows that no line uses are walked from their own start."""
    alone = [calls.enter(flow, (), False) for flow in calls.flows if flow not in {spot.flow for spot in found}]
    reached = {(spot.flow, spot.step) for spot in (*found, *calls.reachable(alone))}
    for flow in calls.flows.values():
        file = calls.files[flow.name]
        for step in flow.steps if file.whole else ():
            if (flow.name, step) not in reached:
                what = f"no call ever comes to step {step}"
                faults.warning(file.place_of(step), "unreachable", what, "lead to it from somewhere, or delete it")


def check_loops(calls: Calls, found: Mapping[Spot, None], faults: Faults) -> None:
    """A round of steps in which the caller is never asked anything would never end."""
    done: set[Spot] = set()
    for start in found:
        loop = _loop_from(start, calls, done)
        if loop:
            spot = min(loop, key=lambda each: (each.flow, calls.place(each).line))
            names = " -> ".join(each.step for each in (*loop, loop[0]))
            what = f"these steps follow each other without end, and without asking the caller: {names}"
            faults.once("fault", calls.place(spot), "loop", what, "lead one of them to a question, a person or an end")


def _loop_from(start: Spot, calls: Calls, done: set[Spot]) -> list[Spot]:
    """Depth first over steps that wait for nobody; `done` holds what was gone through before."""
    path: list[Spot] = []
    waiting = [(start, False)]
    while waiting:
        spot, leaving = waiting.pop()
        if leaving:
            path.pop()
            done.add(spot)
        elif spot in path:
            return path[path.index(spot) :]
        elif spot.flow and spot not in done and not waits(calls.step(spot)):
            path.append(spot)
            waiting.append((spot, True))
            waiting += [(each, False) for each in calls.onward(spot).values()]
    return []
