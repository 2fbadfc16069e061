"""The life of a case: which status may follow which, and why. Data, and functions that hold everybody to it."""

from collections.abc import Mapping

from ivr.errors import Refused

FOLLOWS: Mapping[str, frozenset[str]] = {
    "new": frozenset({"open", "waiting", "resolved", "closed"}),
    "open": frozenset({"waiting", "resolved", "closed"}),
    "waiting": frozenset({"open", "resolved", "closed"}),
    "resolved": frozenset({"open", "closed"}),
    "closed": frozenset({"open"}),
}
FINISHED = frozenset({"resolved", "closed"})
"""A case in one of these waits for nobody."""


def moved(status: str, to: str) -> str:
    """The status after a change by somebody. Raises Refused for one that is not in `FOLLOWS`; staying is allowed."""
    if to not in FOLLOWS:
        raise Refused(f'There is no status "{to}". Use one of: {", ".join(FOLLOWS)}.')
    if to != status and to not in FOLLOWS[status]:
        raise Refused(
            f"A case that is {status} cannot become {to}; it can become {' or '.join(sorted(FOLLOWS[status]))}."
        )
    return to


WAITS_FOR = ("caller", "third_party", "callback", "escalated")
NOTHING_TO_DO = ("abandoned", "silent", "test", "wrong_number", "spam", "duplicate")
"""Why a case is closed that nobody has worked on."""
CAME_TO = ("done", "withdrawn", "not_reached", *NOTHING_TO_DO)
AGAIN = ("not_solved", "new_facts", "closed_by_mistake")
"""Why a case is opened again."""
REASONS = frozenset({*WAITS_FOR, *CAME_TO, *AGAIN})


def reasons_for(status: str, to: str) -> tuple[str, ...]:
    """The reasons of which one has to be given for this change; empty where none is asked."""
    if to == "waiting":
        return WAITS_FOR
    if to == "closed" and status != "resolved":
        return NOTHING_TO_DO if status == "new" else CAME_TO
    return AGAIN if to == "open" and status in FINISHED else ()


def moved_because(status: str, to: str, reason: str) -> str | None:
    """The reason to keep with the change; None where none is asked. Raises Refused as `moved` does, for staying, and
    for a reason that is missing or is none."""
    if moved(status, to) == status:
        raise Refused(f"The case is {status} already.")
    allowed = reasons_for(status, to)
    if allowed and reason not in allowed:
        raise Refused(f"Give a reason why it becomes {to}: {', '.join(allowed)}.")
    return reason if allowed else None
