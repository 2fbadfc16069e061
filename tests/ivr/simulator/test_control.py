"""The control API, through its client and on the wire."""

import threading
from datetime import timedelta

import pytest
import requests

from ivr.errors import ProviderGone
from ivr.simulator.client import TelephoneClient
from ivr.simulator.errors import ControlRefused
from tests.ivr.simulator.conftest import Stage
from tests.ivr.simulator.county import CALLER, LINE, NIGHT, WATER, say

MENU = f'<Gather action="/chosen" numDigits="1">{say("Press 1.")}</Gather>'


def test_a_call_over_the_wire(stage: Stage) -> None:
    stage.county.pages.update({"/voice": MENU, "/chosen": say("Water it is.")})
    call = stage.client.dial(from_=CALLER, to=LINE, extras={"CallerName": "J DOE"})
    call.press("1")
    assert [line.what for line in call.transcript] == ["Press 1.", "1", "Water it is."]
    assert stage.county.posted("/voice")[0]["CallerName"] == "J DOE"
    assert call.wait(5).status == "completed"
    assert [one["sid"] for one in stage.client.calls()] == [call.sid]
    assert stage.client.numbers() == [{"number": LINE, "name": LINE}]


def test_an_answer_comes_after_the_webhooks_it_caused(stage: Stage) -> None:
    never = threading.Event()

    def slow(_form: dict[str, str]) -> str:
        never.wait(0.05)
        return MENU

    stage.county.pages["/voice"] = slow
    assert stage.client.dial(from_=CALLER, to=LINE).doing == "speaking"


def test_an_error_nobody_foresaw_is_told_and_leads_to_the_fallback(stage: Stage) -> None:
    def voice(_form: dict[str, str]) -> str:
        raise ZeroDivisionError

    stage.county.pages.update({"/voice": voice, "/fallback": say("One moment.")})
    call = stage.client.dial(from_=CALLER, to=LINE)
    assert call.listen("one moment")
    (error,) = [event for event in stage.client.events() if event["kind"] == "error"]
    assert "ZeroDivisionError" in error["data"]["sentence"]


def test_a_viewer_waits_for_the_next_event(stage: Stage) -> None:
    stage.county.pages["/voice"] = MENU
    call = stage.client.dial(from_=CALLER, to=LINE)
    last = stage.client.events()[-1]["seq"]
    seen: list[str] = []
    other = TelephoneClient(stage.served.url)
    viewer = threading.Thread(target=lambda: seen.extend(e["kind"] for e in other.events(after=last, wait=20)))
    viewer.start()
    call.hang_up()
    viewer.join(10)
    assert seen[0] == "call.ended"


def test_a_viewer_with_nothing_to_see_is_answered_in_time(stage: Stage) -> None:
    assert stage.client.events(after=99, wait=0.05) == []


def test_a_telephone_is_described_and_led_by_hand(stage: Stage) -> None:
    stage.county.pages["/voice"] = f'<Dial callerId="{LINE}">{WATER}</Dial>'
    water = stage.client.callee(WATER).behave("by-hand")
    call = stage.client.dial(from_=CALLER, to=LINE)
    water.answer()
    assert call.connected_to == WATER
    water.say("Hello?")
    assert call.transcript[-1].what == "Hello?"
    water.hang_up()
    assert call.status == "completed"
    assert stage.client.callees()[0]["plan"] == "by-hand"


def test_a_telephone_behaves_as_planned(stage: Stage) -> None:
    stage.county.pages["/voice"] = f'<Dial callerId="{LINE}">{WATER}</Dial>'
    stage.client.callee(WATER).behave("answers", after=2).hangs_up_after(10)
    call = stage.client.dial(from_=CALLER, to=LINE)
    stage.client.wait(3)
    assert call.connected_to == WATER
    stage.client.wait(10)
    assert call.status == "completed"


def test_a_telephone_is_left_to_its_mailbox_which_keeps_what_is_said(stage: Stage) -> None:
    stage.county.pages["/voice"] = f'<Dial callerId="{LINE}"><Number url="/whisper">{WATER}</Number></Dial>'
    stage.county.pages["/whisper"] = say("A call about water.")
    water = stage.client.callee(WATER).by_hand()
    stage.client.dial(from_=CALLER, to=LINE)
    water.let_mailbox_answer()
    stage.client.wait(1)
    assert stage.client.get(f"/callees/{WATER}")["recorded"] == ["A call about water."]


