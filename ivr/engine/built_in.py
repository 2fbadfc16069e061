"""The flows that the program brings along; no file can name or change them.

`PAGED` leads the telephone of a person on duty who was rung, `OWN_LINE` a person on duty who rings a line from their
own number: their emergencies first, then the line's own flow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.model import Defaults, Flow, Step

PAGED, OWN_LINE = "~paged", "~own line"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStep(Step):
    """Tells a person on duty of emergencies, and takes what they decide; `pin`: who calls must prove who they are."""

    verb: ClassVar[str] = "page"
    pin: bool = False


def _flow(name: str, *, pin: bool) -> Flow:
    return Flow(
        name=name, start="page", defaults=Defaults(), everywhere={}, steps={"page": PageStep(name="page", pin=pin)}
    )


BUILT_IN: Mapping[str, Flow] = {PAGED: _flow(PAGED, pin=False), OWN_LINE: _flow(OWN_LINE, pin=True)}
