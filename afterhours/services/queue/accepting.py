"""Who accepts an offer, or declines it: one conditional update, and whoever is second changes nothing.

The same statements serve the key on a leg, as parts of its turn's write, and the button of a page. The caller's row is
locked first, as the dispatcher does it: two that wait for each other end in a deadlock. Everything that follows is done
from that row, which becomes due.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import Offer
from afterhours.services.live import tell_live
from afterhours.services.screenpop.grants import give
from ivr.flowfile.names import name
from ivr.store.calls import Write

OPEN = "('waiting', 'ringing', 'answered')"
LOCKED = """select q.id from queued_call as q join offer as o on o.queued_call_id = q.id
where o.id = %(offer_id)s and case when o.purpose in ('caller', 'callback') then q.state = 'offered'
  else q.state = 'joined' end for update of q"""
ACCEPTED = f"""update offer as o set state = 'accepted', accepted_at = %(offer_at)s, accepted_how = %(offer_how)s::text,
  answered_at = case when %(offer_how)s::text = 'key' then coalesce(o.answered_at, %(offer_at)s) else o.answered_at end,
  expires_at = case when %(offer_how)s::text = 'key' or o.answered_at is not null then null else o.expires_at end,
  user_id = coalesce(o.user_id, %(offer_user)s::uuid,
    (select g.user_id from screenpop_grant as g where g.offer_id = o.id))
from line_locked where o.queued_call_id = line_locked.id and o.id = %(offer_id)s and o.state in {OPEN}
returning o.id, o.tenant, o.queued_call_id, o.purpose, o.user_id"""  # noqa: S608 - constants only
LINE_JOINED = """update queued_call as q set state = case when taken.purpose in ('caller', 'callback') then 'joined'
  else q.state end, due_at = %(queued_at)s from taken where q.id = taken.queued_call_id"""
TALKS = """update agent_presence as p set state = 'talking', since = %(presence_at)s, reason = null,
  offer_id = taken.id, wrap_until = null
from taken where p.user_id = taken.user_id"""
CALLED_BACK = """update callback as c set state = 'in_progress', claimed_by = taken.user_id
from taken join queued_call as q on q.id = taken.queued_call_id
where taken.purpose = 'callback' and c.id = q.callback_id and c.state in ('due', 'no_answer')"""

HELD = """select q.id from queued_call as q join offer as o on o.queued_call_id = q.id
where o.id = %(offer_id)s for update of q"""
SEEN = """update offer as o set answered_at = coalesce(o.answered_at, %(offer_at)s),
  state = case when o.state in ('waiting', 'ringing') then 'answered' else o.state end,
  expires_at = case when o.state = 'accepted' or o.user_id is null then null
    else %(offer_at)s + %(offer_patience)s * interval '1 second' end
from line_held where o.queued_call_id = line_held.id and o.id = %(offer_id)s and o.answered_at is null
  and o.state in ('waiting', 'ringing', 'accepted')
returning o.queued_call_id"""
READY = """update offer as o set ready_at = coalesce(o.ready_at, %(offer_at)s),
  answered_at = coalesce(o.answered_at, %(offer_at)s), expires_at = null
from line_held where o.queued_call_id = line_held.id and o.id = %(offer_id)s and o.state = 'accepted'
returning o.queued_call_id"""
AGAIN = READY.replace("coalesce(o.ready_at, %(offer_at)s)", "%(offer_at)s", 1)
"""Whoever calls back wants the resident rung once more, from now on."""
REFUSED = f"""update offer as o set state = %(offer_state)s, result = %(offer_result)s, ended_at = %(offer_at)s,
  expires_at = null
from line_held where o.queued_call_id = line_held.id and o.id = %(offer_id)s and o.state in {OPEN}
returning o.queued_call_id"""  # noqa: S608 - constants only
DUE = """update queued_call as q set due_at = %(queued_at)s from offer_moved where q.id = offer_moved.queued_call_id"""
REAL_NOW = text("select clock_timestamp()")
OF_OFFER = """select o.tenant, k.restricted from {decisive}
  join offer as o on o.id = %(offer_id)s left join "case" as k on k.id = o.case_id"""
PATIENCE_SECONDS = 45
"""So long an agent's own telephone may be answered without a key: a mailbox is not waited for."""
THEIRS = text("""
select (k.restricted is null or k.restricted = any(:sees)) and (o.user_id = :user
  or (o.user_id is null and o.organisation = :organisation and o.group_name = any(:groups)
    and not exists (select from offer as other where other.user_id = :user and other.id <> o.id
      and other.state in ('waiting', 'ringing', 'answered', 'accepted'))))
from offer as o join "case" as k on k.id = o.case_id where o.id = :id
""")
"""An offer to a switchboard may be accepted by any agent of its group who is at no other call. Of a restricted case
nothing is accepted on a page but by its group."""

