"""The case of a call as it grows, in the desk's own words. It is found by the provider's id of the call only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import Call, Case, Turn
from webhooks.desk import words
from webhooks.desk.cases.rows import Row, row_of
from webhooks.desk.names import Names
from webhooks.desk.telling.story import Teller, Told
from webhooks.phone.raised import Raised, raised_by


@dataclass(frozen=True, slots=True)
class Growing:
    """What `phone/case.html` draws. `count`: how many cases this call has, as the database counts them."""

    row: Row
    service: str
    hours: str
    language: str
    disposition: str
    story: Sequence[Told]
    count: int
    raised: Sequence[Raised] = ()

    @property
    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        facts = {"number": self.row.number, "written": self.row.spaced, "count": self.count}
        return {**facts, "over": self.over, "waits": self.waits}

    @property
    def waits(self) -> bool:
        """Whether an emergency of the case is not over."""
        return any(each.waits for each in self.raised)

    @property
    def over(self) -> bool:
        return bool(self.disposition)


def case_of(session: Session, sid: str, names: Names, people: Mapping[str, str], now: datetime) -> Growing | None:
    """The case of the call with this provider's id; None when it has none yet. `people`: handle -> name."""
    call = select(Call.id).where(Call.provider_call_id == sid, Call.parent_id.is_(None)).scalar_subquery()
    case = session.scalar(select(Case).where(Case.call_id == call))
    if case is None:
        return None
    turns = session.scalars(select(Turn).where(Turn.call_id == case.call_id).order_by(Turn.number)).all()
    service, zone = names.service(case.service) if case.service else "", names.zone(case.tenant)
    return Growing(
        row=row_of(case, names, now),
        service=service,
        hours=words.hours(case.in_hours),
        language=names.language(case.language),
        disposition=words.disposition(case.disposition) if case.disposition else "",
        story=Teller(names, people, case.service).tell(turns, zone),
        count=session.scalar(select(func.count()).where(Case.call_id == case.call_id)) or 0,
        raised=raised_by(session, case.id, people, service, zone, now),
    )
