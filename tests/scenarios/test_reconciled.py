"""Promise 1 when the provider's webhooks do not come: its own list of calls is compared with ours."""

from collections.abc import Iterator

import pytest
import requests

from afterhours.services.calls.reconcile import Reconciled, reconcile
from ivr.simulator.faults import Faults
from ivr.simulator.server import serve
from ivr.telephony.twilio_adapter import TwilioTelephony
from tests.support.county import ACCOUNT, TOKEN, County

HOURS = 3600


@pytest.fixture
def telephony(long_point: County) -> Iterator[TwilioTelephony]:
    """The real adapter, asking the simulated provider over HTTP."""
    with serve(long_point.network) as served:
        yield TwilioTelephony(ACCOUNT, TOKEN, served.url)


def compared(county: County, telephony: TwilioTelephony, later: float = HOURS) -> Reconciled:
    """The comparison of some time later."""
    county.network.clock.advance(later)
    lines = [line.number for line in county.parts.book.lines.values()]
    return reconcile(county.parts.runner, telephony, county.parts.database, lines, county.network.now())


def faulty(county: County, faults: Faults) -> None:
    county.network.faults = faults
    county.network.exchange.webhooks.faults = faults


def test_a_call_none_of_whose_webhooks_arrived_is_a_case(long_point: County, telephony: TwilioTelephony) -> None:
    faulty(long_point, Faults(unreachable=lambda _: True))
    long_point.phone(from_="anonymous").call_ended()
    assert long_point.cases() == []
    found = compared(long_point, telephony)
    assert (found.recovered, found.lost) == (1, 0)
    case = long_point.case()
    assert (case.kind, case.disposition, case.recovered, case.caller_state) == ("abandoned", "missed", True, "withheld")
    assert compared(long_point, telephony, 60).recovered == 0
    assert len(long_point.cases()) == 1


def test_a_call_whose_end_never_arrived_is_closed(long_point: County, telephony: TwilioTelephony) -> None:
    faulty(long_point, Faults(unreachable=lambda url: url.endswith("/status")))
    long_point.phone().presses("1").hears("burst water pipe").hangs_up()
    assert long_point.case().disposition is None
    assert compared(long_point, telephony).closed == 1
    assert long_point.case().disposition == "hung_up"
    (call,) = long_point.calls()
    assert call.end_status == "completed"


def test_a_leg_nobody_reported_belongs_to_its_call_afterwards(long_point: County, telephony: TwilioTelephony) -> None:
    faulty(long_point, Faults(unreachable=lambda url: url.endswith("/status")))
    long_point.network.callee(long_point.people["cy"]).behave("declines")
    caller = long_point.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?").says("12 Main Street").presses("1").waits(30).hangs_up()
    compared(long_point, telephony)
    with long_point.parts.database.unit_of_work() as work:
        row = work.one("select count(*) as legs from call where parent_id is not null and ended_at is not null", {})
    assert row is not None
    assert row["legs"] >= 1
    assert len(long_point.cases()) == 1


def test_how_many_calls_have_no_case_can_be_watched(long_point: County) -> None:
    long_point.phone().hangs_up()
    told = requests.get(f"{long_point.base}/metrics", timeout=5).text
    assert "ivr_calls_without_case 0.0" in told