OPENED_BY = text("""
with taken as (update offer as o set user_id = :user where o.id = :id and o.user_id is null and o.state = 'accepted'
  and not exists (select from offer as other where other.user_id = :user and other.id <> o.id
    and other.state in ('waiting', 'ringing', 'answered', 'accepted')) returning o.id, o.tenant),
talks as (update agent_presence as p set state = 'talking', since = ivr_now(), reason = null, offer_id = taken.id,
  wrap_until = null from taken where p.user_id = :user)
select taken.tenant, k.restricted from taken join offer as o on o.id = taken.id join "case" as k on k.id = o.case_id
""")


class AtDesk(Protocol):
    """Whoever is signed in and answers calls: a page's visitor is one."""

    @property
    def user_id(self) -> UUID: ...
    @property
    def organisation(self) -> str: ...
    @property
    def groups(self) -> Sequence[str]: ...


def accept_offer(session: Session, offer_id: UUID, user: AtDesk, how: str, now: datetime) -> bool:
    """Accept it on the page; False when it is not theirs, or somebody was quicker. `how`: page, or key."""
    groups = [name(each) for each in user.groups]
    told = {"id": offer_id, "user": user.user_id, "organisation": user.organisation, "groups": groups}
    if session.scalar(THEIRS, {**told, "sees": list(user.groups)}) is not True:
        return False
    taken = _done(session, accepting_parts(offer_id, now, how, user.user_id), "taken", offer_id)
    if taken:
        offer = session.get_one(Offer, offer_id, populate_existing=True)
        give(session, offer, user.user_id, session.execute(REAL_NOW).scalar_one())
    return taken


def answered_by(session: Session, offer_id: UUID, user_id: UUID) -> None:
    """Somebody at a switchboard pressed the key; whoever opens its link or types its code is the one who did."""
    taken = session.execute(OPENED_BY, {"id": offer_id, "user": user_id}).first()
    if taken is not None:
        tell_live(session, taken.tenant, "offer", group=taken.restricted, id=offer_id)


def decline_offer(session: Session, offer_id: UUID, user: AtDesk, now: datetime) -> bool:
    """Decline what rings for them, on the page: it goes to the next one. False when there was nothing to decline."""
    own = text("select user_id = :user from offer where id = :id")
    if session.scalar(own, {"id": offer_id, "user": user.user_id}) is not True:
        return False
    return _done(session, moving_parts("declined", offer_id, now), "offer_moved", offer_id)


def _done(session: Session, parts: Sequence[Write], decisive: str, offer_id: UUID) -> bool:
    written = [f"{part.name or f'part_{number}'} as ({part.sql})" for number, part in enumerate(parts)]
    values: dict[str, Any] = {}
    for part in parts:
        values.update(part.values)
    sql = f"with {', '.join(written)} {OF_OFFER.format(decisive=decisive)}"
    done = session.connection().exec_driver_sql(sql, {**values, "offer_id": offer_id}).first()
    if done is not None:
        tell_live(session, done.tenant, "offer", group=done.restricted, id=offer_id)
    return done is not None


def accepting_parts(offer_id: UUID, at: datetime, how: str, user: UUID | None = None) -> Sequence[Write]:
    """The parts of one statement by which an offer is accepted, if it still can be."""
    given = {"offer_id": offer_id, "offer_at": at, "offer_how": how, "offer_user": user}
    return (
        Write(LOCKED, {"offer_id": offer_id}, "line_locked"),
        Write(ACCEPTED, given, "taken"),
        Write(LINE_JOINED, {"queued_at": at}),
        Write(TALKS, {"presence_at": at}),
        Write(CALLED_BACK, {}),
    )


def moving_parts(result: str, offer_id: UUID, at: datetime) -> Sequence[Write]:
    """The same for what else becomes of it: answered, ready, again, declined or missed."""
    moved = {
        "answered": Write(SEEN, {"offer_at": at, "offer_patience": PATIENCE_SECONDS}, "offer_moved"),
        "ready": Write(READY, {"offer_at": at}, "offer_moved"),
        "again": Write(AGAIN, {"offer_at": at}, "offer_moved"),
        "declined": _refused("declined", None, at),
        "missed": _refused("missed", "unpressed", at),
    }[result]
    held = Write(HELD, {"offer_id": offer_id}, "line_held")
    return held, moved, Write(DUE, {"queued_at": at})


def _refused(state: str, result: str | None, at: datetime) -> Write:
    return Write(REFUSED, {"offer_state": state, "offer_result": result, "offer_at": at}, "offer_moved")


def answered_offer(result: str, offer_id: UUID, at: datetime) -> Sequence[Write]:
    """What a turn of the offer's own leg leaves, and only if the turn happens: its parts look at `moved`."""
    parts = accepting_parts(offer_id, at, "key") if result == "accepted" else moving_parts(result, offer_id, at)
    first, *rest = parts
    guarded = first.sql.replace(" for update", " and exists (select from moved) for update")
    return Write(guarded, first.values, first.name), *rest
