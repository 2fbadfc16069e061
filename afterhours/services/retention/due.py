"""Which rows of a class are due: old enough, finished, not held, not purged yet. One query for each class.

`:tenant`, `:before` (what is older is due) and `:most` are given; what is chosen is locked, and what somebody else is
at is left to them.
"""

from collections.abc import Mapping

from sqlalchemy import text

from afterhours.rules.retention import RecordClass

HELD = """exists (select from legal_hold as h where h.lifted_at is null and h.tenant = c.tenant and (
    h.case_id = c.id or h.e164 in (c.caller_e164, c.contact_number) or h.contact_id = c.contact_id
    or exists (select from contact_number as n where n.contact_id = h.contact_id
      and n.e164 in (c.caller_e164, c.contact_number))))"""
"""Whether a hold stands on the case `c`: on itself, its number, its contact, or a number of a contact that is held."""
OPEN = """(c.status not in ('resolved', 'closed')
    or exists (select from emergency as e where e.case_id = c.id and e.state in ('open', 'accepted'))
    or exists (select from callback as b where b.case_id = c.id and b.state in ('due', 'in_progress')))"""
"""Whether somebody still has something to do in the case `c`."""
KEPT = f"(c.id is not null and ({OPEN} or {HELD}))"
NUMBER_HELD = """exists (select from legal_hold as h where h.lifted_at is null and h.tenant = {row}.tenant and (
    h.e164 in ({numbers}) or exists (select from contact_number as n
      where n.contact_id = h.contact_id and n.e164 in ({numbers}))))"""
LOCKED = "limit :most for update of {row} skip locked"

CASES = f"""select c.id from "case" as c where c.tenant = :tenant and c.purged_at is null
  and coalesce(c.closed_at, c.resolved_at, c.opened_at) < :before and not {OPEN} and not {HELD}
  order by c.closed_at {LOCKED.format(row="c")}"""  # noqa: S608 - constants only
CALLS = f"""select k.id from call as k left join "case" as c on c.call_id = k.id
  where k.tenant = :tenant and k.purged_at is null and k.parent_id is null and k.started_at < :before
    and k.ended_at is not null and not {KEPT}
    and not {NUMBER_HELD.format(row="k", numbers="k.from_e164, k.to_raw")}
  order by k.started_at {LOCKED.format(row="k")}"""  # noqa: S608 - constants only
OF_TAPE = f"""from recording as r left join "case" as c on c.call_id = r.call_id
  where r.tenant = :tenant and r.created_at < :before and not {KEPT}"""
RECORDINGS = f"""select r.id {OF_TAPE}
    and not exists (select from outbox as o where o.idempotency_key = 'recording.erase ' || r.id)
  order by r.created_at {LOCKED.format(row="r")}"""  # noqa: S608 - constants only
TRANSCRIPTS = f"""select r.id {OF_TAPE} and r.transcript is not null
  order by r.created_at {LOCKED.format(row="r")}"""
TEXTS = f"""select t.id from text_message as t left join "case" as c on c.call_id = t.call_id
  where t.tenant = :tenant and t.purged_at is null and t.created_at < :before and not {KEPT}
    and not {NUMBER_HELD.format(row="t", numbers="t.from_number, t.to_number")}
  order by t.created_at {LOCKED.format(row="t")}"""  # noqa: S608 - constants only
CONTACTS = f"""select p.id from contact as p where p.tenant = :tenant and p.updated_at < :before
  and not exists (select from "case" as c where c.contact_id = p.id
    and (coalesce(c.closed_at, c.opened_at) >= :before or {OPEN} or {HELD}))
  and not exists (select from legal_hold as h where h.lifted_at is null and (h.contact_id = p.id or h.e164 in (
    select e164 from contact_number where contact_id = p.id)))
  order by p.updated_at {LOCKED.format(row="p")}"""  # noqa: S608 - constants only
AUDIT = "select id from audit where tenant = :tenant and at < :before order by at limit :most"

DUE: Mapping[RecordClass, str] = {
    "cases": CASES,
    "calls": CALLS,
    "recordings": RECORDINGS,
    "transcripts": TRANSCRIPTS,
    "texts": TEXTS,
    "contacts": CONTACTS,
    "audit": AUDIT,
}


def counted(kind: RecordClass) -> str:
    """The same as a question how many there are; nothing is locked."""
    chosen = DUE[kind].partition("limit :most")[0]
    return f"select count(*) from ({chosen}) as due"  # noqa: S608 - constants only


STILL_OPEN = text(f"""select count(*) from "case" as c
  where c.tenant = :tenant and c.purged_at is null and c.opened_at < :before and {OPEN}""")  # noqa: S608 - constants only
"""Cases that are older than they may be kept, and that nobody has closed."""
HELD_BACK = text(f"""select count(*) from "case" as c
  where c.tenant = :tenant and c.purged_at is null and coalesce(c.closed_at, c.resolved_at, c.opened_at) < :before
    and not {OPEN} and {HELD}""")  # noqa: S608 - constants only
