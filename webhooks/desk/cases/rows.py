"""A case as one row of a list: everything already in words."""

from dataclasses import dataclass
from datetime import datetime

from afterhours.models import Case
from afterhours.rules.case_numbers import written
from webhooks.desk import words
from webhooks.desk.names import Names
from webhooks.desk.words import Look
from webhooks.pages.times import Moment, moment


@dataclass(frozen=True, slots=True)
class Row:
    """What the list shows of one case; `what` is None when the call never came to a subject."""

    number: str
    spaced: str
    opened: Moment
    what: str | None
    where: str
    caller: str | None
    no_number: str
    line: str
    council: str
    kind: Look
    status: Look
    priority: Look | None
    seconds: int | None
    elsewhere: bool
    """Whether its council keeps another time than the reader's first one."""


def row_of(case: Case, names: Names, now: datetime, own_zone: str | None = None) -> Row:
    """`own_zone`: the zone a list is read in, or None where times need no comparing."""
    kind = words.kind(case.kind)
    return Row(
        number=case.number,
        spaced=written(case.number),
        opened=moment(case.opened_at, names.zone(case.tenant), now),
        what=case.subject or (names.service(case.service) if case.service else None),
        where=case.location or "",
        caller=names.phone(case.caller_e164, case.tenant) if case.caller_e164 else None,
        no_number=words.no_number(case.caller_state),
        line=names.line(case.line),
        council=names.council(case.tenant),
        kind=kind,
        status=words.status(case.status),
        priority=None if case.priority == "normal" else words.priority(case.priority, case.status),
        seconds=case.seconds,
        elsewhere=own_zone is not None and names.zone(case.tenant) != own_zone,
    )
