"""Whether an emergency is known already: one of the same kind, nearby, to which other reports were joined."""

from datetime import timedelta

from sqlalchemy import text

from afterhours.rules.nearness import near
from afterhours.services.emergencies.statements import KNOWN_HOURS
from ivr.domain import Context
from ivr.engine.asks import KnownAlready

KNOWN = text("""
select known.id, c.location from emergency as known join "case" as c on c.id = known.case_id
where known.tenant = :tenant and known.service = :service and known.state in ('open', 'accepted')
  and c.restricted is null
  and known.raised_at > :since and known.call_id is distinct from :call
  and exists (select from emergency as same where same.master_id = known.id)
order by known.raised_at desc limit 20
""")


def known_already(ask: KnownAlready, context: Context) -> str | None:
    """The emergency's id, or None. Where it is, is compared here and never told to a caller; of a restricted case a
    caller does not even hear that there is one, and theirs stays their own."""
    values = {"tenant": context.call.tenant, "service": ask.service, "call": context.call.id}
    rows = context.work.session.execute(KNOWN, {**values, "since": context.now - timedelta(hours=KNOWN_HOURS)})
    return next((str(row.id) for row in rows if row.location and near(ask.place, row.location)), None)
