"""The emergencies of the demonstration's past calls: told as a night would have left them, and over for everybody."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Case, Emergency, EmergencyEvent, Person
from afterhours.parts import Parts
from afterhours.services.releases.release import release
from afterhours.site import read_folder
from ivr import settings
from ivr.clock import SteppedClock
from ivr.folders import PROJECT
from ivr.store.turn_path import database_calls
from webhooks.cli.demo import load_all, load_past_calls

pytestmark = pytest.mark.database
NOW = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)


@pytest.fixture
def session(database_url: str, tmp_path: Path) -> Iterator[Session]:
    """A session after the demonstration's people and past calls were loaded."""
    environment = {"DATABASE_URL": database_url, "VAR_DIR": str(tmp_path), "TELEPHONY": "simulated"}
    chosen = {**environment, "CALLFLOWS_DIR": str(PROJECT / "callflows"), "SECRET_KEY": "x" * 40}
    parts = Parts(settings.load(chosen), real_clock=SteppedClock(NOW))
    with parts.database.transaction() as opened:
        release(opened, read_folder(PROJECT / "callflows"), "tests", NOW)
    with parts.database.transaction() as opened:
        load_all(opened, parts)
    with database_calls(parts.database) as work, work.transaction():
        load_past_calls(work, parts, NOW)
    with parts.database.transaction() as opened:
        yield opened
    parts.close()


def test_every_past_emergency_is_over_and_leaves_the_pager_nothing(session: Session) -> None:
    found = session.scalars(select(Emergency)).all()
    assert len(found) >= 8
    assert {(each.state, each.due_at, each.alarm_at) for each in found} == {("done", None, None)}
    assert session.scalars(select(EmergencyEvent).where(EmergencyEvent.worked_at.is_(None))).all() == []
    assert session.scalars(select(Attempt).where(Attempt.state != "over")).all() == []


def test_it_is_the_emergency_of_its_case_with_everybody_who_was_rung(session: Session) -> None:
    road = session.scalars(
        select(Emergency).join(Case).where(Emergency.service == "road-obstruction").order_by(Emergency.raised_at)
    ).all()
    tries = {
        each.id: session.scalars(select(Attempt).where(Attempt.emergency_id == each.id).order_by(Attempt.level))
        for each in road
    }
    told = [[(one.person, one.result) for one in tries[each.id]] for each in road]
    assert [("cy", "no_answer"), ("cy", "accepted")] in told
    assert [("cy", "declined"), ("hana", "no_answer"), ("duty-manager", "accepted")] in told


def test_times_follow_each_other(session: Session) -> None:
    for each in session.scalars(select(Emergency)):
        opened = session.get_one(Case, each.case_id).opened_at
        assert each.accepted_at is not None
        assert each.ended_at is not None
        assert opened <= each.raised_at <= each.accepted_at <= each.ended_at


def test_those_who_took_them_are_people_of_the_county(session: Session) -> None:
    handles = set(session.scalars(select(Person.handle)))
    assert set(session.scalars(select(Emergency.accepted_by))) <= handles
