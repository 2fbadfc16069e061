"""Whoever speaks through a relay service or a text telephone is never hurried.

How long silence may last while they are listened to is `Visit.unhurried`; here are pauses in what they record, and how
often they are asked.
"""

from dataclasses import replace

from ivr.engine.outputs import Closing, TakeRecording
from ivr.engine.state import Facts

TIMES = 2


def patient(closing: Closing, facts: Facts) -> Closing:
    """A recording that bears longer pauses, and lasts longer."""
    if facts.relay and isinstance(closing, TakeRecording):
        return replace(closing, at_most=closing.at_most * TIMES, silence=closing.silence * TIMES)
    return closing


def tries(usual: int, facts: Facts) -> int:
    """How often something is asked before the way out."""
    return usual * TIMES if facts.relay else usual
