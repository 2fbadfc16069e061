"""A caller whose case only one group may see: that group takes the line over, and nobody else is asked or told."""

from uuid import UUID

import pytest

from afterhours.models import Case
from afterhours.parts import Parts
from afterhours.services.queue.accepting import accept_offer
from afterhours.services.queue.callbacks import Promise, list_callbacks, promise_callback, take_callback
from afterhours.services.queue.transfers import transfer
from afterhours.services.queue.whose_line import look_again
from afterhours.services.releases.release import release
from ivr.engine.asks import GroupOpen, Offer, QueuePlace
from ivr.engine.effects import OfferAnswered, QueueEntered, QueueJoined
from ivr.errors import NotFound, Refused
from tests.afterhours.conftest import NOW
from tests.afterhours.services.queue.test_dispatcher import OFFERS, PRESENT, accepts, offered
from tests.afterhours.small_county import MAIN, NIGHT, folder
from tests.support.lines import (
    AGENTS,
    QUEUE,
    RING,
    TENANT,
    DeskUser,
    a_call,
    a_user,
    ask,
    dispatch,
    is_there,
    leg,
    now,
    passes,
    rows,
    wish,
)

pytestmark = pytest.mark.database
ANN, SOL = "+15195550191", "+15195550193"
GROUP = "Social duty"
"""As it is spelt in agents.yaml; its canonical name is another."""
SOCIAL = f"  {GROUP}: {{organisation: county, telephones: own, longest_wait: 90s, music: quiet}}\n"
MADE = "select group_name, organisation, state from offer order by offered_at, id"


@pytest.fixture
def parts(bare: Parts) -> Parts:
    return released(bare)


def released(parts: Parts, social: str = SOCIAL) -> Parts:
    """The group of restricted cases stands beside the others."""
    with parts.database.transaction() as session:
        waits = {f"flows__{each}": flow.replace(RING, QUEUE) for each, flow in (("main", MAIN), ("night", NIGHT))}
        agents = AGENTS.replace("directory:", f"{social}directory:")
        release(session, folder(agents=agents, **waits), "tests", NOW)
    return parts


@pytest.fixture
def ann(parts: Parts) -> DeskUser:
    """Of the group that is asked, and not of the one that may see it."""
    return is_there(parts, a_user(parts, "ann"), ANN)


def sol(parts: Parts, state: str = "available") -> DeskUser:
    return is_there(parts, a_user(parts, "sol", groups=(GROUP,)), SOL, state)


def restrict(parts: Parts, call: UUID, group: str | None = GROUP) -> None:
    with parts.database.transaction() as session:
        case = session.query(Case).filter(Case.call_id == call).one()
        case.restricted = group
        look_again(session, case.id)


def waits(parts: Parts, sid: str = "CA1", group: str = "county-desk", *, lines_up: bool = True) -> UUID:
    """Somebody of a restricted case."""
    call = a_call(parts, sid)
    restrict(parts, call)
    wish(parts, call, QueueEntered(group, lines_up=lines_up))
    dispatch(parts)
    return call


def test_the_caller_is_offered_to_the_group_of_the_case_and_not_to_the_one_that_was_asked(
    parts: Parts, ann: DeskUser
) -> None:
    call = waits(parts)
    assert rows(parts, OFFERS) == []
    sol(parts)
    dispatch(parts)
    assert rows(parts, MADE) == [("social_duty", "county", "waiting")]
    assert rows(parts, PRESENT) == [("ann", "available", None), ("sol", "offered", None)]
    assert ask(parts, call, QueuePlace("county-desk")).state == "offered"


def test_no_switchboard_is_rung_for_them(parts: Parts) -> None:
    waits(parts, group="night-desk")
    assert rows(parts, MADE) == []
    sol(parts)
    dispatch(parts)
    assert rows(parts, MADE) == [("social_duty", "county", "waiting")]


def test_others_in_the_line_are_served_as_if_they_were_not_there(parts: Parts, ann: DeskUser) -> None:
    waits(parts, "CA1")
    plain = a_call(parts, "CA2")
    wish(parts, plain, QueueEntered("county-desk", lines_up=True))
    assert ask(parts, plain, QueuePlace("county-desk")).ahead == 0
    dispatch(parts)
    assert rows(parts, OFFERS) == [("ann", "waiting")]
    assert ask(parts, plain, QueuePlace("county-desk")).state == "offered"


def test_they_hear_how_their_own_group_stands(parts: Parts, ann: DeskUser) -> None:
    call = waits(parts)
    alone = ask(parts, call, QueuePlace("county-desk"))
    assert (alone.staffed, alone.ahead, alone.longest_wait, alone.title) == (False, 0, 90, {})
    sol(parts, "busy")
    second = waits(parts, "CA2")
    assert ask(parts, second, QueuePlace("county-desk")).ahead == 1


