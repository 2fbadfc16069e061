"""Comparing with the provider's own list of calls: what was missed is made, what hangs open is closed.

Safe to repeat, and at once from several machines: everything goes through the runner, which makes one of each call.
"""

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text, tuple_
from sqlalchemy.orm import Session

from afterhours.models import Call
from afterhours.services.calls.case_numbers import CaseNumbers
from afterhours.services.calls.change_case import NOTHING, opened
from ivr.logs import trace
from ivr.runner import Runner
from ivr.store.calls import Ending
from ivr.store.database import Database
from ivr.store.turn_path import database_calls
from ivr.telephony.port import ListedCall, Telephony
from ivr.twiml.forms import OVER, Arrival, StatusReport

log = logging.getLogger(__name__)

LOOKS_BACK, LEAVES_ALONE = timedelta(hours=26), timedelta(minutes=5)
LOOKS_AGAIN = timedelta(minutes=30)
"""Calls that ended so recently are folded once more: a turn may have been written beside the end."""
LOST = "lost"
"""The last word about a call whose end nobody told."""
BATCH = 200

STUCK = text("""
update call set end_status = :lost, ended_at = coalesce((select max(at) from turn where call_id = call.id), started_at)
where ended_at is null and started_at < :before returning id
""")
WITHOUT_CASE = text("""
select call.id from call left join "case" on call_id = call.id
where parent_id is null and direction = 'inbound' and "case".id is null and call.started_at > :since
""")
ENDED_LATELY = text("select id from call where ended_at > :since and parent_id is null")


@dataclass(slots=True)
class Reconciled:
    """What one comparison found: calls listed, made, closed, given up, and cases that were missing."""

    listed: int = 0
    recovered: int = 0
    closed: int = 0
    lost: int = 0
    without_case: int = 0


def reconcile(
    runner: Runner, telephony: Telephony, database: Database, numbers: Collection[str], now: datetime
) -> Reconciled:
    """One comparison at `now` (service time). `numbers`: our lines, E.164; calls to others are not ours to keep.

    Raises ProviderGone, DatabaseGone.
    """
    found = Reconciled()
    for batch in batches(telephony.list_calls(now - LOOKS_BACK, now - LEAVES_ALONE)):
        found.listed += len(batch)
        known = known_calls(database, batch)
        for listed in batch:
            with trace():
                compare(runner, listed, known.get((listed.account, listed.provider_call_id)), numbers, found)
    tidy(runner, database, now, found)
    if found.recovered or found.lost or found.without_case:
        log.warning("reconciled with the provider's list: %s", found)
    return found


def compare(
    runner: Runner,
    listed: ListedCall,
    ended: bool | None,
    numbers: Collection[str],
    found: Reconciled,
) -> None:
    """One call of the list. `ended`: whether ours is over; None when we have none."""
    over = listed.status in OVER
    if ended or (listed.direction != "inbound" and not listed.parent_provider_call_id):
        return
    if listed.parent_provider_call_id:
        if over:
            runner.chronicle.leg(leg_report(listed), now_over=True)
            found.closed += ended is False
        return
    if ended is None and listed.to_raw not in numbers:
        return
    arrival = arrival_of(listed)
    if ended is None:
        runner.chronicle.ensure(arrival, "it stood in the provider's list only", listed.started_at)
        found.recovered += 1
    if over:
        runner.chronicle.end(arrival, Ending(listed.status, listed.seconds, listed.ended_at))
        found.closed += ended is False


def tidy(runner: Runner, database: Database, now: datetime, found: Reconciled) -> None:
    """What needs no list: calls nobody will ever end, calls without a case, cases whose last turn came late."""
    with database.transaction() as session:
        stuck = session.scalars(STUCK, {"lost": LOST, "before": now - LOOKS_BACK}).all()
        bare = session.scalars(WITHOUT_CASE, {"since": now - 2 * LOOKS_BACK}).all()
        lately = session.scalars(ENDED_LATELY, {"since": now - LOOKS_AGAIN}).all()
    found.lost, found.without_case = len(stuck), len(bare)
    numbers = CaseNumbers()
    with database_calls(database) as work:
        for call_id in bare:
            work.write(call_id, opened(NOTHING, numbers.next(work)))
    for call_id in {*stuck, *bare, *lately}:
        with trace():
            runner.chronicle.fold(call_id)


def known_calls(database: Database, batch: list[ListedCall]) -> dict[tuple[str, str], bool]:
    """(account, provider's id) -> whether it is over, for those of a batch that we have."""
    keys = [(listed.account, listed.provider_call_id) for listed in batch]
    with database.transaction() as session:
        return dict(rows_of(session, keys))


def rows_of(session: Session, keys: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], bool]]:
    columns = (Call.account, Call.provider_call_id, Call.ended_at)
    for row in session.execute(select(*columns).where(tuple_(Call.account, Call.provider_call_id).in_(keys))):
        yield (row.account, row.provider_call_id), row.ended_at is not None


def batches(listed: Iterator[ListedCall]) -> Iterator[list[ListedCall]]:
    batch: list[ListedCall] = []
    for each in listed:
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def arrival_of(listed: ListedCall) -> Arrival:
    return Arrival(
        provider_call_id=listed.provider_call_id,
        account=listed.account,
        from_raw=listed.from_raw,
        to_raw=listed.to_raw,
        forwarded_from=listed.forwarded_from,
        caller_name_raw=listed.caller_name_raw,
        status=listed.status,
    )


def leg_report(listed: ListedCall) -> StatusReport:
    return StatusReport(
        provider_call_id=listed.provider_call_id,
        account=listed.account,
        status=listed.status,
        parent_provider_call_id=listed.parent_provider_call_id,
        seconds=listed.seconds,
        at=listed.ended_at,
        to_raw=listed.to_raw,
        from_raw=listed.from_raw,
    )
