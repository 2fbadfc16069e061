"""A blocked caller is answered by message only: where anybody else would be put through, they may say what it is about.

It never stands between a caller and help: the keys that raise an emergency are where they were, and a call that has
raised one is answered like every other.
"""

from ivr.engine.inputs import Input
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.outputs import TakeRecording
from ivr.engine.recording import FINISH, kept
from ivr.engine.visit import Visit

TO_PEOPLE = frozenset({"ring", "agent", "queue", "callback"})
"""Verbs that lead a caller to a person, now or later."""
SECONDS, SILENCE = 120, 5
MEMORY = "by_message"


def only_by_message(visit: Visit) -> bool:
    """Whether this step would put a blocked caller through, who has raised no emergency."""
    facts = visit.state.facts
    return facts.blocked and not visit.state.roster and visit.step.verb in TO_PEOPLE


def ask(visit: Visit) -> Move:
    visit.memory[MEMORY] = True
    visit.note("by_message")
    visit.say_sentence("by_message", number=visit.line.emergency_number)
    visit.say(visit.line.recording_notice)
    visit.say_sentence("message")
    return Wait(TakeRecording(SECONDS, SILENCE, FINISH, visit.language))


def take(visit: Visit, given: Input) -> Move:
    """With the message the call goes on as after a talk."""
    kept(visit, given)
    return Go(getattr(visit.step, "next", None) or visit.flow.defaults.after_last_try)
