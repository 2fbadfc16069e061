"""Comparing with the provider's list: nothing is missed, nothing is made twice, nothing hangs open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import delete, func, select, update

from afterhours.models import Call, Case, Turn
from afterhours.parts import Parts
from afterhours.services.calls.reconcile import Reconciled, reconcile
from ivr.telephony.port import ListedCall, Telephony
from tests.afterhours.conftest import ACCOUNT, Caller

pytestmark = pytest.mark.database
LINES = ("+15195550100", "+441632960100")


class ListOfCalls:
    """A provider that only lists calls."""

    def __init__(self, *calls: ListedCall) -> None:
        self.calls = calls
        self.asked: tuple[datetime, datetime] | None = None

    def list_calls(self, since: datetime, until: datetime) -> Iterator[ListedCall]:
        self.asked = (since, until)
        return iter(self.calls)


def now_of(parts: Parts) -> datetime:
    with parts.database.transaction() as session:
        now: datetime = session.scalars(select(func.ivr_now())).one()
    return now


def listed(parts: Parts, sid: str = "CA1", **changes: Any) -> ListedCall:
    started = now_of(parts) - timedelta(hours=2)
    call = ListedCall(
        provider_call_id=sid,
        account=ACCOUNT,
        from_raw="+15195550123",
        to_raw="+15195550100",
        status="completed",
        direction="inbound",
        started_at=started,
        ended_at=started + timedelta(seconds=42),
        seconds=42,
    )
    return replace(call, **changes)


def compared(parts: Parts, *calls: ListedCall) -> Reconciled:
    provider = cast("Telephony", ListOfCalls(*calls))
    return reconcile(parts.runner, provider, parts.database, LINES, now_of(parts))


def cases(parts: Parts) -> list[Case]:
    with parts.database.transaction() as session:
        return list(session.scalars(select(Case)))


def test_the_last_26_hours_are_asked_for_but_not_the_last_5_minutes(parts: Parts) -> None:
    provider, now = ListOfCalls(), now_of(parts)
    reconcile(parts.runner, cast("Telephony", provider), parts.database, LINES, now)
    assert provider.asked == (now - timedelta(hours=26), now - timedelta(minutes=5))


def test_a_call_that_was_missed_is_made_and_has_its_case_and_its_own_times(parts: Parts) -> None:
    call = listed(parts)
    assert compared(parts, call).recovered == 1
    case = cases(parts)[0]
    assert (case.recovered, case.disposition, case.status, case.caller_e164) == (True, "missed", "new", "+15195550123")
    assert (case.opened_at, case.seconds) == (call.started_at, 42)


def test_comparing_again_changes_nothing(parts: Parts) -> None:
    call = listed(parts)
    compared(parts, call)
    found = compared(parts, call)
    assert (found.recovered, found.closed, len(cases(parts))) == (0, 0, 1)


def test_a_call_whose_end_was_lost_is_closed(caller: Caller) -> None:
    caller.rings()
    found = compared(caller.parts, listed(caller.parts))
    assert (found.recovered, found.closed) == (0, 1)
    assert (caller.case.disposition, caller.case.ending, caller.case.seconds) == ("abandoned", "completed", 42)


def test_a_call_that_still_goes_on_is_left_alone(caller: Caller) -> None:
    caller.rings()
    compared(caller.parts, listed(caller.parts, status="in-progress", ended_at=None, seconds=None))
    assert caller.case.disposition is None


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"to_raw": "+15195550190"}, id="a number that is no line"),
        pytest.param({"direction": "outbound-api"}, id="a call of our own"),
        pytest.param({"parent_provider_call_id": "CA9", "direction": "outbound-dial"}, id="a leg of an unknown call"),
    ],
)
def test_what_is_no_resident_s_call_makes_no_case(parts: Parts, changes: dict[str, Any]) -> None:
    compared(parts, listed(parts, **changes))
    assert cases(parts) == []


def test_a_call_nobody_will_ever_end_is_given_up_at_its_last_turn(caller: Caller) -> None:
    caller.rings()
    long_ago = now_of(caller.parts) - timedelta(days=2)
    with caller.parts.database.transaction() as session:
        session.execute(update(Call).values(started_at=long_ago))
        session.execute(update(Turn).values(at=long_ago + timedelta(seconds=30)))
    assert compared(caller.parts).lost == 1
    assert (caller.case.ending, caller.case.seconds, caller.case.status) == ("lost", 30, "closed")


def test_a_call_without_a_case_gets_one(caller: Caller) -> None:
    caller.rings()
    with caller.parts.database.transaction() as session:
        session.execute(delete(Case))
    assert compared(caller.parts).without_case == 1
    assert caller.case.number


def test_many_calls_are_compared_in_batches(parts: Parts) -> None:
    calls = [listed(parts, f"CA{number}", to_raw="+15195550190") for number in range(450)]
    assert compared(parts, *calls).listed == 450
