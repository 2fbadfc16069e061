"""Callbacks as the desk sees them: a list, and taking one oneself. In the line they have the place that was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from afterhours.models import AgentPresence, Callback, Case, Offer, QueuedCall
from afterhours.services.live import tell_live
from afterhours.services.queue.attending import USUAL_WRAP_UP
from afterhours.services.queue.offering import Whom, offer, real_now_of
from afterhours.services.queue.presence import Attending
from afterhours.services.queue.whose_line import line_of, restricted_of
from ivr.errors import NotFound, Refused
from ivr.flowfile.names import name
from ivr.store.base import new_key

OUTSTANDING = ("due", "in_progress", "no_answer", "exhausted")
"""Exhausted ones stay on the list: a person must decide."""
FREE_TO_TAKE = ("available", "busy", "away", "wrap_up")
NO_TELEPHONE = "Say at your desk where your telephone is: it is rung first."
NO_CALLBACK = "There is no such callback."
TALKING = "You are on the telephone: end that call first."
"""Why whoever wants to call back cannot."""

RING_SECONDS = 25
"""So long the telephone of whoever takes a callback rings."""
ORDER = case({"exhausted": 0}, value=Callback.state, else_=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """A callback that somebody promises at the desk. `number`: E.164; `due`: not before; `until`: not after."""

    case: Case
    line: str
    group: str
    number: str
    due: datetime
    until: datetime | None = None
    language: str | None = None


def list_callbacks(
    session: Session, tenants: Sequence[str], groups: Sequence[str] = (), most: int = 200
) -> list[Callback]:
    """What is promised and not kept yet, in the order of the places; exhausted ones first. `groups`: of the reader."""
    open_to_them = Case.restricted.is_(None) | Case.restricted.in_(groups)
    listed = (
        select(Callback)
        .join(Case, Case.id == Callback.case_id)
        .where(Callback.state.in_(OUTSTANDING), Callback.tenant.in_(tenants), open_to_them)
    )
    return list(session.scalars(listed.order_by(ORDER, Callback.place_at, Callback.id).limit(most)))


def take_callback(session: Session, callback_id: UUID, user: Attending, now: datetime) -> Offer:
    """Call somebody back now: the agent's own telephone rings, and then the resident's.

    Raises NotFound, also for one whose case only another group may see, and Refused with why it is not possible.
    """
    queued, callback = locked(session, callback_id)
    restricted = restricted_of(session, callback.case_id)
    if restricted is not None and restricted not in user.groups:
        raise NotFound(NO_CALLBACK)
    if callback.state not in ("due", "no_answer", "exhausted"):
        raise Refused("Somebody else is calling them back, or has done so.")
    presence = session.scalar(select(AgentPresence).where(AgentPresence.user_id == user.user_id).with_for_update())
    if presence is None or not presence.telephone:
        raise Refused(NO_TELEPHONE)
    if presence.state not in FREE_TO_TAKE:
        raise Refused(TALKING)
    whom = Whom(
        to=presence.telephone,
        organisation=presence.organisation,
        purpose="callback",
        group=line_of(callback.group_name, restricted),
        seconds=RING_SECONDS,
        user_id=user.user_id,
    )
    made = offer(session, queued, whom, now, real_now_of(session), USUAL_WRAP_UP)
    made.state, made.accepted_at, made.accepted_how = "accepted", now, "page"
    presence.state = "talking"
    queued.state, queued.ended_at, queued.due_at = "joined", None, made.expires_at
    callback.state, callback.claimed_by, callback.ended_at = "in_progress", user.user_id, None
    session.flush()
    return made


def promise_callback(session: Session, promise: Promise, now: datetime) -> Callback:
    """Somebody is to be called back: it is on the list, and in the group's line when it is due."""
    made = Callback(
        id=new_key(),
        tenant=promise.case.tenant,
        case_id=promise.case.id,
        call_id=promise.case.call_id,
        number=promise.number,
        group_name=name(promise.group),
        language=promise.language,
        place_at=promise.due,
        due_at=promise.due,
        until=promise.until,
        created_at=now,
    )
    session.add(made)
    session.flush()
    places = {"case_id": made.case_id, "call_id": made.call_id, "group_name": made.group_name}
    shared = {"tenant": made.tenant, "line": promise.line, "language": made.language, **places}
    times = {"entered_at": now, "place_at": made.place_at, "due_at": now}
    session.add(QueuedCall(id=new_key(), callback_id=made.id, state="callback", **shared, **times))
    session.flush()
    tell_live(session, made.tenant, "queue", group=promise.case.restricted, id=made.id)
    return made


def cancel_callback(session: Session, callback_id: UUID, user_id: UUID, now: datetime) -> None:
    """They need not be called any more. Raises NotFound, and Refused while somebody is at it."""
    queued, callback = locked(session, callback_id)
    if callback.state not in ("due", "no_answer", "exhausted"):
        raise Refused("Somebody is calling them back right now, or has done so.")
    callback.state, callback.ended_at, callback.claimed_by = "cancelled", now, user_id
    queued.state, queued.result, queued.ended_at, queued.due_at = "over", "cancelled", now, now
    session.flush()
    group = restricted_of(session, callback.case_id)
    tell_live(session, callback.tenant, "queue", group=group, id=callback.id)


def locked(session: Session, callback_id: UUID) -> tuple[QueuedCall, Callback]:
    """The row in line first, as everywhere."""
    rows = select(QueuedCall).where(QueuedCall.callback_id == callback_id).order_by(QueuedCall.entered_at.desc())
    queued = session.scalars(rows.limit(1).with_for_update().execution_options(populate_existing=True)).first()
    callback = session.get(Callback, callback_id, populate_existing=True)
    if queued is None or callback is None:
        raise NotFound(NO_CALLBACK)
    return queued, callback
