"""A night emergency from the key pad to the person who accepts it: everybody is rung, texted and answered for by the
whole service, over the telephones of the county."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from afterhours.models import CallerBlock
from afterhours.services.emergencies.change_emergency import accept
from afterhours.services.people.known import person_by_handle
from afterhours.services.people.pins import set_pin
from afterhours.site import Site
from ivr.simulator.called import Answerer
from ivr.simulator.story import Caller
from tests.support.county import RESIDENT, SATURDAY_NIGHT, County
from tests.support.scheduled import at_work

PRIMARY, SECONDARY, MANAGER = "cy", "ann", "duty-manager"
"""Who is on duty for water that Saturday."""


@pytest.fixture
def working(long_point: County) -> Iterator[County]:
    with at_work(long_point) as county:
        yield county


def a_burst_pipe(county: County, **extras: str) -> Caller:
    """A resident reports one; they have said where, and wait."""
    caller = county.phone(**extras).hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    return caller.hears("Where is it?").says("12 Main Street").presses("1")


def takes(person: Answerer) -> Answerer:
    """Answers the ringing telephone, listens, and accepts."""
    return person.answers().hears("press 1").presses("1").hears("To accept, press 1").presses("1")


def give_pin(county: County, handle: str) -> None:
    with county.parts.database.transaction() as session:
        person = person_by_handle(session, handle)
        assert person is not None
        set_pin(session, person, "2468", county.parts.clock.now())


def rows(county: County, sql: str) -> list[tuple[object, ...]]:
    with county.parts.database.transaction() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def results(county: County) -> list[tuple[object, ...]]:
    """Whom each call was to, and what came of it."""
    return rows(county, "select person, result from attempt where kind = 'call' order by created_at, id")


def state(county: County) -> object:
    return rows(county, "select state from emergency")[0][0]


def test_a_burst_pipe_at_night_is_accepted_by_a_key_and_the_two_talk(working: County) -> None:
    person = working.person(PRIMARY)
    caller = a_burst_pipe(working)
    person.rings().answers().hears("To hear the message, press 1").has_heard_nothing_about("12 Main Street")
    person.presses("1").hears("12 Main Street").hears("To accept, press 1").presses("1")
    person.hears("The caller is on the line").waits(5).is_connected_to(RESIDENT)
    person.gets_text("EMERGENCY").gets_text("YOU HAVE IT")
    caller.waits(60).hangs_up()
    working.network.wait(20)
    assert state(working) == "accepted"
    assert results(working) == [("cy", "accepted")]
    case = working.case()
    assert (case.status, case.disposition, case.kind) == ("open", "talked", "service_request")


def test_a_caller_cut_off_at_once_is_an_emergency_and_is_reached_by_text(working: County) -> None:
    person = working.person(PRIMARY)
    working.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1").hangs_up()
    takes(person.rings()).hears("The caller has hung up")
    working.network.wait(15)
    assert state(working) == "accepted"
    assert "caller_told" in {each[0] for each in rows(working, "select what from emergency_event")}
    assert any("has taken your report" in each.body for each in working.network.texts if each.to == RESIDENT)


def test_levels_follow_each_other_without_end_while_nobody_answers(working: County) -> None:
    caller = a_burst_pipe(working)
    caller.hangs_up()
    for person in (PRIMARY, SECONDARY, MANAGER):
        working.callee(person).no_answer()
    working.network.wait(400)
    tried = [str(person).replace("_", "-") for person, _ in results(working)]
    assert tried[:4] == [PRIMARY, PRIMARY, SECONDARY, MANAGER]
    assert tried.count(MANAGER) >= 2
    assert state(working) == "open"
    assert "alarm" in {each[0] for each in rows(working, "select what from emergency_event")}


def test_a_voicemail_greeting_never_accepts_and_holds_up_nobody(working: County) -> None:
    working.callee(PRIMARY).voicemail()
    a_burst_pipe(working)
    takes(working.person(SECONDARY).rings(within=120))
    working.network.wait(130)
    assert state(working) == "accepted"
    assert results(working)[-1] == (SECONDARY, "accepted")
    assert ("cy", "accepted") not in results(working)


def test_who_declines_is_followed_by_the_next_person_at_once(working: County) -> None:
    person = working.person(PRIMARY)
    a_burst_pipe(working)
    person.rings().answers().hears("press 1").presses("1").hears("To decline").presses("2").hears("somebody else")
    working.person(SECONDARY).rings(within=5)
    assert results(working)[0] == ("cy", "declined")
    assert PRIMARY not in [who for who, _result in results(working)[1:]]


def test_who_is_cut_off_before_talking_is_rung_again_at_once(working: County) -> None:
    """The telephone goes dead in the moment of accepting: the caller still waits."""
    person = working.person(PRIMARY)
    caller = a_burst_pipe(working)
    person.rings().answers().hears("press 1").presses("1").hears("To accept").presses("1").hangs_up()
    takes(person.rings(within=15))
    person.waits(15).is_connected_to(RESIDENT)
    caller.hangs_up()
    assert [what for (what,) in rows(working, "select what from emergency_event")].count("dropped") == 1


@pytest.mark.parametrize("seconds", [3, 4.6, 4.9, 5, 8])
def test_a_short_talk_is_a_talk_or_none_for_the_caller_and_the_person_alike(working: County, seconds: float) -> None:
    person = working.person(PRIMARY)
    caller = a_burst_pipe(working)
    takes(person.rings()).hears("The caller is on the line").waits(2)
    joined = "select extract(epoch from ivr_now() - joined_at) from emergency"
    working.network.wait(max(0.0, seconds - float(str(rows(working, joined)[0][0]))))
    person.hangs_up()
    working.network.wait(10)
    dropped = "dropped" in {what for (what,) in rows(working, "select what from emergency_event")}
    thanked = "We hope that we could help" in str(caller)
    assert thanked is not dropped
    assert state(working) == ("open" if dropped else "accepted")


def test_telephones_ring_while_the_caller_is_still_asked_where_it_is(working: County) -> None:
    person = working.person(PRIMARY)
    caller = working.phone().presses("1").presses("1").hears("Where is it?")
    person.rings()
    caller.says("12 Main Street").hears("Is water running")


JANUARY_NIGHT = datetime(2027, 1, 9, 2, 15, tzinfo=ZoneInfo("America/Toronto"))
BEFORE_HANDOVER = datetime(2027, 1, 4, 8, 27, tzinfo=ZoneInfo("America/Toronto"))
BEFORE_MIDNIGHT = datetime(2026, 12, 26, 23, 57, tzinfo=ZoneInfo("America/Toronto"))


def test_two_on_duty_together_ring_at_once_and_the_second_to_press_hears_by_whom_it_was_taken(
    working: County,
) -> None:
    working.at(JANUARY_NIGHT)
    caller = working.phone().hears("9 1 1").presses("1").hears("person at risk").presses("3").waits(4)
    handles = [str(who) for who, _ in results(working)]
    for handle in handles:
        give_pin(working, handle)
    first, second = (working.person(handle) for handle in handles)
    for each in (first, second):
        each.is_rung().answers().hears("press 1").presses("1").hears("To accept")
    first.presses("1").hears("Enter your PIN").presses("2468#").hears("You have accepted")
    second.presses("1").hears("has taken it already")
    first.waits(30).is_connected_to(RESIDENT)
    caller.hangs_up()
    assert [result for _, result in results(working)].count("accepted") == 1


def test_a_late_key_of_an_old_level_s_call_changes_nothing(working: County) -> None:
    late = working.person(PRIMARY)
    a_burst_pipe(working)
    late.rings().answers().hears("press 1").presses("1").hears("To accept")
    for _ in range(2):
        late.waits(8).presses("3").hears("To accept")
    takes(working.person(SECONDARY).rings()).hears("The caller is on the line")
    late.presses("1").hears("has taken it already")
    assert rows(working, "select accepted_by from emergency") == [(SECONDARY,)]


@pytest.mark.parametrize(
    ("at", "changes"),
    [
        pytest.param(BEFORE_HANDOVER, True, id="past a hand-over"),
        pytest.param(BEFORE_MIDNIGHT, False, id="past midnight"),
    ],
)
def test_the_rounds_go_on_past_midnight_and_past_a_hand_over_with_whoever_is_on_duty_then(
    working: County, at: datetime, changes: bool
) -> None:
    working.at(at)
    a_burst_pipe(working).hangs_up()
    for person in working.people:
        working.callee(person).no_answer()
    working.network.wait(420)
    primaries = [person for (person,) in rows(working, PRIMARIES)]
    assert len(primaries) >= 3
    assert (len(set(primaries)) == 2) is changes


PRIMARIES = (
    "select person from attempt where kind = 'call' and level = 0 and result <> 'superseded' order by created_at"
)


def test_who_accepts_by_the_link_of_the_text_is_rung_and_put_together_with_the_caller_who_waits(
    working: County,
) -> None:
    person = working.person(PRIMARY)
    caller = a_burst_pipe(working)
    person.rings().declines()
    with working.parts.database.transaction() as session:
        (emergency,) = session.scalars(text("select id from emergency"))
        accept(session, emergency, PRIMARY, "link", working.parts.clock.now())
    person.waits(3).is_rung().answers().hears("press 1").presses("1").hears("The caller is on the line")
    person.waits(5).is_connected_to(RESIDENT)
    caller.hangs_up()


def test_a_scheduler_that_was_dead_goes_on_where_it_was(working: County) -> None:
    working.wakings.asleep = True
    working.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1").hangs_up()
    working.network.wait(90)
    assert results(working) == []
    working.wakings.asleep = False
    takes(working.person(PRIMARY).rings(within=5))
    working.network.wait(5)
    assert state(working) == "accepted"


def test_whoever_accepted_is_asked_after_an_hour_and_reports_it_done_with_a_key(working: County) -> None:
    person = working.person(PRIMARY)
    caller = a_burst_pipe(working)
    takes(person.rings()).hears("The caller is on the line").waits(15)
    caller.hangs_up()
    person.hangs_up()
    working.at(SATURDAY_NIGHT + timedelta(minutes=62))
    person.rings(within=10).answers().hears("press 1").presses("1").hears("You have accepted an emergency")
    person.hears("If it is done, press 1").presses("1").hears("noted as done")
    assert state(working) == "done"


def block(county: County, number: str) -> None:
    with county.parts.database.transaction() as session:
        now = county.parts.clock.now()
        told = {"tenant": county.parts.site.tenant, "e164": number, "reason": "threats", "state": "blocked"}
        by = {"flagged_by": "nora", "flagged_at": now, "decided_by": "sam", "decided_at": now}
        session.add(CallerBlock(**told, **by, until=now + timedelta(days=7)))


def test_the_emergency_of_a_blocked_caller_is_raised_paged_and_answered_like_everybody_s(working: County) -> None:
    block(working, RESIDENT)
    person = working.person(PRIMARY)
    a_burst_pipe(working)
    takes(person.rings()).hears("The caller is on the line").waits(5).is_connected_to(RESIDENT)


def test_a_blocked_caller_who_wants_a_person_leaves_a_message(working: County) -> None:
    block(working, RESIDENT)
    caller = working.phone().hears("9 1 1").presses("1").presses("0")
    caller.hears("answered by message only").hears("after the tone").telephone.listen()
    caller.says("Call me back.").waits(6).hangs_up()
    assert rows(working, "select count(*) from emergency") == [(0,)]
    (messages,) = rows(working, 'select jsonb_array_length(messages) from "case"')
    assert messages == (1,)


def test_when_the_block_is_over_the_caller_is_put_through_again(working: County) -> None:
    block(working, RESIDENT)
    with working.parts.database.transaction() as session:
        session.execute(text("update caller_block set until = ivr_now() - interval '1 second'"))
    working.network.callee(working.people["duty-manager"]).behave("busy")
    working.phone().hears("9 1 1").presses("1").presses("0").hears("Please hold")


def test_of_a_restricted_emergency_nothing_is_heard_or_texted_before_it_is_accepted_with_the_pin(
    working: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Site, "restricted", lambda *_: "social-duty")
    give_pin(working, PRIMARY)
    person = working.person(PRIMARY)
    a_burst_pipe(working)
    person.rings().answers().hears("press 1").presses("1").hears("A confidential emergency")
    person.has_heard_nothing_about("12 Main Street").has_heard_nothing_about("pipe")
    person.presses("1").hears("Enter your PIN").presses("2468#").hears("12 Main Street")
    person.hears("The caller is on the line").waits(5).is_connected_to(RESIDENT)
    working.network.wait(20)
    bodies = [str(body) for (body,) in rows(working, "select body from text_message where direction = 'out'")]
    assert any("CONFIDENTIAL EMERGENCY" in body for body in bodies)
    assert not any("Main Street" in body or "pipe" in body or "555" in body for body in bodies)
    assert rows(working, 'select restricted from "case"') == [("social-duty",)]
