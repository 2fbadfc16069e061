"""How things stand, asked of database and disk whenever `/metrics` is read: what waits, what lives, what serves."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ivr.errors import Unavailable
from ivr.store.database import Database

GAUGES: Mapping[str, str] = {
    "ivr_database_up": "1 when PostgreSQL answers, 0 when it does not; then the others below are missing",
    "ivr_calls_in_progress": "Calls whose end was not reported yet",
    "ivr_calls_without_case": "Residents' calls of the last two days without a case; anything but 0 is a fault",
    "ivr_calls_recovered": "Calls of the last two days that were made from a report, the spool or the provider's list",
    "ivr_outbox_waiting": "Messages that wait to be sent",
    "ivr_outbox_oldest_seconds": "How long the oldest of them is due",
    "ivr_outbox_parked": "Messages that were refused for good and wait for a person",
    "ivr_recordings_waiting": "Recordings that are still at the provider only",
    "ivr_recordings_lost": "Recordings of the last week that the provider never had",
    "ivr_scheduler_last_sign_seconds": "Time since a scheduler gave a sign of life",
    "ivr_emergencies_open": "Emergencies that nobody has accepted",
    "ivr_emergencies_overdue": "Emergencies with something due for more than a minute; anything but 0 is a fault",
    "ivr_first_dial_seconds": "From the raising to the first call, 95 % of the emergencies of the last day",
    "ivr_retention_last_seconds": "Time since the purge of personal data last looked",
    "ivr_retention_purged": "Rows it has purged in the last day",
    "ivr_legal_holds": "Legal holds that stand",
    "ivr_callers_waiting": "Callers in line whom nobody has accepted yet",
    "ivr_callers_oldest_wait_seconds": "How long the first of them has been waiting",
    "ivr_offers_unanswered": "Telephones of agents and switchboards that ring for a caller, or are held without a key",
    "ivr_callbacks_overdue": "Promised calls back that are due and nobody is at, exhausted ones among them",
    "ivr_revision": "The revision of the call flows that serves new calls",
}
SPOOL = "ivr_spool_waiting"
SPOOL_HELP = "Requests on this machine's disk that are not yet written down"
LOOK = """
select (select count(*) from call where ended_at is null) as ivr_calls_in_progress,
  (select count(*) from call left join "case" on call_id = call.id where parent_id is null and "case".id is null
    and started_at > ivr_now() - interval '2 days') as ivr_calls_without_case,
  (select count(*) from call where recovered and started_at > ivr_now() - interval '2 days') as ivr_calls_recovered,
  (select count(*) from outbox where done_at is null and parked_at is null) as ivr_outbox_waiting,
  (select coalesce(extract(epoch from ivr_now() - min(due_at)), 0) from outbox
    where done_at is null and parked_at is null and due_at <= ivr_now()) as ivr_outbox_oldest_seconds,
  (select count(*) from outbox where parked_at is not null) as ivr_outbox_parked,
  (select count(*) from recording where state = 'expected') as ivr_recordings_waiting,
  (select count(*) from recording where state = 'lost'
    and created_at > ivr_now() - interval '7 days') as ivr_recordings_lost,
  (select extract(epoch from clock_timestamp() - max(at)) from heartbeat
    where process = 'scheduler') as ivr_scheduler_last_sign_seconds,
  (select count(*) from emergency where state = 'open') as ivr_emergencies_open,
  (select count(*) from emergency where state in ('open', 'accepted')
    and (due_at is null or due_at < ivr_now() - interval '1 minute')) as ivr_emergencies_overdue,
  (select percentile_cont(0.95) within group (order by extract(epoch from first.placed_at - e.raised_at))
    from emergency as e cross join lateral (select min(placed_at) as placed_at from attempt
      where emergency_id = e.id and kind = 'call') as first
    where e.raised_at > ivr_now() - interval '1 day' and first.placed_at is not null) as ivr_first_dial_seconds,
  (select extract(epoch from clock_timestamp() - max(at)) from heartbeat
    where process = 'retention') as ivr_retention_last_seconds,
  (select coalesce(sum((detail ->> 'count')::int), 0) from audit where action = 'retention.purged'
    and at > clock_timestamp() - interval '1 day') as ivr_retention_purged,
  (select count(*) from legal_hold where lifted_at is null) as ivr_legal_holds,
  (select count(*) from queued_call where state in ('waiting', 'offered')
    and callback_id is null) as ivr_callers_waiting,
  (select coalesce(extract(epoch from ivr_now() - min(entered_at)), 0) from queued_call
    where state in ('waiting', 'offered') and callback_id is null) as ivr_callers_oldest_wait_seconds,
  (select count(*) from offer where state in ('waiting', 'ringing', 'answered')) as ivr_offers_unanswered,
  (select count(*) from callback where state = 'exhausted' or state in ('due', 'no_answer')
    and due_at <= ivr_now()) as ivr_callbacks_overdue,
  (select max(id) from revision) as ivr_revision
"""


class Standing(Collector):
    """The gauges. `spool` is the folder of this machine."""

    def __init__(self, database: Database, spool: Path) -> None:
        self._database, self._spool = database, spool

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily(SPOOL, SPOOL_HELP, value=sum(1 for _ in self._spool.glob("*.json")))
        for name, value in self._look().items():
            if value is not None:
                yield GaugeMetricFamily(name, GAUGES[name], value=value)

    def _look(self) -> Mapping[str, float | None]:
        try:
            with self._database.unit_of_work() as work:
                found = work.one(LOOK, {}) or {}
        except Unavailable:
            return {"ivr_database_up": 0}
        return {"ivr_database_up": 1, **found}
