"""Dial: ringing people, whispers, declining, voicemail, and who is told what (twilio.md section 4)."""

import pytest

from ivr.simulator.calls import Call
from ivr.simulator.network import Network
from ivr.simulator.quirks import Quirks
from ivr.simulator.script import Target
from tests.ivr.simulator.county import CALLER, HOST, LINE, ROADS, WATER, County, heard, network_of, ring, say

NUMBER = (
    '<Number url="/whisper" statusCallback="/status/leg" '
    f'statusCallbackEvent="initiated ringing answered completed">{WATER}</Number>'
)
DIAL = f'<Dial action="/dialled" timeout="20" callerId="{LINE}">{NUMBER}</Dial>'
WHISPER = f'<Gather action="/accept" numDigits="1">{say("A burst pipe. Press 1 to accept.")}</Gather><Hangup/>'


def accept(form: dict[str, str]) -> str:
    return "" if form["Digits"] == "1" else "<Hangup/>"


def county_with(dial: str = DIAL) -> County:
    return County({"/voice": dial, "/dialled": say("Goodbye."), "/whisper": WHISPER, "/accept": accept})


def rung(dial: str = DIAL, quirks: Quirks | None = None) -> tuple[County, Network]:
    county = county_with(dial)
    return county, network_of(county, quirks=quirks)


def child_of(network: Network, call: Call) -> Call:
    return next(other for other in network.calls() if other.leg.parent is call.leg)


def test_a_callee_who_accepts_is_joined_with_the_caller() -> None:
    county, network = rung()
    network.callee(WATER).answers_and_presses("1", after=10)
    call = ring(network).wait(9)
    assert (call.doing, call.connected_to) == ("dialling", None)
    call.wait(10)
    assert (call.doing, call.connected_to) == ("talking", WATER)
    child = child_of(network, call)
    assert heard(child) == ["A burst pipe. Press 1 to accept."]
    whispered = county.posted("/whisper")[0]
    assert whispered["CallSid"] == child.sid
    assert whispered["ParentCallSid"] == call.sid
    assert whispered["Direction"] == "outbound-dial"
    assert (whispered["From"], whispered["To"], whispered["CallStatus"]) == (LINE, WATER, "in-progress")


def test_the_action_is_told_how_the_talk_ended() -> None:
    county, network = rung()
    network.callee(WATER).answers_and_presses("1", after=4, thinks=1).hangs_up_after(61)
    call = ring(network).wait(70)
    got = county.posted("/dialled")[0]
    assert (got["DialCallStatus"], got["DialBridged"], got["DialCallDuration"]) == ("completed", "true", "61")
    assert got["DialCallSid"] == child_of(network, call).sid
    assert heard(call) == ["Goodbye."]


FATES = {
    "busy": ("busy", "busy"),
    "declines": ("busy", "busy"),
    "no-answer": ("no-answer", "no-answer"),
    "unallocated": ("failed", "failed"),
    "voicemail": ("completed", "completed"),
    "switchboard": ("completed", "completed"),
    "answers-silently": ("completed", "completed"),
}


@pytest.mark.parametrize(("behaviour", "fate"), FATES.items(), ids=FATES.keys())
def test_a_callee_who_is_not_joined(behaviour: str, fate: tuple[str, str]) -> None:
    county, network = rung()
    network.callee(WATER).behave(behaviour)
    call = ring(network).wait(40)
    got = county.posted("/dialled")[0]
    assert (got["DialCallStatus"], child_of(network, call).status) == fate
    assert got["DialBridged"] == "false"
    assert heard(call) == ["Goodbye."]


def test_a_callee_who_presses_another_key_is_not_joined() -> None:
    county, network = rung(quirks=Quirks(declined_whisper="no-answer"))
    network.callee(WATER).answers_and_presses("2")
    ring(network).wait(10)
    got = county.posted("/dialled")[0]
    assert (got["DialCallStatus"], got["DialBridged"]) == ("no-answer", "false")


def test_the_provider_rings_five_seconds_longer_than_asked() -> None:
    county, network = rung()
    call = ring(network).wait(24.9)
    assert call.doing == "dialling"
    call.wait(0.2)
    assert county.posted("/dialled")[0]["DialCallStatus"] == "no-answer"


def test_the_legs_own_callbacks_come_in_order_with_its_parent() -> None:
    county, network = rung()
    network.callee(WATER).answers_and_presses("1").hangs_up_after(30)
    call = ring(network).wait(40)
    told = county.posted("/status/leg")
    assert [form["CallStatus"] for form in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in told] == ["0", "1", "2", "3"]
    assert {form["ParentCallSid"] for form in told} == {call.sid}
    assert ["CallDuration" in form for form in told] == [False, False, False, True]
    assert told[3]["CallDuration"] == "30"


