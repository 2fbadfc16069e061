"""A talk is over, and the caller is still there: nobody can tell a telephone that was put down from one that died.

So the caller is asked. Whoever was cut off goes back into the line at once, with the place they had: in front of
everybody who came after them. Whoever was not goes on as the flow says.
"""

from typing import Any

from ivr.engine.effects import QueueBack
from ivr.engine.inputs import Input, keyed
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move, Wait
from ivr.engine.outputs import GoOn
from ivr.engine.questions import listen
from ivr.engine.visit import Visit

PHASE = "parted"
BACK = "1"
LISTEN_SECONDS = 6


def ask(_: Step | None, visit: Visit) -> Move:
    """Once the talk is over."""
    visit.memory["phase"] = PHASE
    visit.say_sentence("talk_ended")
    return listen(visit, at_most=1, wait=LISTEN_SECONDS, finish="")


def answered(step: Any, visit: Visit, given: Input) -> Move:
    """Back into the line by the key; silence and every other key lead on."""
    if keyed(given) != BACK:
        return Go(step.next)
    group = visit.memory["group"]
    visit.note("cut_off", group=group)
    visit.wish(QueueBack(group))
    for each in ("told_at", "ahead", "room", "short"):
        visit.memory.pop(each, None)
    visit.memory.update(phase="waiting", held=0)
    visit.say_sentence("queue_back")
    return Wait(GoOn())
