"""Promise 1: one call, one case."""

import pytest

from ivr.simulator.faults import Faults
from tests.support.county import County


def test_a_burst_pipe_at_night_is_led_to_the_person_on_duty_and_is_one_case(long_point: County) -> None:
    long_point.network.callee(long_point.people["cy"]).behave("accepts")
    caller = long_point.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?").says("12 Main Street").presses("1")
    caller.waits(20).is_connected_to(long_point.people["cy"]).waits(60).hangs_up()
    case = long_point.case()
    assert (case.service, case.priority, case.location) == ("water-main-break", "emergency", "12 Main Street")
    assert case.disposition == "talked"
    assert case.closed_at is None or case.status in ("closed", "resolved")


def test_a_caller_who_hangs_up_during_the_first_words_is_a_case_marked_abandoned(long_point: County) -> None:
    long_point.phone().hangs_up()
    case = long_point.case()
    assert (case.kind, case.disposition) == ("abandoned", "abandoned")


BAD_DAYS = [
    ("every webhook twice", Faults(repeats=2)),
    ("every webhook five times at once", Faults(repeats=5, concurrently=True)),
    ("the ends late, reversed and thrice", Faults(repeats=3, status_late=3, status_order="reversed")),
    ("the ends very late and twice", Faults(repeats=2, status_late=600)),
]


@pytest.mark.parametrize("faults", [row[1] for row in BAD_DAYS], ids=[row[0] for row in BAD_DAYS])
def test_a_bad_line_changes_nothing_for_who_calls_and_who_is_rung(long_point: County, faults: Faults) -> None:
    differed: list[str] = []
    webhooks = long_point.network.exchange.webhooks
    webhooks.faults, webhooks.differed = faults, differed.append
    long_point.network.callee(long_point.people["cy"]).behave("accepts")
    caller = long_point.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?").says("12 Main Street").hears("running onto the road").presses("1")
    caller.waits(30).is_connected_to(long_point.people["cy"]).waits(60).hangs_up()
    long_point.network.wait(1000)
    case = long_point.case()
    assert (case.service, case.priority, case.location) == ("water-main-break", "emergency", "12 Main Street")
    assert (case.disposition, case.ending) == ("talked", "completed")
    assert differed == []


def test_an_answer_that_gets_lost_leads_to_the_fallback_person_and_stays_one_case(long_point: County) -> None:
    manager = long_point.parts.snapshot().lines[0].numbers[0]
    long_point.network.callee(manager).behave("accepts")
    caller = long_point.phone().presses("1").hears("burst water pipe")
    long_point.network.exchange.webhooks.faults = Faults(
        loses_answer=lambda url: "/turn/" in url and url.partition("?")[0].endswith("/2")
    )
    caller.presses("2").hears("Something has gone wrong").waits(40).is_connected_to(manager).waits(20).hangs_up()
    case = long_point.case()
    assert case.disposition == "talked"
    assert long_point.kinds().count("fault") == 1


def test_a_person_who_declines_or_has_a_mailbox_has_not_talked(long_point: County) -> None:
    for person in long_point.people.values():
        long_point.network.callee(person).behave("voicemail")
    caller = long_point.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?").says("12 Main Street").presses("1").waits(240).hangs_up()
    case = long_point.case()
    assert case.disposition != "talked"
    assert case.talk_seconds == 0
    assert case.first_answer_at is None
    assert case.priority == "emergency"
    assert case.status == "new"