def test_where_nobody_of_their_group_is_there_whoever_is_asked_once_is_led_on_at_once(
    parts: Parts, ann: DeskUser
) -> None:
    call = waits(parts, lines_up=False)
    assert ask(parts, call, QueuePlace("county-desk")).state == "nobody"


def test_their_group_is_open_closed_or_full_and_not_the_one_that_is_asked(parts: Parts, ann: DeskUser) -> None:
    call = a_call(parts)
    restrict(parts, call)
    assert ask(parts, call, GroupOpen("county-desk")).state == "open"
    released(parts, SOCIAL.replace("longest_wait", "most_waiting: 1, longest_wait"))
    waits(parts, "CA2")
    assert ask(parts, call, GroupOpen("county-desk")).state == "full"
    released(parts, "")
    assert ask(parts, call, GroupOpen("county-desk")).state == "closed"


def test_where_their_group_is_gone_who_waits_is_led_on(parts: Parts, ann: DeskUser) -> None:
    call = waits(parts)
    released(parts, "")
    dispatch(parts)
    assert ask(parts, call, QueuePlace("county-desk")).state == "closed"
    assert rows(parts, MADE) == []


def test_what_rings_when_the_case_becomes_restricted_is_taken_back_and_rings_with_the_group(
    parts: Parts, ann: DeskUser
) -> None:
    sol(parts)
    call = a_call(parts)
    wish(parts, call, QueueEntered("county-desk", lines_up=True))
    dispatch(parts)
    first = leg(parts, offered(parts))
    wish(parts, first, OfferAnswered("answered"))
    restrict(parts, call)
    assert ask(parts, first, Offer()).state == "over"
    with parts.database.transaction() as session:
        assert not accept_offer(session, first, ann, "page", now(parts))
    passes(parts, 1)
    assert rows(parts, MADE) == [("county_desk", "county", "withdrawn"), ("social_duty", "county", "waiting")]
    assert rows(parts, PRESENT) == [("ann", "available", None), ("sol", "offered", None)]


def test_what_is_opened_again_waits_for_everybody(parts: Parts, ann: DeskUser) -> None:
    call = waits(parts)
    restrict(parts, call, None)
    dispatch(parts)
    assert rows(parts, OFFERS) == [("ann", "waiting")]


def talk(parts: Parts) -> DeskUser:
    """A talk of the group with their caller."""
    agent = sol(parts)
    call = waits(parts)
    accepts(parts, offered(parts))
    wish(parts, call, QueueJoined("county-desk"))
    return agent


@pytest.mark.parametrize("to", ["county-desk", "night-desk"])
def test_their_caller_is_handed_over_to_no_other_group(parts: Parts, ann: DeskUser, to: str) -> None:
    agent = talk(parts)
    with parts.database.transaction() as session, pytest.raises(Refused, match="Only Social duty"):
        transfer(session, parts.site, agent.user_id, to, now(parts))


def test_a_colleague_of_the_group_and_an_office_may_be_asked(parts: Parts) -> None:
    agent = talk(parts)
    is_there(parts, a_user(parts, "tove", groups=(GROUP,)), ANN)
    with parts.database.transaction() as session:
        transfer(session, parts.site, agent.user_id, GROUP, now(parts))
    dispatch(parts)
    assert rows(parts, MADE)[-1] == ("social_duty", "county", "waiting")


def test_who_is_brought_in_from_the_directory_is_told_no_story_and_stays(parts: Parts) -> None:
    agent = talk(parts)
    with parts.database.transaction() as session:
        transfer(session, parts.site, agent.user_id, "roads-office", now(parts))
    dispatch(parts)
    assert rows(parts, MADE)[-1][1:] == ("", "waiting")


def test_a_callback_is_listed_taken_and_offered_by_the_group_alone(parts: Parts, ann: DeskUser) -> None:
    call = a_call(parts)
    restrict(parts, call)
    with parts.database.transaction() as session:
        case = session.query(Case).filter(Case.call_id == call).one()
        case.call_id = None
        made = promise_callback(session, Promise(case, "main", "county-desk", "+15195550123", now(parts)), now(parts))
        callback = made.id
    dispatch(parts)
    assert rows(parts, OFFERS) == []
    with parts.database.transaction() as session:
        assert list_callbacks(session, [TENANT], ann.groups) == []
        assert [each.id for each in list_callbacks(session, [TENANT], (GROUP,))] == [callback]
    with parts.database.transaction() as session, pytest.raises(NotFound):
        take_callback(session, callback, ann, now(parts))
    agent = sol(parts, "busy")
    with parts.database.transaction() as session:
        take_callback(session, callback, agent, now(parts))
    assert rows(parts, MADE) == [("social_duty", "county", "accepted")]
