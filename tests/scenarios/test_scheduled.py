"""The support of scenarios in which time passes for everybody: telephones, service and scheduler."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.store.timing import Heartbeat
from tests.support.county import MAIN, RESIDENT, SATURDAY_NIGHT, County
from tests.support.scheduled import at_work

DUTY_NUMBER = "+15195550110"


@pytest.fixture
def working(long_point: County) -> Iterator[County]:
    with at_work(long_point) as county:
        yield county


def test_when_time_passes_on_the_telephone_it_passes_for_the_service(working: County) -> None:
    working.phone().waits(120)
    service, network = working.parts.clock.now(), working.network.now()
    assert abs(service - network) < timedelta(seconds=2)
    assert timedelta(seconds=118) < service - SATURDAY_NIGHT < timedelta(seconds=180)


def test_the_jobs_wake_as_time_passes_and_not_while_the_scheduler_is_dead(working: County) -> None:
    woken: list[float] = []
    working.network.time.drive(5, lambda: woken.append(1))
    working.network.wait(60)
    assert len(woken) == 12
    working.network.time.drive(1, working.wakings.wake)
    working.wakings.asleep = True
    working.network.wait(10)
    assert not heartbeats(working)
    working.wakings.asleep = False
    working.network.wait(10)
    assert heartbeats(working)


def heartbeats(county: County) -> int:
    with county.parts.database.transaction() as session:
        return len(session.scalars(select(Heartbeat)).all())


def test_a_person_in_the_test_s_hand_is_texted_and_texts(working: County) -> None:
    ann = working.person("ann")
    assert working.person("ann") is ann
    working.network.texting.send(working.network.numbers[MAIN], ann.number, "Burst pipe, http://x.example/a.")
    ann.gets_text("burst pipe").texts("WHO", to=MAIN)
    assert ann.link == "http://x.example/a"
    assert [text.body for text in working.network.texts][:2] == ["Burst pipe, http://x.example/a.", "WHO"]


def test_a_plan_of_somebody_is_made_by_their_handle(working: County) -> None:
    assert working.callee("duty-manager").busy().number == working.number_of("duty_manager")
    assert RESIDENT not in working.people.values()
