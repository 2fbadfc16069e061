"""A promise to call back: the kept place, the attempts, and the list."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from afterhours.models import Case
from afterhours.parts import Parts
from afterhours.services.queue.callbacks import (
    Promise,
    cancel_callback,
    list_callbacks,
    promise_callback,
    take_callback,
)
from ivr.engine.asks import Offer
from ivr.engine.effects import CallbackRang, CallbackTaken, OfferAnswered, QueueEntered
from ivr.errors import Refused
from tests.afterhours.services.queue.test_dispatcher import ANN, OFFERS, PRESENT, offered, reported
from tests.support.lines import (
    TENANT,
    DeskUser,
    a_call,
    a_user,
    ask,
    dispatch,
    hang_up,
    is_there,
    leg,
    now,
    passes,
    rows,
    wish,
)

pytestmark = pytest.mark.database
RESIDENT = "+15195550123"
STANDS = (
    "select c.state, q.state, jsonb_array_length(c.attempts) from callback c join queued_call q on q.callback_id = c.id"
)


TO_AGENTS = "select id from offer where purpose = 'callback'"


@pytest.fixture
def ann(parts: Parts) -> DeskUser:
    return a_user(parts, "ann")


def keeps_the_place(parts: Parts, sid: str = "CA1") -> UUID:
    """Waits, wishes to be called back, and hangs up."""
    call = a_call(parts, sid)
    wish(parts, call, QueueEntered("county-desk", lines_up=True))
    wish(parts, call, CallbackTaken("county-desk", RESIDENT))
    hang_up(parts, sid)
    dispatch(parts)
    return call


def accepts(parts: Parts) -> UUID:
    offer = leg(parts, offered(parts))
    for result in ("answered", "accepted", "ready"):
        wish(parts, offer, OfferAnswered(result))
    dispatch(parts)
    return offer


def rings_back(parts: Parts, *results: Any) -> None:
    """An agent comes, accepts, rings the resident, and hangs up."""
    offer = accepts(parts)
    for result, seconds in results:
        wish(parts, offer, CallbackRang(result, seconds))
    reported(parts, offer, "completed", seconds=30)


def listed(parts: Parts) -> list[tuple[str, str]]:
    with parts.database.transaction() as session:
        return [(each.number, each.state) for each in list_callbacks(session, [TENANT])]


def test_whoever_kept_their_place_is_called_back_before_those_who_came_later(parts: Parts, ann: DeskUser) -> None:
    keeps_the_place(parts)
    later = a_call(parts, "CA2")
    wish(parts, later, QueueEntered("county-desk", lines_up=True))
    is_there(parts, ann, ANN)
    dispatch(parts)
    assert rows(parts, "select purpose from offer") == [("callback",)]
    offer = accepts(parts)
    fact = ask(parts, offer, Offer())
    assert (fact.purpose, fact.state, fact.caller, fact.resident) == ("callback", "mine", RESIDENT, "ringing")
    assert fact.room
    assert rows(parts, PRESENT) == [("ann", "talking", None)]


def test_nobody_is_rung_for_a_resident_who_is_still_on_the_telephone(parts: Parts, ann: DeskUser) -> None:
    is_there(parts, ann, ANN, "busy")
    call = a_call(parts)
    wish(parts, call, QueueEntered("county-desk", lines_up=True))
    wish(parts, call, CallbackTaken("county-desk", RESIDENT))
    is_there(parts, ann, ANN)
    dispatch(parts)
    assert rows(parts, OFFERS) == []
    hang_up(parts)
    dispatch(parts)
    assert rows(parts, OFFERS) == [("ann", "waiting")]


def test_reached_is_reached(parts: Parts, ann: DeskUser) -> None:
    keeps_the_place(parts)
    is_there(parts, ann, ANN)
    dispatch(parts)
    rings_back(parts, ("talked", 40))
    assert rows(parts, STANDS) == [("reached", "over", 1)]
    assert listed(parts) == []
    assert rows(parts, PRESENT) == [("ann", "wrap_up", None)]


def test_a_mailbox_is_corrected_and_tried_again_later(parts: Parts, ann: DeskUser) -> None:
    keeps_the_place(parts)
    is_there(parts, ann, ANN)
    dispatch(parts)
    rings_back(parts, ("talked", 12), ("no_answer", 0))
    assert rows(parts, STANDS) == [("no_answer", "callback", 1)]
    passes(parts, 60)
    assert len(rows(parts, TO_AGENTS)) == 1
    passes(parts, 20 * 60)
    assert len(rows(parts, TO_AGENTS)) == 2


def test_after_three_attempts_in_vain_a_person_must_decide(parts: Parts, ann: DeskUser) -> None:
    keeps_the_place(parts)
    is_there(parts, ann, ANN)
    for _ in range(3):
        passes(parts, 21 * 60)
        rings_back(parts, ("busy", 0))
    assert rows(parts, STANDS) == [("exhausted", "over", 3)]
    passes(parts, 21 * 60)
    assert len(rows(parts, TO_AGENTS)) == 3
    assert listed(parts) == [(RESIDENT, "exhausted")]


def test_an_agent_who_hangs_up_before_ringing_leaves_it_due(parts: Parts, ann: DeskUser) -> None:
    keeps_the_place(parts)
    is_there(parts, ann, ANN)
    dispatch(parts)
    rings_back(parts)
    assert rows(parts, STANDS) == [("due", "callback", 0)]


def test_an_agent_who_misses_it_leaves_it_due(parts: Parts, ann: DeskUser) -> None:
    keeps_the_place(parts)
    is_there(parts, ann, ANN)
    dispatch(parts)
    reported(parts, offered(parts), "no-answer")
    assert rows(parts, STANDS) == [("due", "callback", 0)]


def test_who_takes_one_from_the_list_is_rung_and_needs_no_key(parts: Parts, ann: DeskUser) -> None:
    keeps_the_place(parts)
    is_there(parts, ann, ANN, "busy")
    with parts.database.transaction() as session:
        (callback,) = list_callbacks(session, [TENANT])
        take_callback(session, callback.id, ann, now(parts))
        with pytest.raises(Refused, match="Somebody else"):
            take_callback(session, callback.id, ann, now(parts))
    dispatch(parts)
    offer = leg(parts, offered(parts))
    assert ask(parts, offer, Offer()).state == "mine"
    wish(parts, offer, OfferAnswered("answered"), OfferAnswered("ready"))
    wish(parts, offer, CallbackRang("talked", 40))
    reported(parts, offer, "completed", seconds=60)
    assert rows(parts, STANDS) == [("reached", "over", 1)]


def test_an_exhausted_one_can_be_taken_again(parts: Parts, ann: DeskUser) -> None:
    test_after_three_attempts_in_vain_a_person_must_decide(parts, ann)
    passes(parts, 60)
    with parts.database.transaction() as session:
        (callback,) = list_callbacks(session, [TENANT])
        take_callback(session, callback.id, ann, now(parts))
    assert rows(parts, "select purpose, state from offer order by offered_at desc limit 1") == [
        ("callback", "accepted")
    ]


def test_who_has_no_telephone_cannot_take_one(parts: Parts, ann: DeskUser) -> None:
    keeps_the_place(parts)
    with parts.database.transaction() as session:
        (callback,) = list_callbacks(session, [TENANT])
        with pytest.raises(Refused, match="where your telephone is"):
            take_callback(session, callback.id, ann, now(parts))


def test_one_that_is_promised_at_the_desk_is_in_line_when_it_is_due_and_can_be_cancelled(
    parts: Parts, ann: DeskUser
) -> None:
    a_call(parts)
    hang_up(parts)
    is_there(parts, ann, ANN)
    with parts.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        at = now(parts).replace(microsecond=0)
        promised = promise_callback(session, Promise(case, "main", "county-desk", RESIDENT, at), at).id
    dispatch(parts)
    assert rows(parts, OFFERS) == [("ann", "waiting")]
    reported(parts, offered(parts), "busy")
    with parts.database.transaction() as session:
        cancel_callback(session, promised, ann.user_id, now(parts))
    dispatch(parts)
    assert rows(parts, STANDS) == [("cancelled", "over", 0)]
