"""A group's line as the rule sees it: who waits, who is there, and how many lines of a switchboard are free."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from afterhours.models import AgentPresence, Offer, QueuedCall
from afterhours.rules.queueing import Agent, InLine, can_be_asked_yet, may_be_asked
from afterhours.services.queue.groups import names_of
from afterhours.services.queue.offering import LIVE, lead_caller
from afterhours.services.queue.presence import AT_WORK
from afterhours.services.queue.whose_line import line_sql, spellings
from afterhours.site import Site
from ivr.flowfile.names import name

MOST_LOOKED_AT = 200
"""So many of a line are looked at in one decision: the first of them, as they are served."""
WAITING = text(f"""
select q.id, q.tenant, q.priority, q.language, q.skills, q.lines_up, q.place_at, q.entered_at,
  (select jsonb_object_agg(who, at) from (select coalesce(user_id::text, '') as who,
      max(coalesce(ended_at, offered_at)) as at from offer where queued_call_id = q.id and purpose in
      ('caller', 'callback') and state in ('declined', 'missed') group by 1) as each) as asked
from queued_call as q join "case" as k on k.id = q.case_id left join callback as c on c.id = q.callback_id
  left join call on call.id = q.call_id
where {line_sql("q", "k", ":spelt")} = :line and (q.state = 'waiting' or (:callbacks and q.state = 'callback'
    and c.state in ('due', 'no_answer') and c.due_at <= :now and (call.id is null or call.ended_at is not null)))
order by q.priority desc, q.place_at, q.id limit :most
""")  # noqa: S608 - constants only
TAKEN_LINES = text("""
select count(*) from offer where to_e164 = :number and state in ('waiting', 'ringing', 'answered', 'accepted')
""")


def callers_of(session: Session, line: str, now: datetime, site: Site, *, callbacks: bool) -> list[InLine]:
    """Who waits, and with `callbacks` whoever is to be called back by now."""
    told = {"line": line, "now": now, "callbacks": callbacks, "most": MOST_LOOKED_AT, "spelt": spellings(site)}
    return [in_line(dict(row), name(line), site) for row in session.execute(WAITING, told).mappings()]


def in_line(row: Mapping[str, Any], group: str, site: Site) -> InLine:
    asked = {who: datetime.fromisoformat(at) for who, at in (row["asked"] or {}).items()}
    told = {each: row[each] for each in ("id", "tenant", "priority", "lines_up", "place_at", "entered_at")}
    return InLine(
        group=group,
        skills=frozenset(row["skills"]),
        speaks=names_of(row["language"]) if row["language"] != first_language(row["tenant"], site) else frozenset(),
        asked=asked,
        **told,
    )


def first_language(tenant: str, site: Site) -> str | None:
    """What everybody who answers for a council speaks."""
    council = site.councils.get(tenant)
    return next(iter(council.languages), None) if council else None


def agents_of(session: Session, line: str) -> list[Agent]:
    """Who is there for this line. Not whoever has no telephone that could be rung, or is at another call already."""
    at_another = exists().where(Offer.user_id == AgentPresence.user_id, Offer.state.in_(LIVE))
    there = select(AgentPresence).where(
        AgentPresence.groups.contains([line]),
        AgentPresence.state.not_in(("away", "busy")),
        AgentPresence.telephone.is_not(None),
        ~at_another | AgentPresence.state.in_(AT_WORK),
    )
    return [
        Agent(
            id=str(each.user_id),
            groups=frozenset(each.groups),
            tenants=frozenset(each.tenants),
            skills=frozenset(each.skills),
            state=each.state,
            since=each.since,
        )
        for each in session.scalars(there)
    ]


def free_lines(session: Session, number: str, lines: int) -> int:
    """How many further calls a switchboard takes now."""
    return lines - (session.scalar(TAKEN_LINES, {"number": number}) or 0)


def give_up(
    session: Session, callers: Sequence[InLine], agents: Sequence[Agent] | None, free: int, now: datetime
) -> None:
    """Who does not stay in line, and whom nobody is left to take, is told so. `agents`: None for a switchboard."""
    for each in callers:
        left = may_be_asked("", each, now) and free > 0 if agents is None else can_be_asked_yet(each, agents, now)
        if not each.lines_up and not left:
            tell_nobody(session, each.id, now)


def tell_nobody(session: Session, queued_id: UUID, now: datetime) -> None:
    mine = select(QueuedCall).where(
        QueuedCall.id == queued_id, QueuedCall.state == "waiting", QueuedCall.result.is_(None)
    )
    queued = session.scalar(mine.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if queued is not None:
        queued.result = "nobody"
        lead_caller(session, queued, f"nobody {queued.entered_at}", now)
