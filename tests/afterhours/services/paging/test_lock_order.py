"""A report of the provider and the pager meet: neither waits for the other for ever."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from afterhours.services.paging.reports import LegReport, report_leg, report_machine
from tests.support.night import ANN, Night

pytestmark = pytest.mark.database

CLAIMED = text("select id from emergency where id = :id for update")
STILLED = text("update attempt set state = 'over', result = 'superseded' where id = :id")
WAITS = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")


@pytest.mark.parametrize("what", ["its end", "a machine"])
def test_a_report_that_meets_the_pager_waits_and_ends_in_no_deadlock(dark: Night, what: str) -> None:
    emergency = dark.emergency()
    dark.works()
    call = dark.call_to(ANN)

    def report() -> None:
        with dark.parts.database.transaction() as session:
            if what == "its end":
                report_leg(session, LegReport(attempt=call.attempt, provider_id=call.id, status="completed"))
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
