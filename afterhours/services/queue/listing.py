"""Who waits in the lines now, and who is there for them: for the command, and for whoever leads the agents."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from ivr.flowfile.names import name

WAITING = text("""
select 'caller' as what, coalesce(c.restricted, q.group_name) as "group", c.number as "case", q.tenant, q.state,
  q.priority, q.language,
  extract(epoch from ivr_now() - q.entered_at)::int as seconds, cb.state as callback
from queued_call as q join "case" as c on c.id = q.case_id left join callback as cb on cb.id = q.callback_id
where q.state in ('waiting', 'offered', 'joined', 'callback') and (:restricted or c.restricted is null)
order by 2, q.priority desc, q.place_at, q.id
""")
THERE = text("""
select 'agent' as what, u.login, p.organisation, p.groups, p.state, p.reason,
  extract(epoch from ivr_now() - p.since)::int as seconds
from agent_presence as p join app_user as u on u.id = p.user_id where p.state <> 'away' or p.reason is not null
order by p.organisation, u.login
""")


def callers(session: Session, *, restricted: bool = False) -> Iterator[Mapping[str, Any]]:
    """In line, by group and place: what, group, case, tenant, state, priority, language, seconds, callback.

    `restricted`: also those whose case only one group may see, in its line.
    """
    for row in session.execute(WAITING, {"restricted": restricted}).mappings():
        yield {**row, "group": name(row["group"])}


def agents(session: Session) -> Iterator[Mapping[str, Any]]:
    """Those who are there, and those who missed a call: what, login, organisation, groups, state, reason, seconds."""
    return map(dict, session.execute(THERE).mappings())
