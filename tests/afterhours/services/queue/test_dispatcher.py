"""Who is offered to whom, and what follows: the dispatcher over the real database, without telephones."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from afterhours.parts import Parts
from afterhours.services.leg_reports import LegReport
from afterhours.services.queue.accepting import accept_offer, decline_offer
from afterhours.services.queue.presence import present, wrap_up_done
from afterhours.services.queue.reports import report_offer, report_offer_machine
from afterhours.services.queue.watching import sweep_lines
from ivr.engine.asks import Offer, QueuePlace
from ivr.engine.effects import OfferAnswered, QueueEntered, QueueJoined, QueueLeft
from tests.support.lines import DeskUser, a_call, a_user, ask, dispatch, hang_up, is_there, leg, now, passes, rows, wish

pytestmark = pytest.mark.database
ANN, BO = "+15195550191", "+15195550192"
ENTERED = QueueEntered("county-desk", lines_up=True)
OFFERS = "select u.login, o.state from offer o left join app_user u on u.id = o.user_id order by o.offered_at, o.id"
PRESENT = "select u.login, p.state, p.reason from agent_presence p join app_user u on u.id = p.user_id order by 1"
LINE = "select state from queued_call order by entered_at, id"


@pytest.fixture
def ann(parts: Parts) -> DeskUser:
    return is_there(parts, a_user(parts, "ann"), ANN)


def waits(parts: Parts, sid: str = "CA1", group: str = "county-desk") -> UUID:
    call = a_call(parts, sid)
    wish(parts, call, QueueEntered(group, lines_up=True))
    dispatch(parts)
    return call


def offered(parts: Parts) -> UUID:
    """The newest offer."""
    return UUID(str(rows(parts, "select id from offer order by offered_at desc, id desc limit 1")[0][0]))


def kinds(parts: Parts) -> list[str]:
    return [kind for (kind,) in rows(parts, "select kind from outbox order by created_at, id")]


def reported(parts: Parts, offer: UUID, status: str, **told: Any) -> None:
    with parts.database.transaction() as session:
        report_offer(session, LegReport(leg=offer, provider_id=f"CA{offer}", status=status, **told))
    dispatch(parts)


def accepts(parts: Parts, offer: UUID) -> None:
    """Answers, presses the key, and is through with what there is to hear."""
    leg(parts, offer)
    for result in ("answered", "accepted", "ready"):
        wish(parts, offer, OfferAnswered(result))
        dispatch(parts)


def test_the_first_caller_is_offered_to_the_agent_who_is_there(parts: Parts, ann: DeskUser) -> None:
    call = waits(parts)
    assert rows(parts, OFFERS) == [("ann", "waiting")]
    assert rows(parts, PRESENT) == [("ann", "offered", None)]
    assert kinds(parts)[-1] == "place.offer"
    assert ask(parts, call, QueuePlace("county-desk")).state == "offered"


def test_one_telephone_rings_at_a_time(parts: Parts, ann: DeskUser) -> None:
    waits(parts, "CA1")
    waits(parts, "CA2")
    assert rows(parts, OFFERS) == [("ann", "waiting")]
    assert rows(parts, LINE) == [("offered",), ("waiting",)]


def test_accepted_is_joined_only_when_whoever_accepted_is_ready(parts: Parts, ann: DeskUser) -> None:
    call = waits(parts)
    offer = leg(parts, offered(parts))
    wish(parts, offer, OfferAnswered("answered"))
    wish(parts, offer, OfferAnswered("accepted"))
    dispatch(parts)
    assert ask(parts, call, QueuePlace("county-desk")).room is None
    assert "join.queued" not in kinds(parts)
    wish(parts, offer, OfferAnswered("ready"))
    dispatch(parts)
    place, fact = ask(parts, call, QueuePlace("county-desk")), ask(parts, offer, Offer())
    assert place.state == "joined"
    assert place.room == fact.room
    assert kinds(parts).count("join.queued") == 1
    assert rows(parts, PRESENT) == [("ann", "talking", None)]


def test_a_talk_that_is_over_leaves_the_agent_time_and_then_the_next_caller(parts: Parts, ann: DeskUser) -> None:
    call, offer = waits(parts), offered(parts)
    accepts(parts, offer)
    wish(parts, call, QueueJoined("county-desk"))
    waits(parts, "CA2")
    passes(parts, 90)
    reported(parts, offer, "completed", seconds=90)
    assert rows(parts, PRESENT) == [("ann", "wrap_up", None)]
    assert rows(parts, LINE) == [("over",), ("waiting",)]
    passes(parts, 31)
    assert rows(parts, OFFERS) == [("ann", "over"), ("ann", "waiting")]


def test_who_is_through_earlier_has_the_next_caller_earlier(parts: Parts, ann: DeskUser) -> None:
    call, offer = waits(parts), offered(parts)
    accepts(parts, offer)
    wish(parts, call, QueueJoined("county-desk"))
    reported(parts, offer, "completed", seconds=9)
    waits(parts, "CA2")
    with parts.database.transaction() as session:
        assert wrap_up_done(session, ann.user_id, now(parts))
    dispatch(parts)
    assert rows(parts, OFFERS)[-1] == ("ann", "waiting")


def test_a_second_caller_is_not_offered_to_an_empty_chair(parts: Parts, ann: DeskUser) -> None:
    waits(parts)
    reported(parts, offered(parts), "no-answer")
    assert rows(parts, OFFERS) == [("ann", "missed")]
    assert rows(parts, PRESENT) == [("ann", "away", "missed")]
    assert rows(parts, LINE) == [("waiting",)]
    is_there(parts, ann, ANN)
    passes(parts, 31)
    assert rows(parts, OFFERS)[-1] == ("ann", "waiting")


def test_a_telephone_nobody_reports_on_is_missed_by_the_clock(parts: Parts, ann: DeskUser) -> None:
    is_there(parts, a_user(parts, "bo"), BO)
    waits(parts)
    passes(parts, 30)
    assert rows(parts, OFFERS) == [("ann", "missed"), ("bo", "waiting")]


def test_a_mailbox_takes_no_caller(parts: Parts, ann: DeskUser) -> None:
    waits(parts)
    offer = offered(parts)
    reported(parts, offer, "in-progress")
    with parts.database.transaction() as session:
        report_offer_machine(session, offer, f"CA{offer}", "machine_end_beep")
    dispatch(parts)
    assert rows(parts, "select state, result from offer") == [("missed", "machine")]
    assert "end.call" in kinds(parts)


def test_who_declines_is_free_and_the_caller_goes_to_the_next(parts: Parts, ann: DeskUser) -> None:
    is_there(parts, a_user(parts, "bo"), BO)
    waits(parts)
    with parts.database.transaction() as session:
        assert decline_offer(session, offered(parts), ann, now(parts))
    dispatch(parts)
    assert rows(parts, OFFERS) == [("ann", "declined"), ("bo", "waiting")]
    assert rows(parts, PRESENT) == [("ann", "available", None), ("bo", "offered", None)]


def test_a_caller_who_hangs_up_lets_the_telephone_be_still(parts: Parts, ann: DeskUser) -> None:
    waits(parts)
    reported(parts, offered(parts), "ringing")
    hang_up(parts)
    dispatch(parts)
    assert rows(parts, "select state, result from offer") == [("withdrawn", "hung_up")]
    assert rows(parts, PRESENT) == [("ann", "available", None)]
    assert "end.call" in kinds(parts)


def test_the_key_that_comes_after_the_caller_has_left_hears_so(parts: Parts, ann: DeskUser) -> None:
    waits(parts)
    offer = leg(parts, offered(parts))
    wish(parts, offer, OfferAnswered("answered"))
    hang_up(parts)
    wish(parts, offer, OfferAnswered("accepted"))
    assert ask(parts, offer, Offer()).state == "gone"
    dispatch(parts)
    assert ask(parts, offer, Offer()).state == "gone"
    assert rows(parts, PRESENT) == [("ann", "available", None)]


def test_of_two_who_accept_a_switchboard_s_offer_at_once_one_has_it(parts: Parts) -> None:
    night = {"organisation": "nightline", "groups": ("night-desk",)}
    nora, olaf = a_user(parts, "nora", **night), a_user(parts, "olaf", **night)
    stranger = a_user(parts, "ann")
    waits(parts, group="night-desk")
    offer = offered(parts)
    taken = []
    for user in (stranger, nora, olaf):
        with parts.database.transaction() as session:
            taken.append(accept_offer(session, offer, user, "page", now(parts)))
    assert taken == [False, True, False]
    assert rows(parts, OFFERS) == [("nora", "accepted")]


def test_of_many_who_press_at_the_very_same_moment_one_has_the_caller(parts: Parts) -> None:
    night = {"organisation": "nightline", "groups": ("night desk",)}
    users = [a_user(parts, f"agent{number}", **night) for number in range(4)]
    waits(parts, group="night-desk")
    offer, at, together = offered(parts), now(parts), Barrier(len(users))

    def presses(user: DeskUser) -> bool:
        with parts.database.transaction() as session:
            together.wait()
            return accept_offer(session, offer, user, "page", at)

    with ThreadPoolExecutor(len(users)) as pool:
        assert sorted(pool.map(presses, users)) == [False, False, False, True]
    assert len(rows(parts, "select from offer where user_id is not null and state = 'accepted'")) == 1


def test_who_has_another_call_on_a_switchboard_s_line_is_not_rung_beside_it(parts: Parts) -> None:
    both = a_user(parts, "nora", organisation="nightline", groups=("night-desk", "county-desk"))
    waits(parts, group="night-desk")
    with parts.database.transaction() as session:
        assert accept_offer(session, offered(parts), both, "page", now(parts))
    is_there(parts, both, ANN)
    waits(parts, "CA2")
    assert rows(parts, LINE)[-1] == ("waiting",)


def test_a_switchboard_is_rung_for_as_many_callers_as_it_has_lines(parts: Parts) -> None:
    for sid in ("CA1", "CA2", "CA3"):
        waits(parts, sid, "night-desk")
    assert rows(parts, LINE) == [("offered",), ("offered",), ("waiting",)]
    hang_up(parts, "CA1")
    dispatch(parts)
    assert rows(parts, LINE) == [("left",), ("offered",), ("offered",)]


def test_a_switchboard_may_hold_the_announcement_for_long(parts: Parts) -> None:
    call = waits(parts, group="night-desk")
    offer = offered(parts)
    reported(parts, offer, "in-progress")
    passes(parts, 290)
    assert rows(parts, OFFERS) == [(None, "answered")]
    fact = ask(parts, leg(parts, offer), Offer())
    assert (fact.state, len(fact.code)) == ("open", 6)
    assert 285 < fact.held < fact.patience
    assert ask(parts, call, QueuePlace("night-desk")).state == "offered"


def test_accepted_on_the_page_while_it_rings_the_leg_goes_straight_to_the_caller(parts: Parts, ann: DeskUser) -> None:
    waits(parts)
    offer = offered(parts)
    with parts.database.transaction() as session:
        assert accept_offer(session, offer, ann, "page", now(parts))
    dispatch(parts)
    assert ask(parts, leg(parts, offer), Offer()).state == "mine"
    reported(parts, offer, "in-progress")
    assert "lead.offer" in kinds(parts)


def test_accepted_on_the_page_and_never_answered_is_missed_and_the_place_kept(parts: Parts, ann: DeskUser) -> None:
    call = waits(parts)
    with parts.database.transaction() as session:
        assert accept_offer(session, offered(parts), ann, "page", now(parts))
    reported(parts, offered(parts), "no-answer")
    assert rows(parts, OFFERS) == [("ann", "missed")]
    assert ask(parts, call, QueuePlace("county-desk")).state == "waiting"
    assert rows(parts, PRESENT)[0][1] in ("away", "wrap_up")


def test_who_is_asked_only_once_is_told_that_nobody_took_them(parts: Parts, ann: DeskUser) -> None:
    call = a_call(parts)
    wish(parts, call, QueueEntered("county-desk", lines_up=False))
    dispatch(parts)
    reported(parts, offered(parts), "busy")
    assert ask(parts, call, QueuePlace("county-desk")).state == "nobody"
    assert kinds(parts)[-1] == "join.queued"


def test_what_an_agent_says_while_they_talk_is_for_afterwards(parts: Parts, ann: DeskUser) -> None:
    waits(parts)
    with parts.database.transaction() as session:
        assert present(session, ann, "busy", ANN, now(parts), "lunch") == "offered"
    hang_up(parts)
    dispatch(parts)
    assert rows(parts, PRESENT) == [("ann", "busy", None)]


def test_leaving_one_line_for_another_takes_the_telephone_back(parts: Parts, ann: DeskUser) -> None:
    call = waits(parts)
    wish(parts, call, QueueLeft("county-desk", "gave_up"), QueueEntered("night-desk", lines_up=True))
    dispatch(parts)
    assert rows(parts, OFFERS) == [("ann", "withdrawn"), (None, "waiting")]


@pytest.mark.parametrize(
    ("valid_until", "states"),
    [
        pytest.param("clock_timestamp() - interval '1 minute'", [("away",)], id="over"),
        pytest.param("clock_timestamp() + interval '1 minute'", [("available",)], id="not yet"),
        pytest.param("null", [("available",)], id="open"),
    ],
)
def test_whose_last_day_is_over_while_their_desk_is_open_is_offered_nobody(
    parts: Parts, valid_until: str, states: list[tuple[str]]
) -> None:
    anna = a_user(parts, "anna")
    with parts.database.transaction() as session:
        present(session, anna, "available", "+15195550191", now(parts))
        session.execute(
            text(
                "insert into membership (id, tenant, user_id, organisation, role, tenants, valid_from, valid_until,"
                " added_by, added_at) select gen_random_uuid(), tenant, id, 'county', role, tenants,"
                f" now() - interval '9 days', {valid_until}, 'ivr', now() from app_user where login = 'anna'"
            )
        )
    sweep_lines(parts.database)
    assert rows(parts, "select state from agent_presence") == states