def test_a_leg_that_was_busy_is_reported_completed_with_its_status() -> None:
    county, network = rung()
    network.callee(WATER).busy()
    ring(network).wait(5)
    assert [form["CallStatus"] for form in county.posted("/status/leg")] == ["initiated", "ringing", "busy"]


def test_without_an_action_the_next_verb_follows() -> None:
    _, network = rung(f'<Dial callerId="{LINE}">{WATER}</Dial>' + say("Nobody was there."))
    network.callee(WATER).busy()
    assert heard(ring(network).wait(5)) == ["Nobody was there."]


def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing() -> None:
    county, network = rung()
    call = ring(network).wait(5).hang_up()
    assert child_of(network, call).status == "canceled"
    got = county.posted("/dialled")[0]
    assert (got["DialCallStatus"], got["DialBridged"], got["CallStatus"]) == ("canceled", "false", "completed")
    assert heard(call) == []


def test_a_caller_who_hangs_up_in_the_talk_ends_it() -> None:
    county, network = rung()
    network.callee(WATER).answers_and_presses("1")
    call = ring(network).wait(20).hang_up()
    assert child_of(network, call).status == "completed"
    assert county.posted("/dialled")[0]["DialBridged"] == "true"


def test_the_first_to_answer_stops_the_others() -> None:
    both = f'<Dial action="/dialled" callerId="{LINE}">{NUMBER}<Number>{ROADS}</Number></Dial>'
    _, network = rung(both)
    network.callee(WATER).answers_and_presses("1", after=8)
    network.callee(ROADS).answers(after=3)
    call = ring(network).wait(20)
    assert call.connected_to == ROADS
    assert [leg.status for leg in network.calls()] == ["in-progress", "canceled", "in-progress"]


def test_whispers_may_race_and_the_first_to_accept_is_joined() -> None:
    both = f'<Dial callerId="{LINE}">{NUMBER}<Number url="/whisper">{ROADS}</Number></Dial>'
    _, network = rung(both, quirks=Quirks(whispers_race=True))
    network.callee(WATER).answers(after=1)
    network.callee(ROADS).answers_and_presses("1", after=2)
    call = ring(network).wait(6)
    assert call.connected_to == ROADS
    assert [leg.status for leg in network.calls()] == ["in-progress", "completed", "in-progress"]


def test_one_after_another_the_second_rings_when_the_first_will_not() -> None:
    both = f'<Dial sequential="true" callerId="{LINE}"><Number>{WATER}</Number><Number>{ROADS}</Number></Dial>'
    _, network = rung(both)
    network.callee(WATER).declines(after=3)
    network.callee(ROADS).answers(after=3)
    call = ring(network).wait(2)
    assert len(network.calls()) == 2
    assert call.wait(5).connected_to == ROADS


def test_by_hand_a_person_answers_accepts_talks_and_hangs_up() -> None:
    county, network = rung()
    water = network.callee(WATER).by_hand()
    call = ring(network).wait(15)
    water.answer()
    network.wait(1)
    water.press("1")
    water.say("I am on my way.")
    assert call.transcript[-1].who == "callee"
    assert call.transcript[-1].what == "I am on my way."
    call.say("Thank you.")
    assert water.leg is not None
    assert water.leg.transcript[-1].what == "Thank you."
    water.hang_up()
    assert county.posted("/dialled")[0]["DialCallStatus"] == "completed"


@pytest.mark.parametrize(
    ("number", "code"),
    [("911", 13225), ("411", 13225), ("+1311", 13225), ("the mayor", 13224), ("+1555", 13224)],
)
def test_some_numbers_cannot_be_dialled(number: str, code: int) -> None:
    county, network = rung(f'<Dial callerId="{LINE}">{number}</Dial>')
    ring(network)
    assert county.posted("/fallback")[0]["ErrorCode"] == str(code)


def test_a_number_may_be_written_as_people_do() -> None:
    _, network = rung(f'<Dial callerId="{LINE}">(519) 555-0150</Dial>')
    assert child_of(network, ring(network)).leg.to == WATER


@pytest.mark.parametrize(
    ("caller", "caller_id", "allowed"),
    [
        (CALLER, "", True),
        (CALLER, f'callerId="{LINE}"', True),
        (CALLER, f'callerId="{CALLER}"', True),
        (CALLER, 'callerId="+15195550177"', False),
        ("anonymous", "", False),
        ("anonymous", f'callerId="{LINE}"', True),
        ("sip:a@b.example", "", False),
    ],
)
def test_only_own_numbers_and_the_callers_may_be_shown(caller: str, caller_id: str, allowed: bool) -> None:
    county, network = rung(f"<Dial {caller_id}>{WATER}</Dial>")
    network.dial(from_=caller, to=LINE)
    errors = [form["ErrorCode"] for form in county.posted("/fallback")]
    assert errors == ([] if allowed else ["13214"])


