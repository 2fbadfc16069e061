"""Others in a talk: a colleague who is asked and takes over, an interpreter; callers are told before each move."""

from uuid import UUID

import pytest

from afterhours.parts import Parts
from afterhours.services.queue.transfers import cancel_transfer, connect, connect_third, hang_up, leave, transfer
from ivr.engine.asks import Offer, QueuePlace
from ivr.engine.effects import OfferAnswered, QueueEntered, QueueJoined
from ivr.errors import NotFound, Refused
from tests.afterhours.services.queue.test_dispatcher import ANN, BO, kinds, offered, reported
from tests.support.lines import DeskUser, a_call, a_user, ask, dispatch, is_there, leg, now, passes, rows, wish
from tests.support.lines import hang_up as hangs_up

pytestmark = pytest.mark.database
LEGS = "select purpose, state from offer order by offered_at, id"


@pytest.fixture
def ann(parts: Parts) -> DeskUser:
    return is_there(parts, a_user(parts, "ann"), ANN)


@pytest.fixture
def talk(parts: Parts, ann: DeskUser) -> UUID:
    """A caller who talks with ann; their call."""
    call = a_call(parts)
    wish(parts, call, QueueEntered("county-desk", lines_up=True))
    dispatch(parts)
    picks_up(parts)
    wish(parts, call, QueueJoined("county-desk"))
    return call


def picks_up(parts: Parts) -> UUID:
    """Whoever was rung last answers, accepts, and is ready."""
    offer = leg(parts, offered(parts))
    for result in ("answered", "accepted", "ready"):
        wish(parts, offer, OfferAnswered(result))
    dispatch(parts)
    return offer


def asks(parts: Parts, user: DeskUser, to: str = "roads-office") -> None:
    passes(parts, 1)
    with parts.database.transaction() as session:
        transfer(session, parts.site, user.user_id, to, now(parts))
    dispatch(parts)


def place(parts: Parts, call: UUID) -> tuple[str, str | None]:
    told = ask(parts, call, QueuePlace("county-desk"))
    return told.state, told.room


def own_leg(parts: Parts) -> UUID:
    return UUID(str(rows(parts, "select id from offer where purpose = 'caller'")[0][0]))


def test_a_colleague_is_asked_while_the_caller_holds_and_then_all_are_together(
    parts: Parts, talk: UUID, ann: DeskUser
) -> None:
    _, first_room = place(parts, talk)
    asks(parts, ann)
    assert place(parts, talk) == ("held", None)
    colleague = picks_up(parts)
    assert place(parts, talk) == ("held", None)
    mine, theirs = ask(parts, own_leg(parts), Offer()), ask(parts, colleague, Offer())
    assert mine.room == theirs.room != first_room
    assert (mine.ends, theirs.ends) == (False, False)
    with parts.database.transaction() as session:
        connect(session, ann.user_id, now(parts))
    assert place(parts, talk) == ("joined", mine.room)
    with parts.database.transaction() as session:
        leave(session, ann.user_id, now(parts))
    assert kinds(parts).count("join.queued") == 3
    reported(parts, own_leg(parts), "completed", seconds=90)
    assert place(parts, talk)[0] == "joined"
    reported(parts, colleague, "completed", seconds=90)
    assert place(parts, talk)[0] == "over"


def test_a_colleague_who_does_not_answer_gives_the_caller_back(parts: Parts, talk: UUID, ann: DeskUser) -> None:
    asks(parts, ann)
    reported(parts, offered(parts), "no-answer")
    assert place(parts, talk)[0] == "joined"
    assert rows(parts, LEGS) == [("caller", "accepted"), ("transfer", "missed")]


def test_asking_can_be_taken_back(parts: Parts, talk: UUID, ann: DeskUser) -> None:
    asks(parts, ann)
    with parts.database.transaction() as session:
        cancel_transfer(session, ann.user_id, now(parts))
    dispatch(parts)
    assert place(parts, talk)[0] == "joined"
    assert rows(parts, LEGS) == [("caller", "accepted"), ("transfer", "withdrawn")]


