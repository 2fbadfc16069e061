"""Bad days of the line between provider and web server."""

import threading

from ivr.simulator.faults import Faults
from tests.ivr.simulator.county import County, network_of, ring, say

MENU = f'<Gather action="/chosen" numDigits="1">{say("Press 1.")}</Gather>'


def test_every_webhook_can_come_several_times_with_the_same_token() -> None:
    county = County({"/voice": MENU, "/chosen": "<Hangup/>"})
    ring(network_of(county, faults=Faults(repeats=3))).press("1")
    assert [path for path, _ in county.posts] == ["/voice"] * 3 + ["/chosen"] * 3 + ["/status"] * 3
    assert len(set(county.tokens)) == 3


def test_repetitions_can_come_at_once() -> None:
    together = threading.Barrier(5, timeout=10)
    county = County({"/voice": lambda _form: str(together.wait() or "") and "<Hangup/>"})
    network = network_of(county, faults=Faults(repeats=5, concurrently=True))
    network.numbers["+15195550100"].status_callback = ""
    assert ring(network).status == "completed"
    assert len(county.posted("/voice")) == 5


def test_repetitions_that_are_answered_differently_are_noticed() -> None:
    answers = iter([say("One."), say("Two.")])
    network = network_of(County({"/voice": lambda _form: next(answers)}), faults=Faults(repeats=2))
    ring(network)
    assert [event.data for event in network.events() if event.kind == "webhook.differed"] == [{"path": "/voice"}]


def test_a_late_first_webhook_comes_after_the_end_of_the_call() -> None:
    county = County({"/voice": MENU})
    call = ring(network_of(county, faults=Faults(delay=2))).wait(1).hang_up()
    assert [path for path, _ in county.posts] == ["/status"]
    call.wait(1)
    assert [path for path, _ in county.posts] == ["/status", "/voice"]
    assert call.status == "no-answer"


def test_status_callbacks_can_come_in_reverse() -> None:
    dial = '<Dial callerId="+15195550100"><Number statusCallback="/status/leg" statusCallbackEvent="initiated ringing '
    county = County({"/voice": dial + 'answered completed">+15195550150</Number></Dial>'})
    network = network_of(county, faults=Faults(status_order="reversed"))
    network.callee("+15195550150").busy()
    ring(network).wait(5)
    assert [form["CallStatus"] for form in county.posted("/status/leg")] == ["ringing", "initiated", "busy"]


def test_status_callbacks_can_come_late() -> None:
    county = County({"/voice": "<Hangup/>"})
    network = network_of(county, faults=Faults(status_late=30))
    ring(network).wait(29)
    assert county.posted("/status") == []
    network.wait(1)
    assert len(county.posted("/status")) == 1


def test_an_answer_lost_while_the_caller_waits_reaches_the_server_once() -> None:
    county = County({"/voice": MENU, "/chosen": say("Yes."), "/fallback": say("Sorry.")})
    lost = Faults(loses_answer=lambda url: url.endswith("/chosen"))
    call = ring(network_of(county, faults=lost)).press("1")
    assert [path for path, _ in county.posts] == ["/voice", "/chosen", "/fallback"]
    assert call.transcript[-1].what == "Sorry."
