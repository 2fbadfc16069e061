"""Test calls from end to end: the scheduler asks, the provider rings, a person presses the key - or does not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from afterhours.models import OutboxMessage, Person, PersonNumber
from afterhours.scheduler import jobs_of
from afterhours.services.people.known import person_by_handle, usable_numbers
from ivr.simulator.server import serve
from tests.support.county import TUESDAY_MORNING, County

DUTY_NUMBER = "+15195550110"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
HEARD = "This is a test call from Long Point County"


@pytest.fixture
def untested(long_point: County) -> Iterator[County]:
    """The county on a Tuesday at 10:00; nobody's number has been tested, and all but Ann's have been forgotten."""
    with serve(long_point.network) as served:
        long_point.parts.settings = replace(long_point.parts.settings, twilio_api_base=served.url)
        with long_point.parts.database.transaction() as session:
            session.execute(update(PersonNumber).values(answered_at=None, tested_at=None, result=None))
            session.execute(update(Person).where(Person.handle != "ann").values(numbers=[]))
            session.execute(update(PersonNumber).values(due_at=LONG_AGO))
        yield long_point.at(TUESDAY_MORNING)


def work(county: County) -> None:
    """What the scheduler does at one waking: it asks, and what waits leaves."""
    with ThreadPoolExecutor(2) as pool:
        jobs = jobs_of(county.parts, pool)
        jobs["number_tests"]()
        jobs["outbox"]()


def number_of(county: County) -> PersonNumber:
    with county.parts.database.transaction() as session:
        ann = person_by_handle(session, "ann")
        assert ann is not None
        return session.scalars(select(PersonNumber).where(PersonNumber.person_id == ann.id)).one()


def usable(county: County) -> bool:
    with county.parts.database.transaction() as session:
        return "ann" in usable_numbers(session, ["ann"], county.parts.clock.now())


def said_to(county: County, number: str) -> str:
    call = county.network.call_of(number)
    assert call is not None
    return " ".join(line.what for line in call.transcript)


def calls_to(county: County, number: str) -> int:
    return len(county.network.callee(number).legs)


def test_a_key_confirms_a_number_which_is_then_left_alone(untested: County) -> None:
    ann = untested.people["ann"]
    untested.network.callee(ann).answers_and_presses("1")
    assert not usable(untested)
    work(untested)
    untested.network.wait(60)
    assert usable(untested)
    assert number_of(untested).result == "answered"
    assert HEARD in said_to(untested, ann)
    assert "You can be reached here" in said_to(untested, ann)
    work(untested)
    assert calls_to(untested, ann) == 1


def test_the_county_s_one_number_is_shown(untested: County) -> None:
    work(untested)
    untested.network.wait(60)
    call = untested.network.call_of(untested.people["ann"])
    assert call is not None
    assert call.leg.from_ == DUTY_NUMBER


@pytest.mark.parametrize(
    ("behaviour", "result"),
    [
        ("voicemail", "unpressed"),
        ("answers-silently", "unpressed"),
        ("switchboard", "unpressed"),
        ("busy", "busy"),
        ("no-answer", "no_answer"),
        ("unallocated", "failed"),
    ],
)
def test_what_presses_no_key_confirms_nothing(untested: County, behaviour: str, result: str) -> None:
    untested.network.callee(untested.people["ann"]).behave(behaviour)
    work(untested)
    untested.network.wait(180)
    number = number_of(untested)
    assert (number.result, number.answered_at, number.in_vain) == (result, None, 1)
    assert not usable(untested)


def test_a_wrong_key_is_asked_again(untested: County) -> None:
    ann = untested.people["ann"]
    untested.network.callee(ann).answers_and_presses("7")
    work(untested)
    untested.network.wait(60)
    assert said_to(untested, ann).count(HEARD) > 2
    assert not usable(untested)


def test_french_is_spoken_to_whoever_speaks_it(untested: County) -> None:
    with untested.parts.database.transaction() as session:
        session.execute(update(Person).values(language="fr"))
    untested.network.callee(untested.people["ann"]).answers_and_presses("1")
    work(untested)
    untested.network.wait(60)
    assert "appel d'essai" in said_to(untested, untested.people["ann"])


def test_nobody_is_rung_for_a_test_at_night(untested: County) -> None:
    untested.at(TUESDAY_MORNING + timedelta(hours=9))
    work(untested)
    assert calls_to(untested, untested.people["ann"]) == 0


def test_after_three_calls_in_vain_the_person_and_the_fallback_person_are_told_by_mail(untested: County) -> None:
    with untested.parts.database.transaction() as session:
        session.execute(update(Person).values(email=Person.handle + "@longpoint.example"))
    ann = untested.people["ann"]
    untested.network.callee(ann).busy()
    for hours in (0, 3.1, 24):
        untested.at(TUESDAY_MORNING + timedelta(hours=hours))
        with untested.parts.database.transaction() as session:
            session.execute(update(PersonNumber).values(due_at=LONG_AGO, tested_at=None))
        work(untested)
        untested.network.wait(60)
    with untested.parts.database.transaction() as session:
        letters = session.scalars(select(OutboxMessage.payload).where(OutboxMessage.kind == "mail")).all()
    assert sorted(letter["to"] for letter in letters) == ["ann@longpoint.example", "duty-manager@longpoint.example"]
    assert all(f"ends in {ann[-2:]}" in letter["text"] and ann not in str(letter) for letter in letters)
