"""How a caller stands in a line, and whether a group takes another one: one look at the database for each question."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from afterhours.rules.queueing import ATTENDS, expected_wait, is_full
from afterhours.services.emergencies.standing import PAGER_DEAD_AFTER
from afterhours.services.queue.groups import answers_now, group_named, serves
from afterhours.services.queue.whose_line import line_sql, spellings
from afterhours.site import Site
from afterhours.site.answering import AgentGroup
from ivr.domain import Context
from ivr.engine.asks import GroupFact, GroupOpen, PlaceFact, QueuePlace, ToRing
from ivr.flowfile.names import name

TALKS_LOOKED_AT = 20
MUSIC_OFF = ""
COUNTED = f"""with mine as (select (select restricted from "case" where call_id = %(call)s) as restricted)
select mine.restricted,
  count(q.id) filter (where q.state in ('waiting', 'offered')
    and {line_sql("q", "k", "%(spelt)s")} = {line_sql("asked", "mine", "%(spelt)s")}) as waiting,
  coalesce(bool_or(q.call_id = %(call)s and q.group_name = asked.group_name and q.callback_id is null), false) as here
from mine cross join (select %(group)s::text as group_name) as asked
  left join (queued_call as q join "case" as k on k.id = q.case_id) on q.state in ('waiting', 'offered', 'joined')
group by mine.restricted"""  # noqa: S608 - constants only
STANDS = f"""select q.id, q.tenant, q.state, q.result, q.held_at, q.rooms, k.restricted,
  greatest(extract(epoch from %(now)s - q.entered_at), 0)::int as waited,
  coalesce(floor(extract(epoch from %(now)s - q.joined_at))::int, 0) as talked,
  (select count(*) from queued_call as a join "case" as b on b.id = a.case_id
      left join callback as c on c.id = a.callback_id
    where {line_sql("a", "b", "%(spelt)s")} = {line_sql("q", "k", "%(spelt)s")} and a.id <> q.id
      and (a.state = 'waiting' or (a.state = 'callback' and c.state in ('due', 'no_answer') and c.due_at <= %(now)s))
      and (a.priority > q.priority or (a.priority = q.priority and (a.place_at, a.id) < (q.place_at, q.id)))) as ahead,
  (select count(*) from agent_presence where {line_sql("q", "k", "%(spelt)s")} = any(groups) and q.tenant = any(tenants)
    and state = any(%(attends)s)) as there,
  (select array_agg(seconds) from (select extract(epoch from coalesce(wrapped_at, ended_at) - accepted_at)::float8
    as seconds from offer where group_name = {line_sql("q", "k", "%(spelt)s")} and state = 'over'
      and accepted_at is not null and purpose in ('caller', 'callback')
    order by ended_at desc limit %(talks)s) as lately) as talks,
  exists (select from offer as o join call as leg on leg.id = o.id where o.queued_call_id = q.id
    and o.state = 'accepted' and o.purpose in ('caller', 'transfer') and o.ready_at is not null
    and leg.ended_at is null) as somebody,
  (select max(at) > clock_timestamp() - %(dead)s * interval '1 second' from heartbeat
    where process = 'scheduler') as dispatching
from queued_call as q join "case" as k on k.id = q.case_id
where q.call_id = %(call)s and q.group_name = %(group)s and q.callback_id is null
order by (q.state in ('waiting', 'offered', 'joined')) desc, q.entered_at desc limit 1"""  # noqa: S608
FREE = """select user_id::text as who, telephone from agent_presence
where %(group)s = any(groups) and %(tenant)s = any(tenants) and state = 'available' and telephone is not null
order by since"""
States = Literal["waiting", "offered", "joined", "held", "nobody", "closed", "over"]


def room_of(queued_call: object, rooms: int) -> str:
    """The conference of a caller and whoever answers: exists for the talk only, and its name tells nothing."""
    return f"talk-{queued_call}-{rooms}" if rooms else f"talk-{queued_call}"


def tape_of(group: AgentGroup | None, restricted: str | None, call: object) -> str:
    """The call under which a talk is recorded: never that of a restricted case."""
    return str(call) if call and group and group.records and not restricted else ""


def group_open(ask: GroupOpen, context: Context, site: Site) -> GroupFact:
    """Closed, too, for a group that the newest revision no longer has, or that does not answer for this council. Of a
    restricted case it is its own group that takes another caller, or does not (`whose_line`)."""
    told = {"group": name(ask.group), "call": context.call.id, "spelt": spellings(site)}
    row = context.work.one(COUNTED, told) or {"waiting": 0, "here": False, "restricted": None}
    if row["here"]:
        return GroupFact(state="open")
    group = group_named(site, row["restricted"] or ask.group)
    if group is None or not serves(group, site, context.call.tenant) or not answers_now(group, site, context.now):
        return GroupFact(state="closed")
    return GroupFact(state="full" if is_full(row["waiting"], group.most_waiting) else "open")


def place_of(ask: QueuePlace, context: Context, site: Site) -> PlaceFact | None:
    """None where this call is not in the group's line and never was."""
    told = {"call": context.call.id, "group": name(ask.group), "now": context.now, "dead": PAGER_DEAD_AFTER}
    more = {"attends": list(ATTENDS), "talks": TALKS_LOOKED_AT, "spelt": spellings(site)}
    row = context.work.one(STANDS, {**told, **more})
    if row is None:
        return None
    group = group_named(site, row["restricted"] or ask.group)
    state, dispatching = state_of(row, group, site, context.now), bool(row["dispatching"])
    waits = state in ("waiting", "offered")
    return PlaceFact(
        state=state,
        room=room_of(row["id"], row["rooms"]) if state == "joined" and row["somebody"] else None,
        ahead=row["ahead"] if waits else None,
        expected=expected_wait(row["ahead"], row["talks"] or (), answering(row, group)) if waits and group else None,
        staffed=answering(row, group) > 0,
        waited=row["waited"],
        talked=row["talked"],
        longest_wait=group.longest_wait if group else 0,
        music=group.music if group else MUSIC_OFF,
        dispatching=dispatching,
        to_ring=() if dispatching or not waits or group is None else whom_to_ring(row, group, context),
        title=group.title if group and not row["restricted"] else {},
        tape=tape_of(group, row["restricted"], context.call.id),
    )


def state_of(row: Mapping[str, Any], group: AgentGroup | None, site: Site, now: datetime) -> States:
    """How the caller stands. A turn that comes after the word that they hung up was sent before it: they waited."""
    match "waiting" if (row["state"], row["result"]) == ("left", "hung_up") else row["state"]:
        case "joined":
            return "held" if row["held_at"] else "joined"
        case "waiting" if group is None or not (answers_now(group, site, now) or (group.telephones and row["there"])):
            return "closed"
        case "waiting" if row["result"] == "nobody":
            return "nobody"
        case "waiting":
            return "waiting"
        case "offered":
            return "offered"
    return "over"


def answering(row: Mapping[str, Any], group: AgentGroup | None) -> int:
    """So many are there to answer: agents, or the lines of a switchboard."""
    if group is None:
        return 0
    return int(row["there"]) if group.telephones else group.lines


def whom_to_ring(row: Mapping[str, Any], group: AgentGroup, context: Context) -> tuple[ToRing, ...]:
    """Whom the caller's own call rings while nobody dispatches."""
    if not group.telephones:
        return (ToRing(group.number, group.number, group.ring_for),)
    told = {"group": name(group.name), "tenant": row["tenant"]}
    found = context.work.session.connection().exec_driver_sql(FREE, told)
    return tuple(ToRing(each.who, each.telephone, group.ring_for) for each in found)
