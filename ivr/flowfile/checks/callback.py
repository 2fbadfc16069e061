"""Nobody is promised a call at a number that is not known: a caller may be anonymous."""

from collections.abc import Iterator

from ivr.engine.model import Step
from ivr.engine.nodes.choose import Choose
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.queue import Queue
from ivr.engine.nodes.report import Report
from ivr.engine.visit import CALLER_NUMBER
from ivr.engine.wording import placeholders_in
from ivr.flowfile.checks.calls import Calls, Entry, Spot
from ivr.flowfile.checks.speech import all_words
from ivr.flowfile.faults import Faults

PLACEHOLDER = "caller.number"
_HAS_NUMBER = frozenset({"caller known", "caller several", "caller unknown"})


def check_callers_number(calls: Calls, entry: Entry, faults: Faults) -> None:
    """Follows an anonymous caller until a step asks for the number; before that no words may speak it."""
    seen: set[Spot] = set()
    waiting = [calls.start(entry)]
    while waiting:
        spot = waiting.pop()
        if not spot.flow or spot in seen:
            continue
        seen.add(spot)
        step = calls.step(spot)
        if _speaks_number(step):
            what = (
                f"{step.name} speaks {{{PLACEHOLDER}}}, and an anonymous caller comes here without being asked for one"
            )
            mend = "ask first, with report: or with collect: into: " + CALLER_NUMBER
            faults.once("fault", calls.place(spot), "number-not-asked", what, mend)
        waiting += _still_anonymous(calls, spot, step)


def _speaks_number(step: Step) -> bool:
    return any(PLACEHOLDER in placeholders_in(text) for _, words in all_words(step) for text in words.values())


def _still_anonymous(calls: Calls, spot: Spot, step: Step) -> Iterator[Spot]:
    """Where a caller without a number can go on to without having been asked for it."""
    if isinstance(step, Report):
        return
    withheld = isinstance(step, Choose) and any(
        each.subject == "caller" and each.value == "withheld" for each in step.choose
    )
    for outcome, onward in calls.onward(spot).items():
        asked = isinstance(step, Collect) and step.into == CALLER_NUMBER and outcome == "next"
        asked = asked or (isinstance(step, Queue) and outcome == "callback")
        if not asked and outcome not in _HAS_NUMBER and not (withheld and outcome == "otherwise"):
            yield onward
