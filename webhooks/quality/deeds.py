"""What is written about a talk: an assessment, the agent's word on it, a supervisor's wish for one. Each is audited."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from afterhours.models import Offer, QualityReview
from ivr.errors import NotFound, Refused
from ivr.store.revision import Revision
from webhooks.quality.form import kept
from webhooks.quality.talks import Place, Talked, drawn, month_of, reviews, talks


class NotAssessed(Refused):
    """Why nothing was written. `code`: read | drawn | meanwhile; the sentences are in `words`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def assess(place: Place, found: Talked, review: QualityReview | None, marks: Mapping[str, str], remark: str) -> None:
    """Written, or put right as long as the agent has not read it. Raises NotAssessed."""
    if review is not None and review.acknowledged_at is not None:
        raise NotAssessed("read")
    revision = place.desk.session.scalar(select(func.max(Revision.id)))
    row = review or blank(place, found)
    rows, result = kept(place.site.quality, marks)
    row.marks, row.points, row.most, row.failed = rows, result.points, result.most, bool(result.failed)
    row.revision, row.remark = revision, remark or None
    row.reviewer, row.reviewed_at = place.desk.visitor.login, place.desk.now
    written(place)
    place.desk.note(row.tenant, "quality.assessed", f"case {found.number}", percent=result.percent, failed=row.failed)


def ask(place: Place, agent: UUID, offer_id: UUID, why: str) -> None:
    """One talk more, which does not count. Raises NotFound for another agent's, NotAssessed for one that was drawn."""
    found = talks(place, Offer.id == offer_id, Offer.user_id == agent)
    if not found:
        raise NotFound("no such call")
    chosen = drawn(place, month_of(place, found[0]), Offer.user_id == agent)
    if found[0] in chosen or reviews(place, QualityReview.offer_id == offer_id):
        raise NotAssessed("drawn")
    row = blank(place, found[0])
    row.asked_by, row.asked_at, row.asked_why = place.desk.visitor.login, place.desk.now, why
    written(place)
    place.desk.note(row.tenant, "quality.asked", f"case {found[0].number}")


def acknowledge(place: Place, review_id: UUID, answer: str) -> None:
    """By the agent whose talk it is, once. Raises NotFound for another's."""
    row = own_review(place, review_id)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.answer = place.desk.now, answer or None
        place.desk.note(row.tenant, "quality.acknowledged", f"review {row.id}")


def own_review(place: Place, review_id: UUID) -> QualityReview:
    desk = place.desk
    query = select(QualityReview).where(
        QualityReview.id == review_id,
        desk.own(QualityReview.tenant),
        QualityReview.agent_id == desk.visitor.user_id,
        QualityReview.reviewed_at.is_not(None),
    )
    found = desk.session.scalar(query.with_for_update())
    if found is None:
        raise NotFound("no such review")
    return found


def blank(place: Place, found: Talked) -> QualityReview:
    row = QualityReview(
        tenant=found.tenant,
        organisation=found.organisation,
        offer_id=found.offer_id,
        call_id=found.call_id,
        case_id=found.case_id,
        agent_id=found.agent_id,
        at=found.accepted_at,
    )
    place.desk.session.add(row)
    return row


def written(place: Place) -> None:
    """Raises NotAssessed where somebody else was a moment faster."""
    try:
        place.desk.session.flush()
    except IntegrityError as error:
        raise NotAssessed("meanwhile") from error
