"""What a leg to somebody who shall answer is led by: its facts, and what it may hear of its offer now."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Case, Offer, QueuedCall
from afterhours.services.queue.accepting import PATIENCE_SECONDS
from afterhours.services.queue.groups import group_named, spoken_names
from afterhours.services.queue.places import room_of, tape_of
from afterhours.services.queue.whose_line import is_another_s
from afterhours.site import Site
from ivr.domain import Context, LegFacts
from ivr.engine.asks import OfferFact
from ivr.engine.built_in import OFFERED

State: TypeAlias = Literal["open", "mine", "taken", "gone", "over"]
STANDS = """select o.id, o.tenant, o.purpose, o.state, o.group_name, o.user_id, o.organisation, o.queued_call_id,
  greatest(extract(epoch from %(now)s - coalesce(o.answered_at, %(now)s)), 0)::int as held,
  q.line, q.language, q.state as line_state, q.rooms, q.group_name as waits_for, q.call_id, q.held_at,
  (select restricted from "case" where id = o.case_id) as restricted, caller.from_e164 as caller, c.number as callback,
  exists (select from offer as other where other.queued_call_id = q.id and other.id <> o.id
    and other.state = 'accepted' and other.purpose in ('caller', 'callback')) as has_other,
  (select case when rung.state in ('waiting', 'ringing', 'answered') then 'ringing'
      when rung.state = 'accepted' then 'here' when rung.state = 'over' then 'over'
      else coalesce(rung.result, 'no_answer') end
    from offer as rung where rung.queued_call_id = q.id and rung.purpose = 'resident'
      and (o.purpose <> 'callback' or rung.offered_at >= o.ready_at) order by rung.offered_at desc limit 1) as resident,
  coalesce(floor(extract(epoch from %(now)s - q.joined_at))::int, 0) as talked,
  exists (select from offer as beside where beside.queued_call_id = q.id and beside.id <> o.id
    and ((beside.purpose = 'transfer' and beside.state in ('waiting', 'ringing', 'answered'))
      or (beside.purpose in ('caller', 'callback', 'transfer') and beside.state = 'accepted'))) as shared
from offer as o join queued_call as q on q.id = o.queued_call_id left join call as caller on caller.id = q.call_id
  left join callback as c on c.id = q.callback_id
where o.id = %(offer)s"""
WAITS = ("waiting", "ringing", "answered")
BESIDE = ("transfer", "interpreter")
"""Whoever came into a talk, and has nobody to talk with once a resident who was called back has hung up."""
CAN_STAY = {
    "caller": ("offered",),
    "callback": ("offered",),
    "resident": ("joined",),
    "transfer": ("joined",),
    "interpreter": ("joined",),
}
"""Purpose -> the states of the caller's row in which it is still open."""


def offer_leg(session: Session, leg_id: UUID) -> LegFacts | None:
    """The call of an offer; None for one that nobody made."""
    found = session.execute(
        select(Offer, QueuedCall, Case)
        .join(QueuedCall, QueuedCall.id == Offer.queued_call_id)
        .join(Case, Case.id == Offer.case_id)
        .where(Offer.id == leg_id)
    ).first()
    if found is None:
        return None
    offer, queued, case = found
    return LegFacts(
        line=queued.line,
        tenant=offer.tenant,
        language=(queued.language or "") if offer.purpose == "resident" else "",
        case_number=case.number,
        parent=offer.call_id,
        flow=OFFERED,
    )


def offer_fact(context: Context, site: Site, code: Callable[[UUID], str]) -> OfferFact | None:
    """None for a leg that carries no offer. `code`: the digits that open the caller's page."""
    row = context.work.one(STANDS, {"offer": context.call.id, "now": context.now})
    if row is None:
        return None
    state = state_of(row)
    line, group = site.book.lines.get(row["line"]), group_named(site, row["group_name"])
    spoken = tuple(line.languages) if line else ()
    of_agent = context.call.language or next(iter(spoken), "")
    other = row["language"] if row["language"] and row["language"] != of_agent else None
    needs_code = row["user_id"] is None and row["organisation"] and row["purpose"] != "interpreter"
    return OfferFact(
        purpose=row["purpose"],
        state=state,
        line=dict(line.title) if line and not row["restricted"] else {},
        council=line.tenant_name if line else row["tenant"],
        language=spoken_names(other, spoken) if other else {},
        by_key=group is None or group.confirm == "key",
        held=row["held"],
        patience=PATIENCE_SECONDS if row["user_id"] else (group.hold_for if group else PATIENCE_SECONDS),
        code=code(row["id"]) if needs_code else "",
        room=room_of(row["queued_call_id"], row["rooms"]) if state == "mine" and not holds(row) else None,
        ends=row["purpose"] == "resident" or (row["purpose"] != "interpreter" and not row["shared"]),
        caller=row["callback"] or row["caller"] or "",
        tape=tape(row, site),
        resident=row["resident"] or "",
        talked=row["talked"],
    )


def holds(row: Mapping[str, Any]) -> bool:
    """Whoever is called back holds as a caller does while somebody is asked."""
    return row["purpose"] == "resident" and row["held_at"] is not None


def tape(row: Mapping[str, Any], site: Site) -> str:
    """As for the caller; what colleagues say to each other while the caller holds is nobody's to hear, and whoever is
    called back has not been told."""
    silent = row["held_at"] is not None or row["callback"] is not None
    return "" if silent else tape_of(group_named(site, row["waits_for"]), row["restricted"], row["call_id"])


def state_of(row: Mapping[str, Any]) -> State:
    line = row["line_state"]
    if row["state"] == "accepted" and row["purpose"] in BESIDE and row["resident"] == "over":
        return "over"
    if row["state"] == "accepted":
        return "mine" if line == "joined" else "gone"
    if is_another_s(row["group_name"], row["organisation"], row["restricted"]):
        return "over"
    if row["state"] in WAITS and line in CAN_STAY[row["purpose"]]:
        return "open"
    if row["has_other"]:
        return "taken"
    return "gone" if line in ("left", "over") else "over"
