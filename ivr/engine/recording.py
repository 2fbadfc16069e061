"""What every step that records has in common: the key that ends it, and keeping what was said."""

from ivr.engine.effects import MessageLeft
from ivr.engine.inputs import Input, Recorded
from ivr.engine.visit import Visit

FINISH = "#"
"""Only this key ends a recording, so that other keys pressed by accident do not cut a message short."""


def kept(visit: Visit, given: Input) -> bool:
    """Whether there is a message; if so it is wished into the case."""
    if not isinstance(given, Recorded) or given.seconds < 1:
        visit.note("nothing_recorded")
        return False
    visit.note("recorded", recording=given.recording, seconds=given.seconds)
    visit.wish(MessageLeft(given.recording, given.seconds))
    return True
