"""A report of the provider and the pager meet: neither waits for the other for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import Call
from afterhours.services.emergencies.answer_page import answered_page
from afterhours.services.emergencies.statements import Told, changing
from afterhours.services.leg_reports import LegReport
from afterhours.services.paging.reports import report_leg, report_machine
from ivr.store.turn_path import statement
from tests.support.night import ANN, Night

pytestmark = pytest.mark.database

CLAIMED = text("select id from emergency where id = :id for update")
STILLED = text("update attempt set state = 'over', result = 'superseded' where id = :id")
TURNED = text("update call set turn = turn + 1 where id = :id")
WAITS = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")


def accept(session: Session, emergency: UUID, attempt: UUID, *, told_first: bool) -> None:
    """What a person's turn writes beside the move of their call, in the order in which the flow wished it."""
    told = Told(change="accept", at=datetime(2026, 3, 3, 2, tzinfo=UTC), values={"who": "ann", "how": "key"})
    parts = [answered_page("accepted", told.at), changing(told, 1, emergency=str(emergency))]
    writes = [write for part in (reversed(parts) if told_first else parts) for write in part]
    values = {"call": attempt} | {name: value for each in writes for name, value in each.values.items()}
    sql = statement("select %(call)s::uuid as id", writes, "select id from moved")
    assert session.connection().exec_driver_sql(sql, values).first() is not None


@pytest.mark.parametrize("what", ["its end", "a machine", "a key", "a key, told first"])
def test_a_report_that_meets_the_pager_waits_and_ends_in_no_deadlock(dark: Night, what: str) -> None:
    emergency = dark.emergency()
    dark.works()
    call = dark.call_to(ANN)

    def report() -> None:
        with dark.parts.database.transaction() as session:
            if what.startswith("a key"):
                accept(session, emergency, call.attempt, told_first="first" in what)
            elif what == "its end":
                report_leg(session, LegReport(leg=call.attempt, provider_id=call.id, status="completed"))
            else:
                report_machine(session, call.attempt, call.id, "machine_start")

    with ThreadPoolExecutor(1) as pool:
        with dark.parts.database.transaction() as pager:
            pager.execute(CLAIMED, {"id": emergency})
            reported = pool.submit(report)
            while not reported.done() and not pager.scalar(WAITS):
                pass
            pager.execute(STILLED, {"id": call.attempt})
        reported.result(timeout=10)
    assert ("ann", "over", "superseded") in dark.attempts()
    if what.startswith("a key"):
        assert dark.rows("select state, accepted_by from emergency") == [("accepted", "ann")]


def test_the_end_of_a_call_that_meets_the_key_in_it_waits_and_ends_in_no_deadlock(dark: Night) -> None:
    """Whoever presses the key and is cut off in the same moment has accepted."""
    emergency = dark.emergency()
    dark.works()
    call = dark.call_to(ANN)
    answered(dark, call.attempt, call.id)

    def report() -> None:
        with dark.parts.database.transaction() as session:
            report_leg(session, LegReport(leg=call.attempt, provider_id=call.id, status="completed"))

    with ThreadPoolExecutor(1) as pool:
        with dark.parts.database.transaction() as turn:
            turn.execute(TURNED, {"id": call.attempt})
            reported = pool.submit(report)
            while not reported.done() and not turn.scalar(WAITS):
                pass
            accept(turn, emergency, call.attempt, told_first=False)
        reported.result(timeout=10)
    assert dark.rows("select state, accepted_by from emergency") == [("accepted", "ann")]
    assert ("ann", "over", "accepted") in dark.attempts()


def answered(dark: Night, attempt: UUID, provider_id: str) -> None:
    """The person's own call, as its first turn leaves it."""
    call = Call(
        id=attempt, tenant="long-point-county", account="AC1", provider_call_id=provider_id, line="main",
        direction="outbound", channel="voice", from_raw="+15195550100", caller_state="presented", to_raw=ANN,
        turn=1, state={}, started_at=datetime(2026, 3, 3, 2, tzinfo=UTC), recovered=False,
    )  # fmt: skip
    with dark.parts.database.transaction() as session:
        session.add(call)
