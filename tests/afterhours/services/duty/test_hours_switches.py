"""Opening and closing a calendar now: who, why, until when, and that every door obeys it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, Call, HoursSwitch
from afterhours.opening import opening
from afterhours.parts import Parts
from afterhours.rules.hours import Hours, reason
from afterhours.service_clock import ServiceClock
from afterhours.services.duty import live_hours as live
from afterhours.services.duty.live_hours import SwitchBoard, live_calendars, live_hours
from afterhours.services.duty.switch_hours import resume_hours, switch_hours
from afterhours.services.signing import Signed
from ivr.clock import SystemClock
from ivr.errors import NotFound, Refused
from tests.afterhours.conftest import Caller

pytestmark = pytest.mark.database
SATURDAY = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
LATER = SATURDAY + timedelta(hours=3)


@pytest.fixture
def now(parts: Parts) -> datetime:
    """Saturday 02:15: town hall is closed. The database's clock travels there."""
    ServiceClock(parts.database, SystemClock()).set(SATURDAY)
    return SATURDAY


Order = Callable[..., None]


@pytest.fixture
def order(parts: Parts, now: datetime) -> Order:
    def give(*, opens: bool, until: datetime = LATER, why: str = "flood", at: datetime = now, by: str = "kay") -> None:
        with parts.database.transaction() as session:
            hours = live_hours(session, parts.site, "town-hall")
            switch_hours(session, hours, Signed(by, at, at), until, why, opens=opens)

    return give


def town_hall(parts: Parts) -> Hours:
    with parts.database.transaction() as session:
        return live_hours(session, parts.site, "Town hall")


def rows(parts: Parts, table: Any) -> list[Any]:
    with parts.database.transaction() as session:
        return list(session.scalars(select(table)))


def test_a_calendar_is_open_by_order_and_says_by_whom_and_why(parts: Parts, order: Order) -> None:
    assert not reason(town_hall(parts), SATURDAY).open
    order(opens=True)
    found = reason(town_hall(parts), SATURDAY + timedelta(minutes=1))
    assert (found.open, found.why.source, found.why.name, found.why.by) == (True, "switch", "flood", "kay")


def test_an_order_expires_by_itself(parts: Parts, order: Order) -> None:
    order(opens=True, until=LATER)
    assert reason(town_hall(parts), LATER - timedelta(seconds=1)).open
    assert not reason(town_hall(parts), LATER).open


def test_a_later_order_replaces_the_one_before_which_never_comes_back(parts: Parts, order: Order) -> None:
    order(opens=True, until=LATER)
    order(opens=False, until=SATURDAY + timedelta(hours=1), at=SATURDAY + timedelta(minutes=1), by="bo")
    afterwards = reason(town_hall(parts), SATURDAY + timedelta(hours=2))
    assert (afterwards.open, afterwards.why.source) == (False, "exception")
    first, second = sorted(rows(parts, HoursSwitch), key=lambda each: each.since)
    assert (first.ended_by, second.ended_by) == ("bo", None)


def test_going_back_to_the_calendar_ends_what_held_and_says_when_nothing_did(parts: Parts, order: Order) -> None:
    order(opens=True)
    signed = Signed("kay", SATURDAY + timedelta(minutes=5), SATURDAY)
    with parts.database.transaction() as session:
        assert resume_hours(session, town_hall(parts), signed)
        assert not resume_hours(session, town_hall(parts), signed)
    assert not reason(town_hall(parts), SATURDAY + timedelta(minutes=6)).open


def test_every_order_is_written_into_the_audit(parts: Parts, order: Order) -> None:
    order(opens=True)
    with parts.database.transaction() as session:
        resume_hours(session, town_hall(parts), Signed("bo", SATURDAY, SATURDAY, "192.0.2.7"))
    told = [(each.actor, each.action, each.object, each.address) for each in rows(parts, AuditEntry)]
    assert told == [
        ("kay", "hours.opened", "hours town-hall", None),
        ("bo", "hours.resumed", "hours town-hall", "192.0.2.7"),
    ]
    assert rows(parts, AuditEntry)[0].detail["reason"] == "flood"
    assert {each.tenant for each in rows(parts, AuditEntry)} == {"long-point-county"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"why": "  "}, "Write a reason", id="no reason"),
        pytest.param({"until": SATURDAY}, "This time has passed", id="at once"),
        pytest.param({"until": SATURDAY + timedelta(days=32)}, "longer than 31 days", id="for ever"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_in_words(order: Order, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        order(opens=True, **changes)


def test_a_calendar_that_hours_yaml_does_not_have_is_told_with_the_name_that_is_meant(parts: Parts) -> None:
    with parts.database.transaction() as session, pytest.raises(NotFound, match='did you mean "town-hall"'):
        live_hours(session, parts.site, "twon-hall")


def test_the_next_call_already_meets_the_order(parts: Parts, order: Order) -> None:
    caller = Caller(parts)
    order(opens=True)
    caller.rings()
    with parts.database.transaction() as session:
        assert session.scalars(select(Call.in_hours)).one() is True


def test_a_process_reads_the_orders_at_most_once_a_second_and_obeys_a_new_one_within_it(
    parts: Parts, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings, held = [], live.held

    def counted(session: Session) -> live.Held:
        readings.append(session)
        return held(session)

    board, site = SwitchBoard(), parts.site

    def open_after(seconds: float) -> bool | None:
        at = SATURDAY + timedelta(seconds=seconds)
        with parts.database.transaction() as session:
            return opening(board.site(session, site, at), "+15195550100", at).in_hours

    assert open_after(0) is False
    order(opens=True)
    monkeypatch.setattr(live, "held", counted)
    assert [open_after(0.5), open_after(0.9)] == [False, False]
    assert readings == []
    assert [open_after(1), open_after(1.9)] == [True, True]
    assert len(readings) == 1


def test_time_that_travels_back_is_no_reason_to_go_by_old_orders(parts: Parts, order: Order) -> None:
    board = SwitchBoard()
    with parts.database.transaction() as session:
        board.site(session, parts.site, SATURDAY)
    order(opens=True)
    with parts.database.transaction() as session:
        site = board.site(session, parts.site, SATURDAY - timedelta(hours=1))
    assert site.hours["town-hall"].switches


def test_without_orders_the_site_is_the_same_and_nothing_is_copied(parts: Parts) -> None:
    with parts.database.transaction() as session:
        assert SwitchBoard().site(session, parts.site, SATURDAY) is parts.site
        assert live_calendars(session, parts.site) == parts.site.hours


def test_a_calendar_belongs_to_the_council_whose_lines_keep_it(parts: Parts) -> None:
    assert parts.site.hours["town-hall"].tenant == "long-point-county"
