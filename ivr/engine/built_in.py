"""The flows that the program brings along; no file can name or change them.

`PAGED` leads the telephone of a person on duty who was rung, `OFFERED` that of an agent, or a switchboard, to whom a
caller is offered. `OWN_LINE` leads a person on duty who rings a line from their own number: their emergencies first,
then the line's own flow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.model import Defaults, Flow, Step

PAGED, OFFERED, OWN_LINE = "~paged", "~offered", "~own line"
LEGS = (PAGED, OFFERED)
"""Those of people who were rung."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStep(Step):
    """Tells a person on duty of emergencies, and takes what they decide; `pin`: who calls must prove who they are."""

    verb: ClassVar[str] = "page"
    pin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferStep(Step):
    """Offers a caller to whoever answers, and puts the two together."""

    verb: ClassVar[str] = "offer"


def _flow(name: str, step: Step) -> Flow:
    return Flow(name=name, start=step.name, defaults=Defaults(), everywhere={}, steps={step.name: step})


BUILT_IN: Mapping[str, Flow] = {
    PAGED: _flow(PAGED, PageStep(name="page", pin=False)),
    OFFERED: _flow(OFFERED, OfferStep(name="offer")),
    OWN_LINE: _flow(OWN_LINE, PageStep(name="page", pin=True)),
}
