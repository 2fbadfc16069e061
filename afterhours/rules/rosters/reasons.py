"""Why somebody is on duty, as data; what is said or shown of it is worded elsewhere."""

from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from afterhours.rules.rosters.rotations import Group

Cause: TypeAlias = Literal[
    "layer",  # the layer `name` has `people` on duty
    "in_hours",  # the service's calendar `name` is open; `detail`: the exception or switch that opened it
    "out_of_hours",  # it is closed
    "holiday",  # it is the holiday `name`
    "replace",  # `people` came in for `name`, entered `by`, for the reason `detail`, `until` then
    "add",  # `people` were added
    "remove",  # `name` was taken off duty
    "take_over",  # `people` came in for everybody
    "temporary",  # the temporary schedule `name` holds; `people`: those of its shift, nobody in its gaps
    "gap",  # no layer of the roster `name` has anybody
]


class Reason(NamedTuple):
    """One link of the chain that put `people` on duty (or nobody); `until`: when an exception ends (aware)."""

    cause: Cause
    name: str = ""
    people: Group = ()
    detail: str = ""
    by: str = ""
    until: datetime | None = None
