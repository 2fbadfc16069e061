"""A grant lets one agent see one call's story, while the offer stands and the call and its wrap-up last."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from afterhours.models import Offer, ScreenpopGrant
from afterhours.services.screenpop.grants import (
    LONGEST_VIEW,
    code_for,
    give,
    hash_of,
    held_cases,
    holds,
    issue,
    withdraw,
)
from ivr.store.base import new_key
from ivr.store.database import Database
from tests.support.offers import AT, an_agent, an_offered_call


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    with database.transaction() as session:
        yield session
    database.close()


@pytest.fixture
def offer(session: Session) -> Offer:
    return an_offered_call(session)


@pytest.fixture
def ann(session: Session) -> UUID:
    return an_agent(session, "ann")


def sees(session: Session, user: UUID, offer: Offer, at: datetime) -> bool:
    assert offer.call_id
    return holds(session, user, offer.call_id, at)


def ends(session: Session, offer: Offer, ago: timedelta) -> None:
    session.execute(update(Offer).where(Offer.id == offer.id).values(ended_at=func.ivr_now() - ago))


def test_an_issued_grant_is_nobodys_until_it_is_opened(session: Session, offer: Offer, ann: UUID) -> None:
    issue(session, offer, AT)
    assert not sees(session, ann, offer, AT)


def test_a_second_link_leaves_the_first_one_good(session: Session, offer: Offer) -> None:
    tokens = [issue(session, offer, AT).token for _ in range(2)]
    kept = session.scalars(select(ScreenpopGrant.token_hashes)).one()
    assert kept == [hash_of(token) for token in tokens]
    assert len({*tokens}) == 2


def test_only_the_hash_of_a_token_is_kept(session: Session, offer: Offer) -> None:
    token = issue(session, offer, AT).token
    assert len(token) == 16
    row = str([str(value) for value in session.execute(select(ScreenpopGrant.__table__)).one()])
    assert token.hex() not in row


def test_who_accepts_on_the_desk_sees_the_story_at_once(session: Session, offer: Offer, ann: UUID) -> None:
    assert give(session, offer, ann, AT)
    assert sees(session, ann, offer, AT)
    assert session.scalars(held_cases(ann, AT)).one() == offer.case_id


def test_a_grant_is_given_to_one_agent_only(session: Session, offer: Offer, ann: UUID) -> None:
    bob = an_agent(session, "bob")
    assert give(session, offer, ann, AT)
    assert not give(session, offer, bob, AT)
    assert give(session, offer, ann, AT)
    assert not sees(session, bob, offer, AT)


def test_a_withdrawn_offer_is_seen_no_more(session: Session, offer: Offer, ann: UUID) -> None:
    give(session, offer, ann, AT)
    withdraw(session, offer.id, AT)
    assert not sees(session, ann, offer, AT)


def test_an_hour_is_the_most(session: Session, offer: Offer, ann: UUID) -> None:
    give(session, offer, ann, AT)
    assert sees(session, ann, offer, AT + LONGEST_VIEW - timedelta(seconds=1))
    assert not sees(session, ann, offer, AT + LONGEST_VIEW)


@pytest.mark.parametrize(("ago", "seen"), [(59, True), (61, False)], ids=["wrapping up", "after it"])
def test_after_the_talk_the_story_is_seen_while_it_is_wrapped_up(
    session: Session, offer: Offer, ann: UUID, ago: int, seen: bool
) -> None:
    give(session, offer, ann, AT, wrap=timedelta(seconds=60))
    ends(session, offer, timedelta(seconds=ago))
    assert sees(session, ann, offer, AT) is seen


def test_a_code_is_six_digits_and_the_same_each_time() -> None:
    keys, offer = ("the-key-of-now", "the-key-before"), new_key()
    assert code_for(keys, offer) == code_for(keys, offer)
    assert len(code_for(keys, offer)) == 6
    assert code_for(keys, offer).isdecimal()
    assert code_for(keys, offer) != code_for(keys, new_key())
    assert code_for(keys[1:], offer) != code_for(keys, offer)
