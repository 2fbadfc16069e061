"""What the pages show, in words: the reviewer's list and one call, one's own assessments, and the team's results."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from afterhours.models import Case, IdentityCheck, Offer, QualityReview, Recording, ScriptAnswer, Turn
from afterhours.rules.quality import WORTH, Month
from webhooks.desk import words as desk_words
from webhooks.desk.names import Names, said
from webhooks.desk.telling.story import Teller
from webhooks.pages.times import Moment, moment
from webhooks.quality import words
from webhooks.quality.journey import journey
from webhooks.quality.talks import TAPED, Place, Talked, drawn, names_of, reviews, talks
from webhooks.team.words import called

MOST_OWN, MOST_TALKS = 60, 100


@dataclass(frozen=True, slots=True)
class Sheets:
    """One page's words."""

    place: Place
    names: Names

    def at(self, when: datetime) -> Moment:
        return moment(when, str(self.place.zone), self.place.desk.now)

    def months(self, month: Month) -> dict[str, Any]:
        """Itself and its neighbours; the one to come is not there yet."""
        later = month.next if month.first < self.place.this_month.first else None
        return {"this": month, "before": month.before, "next": later}

    def to_review(self, month: Month) -> list[dict[str, Any]]:
        """What was drawn and what was asked for; first what is still to be done, then by agent and time."""
        known = {each.offer_id: each for each in reviews(self.place, self.place.within(QualityReview.at, month))}
        found = {each.offer_id: each for each in drawn(self.place, month)}
        beside = [offer_id for offer_id in known if offer_id not in found]
        if beside:
            found |= {each.offer_id: each for each in talks(self.place, Offer.id.in_(beside))}
        agents = names_of(self.place, [each.agent_id for each in found.values()])
        rows = [self.row(each, known.get(each.offer_id), agents) for each in found.values()]
        return sorted(rows, key=lambda row: (row["done"], row["agent"].casefold(), row["at"].iso))

    def row(self, found: Talked, review: QualityReview | None, agents: Mapping[UUID, str]) -> dict[str, Any]:
        return {
            "id": found.offer_id,
            "agent": agents.get(found.agent_id, ""),
            "organisation": self.organisation(found.organisation),
            "line": self.names.line(found.line),
            "council": self.names.council(found.tenant),
            "at": self.at(found.accepted_at),
            "seconds": found.seconds,
            "state": words.state_of(review),
            "done": bool(review and review.reviewed_at),
            "asked": bool(review and review.asked_by),
            "result": words.result(review) if review and review.reviewed_at else "",
            "failed": bool(review and review.failed),
        }

    def organisation(self, name: str) -> str:
        found = self.place.site.organisation(name)
        return called(found) if found else name

    def call(self, found: Talked) -> dict[str, Any]:
        """What a reviewer needs of a call: its sound, its way, what was done. Neither who called nor what they said."""
        session = self.place.desk.session
        case = session.get_one(Case, found.case_id)
        tapes = select(Recording).where(Recording.call_id == found.call_id, *TAPED).order_by(Recording.created_at)
        turns = session.scalars(select(Turn).where(Turn.call_id == found.call_id).order_by(Turn.number))
        teller = Teller(self.names, {}, case.service)
        return {
            "tapes": session.scalars(tapes).all(),
            "story": journey(turns.all(), teller, str(self.place.zone), self.place.desk.now),
            "service": self.names.service(case.service) if case.service else "",
            "kind": desk_words.kind(case.kind),
            "priority": desk_words.priority(case.priority, case.status),
            "disposition": desk_words.disposition(case.disposition),
            "language": self.names.language(case.language),
            "first_contact": case.first_contact,
            "relay": case.relay,
            "checked": self.any_of(IdentityCheck, case.id),
            "scripted": self.any_of(ScriptAnswer, case.id),
        }

    def any_of(self, table: Any, case_id: UUID) -> bool:
        return bool(self.place.desk.session.scalar(select(exists().where(table.case_id == case_id))))

    def review(self, row: QualityReview) -> dict[str, Any]:
        """One assessment, as the agent, their supervisor and reviewers read it."""
        return {
            "id": row.id,
            "at": self.at(row.at),
            "state": words.state_of(row),
            "asked": row.asked_by,
            "asked_why": row.asked_why,
            "result": words.result(row),
            "points": f"{row.points:g}",
            "most": row.most,
            "failed": row.failed,
            "marks": [marked(each) for each in row.marks],
            "remark": row.remark,
            "answer": row.answer,
            "done": row.reviewed_at is not None,
            "reviewed_at": self.at(row.reviewed_at) if row.reviewed_at else None,
            "acknowledged_at": self.at(row.acknowledged_at) if row.acknowledged_at else None,
        }

    def mine(self) -> list[dict[str, Any]]:
        """The visitor's own, the newest first."""
        own = (QualityReview.agent_id == self.place.desk.visitor.user_id, QualityReview.reviewed_at.is_not(None))
        return [self.review(each) for each in reviews(self.place, *own)[:MOST_OWN]]

    def results(self, month: Month) -> list[dict[str, Any]]:
        """Each organisation with its agents: how many are to be assessed, are, and what that came to."""
        chosen: dict[tuple[str, UUID], int] = defaultdict(int)
        for each in drawn(self.place, month):
            chosen[each.organisation, each.agent_id] += 1
        known: dict[tuple[str, UUID], list[QualityReview]] = defaultdict(list)
        for row in reviews(self.place, self.place.within(QualityReview.at, month)):
            known[row.organisation, row.agent_id].append(row)
        agents = names_of(self.place, [agent for _organisation, agent in {*chosen, *known}])
        sections: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for organisation, agent in {*chosen, *known}:
            told = self.agent(known[organisation, agent], chosen[organisation, agent])
            sections[organisation].append({"id": agent, "name": agents.get(agent, ""), **told})
        return [self.section(name, rows, known) for name, rows in sorted(sections.items())]

    def section(
        self, name: str, rows: list[dict[str, Any]], known: Mapping[tuple[str, UUID], Sequence[QualityReview]]
    ) -> dict[str, Any]:
        counted = [each for (organisation, _agent), own in known.items() if organisation == name for each in own]
        return {
            "title": self.organisation(name),
            "rows": sorted(rows, key=lambda row: row["name"].casefold()),
            "whole": self.agent(counted, sum(row["drawn"] for row in rows)),
        }

    def agent(self, known: Iterable[QualityReview], chosen: int) -> dict[str, Any]:
        """What counts: those that were drawn and are assessed; what was asked for beside them is only counted."""
        done = [each for each in known if each.reviewed_at is not None]
        counted = [each for each in done if each.asked_by is None]
        return {
            "drawn": max(chosen, len(counted)),
            "assessed": len(counted),
            "percent": words.percent_of(counted),
            "failed": sum(each.failed for each in counted),
            "acknowledged": sum(each.acknowledged_at is not None for each in done),
            "beside": len(done) - len(counted),
        }

    def of_agent(self, user_id: UUID, month: Month) -> dict[str, Any]:
        """One agent's month: what was assessed or is to be, and the talks that could be asked for."""
        known = reviews(self.place, QualityReview.agent_id == user_id, self.place.within(QualityReview.at, month))
        chosen = {each.offer_id for each in drawn(self.place, month, Offer.user_id == user_id)}
        taken = chosen | {each.offer_id for each in known}
        found = talks(self.place, self.place.within(Offer.accepted_at, month), Offer.user_id == user_id)
        free = [each for each in reversed(found) if each.offer_id not in taken]
        return {
            "reviews": [self.review(each) for each in known],
            "waiting": len(chosen - {each.offer_id for each in known}),
            "talks": [self.row(each, None, {}) for each in free[:MOST_TALKS]],
        }


def marked(kept: Mapping[str, Any]) -> dict[str, Any]:
    """One question and its answer, in words."""
    reached = kept["points"] * WORTH.get(kept["mark"], 0)
    return {**kept, "ask": said(kept["ask"]), "said": words.mark(kept["mark"]), "reached": f"{reached:g}"}
