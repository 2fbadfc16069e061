"""A call from first ring to last callback."""

import pytest

from ivr.simulator.errors import ControlRefused
from tests.ivr.simulator.county import ACCOUNT, CALLER, LINE, County, heard, network_of, ring, say

MENU = f'<Gather action="/chosen" numDigits="1">{say("For water, press 1.")}</Gather>{say("Nothing came.")}'


def test_a_call_hears_presses_and_hears_the_answer() -> None:
    county = County({"/voice": say("Welcome.") + MENU, "/chosen": say("Water it is.")})
    call = ring(network_of(county))
    assert call.listen("press 1")
    call.press("1")
    assert heard(call) == ["Welcome.", "For water, press 1.", "Water it is."]
    assert county.posted("/chosen")[0]["Digits"] == "1"
    call.wait(10)
    assert call.status == "completed"


def test_the_first_request_carries_the_standard_parameters() -> None:
    county = County({"/voice": "<Hangup/>"})
    call = ring(network_of(county), StirVerstat="TN-Validation-Passed-A", CallerName="J DOE")
    form = county.posted("/voice")[0]
    expected = {
        "CallSid": call.sid, "AccountSid": ACCOUNT, "From": CALLER, "To": LINE, "Caller": CALLER, "Called": LINE,
        "CallStatus": "ringing", "Direction": "inbound", "ApiVersion": "2010-04-01", "FromCountry": "CA",
        "StirVerstat": "TN-Validation-Passed-A", "CallerName": "J DOE", "RcsCapability": "unknown",
    }  # fmt: skip
    assert {name: form[name] for name in expected} == expected
    assert len(call.sid) == 34
    assert "ParentCallSid" not in form


def test_later_requests_say_that_the_call_is_in_progress() -> None:
    county = County({"/voice": MENU, "/chosen": "<Hangup/>"})
    ring(network_of(county)).press("1")
    assert county.posted("/chosen")[0]["CallStatus"] == "in-progress"


def test_the_end_of_a_call_is_posted_with_its_duration() -> None:
    county = County({"/voice": '<Pause length="0"/>' + say("x" * 150)})
    call = ring(network_of(county))
    call.wait(30)
    status = county.posted("/status")
    assert [form["CallStatus"] for form in status] == ["completed"]
    assert status[0]["CallDuration"] == "10"
    assert status[0]["Duration"] == "1"
    assert status[0]["SequenceNumber"] == "0"
    assert status[0]["CallbackSource"] == "call-progress-events"
    assert status[0]["Timestamp"] == "Sat, 26 Dec 2026 07:15:10 +0000"
    assert status[0]["CallSid"] == call.sid


def test_hanging_up_in_the_first_prompt_ends_the_call_at_once() -> None:
    county = County({"/voice": MENU})
    call = ring(network_of(county)).wait(1).hang_up()
    assert call.status == "completed"
    assert [form["CallDuration"] for form in county.posted("/status")] == ["1"]
    assert call.hang_up().status == "completed"
    assert len(county.posted("/status")) == 1


@pytest.mark.parametrize(
    "caller",
    ["anonymous", "+266696687", "7378742833", "sip:desk@county.example", "", "Restricted"],
    ids=["withheld", "keypad spelling", "no plus", "sip", "empty", "word"],
)
def test_any_caller_number_is_passed_on_as_it_is(caller: str) -> None:
    county = County({"/voice": "<Hangup/>"})
    network_of(county).dial(from_=caller, to=LINE)
    assert county.posted("/voice")[0]["From"] == caller


def test_what_cannot_be_done_is_refused_with_a_reason() -> None:
    network = network_of(County({"/voice": "<Hangup/>"}))
    with pytest.raises(ControlRefused, match="no number of this network"):
        network.dial(from_=CALLER, to="+15195550199")
    with pytest.raises(ControlRefused, match="has ended"):
        ring(network).press("1")
    with pytest.raises(ControlRefused, match="key pad"):
        ring(network_of(County({"/voice": MENU}))).press("A")


def test_events_tell_the_story_in_order_and_are_asked_for_from_a_number_on() -> None:
    network = network_of(County({"/voice": MENU, "/chosen": say("Yes.")}))
    ring(network).wait(2).press("1").wait(5)
    events = network.events()
    assert [event.kind for event in events] == [
        "call.started", "webhook", "call.answered", "heard", "listening", "pressed", "webhook", "heard", "call.ended",
        "webhook",
    ]  # fmt: skip
    assert [event.seq for event in events] == list(range(1, 11))
    assert network.events(after=8) == events[8:]


def test_skipping_goes_to_what_happens_next() -> None:
    network = network_of(County({"/voice": MENU}))
    ring(network)
    assert network.skip() == pytest.approx(19 / 15)
    assert network.skip() == 5
    assert network.events()[-1].data["text"] == "Nothing came."


def test_the_same_seed_makes_the_same_identifiers() -> None:
    pages = County({"/voice": "<Hangup/>"})
    assert ring(network_of(pages)).sid == ring(network_of(pages)).sid


def test_a_reset_forgets_calls_and_keeps_numbers() -> None:
    network = network_of(County({"/voice": MENU}))
    ring(network)
    before = network.events()[-1].seq
    network.reset()
    assert network.calls() == []
    assert [event.kind for event in network.events()] == ["reset"]
    assert network.events()[0].seq > before
    assert ring(network).status == "in-progress"
