"""The one way from these pages to calls: talks of agents that were recorded, never of a restricted case.

Who reviews sees no list of cases; what they may open is what was drawn, or what a supervisor has asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true

from afterhours.models import Case, Offer, QualityReview, QueuedCall, Recording, User
from afterhours.rules.quality import CALLS_A_MONTH, Month, Talk, sample
from afterhours.site import Site
from ivr.errors import NotFound
from webhooks.desk.access import Desk
from webhooks.signin.visitor import EVERY_ORGANISATION

PURPOSES = ("caller", "transfer")
TAPED = (Recording.kind == "talk", Recording.state != "lost")
"""A recorded talk; messages and spoken answers are no agent's work."""


@dataclass(frozen=True, slots=True)
class Talked:
    """One talk. `number`: the case's, for the audit alone. `seconds`: from the moment the two were put together until
    the agent's leg ended."""

    offer_id: UUID
    agent_id: UUID
    organisation: str
    tenant: str
    line: str
    call_id: UUID
    case_id: UUID
    number: str
    accepted_at: datetime
    waited: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Place:
    """Whoever looks, what serves calls now, and the municipality's time, by which days and months are reckoned."""

    desk: Desk
    site: Site

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.councils[self.site.tenant].zone)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    @property
    def today(self) -> date:
        return self.day_of(self.desk.now)

    @property
    def this_month(self) -> Month:
        return Month.of(self.today)

    def begins(self, month: Month) -> datetime:
        return datetime.combine(month.first, time.min, self.zone)

    def within(self, column: Any, month: Month) -> ColumnElement[bool]:
        return and_(column >= self.begins(month), column < self.begins(month.next))

    def wanted(self, organisation: str) -> int:
        """How many calls of each of its agents are assessed in a month."""
        found = self.site.organisation(organisation)
        return found.reviews if found else CALLS_A_MONTH


def talks(place: Place, *which: ColumnElement[bool]) -> list[Talked]:
    """Those that could be assessed, by agent and time. Not one's own: nobody reviews themselves."""
    query = eligible(place.desk).where(*which, Offer.user_id != place.desk.visitor.user_id)
    return [talked(*row) for row in place.desk.session.execute(query.order_by(Offer.user_id, Offer.accepted_at))]


def eligible(desk: Desk) -> Select[*tuple[Any, ...]]:
    """Talks that are over, were recorded, and are of nobody's restricted case."""
    taped = exists().where(Recording.call_id == Offer.call_id, *TAPED)
    query = select(Offer, QueuedCall.line, QueuedCall.entered_at, QueuedCall.joined_at, Case.number)
    query = query.join(QueuedCall, QueuedCall.id == Offer.queued_call_id).join(Case, Case.id == Offer.case_id)
    return query.where(
        desk.own(Offer.tenant),
        of_own_people(desk, Offer.organisation),
        Offer.state == "over",
        Offer.purpose.in_(PURPOSES),
        Offer.user_id.is_not(None),
        Offer.accepted_at.is_not(None),
        QueuedCall.joined_at.is_not(None),
        Case.restricted.is_(None),
        Case.purged_at.is_(None),
        taped,
    )


def of_own_people(desk: Desk, column: Any) -> ColumnElement[bool]:
    """The visitor's organisation; every one for the municipality's reviewers. Row security is behind it."""
    whose = desk.visitor.people_of
    own: ColumnElement[bool] = true() if whose == EVERY_ORGANISATION else column == whose
    return own


def talked(offer: Any, line: str, entered: datetime, joined: datetime, number: str) -> Talked:
    begun = max(offer.accepted_at, joined)
    return Talked(
        offer_id=offer.id,
        agent_id=offer.user_id,
        organisation=offer.organisation,
        tenant=offer.tenant,
        line=line,
        call_id=offer.call_id,
        case_id=offer.case_id,
        number=number,
        accepted_at=offer.accepted_at,
        waited=max(0, int((offer.accepted_at - entered).total_seconds())),
        seconds=max(0, int(((offer.ended_at or begun) - begun).total_seconds())),
    )


def drawn(place: Place, month: Month, *which: ColumnElement[bool]) -> list[Talked]:
    """The sample of a month, by agent and time; `which` may narrow the agents, and nothing else."""
    found = talks(place, place.within(Offer.accepted_at, month), *which)
    return [
        each for _agent, own in groupby(found, key=lambda each: each.agent_id) for each in of_one(place, month, own)
    ]


def of_one(place: Place, month: Month, own: Iterable[Talked]) -> list[Talked]:
    """Of the talks of one agent those that are drawn."""
    several = {each.offer_id: each for each in own}
    first = next(iter(several.values()))
    could = [Talk(each.offer_id, each.line, place.day_of(each.accepted_at)) for each in several.values()]
    chosen = sample(could, month, str(first.agent_id), place.wanted(first.organisation), place.today)
    return [several[each.id] for each in chosen]


def one(place: Place, offer_id: UUID) -> tuple[Talked, QualityReview | None]:
    """A talk that this reviewer may open. Raises NotFound for every other one."""
    found = talks(place, Offer.id == offer_id)
    if not found:
        raise NotFound("no such call")
    review = reviews(place, QualityReview.offer_id == offer_id)
    if not review and found[0] not in drawn(place, month_of(place, found[0]), Offer.user_id == found[0].agent_id):
        raise NotFound("no such call")
    return found[0], review[0] if review else None


def month_of(place: Place, found: Talked) -> Month:
    return Month.of(place.day_of(found.accepted_at))


def reviews(place: Place, *which: ColumnElement[bool]) -> Sequence[QualityReview]:
    """Assessed talks and those that were asked for, the newest first."""
    desk = place.desk
    query = select(QualityReview).where(desk.own(QualityReview.tenant), of_own_people(desk, QualityReview.organisation))
    return desk.session.scalars(query.where(*which).order_by(QualityReview.at.desc(), QualityReview.id)).all()


def names_of(place: Place, agents: Iterable[UUID]) -> Mapping[UUID, str]:
    query = select(User.id, User.name).where(User.id.in_(set(agents)))
    return {row.id: row.name for row in place.desk.session.execute(query)}


def agent_of(place: Place, user_id: UUID) -> str:
    """The name of an agent of the visitor's. Raises NotFound."""
    desk = place.desk
    ours = or_(*(User.tenants.contains([each]) for each in desk.visitor.tenants))
    query = select(User.name).where(User.id == user_id, of_own_people(desk, User.organisation), ours)
    name = desk.session.scalar(query)
    if name is None:
        raise NotFound("nobody of yours")
    return name
