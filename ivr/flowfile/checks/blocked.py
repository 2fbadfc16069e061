"""A way of its own for blocked callers must not lead around the keys that raise an emergency."""

from collections.abc import Iterable

from ivr.engine.nodes.choose import Choose
from ivr.flowfile.checks.calls import Calls, Spot
from ivr.flowfile.checks.danger import is_emergency
from ivr.flowfile.faults import Faults

OUTCOME = "blocked yes"


def check_blocked(calls: Calls, spots: Iterable[Spot], faults: Faults) -> None:
    """`spots`: everywhere a line's callers can come. Where none of them can raise an emergency, nothing is asked."""
    spots = list(spots)
    if not any(raises(calls, spot) for spot in spots):
        return
    for spot in spots:
        if not spot.flow or not isinstance(calls.step(spot), Choose):
            continue
        way = calls.onward(spot).get(OUTCOME)
        if way is not None and not any(raises(calls, each) for each in calls.reachable([way])):
            what = f"{spot.step} leads blocked callers where no key raises an emergency"
            mend = "lead them to a menu with the emergency's keys, or leave the line out: they are answered by message"
            faults.once("fault", calls.place(spot), "blocked-emergency", f"{what} any more", mend)


def raises(calls: Calls, spot: Spot) -> bool:
    return bool(spot.flow) and is_emergency(calls, calls.step(spot))
