"""What an agent does with others during a talk: asks a colleague and hands the caller over, brings in an interpreter.

A caller is never moved without being told. While the agent asks a colleague, the caller is out of the talk and back in
the waiting room, where they are told so; then everybody is put together, and whoever asked may leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AgentPresence, Offer, QueuedCall
from afterhours.services.live import tell_live
from afterhours.services.queue.attending import HOSTS, USUAL_WRAP_UP
from afterhours.services.queue.groups import group_named
from afterhours.services.queue.offering import LIVE, Whom, end_leg, lead_caller, offer, real_now_of
from afterhours.services.queue.whose_line import is_another_s, restricted_of
from afterhours.site import Site
from ivr.errors import NotFound, Refused
from ivr.flowfile.names import among, name

RINGS = 30
"""Seconds for which somebody outside the groups is rung."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One caller's talk, locked: `own` is the leg of the agent who wishes something, `legs` are all that live."""

    queued: QueuedCall
    own: Offer
    legs: Sequence[Offer]

    @property
    def colleague(self) -> Offer | None:
        """Whoever is asked, or has come."""
        return next((each for each in self.legs if each.purpose == "transfer" and each.id != self.own.id), None)


def transfer(session: Session, site: Site, user_id: UUID, to: str, now: datetime) -> Offer:
    """Ask a group, or an office of the directory; the caller is told, and holds meanwhile.

    Raises NotFound for a name that is not there, and Refused with why it is not possible now.
    """
    talk = talk_of(session, user_id)
    return hand_over(session, talk, _whom(session, site, talk, to, "transfer"), now)


def hand_over(session: Session, talk: Talk, whom: Whom, now: datetime) -> Offer:
    """Ring whoever shall take the caller over, and let the caller hold. Raises Refused with why not."""
    if talk.queued.state != "joined" or talk.queued.joined_at is None:
        raise Refused("There is no caller on the line whom you could hand over.")
    if talk.colleague is not None:
        raise Refused("A colleague is being asked already: connect them, or take that back first.")
    made = offer(session, talk.queued, whom, now, real_now_of(session), USUAL_WRAP_UP)
    talk.queued.held_at, talk.queued.rooms = now, talk.queued.rooms + 1
    _led(session, talk, f"held {made.id}", now)
    return made


def connect(session: Session, user_id: UUID, now: datetime) -> None:
    """The caller comes back, to both. Raises Refused while the colleague is not there."""
    talk = talk_of(session, user_id)
    colleague = talk.colleague
    if colleague is None or colleague.ready_at is None:
        raise Refused("The colleague is not on the line yet.")
    if talk.queued.held_at is not None:
        talk.queued.held_at = None
        _led(session, talk, f"connected {colleague.id}", now)


def cancel_transfer(session: Session, user_id: UUID, now: datetime) -> None:
    """The colleague is let go, and the caller comes back. Raises Refused when nobody is being asked."""
    talk = talk_of(session, user_id)
    colleague = talk.colleague
    if colleague is None:
        raise Refused("No colleague is being asked.")
    _let_go(session, colleague, now)
    talk.queued.held_at = None
    _led(session, talk, f"cancelled {colleague.id}", now)


def leave(session: Session, user_id: UUID, now: datetime) -> None:
    """The colleague has the caller from now on. Raises Refused while nobody else is on the line for them."""
    talk = talk_of(session, user_id)
    others = [each for each in talk.legs if each.id != talk.own.id and each.purpose in HOSTS and each.ready_at]
    if not others or talk.queued.held_at is not None:
        raise Refused("Connect the caller with your colleague first: nobody else is on the line for them.")
    end_leg(session, talk.own, now)


def connect_third(session: Session, site: Site, user_id: UUID, to: str, now: datetime) -> Offer:
    """Ring somebody of the directory, such as an interpreter, into the talk that goes on."""
    talk = talk_of(session, user_id)
    if among(to, site.directory) is None:
        raise NotFound(f'Nobody is called "{to}" in the directory of agents.yaml.')
    whom = _whom(session, site, talk, to, "interpreter")
    made = offer(session, talk.queued, whom, now, real_now_of(session), USUAL_WRAP_UP)
    _due(session, talk, now)
    return made


