"""One step of an emergency in words, and who moved."""

from afterhours.reports.facts import Step
from afterhours.reports.paper import Line, Stamp
from afterhours.reports.wording import Wording

MOVED = {
    "raised": "help",
    "added": "caller",
    "released": "caller",
    "caller_left": "caller",
    "nobody": "fault",
    "unusable": "fault",
    "alarm": "fault",
    "repaired": "fault",
    "accepted": "person",
    "joined_caller": "person",
    "dropped": "fault",
    "done": "person",
    "handed_on": "person",
    "second": "person",
    "came_along": "person",
    "passed_on": "person",
    "morning": "person",
    "same": "person",
    "stood_down": "person",
}
"""Event -> who moved; the others are the program's doing."""


def line_of(step: Step, at: Stamp, wording: Wording) -> Line:
    who = wording.person(step.who)
    if step.kind == "event":
        words = wording.say(f"event_{step.what}", who=who)
        return Line(at, with_reason(words, step.reason, wording), MOVED.get(step.what, "program"))
    key = f"{step.kind}_{step.purpose}" if (step.kind, step.purpose) in PURPOSES else step.kind
    words = wording.say(key, who=who, result=wording.say(f"result_{step.what}"))
    return Line(at, words, "person" if step.what == "accepted" else "program")


PURPOSES = {("call", "again"), ("call", "ask"), ("call", "tell"), ("text", "tell")}


def with_reason(words: str, reason: str, wording: Wording) -> str:
    return f"{words}: {wording.say('because', reason=reason)}" if reason else words
