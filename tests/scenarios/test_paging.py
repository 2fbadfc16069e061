"""A night emergency from the key pad to the person who accepts it: everybody is rung, texted and answered for by the
whole service, over the telephones of the county."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from ivr.simulator.called import Answerer
from ivr.simulator.story import Caller
from tests.support.county import RESIDENT, County
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


def test_who_declines_is_followed_by_the_next_at_once(working: County) -> None:
    person = working.person(PRIMARY)
    a_burst_pipe(working)
    person.rings().answers().hears("press 1").presses("1").hears("To decline").presses("2").hears("somebody else")
    working.network.wait(4)
    assert ("cy", "declined") in results(working)
    working.person(PRIMARY).rings(within=5)


def test_who_is_cut_off_before_talking_is_rung_again_at_once(working: County) -> None:
    """The telephone goes dead in the moment of accepting: the caller still waits."""
    person = working.person(PRIMARY)
    caller = a_burst_pipe(working)
    person.rings().answers().hears("press 1").presses("1").hears("To accept").presses("1").hangs_up()
    takes(person.rings(within=15))
    person.waits(15).is_connected_to(RESIDENT)
    caller.hangs_up()
    assert [what for (what,) in rows(working, "select what from emergency_event")].count("dropped") == 1


def test_from_the_raising_key_to_the_first_ringing_telephone_it_takes_two_seconds_at_most(working: County) -> None:
    working.callee(PRIMARY).no_answer()
    a_burst_pipe(working).waits(3)
    took = "select min(placed_at) - (select raised_at from emergency) < interval '2 seconds' from attempt"
    assert rows(working, took) == [(True,)]