def hang_up(session: Session, user_id: UUID, leg: UUID, now: datetime) -> None:
    """End one leg of one's own talk: a third's, a colleague's, or one's own. Raises NotFound for any other."""
    talk = talk_of(session, user_id)
    chosen = next((each for each in talk.legs if each.id == leg), None)
    if chosen is None:
        raise NotFound("That telephone is not in your talk.")
    _let_go(session, chosen, now)
    _due(session, talk, now)


def talk_of(session: Session, user_id: UUID) -> Talk:
    """The talk an agent is in, with their caller's row locked. Raises Refused when they are in none."""
    mine = select(Offer.queued_call_id).where(Offer.user_id == user_id, Offer.state == "accepted")
    queued_id = session.scalar(mine)
    queued = session.get(QueuedCall, queued_id, with_for_update=True, populate_existing=True) if queued_id else None
    if queued is None:
        raise Refused("You are in no talk.")
    live = select(Offer).where(Offer.queued_call_id == queued.id, Offer.state.in_(LIVE)).order_by(Offer.offered_at)
    legs = list(session.scalars(live.with_for_update().execution_options(populate_existing=True)))
    own = next((each for each in legs if each.user_id == user_id and each.state == "accepted"), None)
    if own is None:
        raise Refused("You are in no talk.")
    return Talk(queued, own, legs)


def _whom(session: Session, site: Site, talk: Talk, to: str, purpose: str) -> Whom:
    return _of_directory(site, talk, to, purpose) or _of_group(session, site, talk, to, purpose)


def _of_directory(site: Site, talk: Talk, to: str, purpose: str) -> Whom | None:
    entry = site.directory.get(among(to, site.directory) or "")
    if entry is None:
        return None
    return Whom(
        to=entry.number,
        organisation="",
        purpose=purpose,
        group=talk.queued.group_name,
        seconds=RINGS,
        name=entry.name,
        asked_by=talk.own.user_id,
    )


def _of_group(session: Session, site: Site, talk: Talk, to: str, purpose: str) -> Whom:
    """The switchboard of a group, or the one of its agents who has been idle for longest."""
    group = group_named(site, to)
    if group is None:
        raise NotFound(f'There is no group "{to}" in agents.yaml, and nobody of that name in its directory.')
    restricted = restricted_of(session, talk.queued.case_id)
    if is_another_s(name(group.name), group.organisation, restricted):
        raise Refused(f"Only {restricted} may see this case: nobody else takes its caller over.")
    free = None if group.number else _free_agent(session, name(group.name), talk)
    if not group.number and free is None:
        raise Refused("Nobody of that group is free now.")
    return Whom(
        to=(free.telephone if free else None) or group.number,
        organisation=group.organisation,
        purpose=purpose,
        group=name(group.name),
        seconds=group.ring_for,
        user_id=free.user_id if free else None,
        name=group.name,
        asked_by=talk.own.user_id,
    )


def _free_agent(session: Session, group: str, talk: Talk) -> AgentPresence | None:
    free = select(AgentPresence).where(
        AgentPresence.groups.contains([group]),
        AgentPresence.tenants.contains([talk.queued.tenant]),
        AgentPresence.state == "available",
        AgentPresence.telephone.is_not(None),
    )
    longest = free.order_by(AgentPresence.since, AgentPresence.user_id).limit(1)
    return session.scalar(longest.with_for_update(skip_locked=True))


def _let_go(session: Session, leg: Offer, now: datetime) -> None:
    """What only rings is taken back; what talks has talked, and its end is told by the provider."""
    end_leg(session, leg, now)
    if leg.state != "accepted":
        leg.state, leg.result, leg.ended_at, leg.expires_at = "withdrawn", "taken_back", now, None


def _led(session: Session, talk: Talk, occasion: str, now: datetime) -> None:
    lead_caller(session, talk.queued, occasion, now)
    _due(session, talk, now)


def _due(session: Session, talk: Talk, now: datetime) -> None:
    talk.queued.due_at = now
    session.flush()
    group = restricted_of(session, talk.queued.case_id)
    tell_live(session, talk.queued.tenant, "queue", group=group, id=talk.queued.id)
