"""Whoever speaks through a relay service or a text telephone is never hurried: what that means is decided here alone.

Time is four times as long, wherever it is given: to begin, to pause in what is recorded, to finish it, to wait. It is
asked twice as often before the way out, because each asking has that much time already.
"""

from dataclasses import replace

from ivr.engine.outputs import Closing, TakeRecording
from ivr.engine.state import Facts

RELAY_PATIENCE = 4
"""So many times as long: an operator types what is said and reads what is typed, and a text telephone is slow."""
ASKED_AGAIN = 2
"""So many times as often something is asked. A chance, and no time."""


def patience(seconds: int, facts: Facts) -> int:
    """So long something may last for this caller, in seconds."""
    return seconds * RELAY_PATIENCE if facts.relay else seconds


def patient(closing: Closing, facts: Facts) -> Closing:
    """A recording that bears longer pauses, and lasts longer."""
    if facts.relay and isinstance(closing, TakeRecording):
        at_most, silence = patience(closing.at_most, facts), patience(closing.silence, facts)
        return replace(closing, at_most=at_most, silence=silence)
    return closing


def tries(usual: int, facts: Facts) -> int:
    """How often something is asked before the way out."""
    return usual * ASKED_AGAIN if facts.relay else usual
