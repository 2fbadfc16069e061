"""Guesses are slowed, and nobody can use that to lock somebody else out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import Guess
from afterhours.parts import Parts
from afterhours.services.guesses import CODE, KEPT, LONGEST_WAIT, SIGN_IN, Trial, note_guess, place, seconds_to_wait
from tests.afterhours.conftest import NOW

OWNER = Trial(SIGN_IN, "ann", "192.0.2.7")
ATTACKER = replace(OWNER, address="198.51.100.66")


@pytest.fixture(name="session")
def a_session(bare: Parts) -> Iterator[Session]:
    with bare.database.transaction() as session:
        yield session


def fail(session: Session, trial: Trial, times: int) -> None:
    for _ in range(times):
        note_guess(session, trial, NOW, passed=False)


@pytest.mark.parametrize(("failures", "wait"), [(0, 0), (4, 0), (5, 2), (6, 4), (8, 16), (10, LONGEST_WAIT), (40, 60)])
def test_each_failure_beyond_a_few_costs_more_and_never_more_than_a_minute(
    session: Session, failures: int, wait: int
) -> None:
    fail(session, ATTACKER, failures)
    assert seconds_to_wait(session, ATTACKER, NOW) == wait
    assert seconds_to_wait(session, ATTACKER, NOW + timedelta(seconds=wait)) == 0


def test_the_right_one_forgives_what_was_before(session: Session) -> None:
    fail(session, ATTACKER, 8)
    note_guess(session, ATTACKER, NOW, passed=True)
    assert seconds_to_wait(session, ATTACKER, NOW) == 0


def test_an_attacker_elsewhere_does_not_hinder_the_owner(session: Session) -> None:
    fail(session, ATTACKER, 20)
    assert seconds_to_wait(session, OWNER, NOW) == 0


def test_many_attackers_slow_strangers_and_not_the_owner_where_they_are_known(session: Session) -> None:
    for number in range(SIGN_IN.everywhere):
        note_guess(session, replace(ATTACKER, address=f"198.51.100.{number}"), NOW, passed=False)
    assert seconds_to_wait(session, replace(ATTACKER, address="203.0.113.1"), NOW) == 10
    assert seconds_to_wait(session, replace(OWNER, familiar=True), NOW) == 0
    assert seconds_to_wait(session, replace(OWNER, subject="bo"), NOW) == 0
    assert seconds_to_wait(session, OWNER, NOW + timedelta(seconds=10)) == 0


def test_one_address_that_tries_many_logins_is_slowed(session: Session) -> None:
    for number in range(SIGN_IN.by_address):
        note_guess(session, replace(ATTACKER, subject=f"login{number}"), NOW, passed=False)
    assert seconds_to_wait(session, replace(ATTACKER, subject="another"), NOW) == 10
    assert seconds_to_wait(session, replace(ATTACKER, subject="own", familiar=True), NOW) == 0
    assert seconds_to_wait(session, replace(OWNER, subject="another"), NOW) == 0


def test_kinds_of_secrets_are_counted_apart(session: Session) -> None:
    fail(session, ATTACKER, 20)
    assert seconds_to_wait(session, replace(ATTACKER, kind=CODE), NOW) == 0


def test_of_two_guesses_at_once_one_waits(bare: Parts) -> None:
    with bare.database.transaction() as one, bare.database.transaction() as other:
        assert seconds_to_wait(one, ATTACKER, NOW) == 0
        assert seconds_to_wait(other, ATTACKER, NOW) == 1
        assert seconds_to_wait(other, OWNER, NOW) == 0


def test_what_is_kept_tells_neither_who_nor_from_where_and_is_gone_after_an_hour(session: Session) -> None:
    fail(session, ATTACKER, 3)
    kept = session.scalars(select(Guess)).first()
    assert kept is not None
    assert not {"ann", ATTACKER.address} & {kept.key, kept.subject, kept.place, kept.tenant}
    note_guess(session, OWNER, NOW + KEPT + timedelta(seconds=1), passed=True)
    assert session.scalar(select(func.count()).select_from(Guess)) == 1


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, ""),
        ("nonsense", ""),
    ],
)
def test_a_whole_network_of_ipv6_is_one_place(address: str | None, counted_as: str) -> None:
    assert place(address) == counted_as