def test_a_person_gets_texts_and_sends_them(stage: Stage) -> None:
    stage.network.numbers[LINE].sms_url = "https://county.example/messages"
    stage.county.pages["/messages"] = "<Message>Ann has it.</Message>"
    water = stage.client.callee(WATER).texts_back("TAKE 1234")
    water.text("WHO", to=LINE)
    stage.client.wait(3)
    assert [text["body"] for text in water.texts] == ["Ann has it."]
    stage.client.wait(15)
    assert [form["Body"] for form in stage.county.posted("/messages")] == ["WHO", "TAKE 1234"]


def test_what_becomes_of_texts_to_a_telephone_can_be_set(stage: Stage) -> None:
    stage.client.post(f"/callees/{WATER}", texts="failed")
    stage.network.texting.send(stage.network.numbers[LINE], WATER, "Hello")
    stage.client.wait(3)
    assert [text["status"] for text in stage.client.texts()] == ["failed"]


def test_the_clock_is_stepped_and_skipped(stage: Stage) -> None:
    stage.county.pages["/voice"] = MENU
    stage.client.wait(60)
    assert stage.client.now() == NIGHT + timedelta(seconds=60)
    stage.client.dial(from_=CALLER, to=LINE)
    assert stage.client.skip() == pytest.approx(8 / 15)
    with pytest.raises(ControlRefused, match="stands still"):
        stage.client.pause()


def test_the_clock_travels_when_nobody_is_on_the_telephone(stage: Stage) -> None:
    stage.county.pages["/voice"] = MENU
    long_ago = NIGHT - timedelta(days=100)
    stage.client.travel(long_ago)
    assert stage.client.now() == long_ago
    call = stage.client.dial(from_=CALLER, to=LINE)
    with pytest.raises(ControlRefused, match="hang up before"):
        stage.client.travel(NIGHT)
    call.hang_up()
    stage.client.travel(NIGHT)
    assert stage.client.now() == NIGHT


def test_texts_come_and_go(stage: Stage) -> None:
    stage.network.numbers[LINE].sms_url = "https://county.example/messages"
    stage.county.pages["/messages"] = "<Message>Noted.</Message>"
    stage.client.text_in(from_=CALLER, to=LINE, body="A dog is loose")
    assert [text["body"] for text in stage.client.texts()] == ["A dog is loose", "Noted."]


def test_a_reset_forgets(stage: Stage) -> None:
    stage.county.pages["/voice"] = MENU
    stage.client.dial(from_=CALLER, to=LINE)
    stage.client.reset()
    assert stage.client.calls() == []
    assert stage.client.health()["calls"] == 0


REFUSED = {
    "another's number": ("/calls", {"from": CALLER, "to": "+15195550199"}, "no number of this network"),
    "no number": ("/calls", {"from": CALLER}, "to is missing"),
    "no such call": ("/calls/CA1/press", {"keys": "1"}, "no call CA1"),
    "no such behaviour": (f"/callees/{WATER}", {"behaviour": "sings"}, "no behaviour sings"),
    "no such fate of texts": (f"/callees/{WATER}", {"texts": "eaten"}, "Texts cannot be eaten"),
    "no such deed": (f"/callees/{WATER}/sing", {}, "cannot sing"),
    "a text to another's number": (f"/callees/{WATER}/text", {"to": CALLER, "body": "x"}, "no number of this network"),
    "a telephone at rest": (f"/callees/{WATER}/answer", {}, "is not being rung"),
    "a clock that goes back": ("/clock", {"do": "step", "seconds": -1}, "0 or more"),
    "a journey to nowhere": ("/clock", {"do": "travel", "to": "soon"}, "not an instant"),
    "a journey without a zone": ("/clock", {"do": "travel", "to": "2026-12-26T02:15"}, "has no zone"),
    "an unknown wish to the clock": ("/clock", {"do": "rewind"}, "cannot rewind"),
}


@pytest.mark.parametrize(("path", "body", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_done_is_said_in_a_sentence(
    stage: Stage, path: str, body: dict[str, object], sentence: str
) -> None:
    answer = requests.post(f"{stage.served.url}/network{path}", json=body, timeout=5)
    assert answer.status_code == 409
    assert sentence in answer.json()["error"]


def test_nonsense_is_refused_politely(stage: Stage) -> None:
    url = f"{stage.served.url}/network"
    assert requests.post(f"{url}/calls", data=b"{", timeout=5).status_code == 409
    assert requests.get(f"{url}/nothing", timeout=5).status_code == 404
    assert requests.delete(f"{url}/calls", timeout=5).status_code == 405


def test_a_network_that_is_not_there_is_told() -> None:
    with pytest.raises(ProviderGone, match="does not answer"):
        TelephoneClient("http://127.0.0.1:9").health()