def test_who_hangs_up_during_the_consultation_hands_the_caller_over(parts: Parts, talk: UUID, ann: DeskUser) -> None:
    asks(parts, ann)
    colleague = picks_up(parts)
    reported(parts, own_leg(parts), "completed", seconds=90)
    assert place(parts, talk) == ("joined", ask(parts, colleague, Offer()).room)


def test_a_caller_who_is_left_alone_on_hold_keeps_their_place_in_line(parts: Parts, talk: UUID, ann: DeskUser) -> None:
    asks(parts, ann)
    reported(parts, own_leg(parts), "completed", seconds=90)
    assert place(parts, talk)[0] == "held"
    reported(parts, offered(parts), "busy")
    assert place(parts, talk)[0] == "waiting"


def test_a_caller_who_hangs_up_on_hold_lets_everybody_know(parts: Parts, talk: UUID, ann: DeskUser) -> None:
    asks(parts, ann)
    hangs_up(parts)
    dispatch(parts)
    assert rows(parts, LEGS) == [("caller", "accepted"), ("transfer", "withdrawn")]
    assert ask(parts, own_leg(parts), Offer()).state == "gone"
    assert "lead.offer" in kinds(parts)


def test_a_group_s_agent_who_is_free_is_asked_and_sees_the_story(parts: Parts, talk: UUID, ann: DeskUser) -> None:
    with parts.database.transaction() as session, pytest.raises(Refused, match="Nobody of that group is free"):
        transfer(session, parts.site, ann.user_id, "county-desk", now(parts))
    bo = is_there(parts, a_user(parts, "bo"), BO)
    asks(parts, ann, "county desk")
    assert rows(parts, "select user_id from offer where purpose = 'transfer'") == [(bo.user_id,)]
    assert (bo.user_id,) in rows(parts, "select user_id from screenpop_grant")
    picks_up(parts)
    assert {state for (state,) in rows(parts, "select state from agent_presence")} == {"talking"}


def test_an_interpreter_joins_as_a_third_and_their_leaving_ends_nothing(
    parts: Parts, talk: UUID, ann: DeskUser
) -> None:
    passes(parts, 1)
    with parts.database.transaction() as session:
        third = connect_third(session, parts.site, ann.user_id, "interpreters", now(parts)).id
    dispatch(parts)
    picks_up(parts)
    fact = ask(parts, third, Offer())
    assert (fact.purpose, fact.room, fact.ends, fact.code) == ("interpreter", place(parts, talk)[1], False, "")
    with parts.database.transaction() as session:
        hang_up(session, ann.user_id, third, now(parts))
    reported(parts, third, "completed", seconds=10)
    assert place(parts, talk)[0] == "joined"
    reported(parts, own_leg(parts), "completed", seconds=90)
    assert place(parts, talk)[0] == "over"


def test_an_interpreter_alone_is_no_talk(parts: Parts, talk: UUID, ann: DeskUser) -> None:
    passes(parts, 1)
    with parts.database.transaction() as session:
        connect_third(session, parts.site, ann.user_id, "interpreters", now(parts))
    picks_up(parts)
    reported(parts, own_leg(parts), "completed", seconds=90)
    assert place(parts, talk)[0] == "over"


def test_what_is_not_possible_is_said(parts: Parts, talk: UUID, ann: DeskUser) -> None:
    nobody = a_user(parts, "cy")
    with parts.database.transaction() as session:
        with pytest.raises(Refused, match="in no talk"):
            transfer(session, parts.site, nobody.user_id, "roads-office", now(parts))
        with pytest.raises(NotFound, match='no group "mars"'):
            transfer(session, parts.site, ann.user_id, "mars", now(parts))
        with pytest.raises(Refused, match="not on the line yet"):
            connect(session, ann.user_id, now(parts))
        with pytest.raises(Refused, match="nobody else is on the line"):
            leave(session, ann.user_id, now(parts))
        with pytest.raises(NotFound, match="not in your talk"):
            hang_up(session, ann.user_id, talk, now(parts))
