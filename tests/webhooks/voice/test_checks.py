"""The door of test calls: who was asked, which key counts, and that nothing of it harms a caller when it fails."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from afterhours.models import PersonNumber
from afterhours.services.people.known import person_by_handle
from afterhours.services.people.number_tests import ask_now
from ivr.errors import DatabaseGone
from ivr.store.base import new_key
from tests.support.door import Door
from webhooks.voice import checks

NOTHING = "<Hangup/>"


@pytest.fixture(name="test")
def a_test(county: Door) -> UUID:
    """A test call to Ann's number, which was asked for just now."""
    with county.parts.database.transaction() as session:
        session.execute(update(PersonNumber).values(answered_at=None, result=None))
        ann = person_by_handle(session, "ann")
        assert ann is not None
        ask_now(session, ann, county.parts.clock.now())
        found = session.scalars(select(PersonNumber.test_id).where(PersonNumber.person_id == ann.id)).one()
    assert found is not None
    return found


def heard(county: Door, test: UUID, turn: int = 1, **form: str) -> str:
    answer = county.call(f"/voice/check/{test}/{turn}", **form)
    assert answer.status_code == 200
    return answer.text


def ended(county: Door, test: UUID, status: str = "completed") -> None:
    assert county.call(f"/voice/check/{test}/status", CallStatus=status).status_code == 204


def result_of(county: Door, test: UUID) -> tuple[str | None, bool]:
    with county.parts.database.transaction() as session:
        number = session.scalars(select(PersonNumber).where(PersonNumber.test_id == test)).one()
        return number.result, number.answered_at is not None


def test_the_announcement_names_the_council_and_nobody(county: Door, test: UUID) -> None:
    document = heard(county, test)
    assert "test call from Long Point County" in document
    assert "Ann" not in document
    assert f"/voice/check/{test}/2" in document


def test_a_key_before_the_announcement_was_heard_confirms_nothing(county: Door, test: UUID) -> None:
    assert "test call" in heard(county, test, 1, Digits="1")
    assert result_of(county, test) == (None, False)


def test_the_key_confirms_however_often_and_in_whatever_order_it_is_told(county: Door, test: UUID) -> None:
    ended(county, test)
    assert result_of(county, test) == ("unpressed", False)
    for _ in range(2):
        assert "You can be reached here" in heard(county, test, 2, Digits="1")
        ended(county, test)
    assert result_of(county, test) == ("answered", True)


@pytest.mark.parametrize(
    ("status", "result"),
    [("completed", "unpressed"), ("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed"),
     ("canceled", "failed")],
)  # fmt: skip
def test_an_end_without_the_key_is_kept(county: Door, test: UUID, status: str, result: str) -> None:
    ended(county, test, "in-progress")
    assert result_of(county, test) == (None, False)
    ended(county, test, status)
    assert result_of(county, test) == (result, False)


def test_after_three_other_keys_the_call_ends(county: Door, test: UUID) -> None:
    assert "test call" in heard(county, test, 3, Digits="7")
    assert NOTHING in heard(county, test, 4, Digits="7")


def test_a_call_that_tests_nothing_any_more_ends(county: Door, test: UUID) -> None:
    stale = new_key()
    assert "test call" not in heard(county, stale)
    assert "reached here" not in heard(county, stale, 2, Digits="1")
    ended(county, stale)


def test_without_the_database_it_ends_and_nobody_is_put_through_to_anybody(
    county: Door, test: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise DatabaseGone("away")

    monkeypatch.setattr(checks, "of_app", lambda: county.parts)
    monkeypatch.setattr(county.parts.database, "transaction", gone)
    document = heard(county, test)
    assert NOTHING in document
    assert "Dial" not in document
    assert list(county.parts.spool.waiting()) == []
