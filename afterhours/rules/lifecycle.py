"""The life of a case: which status may follow which. Data, and one function that holds everybody to it."""

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