def test_a_whisper_may_not_dial() -> None:
    county, network = rung()
    county.pages["/whisper"] = f'<Dial callerId="{LINE}">{ROADS}</Dial>'
    network.callee(WATER).answers(after=1)
    ring(network).wait(2)
    assert [event.data["code"] for event in network.events() if event.kind == "error"] == [13201]


def test_a_star_ends_the_talk_when_the_document_says_so() -> None:
    _, network = rung(DIAL.replace("<Dial", '<Dial hangupOnStar="true"'))
    network.callee(WATER).answers_and_presses("1")
    call = ring(network).wait(20).press("1")
    assert call.doing == "talking"
    assert heard(call.press("*")) == ["Goodbye."]
    assert child_of(network, call).status == "completed"


def test_a_talk_ends_at_its_longest() -> None:
    _, network = rung(f'<Dial timeLimit="60" callerId="{LINE}">{WATER}</Dial>' + say("Time is up."))
    network.callee(WATER).answers(after=1)
    assert heard(ring(network).wait(62)) == ["Time is up."]


def test_a_recorded_talk_names_its_recording() -> None:
    county, network = rung(DIAL.replace("<Dial", '<Dial record="record-from-answer"'))
    network.callee(WATER).answers_and_presses("1").hangs_up_after(20)
    ring(network).wait(40)
    (sid,) = network.recordings
    assert county.posted("/dialled")[0]["RecordingUrl"].endswith(sid)


def test_a_call_answered_only_by_the_callee_lasts_from_then() -> None:
    _, network = rung(f'<Dial answerOnBridge="true" callerId="{LINE}">{WATER}</Dial>')
    network.callee(WATER).answers(after=10).hangs_up_after(5)
    call = ring(network).wait(5)
    assert call.status == "ringing"
    assert call.wait(20).leg.duration() == 5


def test_redirecting_the_caller_hangs_the_callee_up_and_asks_no_action() -> None:
    county, network = rung()
    county.pages["/other"] = say("Elsewhere.")
    network.callee(WATER).answers_and_presses("1")
    call = ring(network).wait(20)
    network.redirect(call.sid, Target(f"{HOST}/other"))
    assert heard(call) == ["Elsewhere."]
    assert child_of(network, call).status == "completed"
    assert county.posted("/dialled") == []


def test_redirecting_the_callee_lets_the_caller_go_on() -> None:
    county, network = rung()
    county.pages["/other"] = say("Elsewhere.")
    network.callee(WATER).answers_and_presses("1")
    call = ring(network).wait(20)
    child = child_of(network, call)
    network.redirect(child.sid, Target(f"{HOST}/other"))
    assert heard(child)[-1] == "Elsewhere."
    assert heard(call) == ["Goodbye."]
    assert "DialCallDuration" not in county.posted("/dialled")[0]


def rings_back(number: str, caller_id: str = LINE) -> str:
    return (
        f'<Dial action="/dialled" callerId="{caller_id}"><Number statusCallback="/status/leg">{number}</Number></Dial>'
    )


def test_somebody_rung_over_rest_may_ring_the_caller_back() -> None:
    county, network = rung(rings_back(CALLER))
    network.callee(WATER).answers(after=1)
    network.callee(CALLER).answers(after=3).hangs_up_after(30)
    water = network.ring_out(from_=LINE, to=WATER, first=Target(f"{HOST}/voice"))
    network.wait(10)
    assert (water.connected_to, child_of(network, water).connected_to) == (CALLER, WATER)
    network.wait(30)
    got = county.posted("/dialled")[0]
    assert (got["DialCallStatus"], got["DialBridged"], got["DialCallDuration"]) == ("completed", "true", "30")
    assert (got["CallSid"], got["Direction"]) == (water.sid, "outbound-api")
    assert [form["ParentCallSid"] for form in county.posted("/status/leg")] == [water.sid]


def test_somebody_rung_over_rest_may_show_only_an_own_number() -> None:
    _, network = rung(rings_back(CALLER, WATER))
    network.callee(WATER).answers(after=1)
    network.ring_out(from_=LINE, to=WATER, first=Target(f"{HOST}/voice"))
    network.wait(2)
    errors = [event.data["code"] for event in network.events() if event.kind == "error"]
    assert errors == [13214]


def test_both_of_a_talk_can_see_with_whom_they_talk() -> None:
    _, network = rung()
    network.callee(WATER).answers_and_presses("1").hangs_up_after(30)
    call = ring(network).wait(60)
    seen = [
        [line.what for line in each.transcript if line.who == "network"] for each in (call, child_of(network, call))
    ]
    assert seen == [
        [f"joined with {WATER}", f"parted from {WATER}"],
        [f"joined with {CALLER}", f"parted from {CALLER}"],
    ]
