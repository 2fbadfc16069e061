"""What people on duty are told beside emergencies, from the scheduler to their telephones."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from afterhours.models import DutyLogEntry
from afterhours.scheduler import jobs_of
from afterhours.services.duty.enter_exception import Wish
from afterhours.services.duty.live_rosters import who_now
from afterhours.services.duty.roster_changes import enter
from afterhours.services.signing import Signed
from ivr.simulator.server import serve
from tests.support.county import County

DUTY_NUMBER = "+15195550110"
SUNDAY = datetime(2026, 11, 29, 9, 30, tzinfo=ZoneInfo("America/Toronto"))
"""A day before the week's hand-over of the water duty, Monday 08:30."""
HAND_OVER = SUNDAY + timedelta(hours=23)


@pytest.fixture
def sunday(long_point: County) -> Iterator[County]:
    """The county on a Sunday morning, whose service reaches the simulated network."""
    with serve(long_point.network) as served:
        long_point.parts.settings = replace(long_point.parts.settings, twilio_api_base=served.url)
        yield long_point.at(SUNDAY)


def work(county: County, *jobs: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        for name in (*jobs, "outbox"):
            jobs_of(county.parts, pool)[name]()


def texts_to(county: County, handle: str) -> list[str]:
    return [text.body for text in county.network.texting.all if text.to == county.people[handle]]


def primary(county: County, at: datetime) -> str:
    with county.parts.database.transaction() as session:
        (who,) = who_now(session, county.parts.site, "water", at)["primary"].people
    return who


def test_whoever_takes_over_tomorrow_is_texted_once_from_the_duty_number(sunday: County) -> None:
    tomorrow = primary(sunday, HAND_OVER)
    for _ in range(3):
        work(sunday, "reminders")
    about_water = [body for body in texts_to(sunday, tomorrow) if "Water and sewers (primary)" in body]
    assert len(about_water) == 1
    assert "from Mon 30 Nov 08:30 to Mon 7 Dec 08:30" in about_water[0]
    assert {text.from_ for text in sunday.network.texting.all if text.to == sunday.people[tomorrow]} == {DUTY_NUMBER}


def test_both_sides_of_a_swap_are_texted(sunday: County) -> None:
    gives, takes = primary(sunday, HAND_OVER), "dee"
    start = HAND_OVER + timedelta(days=1)
    wish = Wish("water", "primary", "replace", start, start + timedelta(days=1), (takes,), (gives,), "dentist")
    now = sunday.parts.clock.now()
    with sunday.parts.database.transaction() as session:
        enter(session, sunday.parts.site, wish, Signed("kay", now, now))
    work(sunday)
    assert ["No longer yours" in body for body in texts_to(sunday, gives)] == [True]
    assert ["Yours now" in body for body in texts_to(sunday, takes)] == [True]


def test_the_scheduler_keeps_the_duty_log(sunday: County) -> None:
    sunday.at(SUNDAY + timedelta(hours=26))
    work(sunday, "duty_log")
    with sunday.parts.database.transaction() as session:
        entries = session.scalars(select(DutyLogEntry).where(DutyLogEntry.roster == "water")).all()
        last = session.scalar(select(func.max(DutyLogEntry.end_at)))
    assert {tuple(each.people) for each in entries if each.duty == "primary"} == {
        (primary(sunday, SUNDAY),),
        (primary(sunday, HAND_OVER),),
    }
    assert last == (SUNDAY + timedelta(hours=26)).replace(minute=0)
