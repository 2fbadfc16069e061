"""The dispatcher: attends to callers whose row is due, offers callers to agents, and lets agents be free again.

Each piece of work is one transaction, and takes what nobody else has locked: any number of processes share it, and one
that is killed leaves nothing behind but a transaction that never was. One line is decided by one process at a time, so
that nobody is overtaken.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import AgentPresence, QueuedCall
from afterhours.rules.queueing import Pair, next_on_lines, next_pair
from afterhours.services.duty.live_hours import SwitchBoard
from afterhours.services.paging.pager import BATCH, NO_STANDSTILL, Failures, is_contended
from afterhours.services.queue.attending import attend
from afterhours.services.queue.groups import answers_now, group_named, serves
from afterhours.services.queue.lines import agents_of, callers_of, free_lines, give_up
from afterhours.services.queue.offering import offer, whom_of
from afterhours.services.queue.presence import wrap_up_done
from afterhours.services.queue.whose_line import line_sql, spellings
from afterhours.site import Site
from afterhours.site.answering import AgentGroup
from ivr.clock import Clock
from ivr.errors import Unavailable
from ivr.flowfile.names import name
from ivr.logs import trace
from ivr.store.database import Database

log = logging.getLogger(__name__)

DUE = text("""
select id from queued_call where due_at <= ivr_now() and id <> all(:failing)
order by due_at limit 1 for update skip locked
""")
GLANCE = f"""
select exists (select from queued_call where due_at <= ivr_now()) as due,
  exists (select from agent_presence where state = 'wrap_up' and wrap_until <= ivr_now()) as wrapped,
  array(select distinct {line_sql("q", "k", "%(spelt)s")} from queued_call as q join "case" as k on k.id = q.case_id
      left join callback as c on c.id = q.callback_id
    where q.state = 'waiting' or (q.state = 'callback' and c.state in ('due', 'no_answer') and c.due_at <= ivr_now())
    order by 1) as lines"""  # noqa: S608 - constants only
"""Whether there is anything to do at all: one question a second, most of the time."""
ALONE = text("select pg_try_advisory_xact_lock(hashtext('line ' || :line))")
WRAPPED = text("""
select p.user_id from agent_presence as p join offer as o on o.id = p.offer_id
where p.state = 'wrap_up' and p.wrap_until <= ivr_now() for update of o, p skip locked
""")
"""Nobody is waited for: whoever attends to the offer at this moment holds it first, and the agent after it."""


class Dispatcher:
    """One for each process. `real_clock`: how long a failure is left alone, and when grants end."""

    def __init__(self, database: Database, site: Callable[[], Site], real_clock: Clock) -> None:
        self._database, self._site, self._clock = database, site, real_clock
        self._failed = Failures()
        self._switches = SwitchBoard()

    def work(self) -> int:
        """What is due now, up to a batch; how many pieces of work were done. Raises DatabaseGone."""
        glance = self._glance()
        done = self._free_agents() if glance["wrapped"] else 0
        while glance["due"] and done < BATCH and self._attend_one():
            done += 1
        return done + sum(self._serve(line) for line in glance["lines"])

    def _attend_one(self) -> bool:
        """One caller's row that is due; False when there is none."""
        taken: UUID | None = None
        try:
            with self._database.transaction() as session:
                session.execute(NO_STANDSTILL)
                taken = session.scalar(DUE, {"failing": self._failed.at(self._clock)})
                if taken is None:
                    return False
                queued = session.get_one(QueuedCall, taken, populate_existing=True)
                with trace(call=queued.call_id, tenant=queued.tenant):
                    attend(session, queued, self._site(), now_of(session), self._clock.now())
        except Exception as error:
            if taken is None or (isinstance(error, Unavailable) and not is_contended(error)):
                raise
            log.exception("a caller in line could not be attended to; it is tried again in a moment")
            self._failed.add(taken, self._clock)
        return True

    def _glance(self) -> Mapping[str, Any]:
        with self._database.unit_of_work() as work:
            return work.one(GLANCE, {"spelt": spellings(self._site())}) or {}

    def _serve(self, line: str) -> int:
        """Offer the callers of one line, one after the other, until nobody is free; how many were offered."""
        done = 0
        while done < BATCH and self._offer_one(line):
            done += 1
        return done

    def _offer_one(self, line: str) -> bool:
        try:
            with self._database.transaction() as session:
                session.execute(NO_STANDSTILL)
                now = now_of(session)
                site = self._switches.site(session, self._site(), now)
                group = group_named(site, line)
                if group is None or not session.scalar(ALONE, {"line": line}):
                    return False
                return self._decide(session, group, line, site, now)
        except Exception as error:
            if isinstance(error, Unavailable) and not is_contended(error):
                raise
            log.exception("the line %s could not be served; it is tried again in a moment", line)
            return False

    def _decide(self, session: Session, group: AgentGroup, line: str, site: Site, now: datetime) -> bool:
        """Callbacks wait for the group's hours; a caller who waits already is served by whoever is still there."""
        callers = callers_of(session, line, now, site, callbacks=answers_now(group, site, now))
        if group.telephones:
            agents, free = agents_of(session, name(group.name)), 0
            pair = next_pair(callers, agents, now)
        else:
            agents, free = None, free_lines(session, group.number, group.lines)
            served = [each for each in callers if serves(group, site, each.tenant)]
            pair = next_on_lines(served, free, now) if answers_now(group, site, now) else None
        give_up(session, callers, agents, free, now)
        return pair is not None and self._offer(session, group, pair, now)

    def _offer(self, session: Session, group: AgentGroup, pair: Pair, now: datetime) -> bool:
        """Nobody else may have taken either of them meanwhile."""
        mine = select(QueuedCall).where(QueuedCall.id == pair.caller.id, QueuedCall.state.in_(("waiting", "callback")))
        queued = session.scalar(mine.with_for_update(skip_locked=True).execution_options(populate_existing=True))
        agent = taken_agent(session, UUID(pair.agent.id)) if pair.agent else None
        if queued is None or (pair.agent and agent is None):
            return False
        whom = whom_of(group, queued, agent.user_id if agent else None, agent.telephone if agent else None)
        made = offer(session, queued, whom, now, self._clock.now(), group.wrap_up)
        queued.state, queued.due_at, queued.result = "offered", made.expires_at, None
        return True

    def _free_agents(self) -> int:
        """Whose wrap-up has ended is free for the next caller."""
        with self._database.transaction() as session:
            now = now_of(session)
            return sum(wrap_up_done(session, each, now) for each in session.scalars(WRAPPED).all())


def taken_agent(session: Session, user_id: UUID) -> AgentPresence | None:
    mine = select(AgentPresence).where(
        AgentPresence.user_id == user_id, AgentPresence.state == "available", AgentPresence.telephone.is_not(None)
    )
    return session.scalar(mine.with_for_update(skip_locked=True).execution_options(populate_existing=True))


def now_of(session: Session) -> datetime:
    now: datetime = session.scalar(text("select ivr_now()"))
    return now
