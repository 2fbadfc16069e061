"""Callers who wait for agents, over the telephones of the county: in line, offered, accepted, joined, and told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from afterhours.services.queue.accepting import accept_offer
from ivr.simulator.called import Answerer, person
from tests.support.day import AGENTS, CLINIC, NIGHT_LINE, SWITCHBOARD_NUMBER, Day, a_day
from tests.support.lines import a_user

pytestmark = pytest.mark.database
RESIDENT, SECOND = "+15195550123", "+15195550124"


@pytest.fixture
def day(database_url: str, tmp_path: Path) -> Iterator[Day]:
    with a_day(database_url, tmp_path) as made:
        yield made


def takes(agent: Answerer) -> Answerer:
    """Answers the ringing telephone, and takes the caller."""
    return agent.answers().hears("A caller is waiting").presses("1")


def test_a_day_call_goes_through_the_line_to_an_agent_s_own_telephone(day: Day) -> None:
    ann = day.agent("ann")
    caller = day.caller()
    takes(ann.rings()).waits(5).is_connected_to(RESIDENT)
    caller.waits(60)
    ann.hangs_up()
    caller.hears("If you were cut off").waits(20).hears("Goodbye")
    day.waits(5)
    assert day.rows("select state, result from queued_call") == [("over", "talked")]
    assert day.rows("select state from agent_presence") == [("wrap_up",)]
    assert day.county.case().disposition == "talked"


def test_the_second_caller_hears_their_place_and_has_the_agent_after_the_wrap_up(day: Day) -> None:
    ann = day.agent("ann")
    first = day.caller()
    takes(ann.rings()).waits(5)
    second = day.caller(SECOND).hears("You are next")
    first.waits(5).hangs_up()
    day.waits(20)
    ann.is_not_rung()
    takes(ann.rings()).waits(5).is_connected_to(SECOND)
    second.hangs_up()


def test_an_external_switchboard_may_hold_the_leg_for_minutes_before_a_human_being_presses_the_key(day: Day) -> None:
    switchboard = person(day.county.network, SWITCHBOARD_NUMBER, "Nightline")
    caller = day.caller(to=NIGHT_LINE)
    switchboard.rings().answers().waits(240).hears("A caller is waiting")
    switchboard.presses("1").hears("this is your code").presses("2").waits(5).is_connected_to(RESIDENT)
    (clocks,) = day.rows("select answered_at - offered_at, accepted_at - answered_at from offer")
    assert clocks[0].total_seconds() < 30
    assert clocks[1].total_seconds() > 235
    caller.hangs_up()


def test_a_switchboard_with_two_lines_takes_two_callers_at_a_time(day: Day) -> None:
    day.county.network.callee(SWITCHBOARD_NUMBER).put_through(holds=30).with_lines(2)
    first = day.caller(to=NIGHT_LINE)
    second = day.caller(SECOND, to=NIGHT_LINE)
    first.waits(90).is_connected_to(SWITCHBOARD_NUMBER)
    second.is_connected_to(SWITCHBOARD_NUMBER)
    assert day.rows("select count(*) from offer") == [(2,)]


def test_an_agent_of_a_switchboard_may_accept_on_the_page_instead(day: Day) -> None:
    nora = a_user(day.parts, "nora", organisation="nightline", groups=("night-desk",))
    olaf = a_user(day.parts, "olaf", organisation="nightline", groups=("night-desk",))
    switchboard = person(day.county.network, SWITCHBOARD_NUMBER, "Nightline")
    caller = day.caller(to=NIGHT_LINE)
    switchboard.rings().answers().waits(20)
    taken = []
    for user in (nora, olaf):
        with day.parts.database.transaction() as session:
            ((offer,),) = session.connection().exec_driver_sql("select id from offer").all()
            taken.append(accept_offer(session, offer, user, "page", day.now()))
    assert taken == [True, False]
    switchboard.waits(5).is_connected_to(RESIDENT)
    switchboard.has_heard_nothing_about("code")
    caller.hangs_up()


def test_an_agent_who_misses_a_call_is_away_and_the_next_one_has_the_caller(day: Day) -> None:
    day.planned("ann").no_answer()
    day.waits(1)
    bo = day.agent("bo")
    caller = day.caller()
    takes(bo.rings(within=60)).waits(5).is_connected_to(RESIDENT)
    assert day.rows("select state, reason from agent_presence order by since") == [
        ("away", "missed"),
        ("talking", None),
    ]
    caller.hangs_up()


def test_a_mailbox_that_answers_for_an_agent_takes_nobody(day: Day) -> None:
    day.planned("ann").voicemail()
    day.waits(1)
    bo = day.agent("bo")
    day.caller()
    takes(bo.rings(within=90)).waits(5).is_connected_to(RESIDENT)


def test_a_caller_who_hangs_up_while_a_telephone_rings_stills_it(day: Day) -> None:
    ann = day.agent("ann")
    caller = day.caller()
    ann.rings()
    caller.hangs_up()
    day.waits(5)
    ann.is_not_rung()
    assert day.rows("select state from agent_presence") == [("available",)]
    assert day.rows("select state, result from queued_call") == [("left", "hung_up")]


def test_who_accepts_a_caller_who_has_just_hung_up_hears_their_number(day: Day) -> None:
    ann = day.agent("ann")
    caller = day.caller()
    ann.rings().answers().hears("A caller is waiting")
    caller.hangs_up()
    ann.presses("1").hears("has hung up")
    ann.presses("1").hears("5 5 5")


def test_whoever_is_asked_for_once_is_led_on_when_nobody_takes_them(day: Day) -> None:
    day.planned("ann").no_answer()
    caller = day.caller(to=CLINIC)
    caller.waits(45).hears("leave a message")


def test_a_caller_who_waits_while_the_scheduler_is_dead_is_put_through_by_their_own_call(day: Day) -> None:
    ann = day.agent("ann")
    day.county.wakings.asleep = True
    day.waits(40)
    caller = day.caller()
    ann.rings(within=90).answers().hears("press 1").presses("1").waits(3).is_connected_to(RESIDENT)
    caller.waits(20).hangs_up()
    assert day.rows("select state, result from queued_call") == [("over", "dialled")]


@pytest.mark.parametrize("lost", ["before the leg", "after the provider was asked"])
def test_a_scheduler_that_dies_between_offer_and_leg_rings_nobody_twice_and_forgets_nobody(day: Day, lost: str) -> None:
    ann = day.agent("ann")
    telephony = day.parts.telephony
    place = telephony.place_call
    died: list[bool] = []

    def dies(**given: object) -> str:
        if not died:
            died.append(True)
            if lost == "after the provider was asked":
                place(**given)
            raise ConnectionError("the process was killed")
        return str(place(**given))

    telephony.place_call = dies
    caller = day.caller()
    takes(ann.rings(within=60)).waits(5).is_connected_to(RESIDENT)
    assert len(day.rows("select id from offer")) == 1
    assert len(day.county.network.callee(ann.number).legs) == 1
    caller.hangs_up()


TAPED = AGENTS.replace("telephones: own, skills: [french],", "telephones: own, skills: [french], records: yes,")


def test_a_talk_is_recorded_where_the_group_says_so_after_the_caller_was_told(
    database_url: str, tmp_path: Path
) -> None:
    with a_day(database_url, tmp_path, TAPED) as day:
        ann, caller = day.agent("ann"), day.caller()
        takes(ann.rings())
        caller.hears("This call is recorded").hears("Somebody is on the line").waits(75)
        ann.is_connected_to(RESIDENT)
        caller.hangs_up()
        day.waits(10)
        ((kind, call, seconds),) = day.rows("select kind, call_id, seconds from recording")
        assert (kind, call) == ("talk", day.rows("select id from call where parent_id is null")[0][0])
        assert seconds >= 60
        assert day.county.case().messages == []
        assert day.rows("select count(*) from outbox where kind = 'recording.fetch'") == [(1,)]


def test_the_talk_of_a_restricted_case_is_never_recorded(database_url: str, tmp_path: Path) -> None:
    with a_day(
        database_url, tmp_path, TAPED.replace("county, telephones: own}", "county, telephones: own, records: yes}")
    ) as day:
        ann = day.agent("ann", groups=("county-desk", "social-duty"))
        caller = day.caller()
        with day.parts.database.transaction() as session:
            session.execute(text("""update "case" set restricted = 'social-duty'"""))
        takes(ann.rings()).waits(5)
        caller.waits(30).hangs_up()
        day.waits(10)
        assert day.rows("select count(*) from offer where accepted_at is not null") == [(1,)]
        assert day.rows("select count(*) from recording") == [(0,)]
