"""The telephones of those who answer for a living: switchboards of answering companies, and agents who are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AgentPresence, Call, Offer, User
from afterhours.site import Site
from ivr.engine.words import Words


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person, or one switchboard, of the table; `numbers` are E.164, in the order to try."""

    handle: str
    name: str
    numbers: tuple[str, ...]

    @property
    def as_json(self) -> dict[str, Any]:
        return {"handle": self.handle, "name": self.name, "numbers": list(self.numbers)}


def answerers(session: Session, site: Site | None) -> list[Somebody]:
    """Groups with a number of their own, by name; then agents who said where their telephone is, by login."""
    groups = site.groups.values() if site else ()
    boards = [Somebody(each.name, titled(each.title, each.name), (each.number,)) for each in groups if each.number]
    query = select(User.login, User.name, AgentPresence.telephone).join(AgentPresence, AgentPresence.user_id == User.id)
    rows = session.execute(query.where(AgentPresence.telephone.is_not(None)).order_by(User.login))
    agents = [Somebody(row.login, row.name, (row.telephone,)) for row in rows]
    return [*sorted(boards, key=lambda each: each.handle), *agents]


def titled(title: Words, name: str) -> str:
    """In the reader's language, else in any."""
    language = get_locale()
    return title.get(language.language if language else "") or next(iter(title.values()), name)


def offered_for_others(session: Session, sids: Sequence[str], sid: str) -> set[str]:
    """Which of these calls, made by the program, offer another caller than the one of call `sid`."""
    query = (
        select(Offer.provider_id)
        .outerjoin(Call, Call.id == Offer.call_id)
        .where(Offer.provider_id.in_(sids), Call.provider_call_id.is_distinct_from(sid))
    )
    return {str(found) for found in session.scalars(query)}
