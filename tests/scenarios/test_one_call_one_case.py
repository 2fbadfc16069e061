"""Promise 1: one call, one case."""

from tests.support.county import County


def test_a_burst_pipe_at_night_is_led_to_the_person_on_duty_and_is_one_case(long_point: County) -> None:
    long_point.network.callee(long_point.people["ann"]).behave("accepts")
    caller = long_point.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?").says("12 Main Street").presses("1")
    caller.waits(20).is_connected_to(long_point.people["ann"]).waits(60).hangs_up()
    case = long_point.case()
    assert (case.service, case.priority, case.location) == ("water-main-break", "emergency", "12 Main Street")
    assert case.disposition == "talked"
    assert case.closed_at is None or case.status in ("closed", "resolved")


def test_a_caller_who_hangs_up_during_the_first_words_is_a_case_marked_abandoned(long_point: County) -> None:
    long_point.phone().hangs_up()
    case = long_point.case()
    assert (case.kind, case.disposition) == ("abandoned", "abandoned")
