"""How the work on a call ends: what an agent says came of it, and how the case stands then. Data."""

from collections.abc import Mapping

WRAPPED: Mapping[str, str] = {
    "dealt_with": "resolved",
    "passed_on": "open",
    "on_duty": "open",
    "put_through": "open",
    "call_back": "waiting",
    "no_help": "open",
    "wrong_number": "closed",
    "silent": "closed",
    "nuisance": "closed",
    "test": "closed",
}
"""Disposition -> the status of the case. `on_duty`: the people on duty have it."""

AVOIDABLE = ("no", "unclear", "signposting", "repeated", "progress", "closed_early")
"""Whether a better service would have spared the caller this call: no, or why it would (after the former NI 14)."""


def settled_at_once(disposition: str) -> bool | None:
    """What the disposition says of the first contact; None where only the agent can say."""
    return {"resolved": True, "closed": None}.get(WRAPPED.get(disposition, ""), False)
