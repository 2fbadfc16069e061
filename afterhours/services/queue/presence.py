"""What agents say of themselves: there, busy, away; and that they are through with the last caller."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from afterhours.models import AgentPresence
from afterhours.services.live import tell_live
from afterhours.services.queue.accepting import AtDesk
from ivr.errors import Refused
from ivr.flowfile.names import name

CHOSEN = ("available", "busy", "away")
"""The states an agent can choose."""
AT_WORK = ("offered", "talking")
WRAPPED = text("""
update offer set wrapped_at = coalesce(wrapped_at, :now) from agent_presence as p
where p.user_id = :user and p.state = 'wrap_up' and offer.id = p.offer_id
""")
"""The offer before the presence, as everywhere."""
PRESENT = text("""
insert into agent_presence as p (user_id, tenant, organisation, groups, skills, tenants, state, reason, telephone,
  since, seen_at)
values (:user, :tenant, :organisation, :groups, :skills, :tenants, :state, :reason, :telephone, :now,
  clock_timestamp())
on conflict (user_id) do update set organisation = excluded.organisation, groups = excluded.groups,
  skills = excluded.skills, tenants = excluded.tenants, telephone = excluded.telephone, seen_at = excluded.seen_at,
  afterwards = case when p.state in ('offered', 'talking') then excluded.state end,
  wrap_until = case when p.state in ('offered', 'talking') then p.wrap_until end,
  reason = case when p.state in ('offered', 'talking') then p.reason else excluded.reason end,
  since = case when p.state = excluded.state or p.state in ('offered', 'talking') then p.since else excluded.since end,
  state = case when p.state in ('offered', 'talking') then p.state else excluded.state end
returning state
""")
"""Whoever rings or talks stays so; what they say is for afterwards."""


WENT = """update agent_presence as p set
  since = case when p.state in ('offered', 'talking') then p.since else ivr_now() end,
  afterwards = case when p.state in ('offered', 'talking') then 'away' end,
  wrap_until = case when p.state in ('offered', 'talking') then p.wrap_until end,
  state = case when p.state in ('offered', 'talking') then p.state else 'away' end"""
"""Away; whoever talks is so afterwards: nobody takes a caller's voice from them in the middle of a sentence."""
LEFT = text(f"{WENT} where p.user_id = :user and p.state <> 'away' returning tenant")


class Attending(AtDesk, Protocol):
    """The same with all that their membership says. `tenants`: the councils whose callers they answer."""

    @property
    def skills(self) -> Sequence[str]: ...
    @property
    def tenants(self) -> Sequence[str]: ...


def present(
    session: Session, user: Attending, state: str, telephone: str | None, now: datetime, reason: str | None = None
) -> str:
    """Say what you are, and where your telephone is (E.164, None for a switchboard); what you are then.

    Raises Refused for a state that nobody can choose.
    """
    if state not in CHOSEN:
        raise Refused(f'An agent says that they are one of {", ".join(CHOSEN)}; "{state}" is none of these.')
    session.execute(WRAPPED, {"now": now, "user": user.user_id})
    told = {
        "user": user.user_id,
        "tenant": user.tenants[0],
        "organisation": user.organisation,
        "groups": [name(each) for each in user.groups],
        "skills": [name(each) for each in user.skills],
        "tenants": list(user.tenants),
        "state": state,
        "reason": reason,
        "telephone": telephone,
        "now": now,
    }
    became: str = session.execute(PRESENT, told).scalar_one()
    tell_live(session, user.tenants[0], "presence", user=user.user_id, id=user.user_id)
    return became


def wrap_up_done(session: Session, user_id: UUID, now: datetime) -> bool:
    """Through with the last caller before the time is up; False when there was nothing to be through with."""
    session.execute(WRAPPED, {"now": now, "user": user_id})
    mine = select(AgentPresence).where(AgentPresence.user_id == user_id, AgentPresence.state == "wrap_up")
    presence = session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if presence is None:
        return False
    presence.state, presence.afterwards = presence.afterwards or "available", None
    presence.since, presence.wrap_until, presence.offer_id = now, None, None
    session.flush()
    tell_live(session, presence.tenant, "presence", user=user_id, id=user_id)
    return True


def leave(session: Session, user_id: UUID) -> None:
    """Somebody is let in no more: they are offered nobody from now on. What they talk is talked to its end."""
    tenant = session.scalar(LEFT, {"user": user_id})
    if tenant:
        tell_live(session, tenant, "presence", user=user_id, id=user_id)


def presence_of(session: Session, user_id: UUID) -> AgentPresence | None:
    """None for somebody who was never there."""
    return session.get(AgentPresence, user_id)


def still_there(session: Session, user_id: UUID, real_now: datetime) -> None:
    """The agent's page is open."""
    session.execute(update(AgentPresence).where(AgentPresence.user_id == user_id).values(seen_at=real_now))
