"""How an emergency stands, for the caller who waits: one look at it, at the acceptor's telephone, and at the pager."""

from collections.abc import Mapping
from typing import Any, Literal

from afterhours.rules.escalation import Plan
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.people.known import reachable_numbers
from afterhours.site import Site
from afterhours.site.whom import whom
from ivr.domain import Context
from ivr.engine.asks import EmergencyStanding, Standing, ToRing

PAGER_DEAD_AFTER = 30
"""Seconds (real time) without a sign of life of any scheduler, after which the caller's own call rings the people."""

STANDS = """select e.id, e.tenant, e.roster, e.plan, e.state, e.accepted_by, e.round,
  extract(epoch from %(now)s - e.raised_at)::int as waited,
  coalesce(floor(extract(epoch from %(now)s - e.joined_at))::int, 0) as talked,
  leg.id is not null and leg.ended_at is null as on_the_line,
  (select max(at) > clock_timestamp() - %(dead)s * interval '1 second' from heartbeat
    where process = 'scheduler') as paging
from emergency as e left join call as leg on leg.id = e.accepted_leg
where e.call_id = %(call)s and e.service = %(service)s"""
STATES: Mapping[str, Literal["open", "accepted", "known", "morning", "over"]] = {
    "open": "open", "accepted": "accepted", "joined": "known", "morning": "morning",
}  # fmt: skip
"""As the table has it -> as the caller hears it; whatever else it is, it is over."""


def room_of(emergency: object) -> str:
    """The conference of an emergency: exists for the talk only, and its name tells nothing."""
    return f"emergency-{emergency}"


def standing(ask: EmergencyStanding, context: Context, site: Site) -> Standing | None:
    """None where this call has raised no such emergency."""
    values = {"call": context.call.id, "service": ask.service, "now": context.now, "dead": PAGER_DEAD_AFTER}
    row = context.work.one(STANDS, values)
    if row is None:
        return None
    state = STATES.get(row["state"], "over")
    return Standing(
        emergency=str(row["id"]),
        state=state,
        accepted_by=row["accepted_by"],
        room=room_of(row["id"]) if state == "accepted" and row["on_the_line"] else None,
        rounds=row["round"],
        waited=row["waited"],
        talked=row["talked"],
        paging=bool(row["paging"]),
        to_ring=() if row["paging"] or state != "open" else everybody(row, context, site),
    )


def everybody(row: Mapping[str, Any], context: Context, site: Site) -> tuple[ToRing, ...]:
    """Whom the levels of its plan would ring now, one after the other, each number once."""
    levels, live = Plan.from_json(row["plan"]).levels, live_rosters(context.work.session, site, context.now)
    people = [(level, who) for level in levels for who in whom(live, row["roster"], level.ring, context.now)]
    numbers = reachable_numbers(context.work.session, [who for _, who in people], context.now)
    found: dict[str, ToRing] = {}
    for level, who in people:
        for number in numbers.get(who, ()):
            found.setdefault(number, ToRing(who, number, level.seconds))
    return tuple(found.values())
