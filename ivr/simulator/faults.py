"""Bad days of the line between provider and web server, for tests. Values only; `webhooks` and `exchange` act on them.

All can be combined: `Faults(repeats=3, concurrently=True, status_order="reversed")`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


def nothing(_url: str) -> bool:
    """The fault never strikes."""
    return False


@dataclass
class Faults:
    """What goes wrong with webhooks.

    `repeats`: how often every webhook is delivered (1 = once), one after the other or, `concurrently`, all at once.
    `delay`: seconds of network time between a call's event and the delivery of its webhook. A caller can hang up
    meanwhile; the webhook is delivered all the same, after the status callback.
    `status_order`: status callbacks in the order of events, or those of one second reversed.
    `status_late`: seconds that status callbacks come late.
    `loses_answer`: given the URL, whether the server's answer is lost after it did its work (the provider sees a
    read time-out, which it does not repeat: it goes to the fallback address).
    `unreachable`: given the URL, whether no connection is made at all.
    """

    repeats: int = 1
    concurrently: bool = False
    delay: float = 0.0
    status_order: Literal["sent", "reversed"] = "sent"
    status_late: float = 0.0
    loses_answer: Callable[[str], bool] = nothing
    unreachable: Callable[[str], bool] = nothing
