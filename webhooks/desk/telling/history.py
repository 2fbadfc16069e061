"""Everything that is known of a case, in the order of time: the call's journey, what people did, emergencies, texts.

One list, so that whoever reads it at two in the morning need not put three together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from afterhours.models import Case, CaseEvent, TextMessage, Turn
from webhooks.desk.cases.words import event_told, text_told
from webhooks.desk.emergencies.page import Told as EmergencyLine
from webhooks.desk.names import Names
from webhooks.desk.telling.story import Teller
from webhooks.pages.times import Moment, moment


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `who` moved: caller, program, person, fault, help. `day` and `clock` only where they are new."""

    words: str
    who: str
    aside: str
    at: Moment
    day: str
    clock: str


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that happened, before it has its place in the list."""

    at: datetime
    order: int
    words: str
    who: str
    aside: str = ""


def history_of(
    case: Case,
    turns: Sequence[Turn],
    events: Sequence[CaseEvent],
    texts: Sequence[TextMessage],
    emergencies: Iterable[EmergencyLine],
    teller: Teller,
    now: datetime,
) -> list[Line]:
    """The whole list, the oldest first."""
    zone = teller.names.zone(case.tenant)
    parts = [
        *journey(turns, teller),
        *(Part(datetime.fromisoformat(each.at.iso), 1, each.words, each.who, each.aside) for each in emergencies),
        *(text_part(each, teller.names) for each in texts),
        *(Part(each.at, 3, *event_told(each, teller.names)) for each in events),
    ]
    return list(lines(sorted(parts, key=lambda part: (part.at, part.order)), zone, now))


def journey(turns: Sequence[Turn], teller: Teller) -> Iterator[Part]:
    for turn in turns:
        told = (teller.event(event["step"], event["kind"], event["data"]) for event in turn.events)
        yield from (Part(turn.at, 0, *each) for each in told if each is not None)


def text_part(each: TextMessage, names: Names) -> Part:
    words, aside = text_told(each, names)
    return Part(each.created_at, 2, words, "caller" if each.direction == "in" else "person", aside)


def lines(parts: Iterable[Part], zone: str, now: datetime) -> Iterator[Line]:
    """Each with its time where that differs from the line before, and its day where that is another."""
    day, clock = "", ""
    for part in parts:
        at = moment(part.at, zone, now)
        today = at.dated.rpartition(" ")[0]
        new_day, new_clock = today != day, today != day or at.seconds != clock
        yield Line(part.words, part.who, part.aside, at, today if new_day else "", at.seconds if new_clock else "")
        day, clock = today, at.seconds
