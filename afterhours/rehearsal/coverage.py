"""Which outcomes of the flows the tests travel, and which nobody has tried.

On the danger path (the emergency choices and what leads there) an outcome that no test travels is a fault, elsewhere
a warning. Some outcomes cannot be had in a rehearsal, such as a text instead of a call: they are only counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from afterhours.site.model import Site
from ivr.engine.model import Flow, RequestKind, Step
from ivr.engine.nodes.choose import Choose
from ivr.engine.nodes.lookup import Lookup
from ivr.engine.nodes.record import Record
from ivr.engine.nodes.report import Report
from ivr.engine.nodes.ring import Ring
from ivr.engine.nodes.status import Status
from ivr.flowfile.checks.ways import outcomes_of
from ivr.flowfile.faults import Faults

FROM_DEFAULTS = {"after_last_try": "after_last_try", "nobody": "on_error", "gave_up": "on_error"}
"""Outcome -> the field of `defaults` that may stand for it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way out of a step. `danger`: it chooses an emergency, or leads to such a choice."""

    flow: str
    step: str
    outcome: str
    target: str
    danger: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much the tests travel. `elsewhere`: outcomes that a rehearsal cannot have."""

    travelled: tuple[Outcome, ...]
    missing: tuple[Outcome, ...]
    elsewhere: tuple[Outcome, ...]

    def __str__(self) -> str:
        total = len(self.travelled) + len(self.missing)
        told = f"The tests travel {len(self.travelled)} of {total} outcomes"
        more = len(self.elsewhere)
        return f"{told}; {more} more cannot be rehearsed." if more else f"{told}."


def coverage(site: Site, travelled: set[tuple[str, str, str]]) -> Coverage:
    """`travelled`: (flow, step, outcome) as `watching` notes them."""
    danger = frozenset[tuple[str, str]]().union(*(proof.danger for proof in site.proofs))
    found: tuple[list[Outcome], list[Outcome], list[Outcome]] = [], [], []
    for flow in site.book.flows.values():
        for step in flow.steps.values():
            for outcome, target in wanted(step, flow, site.book.requests):
                each = Outcome(flow.name, step.name, outcome, target, _dangerous(step, flow, target, danger))
                if (flow.name, step.name, outcome) in travelled or _by_default(each, travelled):
                    found[0].append(each)
                else:
                    found[2 if _unrehearsable(step, flow, outcome) else 1].append(each)
    travelled_ones, missing, elsewhere = found
    while behind := [each for each in missing if _only_behind(each, elsewhere, [*travelled_ones, *missing])]:
        elsewhere += behind
        missing = [each for each in missing if each not in behind]
    return Coverage(tuple(travelled_ones), tuple(missing), tuple(elsewhere))


def _only_behind(outcome: Outcome, elsewhere: list[Outcome], others: list[Outcome]) -> bool:
    """Whether its step can only be come to by ways that cannot be rehearsed."""
    step = (outcome.flow, outcome.step)
    leads = any((each.flow, each.target) == step for each in elsewhere)
    return leads and not any((each.flow, each.target) == step for each in others if each.step != outcome.step)


def tell_missing(site: Site, found: Coverage, faults: Faults) -> None:
    """One fault or warning for each step with outcomes that no test travels."""
    for flow, step in dict.fromkeys((each.flow, each.step) for each in found.missing):
        of_step = [each for each in found.missing if (each.flow, each.step) == (flow, step)]
        tell = faults.fault if any(each.danger for each in of_step) else faults.warning
        ways = ", ".join(f"{each.outcome} (to {each.target})" for each in of_step)
        path = " on the way to an emergency" if any(each.danger for each in of_step) else ""
        tell(
            site.place_of(flow, step),
            "untravelled",
            f"no test takes this way{path} out of {step}: {ways}",
            f"write a test below tests: in {site.paths.get(flow, flow)} that takes it",
        )


def wanted(step: Step, flow: Flow, requests: Mapping[str, RequestKind]) -> Iterator[tuple[str, str]]:
    """(outcome, target) of what is written, and of what the defaults stand for; without what cannot happen."""
    all_ways = outcomes_of(step, flow)
    written = dict(step.outcomes())
    for outcome, target in all_ways.items():
        known = outcome in written or outcome in FROM_DEFAULTS
        if known and not _impossible(step, outcome, written, requests):
            yield outcome, target


def _impossible(step: Step, outcome: str, written: Mapping[str, str], requests: Mapping[str, RequestKind]) -> bool:
    if isinstance(step, Report) and outcome == "nobody":
        return requests[step.report].emergency is None
    if isinstance(step, Ring) and outcome == "failed":
        return written.get("failed") == written.get("nobody")
    return False


def _unrehearsable(step: Step, flow: Flow, outcome: str) -> bool:
    """Rehearsed calls are voice, their telephones ring, recordings have some length; what was found stays there."""
    match step:
        case Choose():
            return outcome == "channel text"
        case Status(status=answer):
            looked_up = any(isinstance(each, Lookup) and each.number == answer for each in flow.steps.values())
            return outcome == "not_found" and looked_up
        case Record():
            return outcome == "empty"
        case Ring():
            return outcome == "failed"
        case _:
            return False


def _dangerous(step: Step, flow: Flow, target: str, danger: frozenset[tuple[str, str]]) -> bool:
    """The keys that choose an emergency, and the ways that lead to them."""
    return (flow.name, step.name) in danger and (flow.name, target) in danger


def _by_default(each: Outcome, travelled: set[tuple[str, str, str]]) -> bool:
    default = FROM_DEFAULTS.get(each.outcome)
    return default is not None and (each.flow, each.step, default) in travelled
