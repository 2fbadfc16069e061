"""How callers, agents and promises of the lines stand, in the reader's language."""

from flask_babel import gettext as _

from webhooks.desk.words import Look


def caller(state: str) -> Look:
    looks = {
        "waiting": Look(_("Waits"), "clock", "warn"),
        "offered": Look(_("Is offered"), "half", "live"),
        "joined": Look(_("Talks"), "dot", "done"),
    }
    return looks[state]


def agent(state: str, reason: str | None) -> Look:
    """`missed` is the program's own reason: a call rang there and nobody answered."""
    looks = {
        "available": Look(_("Free"), "ring", "done"),
        "offered": Look(_("Rings"), "half", "live"),
        "talking": Look(_("Talks"), "dot", "live"),
        "wrap_up": Look(_("Writes up"), "square"),
        "busy": Look(_("Busy"), "dash"),
        "away": Look(_("Away"), "dash"),
    }
    if reason == "missed":
        return Look(_("Missed a call"), "warn", "warn")
    return looks[state]


def promise(state: str, *, overdue: bool) -> Look:
    looks = {
        "due": Look(_("Overdue"), "warn", "warn") if overdue else Look(_("To be called back"), "clock", "live"),
        "in_progress": Look(_("Is being called"), "half", "live"),
        "no_answer": Look(_("Not reached, tried again"), "clock"),
        "exhausted": Look(_("Not reached: decide"), "warn", "warn"),
    }
    return looks[state]
