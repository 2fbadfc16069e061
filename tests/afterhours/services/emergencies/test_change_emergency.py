"""An emergency changes by conditional updates only: who comes second changes nothing, and learns who was first."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Emergency, EmergencyEvent
from afterhours.services.emergencies import change_emergency as change
from ivr.errors import NotFound, Refused
from ivr.store.base import new_key
from ivr.store.database import Database
from tests.support.emergencies import AT, PLAN, an_emergency

pytestmark = pytest.mark.database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def emergency(database: Database) -> UUID:
    with database.transaction() as session:
        return an_emergency(session)


def stands(database: Database, emergency: UUID) -> Emergency:
    with database.transaction() as session:
        return session.scalars(select(Emergency).where(Emergency.id == emergency)).one()


def told(database: Database) -> list[tuple[str, str | None, bool]]:
    with database.transaction() as session:
        events = session.scalars(select(EmergencyEvent).order_by(EmergencyEvent.id)).all()
        return [(event.what, event.who, event.worked_at is None) for event in events]


def test_of_twenty_who_accept_at_once_exactly_one_wins_and_all_learn_who(database: Database, emergency: UUID) -> None:
    def take(number: int) -> change.Acceptance:
        with database.transaction() as session:
            return change.accept(session, emergency, f"person-{number}", "key", AT)

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(take, range(20)))
    (winner,) = {result.by for result in results}
    assert [result.won for result in results].count(True) == 1
    assert stands(database, emergency).accepted_by == winner
    assert told(database) == [("accepted", winner, True)]


def test_accepting_twice_by_the_same_person_is_one_acceptance(database: Database, emergency: UUID) -> None:
    with database.transaction() as session:
        assert change.accept(session, emergency, "ann", "key", AT).won
        assert change.accept(session, emergency, "ann", "link", AT) == change.Acceptance(True, "ann")
    assert stands(database, emergency).accepted_how == "key"
    assert told(database) == [("accepted", "ann", True)]


def test_after_acceptance_the_person_is_due_to_be_asked_whether_it_is_done(database: Database, emergency: UUID) -> None:
    with database.transaction() as session:
        change.accept(session, emergency, "ann", "key", AT)
    assert stands(database, emergency).due_at == AT + timedelta(seconds=PLAN.ask_after)


def test_an_emergency_that_does_not_exist_cannot_be_accepted(database: Database) -> None:
    with database.transaction() as session, pytest.raises(NotFound):
        change.accept(session, new_key(), "ann", "key", AT)


def test_who_hands_it_on_starts_the_paging_from_the_top_in_a_new_round(database: Database, emergency: UUID) -> None:
    with database.transaction() as session:
        change.accept(session, emergency, "ann", "key", AT)
        change.hand_on(session, emergency, "ann", "no car", AT)
    found = stands(database, emergency)
    assert (found.state, found.round, found.level, found.due_at, found.accepted_by) == ("open", 1, 0, AT, None)
    assert told(database)[1] == ("handed_on", "ann", True)


def test_who_was_cut_off_loses_it_only_with_the_leg_that_accepted(database: Database, emergency: UUID) -> None:
    leg = new_key()
    with database.transaction() as session:
        change.accept(session, emergency, "ann", "key", AT, leg)
        assert not change.drop(session, emergency, new_key(), AT)
        assert change.drop(session, emergency, leg, AT)
        assert not change.drop(session, emergency, leg, AT)
    assert stands(database, emergency).state == "open"


REFUSED: dict[str, Callable[[Session, UUID], None]] = {
    "done, though nobody has it": lambda session, each: change.done(session, each, "ann", AT),
    "handed on, though nobody has it": lambda session, each: change.hand_on(session, each, "ann", "why", AT),
    "a second person, though nobody has it": lambda session, each: change.call_second(session, each, "ann", AT),
    "stood down without a reason": lambda session, each: change.stand_down(session, each, "boss", "  ", AT),
    "the same as itself": lambda session, each: change.same_as(session, each, "ann", each, AT),
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    database: Database, emergency: UUID, act: Callable[[Session, UUID], None]
) -> None:
    with database.transaction() as session, pytest.raises(Refused):
        act(session, emergency)
    assert (stands(database, emergency).state, told(database)) == ("open", [])


ENDINGS: dict[str, Callable[[Session, UUID], None]] = {
    "stood_down": lambda session, each: change.stand_down(session, each, "boss", "a false alarm", AT),
    "morning": lambda session, each: change.until_morning(session, each, "ann", "it drips", AT),
}


@pytest.mark.parametrize(("state", "act"), ENDINGS.items(), ids=ENDINGS)
def test_what_is_over_is_not_paged_any_more_and_cannot_be_accepted(
    database: Database, emergency: UUID, state: str, act: Callable[[Session, UUID], None]
) -> None:
    with database.transaction() as session:
        act(session, emergency)
        assert not change.accept(session, emergency, "bo", "key", AT).won
    found = stands(database, emergency)
    assert (found.state, found.due_at, found.ended_at) == (state, None, AT)


def test_one_that_is_the_same_is_joined_to_the_other_and_pages_nobody(database: Database, emergency: UUID) -> None:
    with database.transaction() as session:
        later = an_emergency(session, 1)
        change.same_as(session, later, "ann", emergency, AT)
    found = stands(database, later)
    assert (found.state, found.master_id, found.due_at) == ("joined", emergency, None)


def test_to_another_roster_it_goes_with_that_rosters_plan(database: Database, emergency: UUID) -> None:
    with database.transaction() as session:
        change.pass_to(session, emergency, "ann", ("roads", PLAN), "a tree, not a pipe", AT)
    found = stands(database, emergency)
    assert (found.state, found.roster, found.round) == ("open", "roads", 1)
