"""What the people who are rung do by themselves, and what the provider believes has answered."""

import pytest

from ivr.simulator.callees import BEHAVIOURS
from ivr.simulator.calls import Call
from ivr.simulator.errors import ControlRefused
from ivr.simulator.legs import Detection, StatusHook
from ivr.simulator.network import Network
from ivr.simulator.plans import FULL, GREETING
from ivr.simulator.script import Target
from tests.ivr.simulator.county import CALLER, HOST, LINE, WATER, County, heard, network_of, ring, say

ASK = f'<Gather action="/key" numDigits="1" timeout="4">{say("A call about water.")}</Gather>'
PAGE = ASK + "<Redirect>/page</Redirect>"
AMD = "/status/machine"


def paged() -> tuple[County, Network]:
    county = County(
        {"/page": PAGE, "/key": lambda form: say(f"You pressed {form['Digits']}.") + "<Pause length='600'/>"}
    )
    return county, network_of(county)


def place(network: Network, to_the_end: bool = True, url: str = HOST + AMD) -> Call:
    first, detection = Target(f"{HOST}/page"), Detection(to_the_end, url)
    return network.ring_out(from_=LINE, to=WATER, first=first, detection=detection)


FATES = {
    "accepts": ("in-progress", "1"),
    "accepts-slowly": ("in-progress", "1"),
    "accepts-late": ("in-progress", "1"),
    "declines-by-key": ("in-progress", "2"),
    "put-through": ("in-progress", "1"),
    "answers-silently": ("in-progress", None),
    "switchboard": ("in-progress", None),
    "voicemail": ("completed", None),
    "mailbox-full": ("completed", None),
    "hangs-up": ("completed", None),
    "declines": ("busy", None),
    "busy": ("busy", None),
    "no-answer": ("no-answer", None),
    "unallocated": ("failed", None),
    "by-hand": ("no-answer", None),
}


@pytest.mark.parametrize(("behaviour", "fate"), FATES.items(), ids=FATES.keys())
def test_somebody_who_is_rung_behaves_as_planned(behaviour: str, fate: tuple[str, str | None]) -> None:
    county, network = paged()
    network.callee(WATER).behave(behaviour)
    call = place(network)
    network.wait(90)
    if behaviour == "voicemail":
        network.wait(60)
    keys = [form["Digits"] for form in county.posted("/key")]
    assert (call.status, keys) == (fate[0], [fate[1]] if fate[1] else [])


def test_every_behaviour_has_its_case_here() -> None:
    assert set(BEHAVIOURS) - set(FATES) == {"answers"}


@pytest.mark.parametrize(
    ("behaviour", "second"), [("accepts", 4 + 2), ("accepts-slowly", 4 + 10), ("accepts-late", 64)]
)
def test_a_key_comes_so_long_after_it_is_asked_for(behaviour: str, second: int) -> None:
    county, network = paged()
    network.callee(WATER).behave(behaviour)
    place(network)
    network.wait(second - 1)
    assert county.posted("/key") == []
    network.wait(2)
    assert len(county.posted("/key")) == 1


def test_a_pin_is_entered_after_the_decision() -> None:
    proof = f'<Gather action="/pin" finishOnKey="#" timeout="4">{say("Your PIN.")}</Gather>'
    county = County({"/page": PAGE, "/key": ASK.replace("/key", "/sure"), "/sure": proof, "/pin": say("Yours.")})
    network = network_of(county)
    network.callee(WATER).behave("accepts").with_pin("2468")
    place(network)
    network.wait(60)
    assert [form["Digits"] for path in ("/key", "/sure", "/pin") for form in county.posted(path)] == ["1", "1", "2468"]


def test_behind_a_switchboard_the_person_comes_on_only_after_the_hold() -> None:
    county, network = paged()
    network.callee(WATER).put_through(holds=30)
    place(network)
    network.wait(31)
    assert county.posted("/key") == []
    network.wait(6)
    assert [form["Digits"] for form in county.posted("/key")] == ["1"]


ANSWERED_BY = {
    "a person, by the end": ("accepts", True, "human"),
    "a person, soon": ("accepts", False, "human"),
    "a mailbox, by the end": ("voicemail", True, "machine_end_beep"),
    "a mailbox, soon": ("voicemail", False, "machine_start"),
    "a full mailbox, soon": ("mailbox-full", False, "machine_start"),
    "a switchboard, by the end": ("put-through", True, "machine_end_silence"),
    "a switchboard, soon": ("switchboard", False, "machine_start"),
}


@pytest.mark.parametrize(("behaviour", "to_the_end", "word"), ANSWERED_BY.values(), ids=ANSWERED_BY.keys())
def test_the_address_for_machines_is_told_once_what_answered(behaviour: str, to_the_end: bool, word: str) -> None:
    county, network = paged()
    network.callee(WATER).behave(behaviour)
    call = place(network, to_the_end)
    network.wait(40)
    (told,) = county.posted(AMD)
    assert (told["AnsweredBy"], told["CallSid"]) == (word, call.sid)
    assert int(told["MachineDetectionDuration"]) >= 3000
    assert "AnsweredBy" not in county.posted("/page")[0]


def test_a_full_mailbox_is_named_only_in_the_last_status_of_its_call() -> None:
    county, network = paged()
    network.callee(WATER).mailbox_full()
    first, hook = Target(f"{HOST}/page"), StatusHook(f"{HOST}/status/leg")
    network.ring_out(from_=LINE, to=WATER, first=first, hook=hook, detection=Detection(True, HOST + AMD))
    network.wait(40)
    (told,) = county.posted("/status/leg")
    assert (told["CallStatus"], told["AnsweredBy"], told["CallDuration"]) == ("completed", "machine_end_other", "7")
    assert county.posted(AMD) == []


@pytest.mark.parametrize("behaviour", ["busy", "no-answer", "declines", "unallocated"])
def test_nothing_is_detected_where_nobody_answered(behaviour: str) -> None:
    county, network = paged()
    network.callee(WATER).behave(behaviour)
    place(network)
    network.wait(90)
    assert county.posted(AMD) == []


def test_who_hangs_up_before_it_is_known_is_not_told_about() -> None:
    county, network = paged()
    network.callee(WATER).answers(after=1).hangs_up_after(2)
    place(network)
    network.wait(30)
    assert county.posted(AMD) == []


def test_without_an_address_the_document_waits_for_the_detection() -> None:
    county, network = paged()
    network.callee(WATER).voicemail()
    place(network, to_the_end=False, url="")
    network.wait(18)
    assert county.posted("/page") == []
    network.wait(2)
    assert county.posted("/page")[0]["AnsweredBy"] == "machine_start"


def test_a_full_mailbox_says_so_and_hangs_up() -> None:
    _, network = paged()
    network.callee(WATER).mailbox_full()
    call = place(network)
    network.wait(60)
    assert (call.transcript[0].who, call.transcript[0].what, call.status) == ("callee", FULL, "completed")


def test_a_mailbox_keeps_everything_that_is_said_to_it() -> None:
    _, network = paged()
    mailbox = network.callee(WATER).voicemail()
    place(network)
    network.wait(30)
    assert set(mailbox.recorded) == {"A call about water."}
    assert GREETING not in mailbox.recorded


def test_a_telephone_led_by_hand_may_be_left_to_its_mailbox() -> None:
    county, network = paged()
    water = network.callee(WATER).by_hand()
    place(network)
    water.let_mailbox_answer()
    network.wait(20)
    assert county.posted(AMD)[0]["AnsweredBy"] == "machine_end_beep"
    with pytest.raises(ControlRefused, match="already in a call"):
        water.let_mailbox_answer()


def test_somebody_puts_the_telephone_down_in_the_middle_of_a_talk() -> None:
    county = County({"/voice": f'<Dial callerId="{LINE}">{WATER}</Dial>' + say("They have left.")})
    network = network_of(county)
    network.callee(WATER).answers(after=2).hangs_up_in_talk(10)
    call = ring(network).wait(11)
    assert call.connected_to == WATER
    assert heard(call.wait(2)) == ["They have left."]


def test_a_text_is_answered_by_the_next_planned_one() -> None:
    county = County({"/messages": (204, "", b"")})
    network = network_of(county)
    water = network.callee(WATER).texts_back("WHO", after=5).texts_back("TAKE 1234", after=10)
    for body in ("First.", "Second.", "Third."):
        network.texting.send(network.numbers[LINE], WATER, body)
        network.wait(20)
    assert [text.body for text in water.texts] == ["First.", "Second.", "Third."]
    assert [(form["From"], form["To"], form["Body"]) for form in county.posted("/messages")] == [
        (WATER, LINE, "WHO"), (WATER, LINE, "TAKE 1234")
    ]  # fmt: skip


TEXTS = {
    "delivered": (["sending", "sent", "delivered"], None),
    "undelivered": (["sending", "sent", "undelivered"], "30006"),
    "failed": (["sending", "failed"], "30003"),
}


@pytest.mark.parametrize(("fate", "told"), TEXTS.items(), ids=TEXTS.keys())
def test_the_callbacks_of_a_text_say_what_became_of_it(fate: str, told: tuple[list[str], str | None]) -> None:
    county = County()
    network = network_of(county)
    callee = network.callee(CALLER)
    callee.texting = fate  # type: ignore[assignment]
    text = network.texting.send(network.numbers[LINE], CALLER, "Hello", f"{HOST}/status/text")
    network.wait(5)
    posts = county.posted("/status/text")
    assert [form["MessageStatus"] for form in posts] == told[0]
    assert {form["MessageSid"] for form in posts} == {text.sid}
    assert posts[-1].get("ErrorCode") == told[1]
    assert [each.sid for each in callee.texts] == ([text.sid] if fate == "delivered" else [])


@pytest.mark.parametrize("answered", [True, False], ids=["in a call", "ringing"])
def test_a_telephone_that_is_engaged_is_busy_for_another_call(answered: bool) -> None:
    _, network = paged()
    water = network.callee(WATER).by_hand()
    first = place(network)
    if answered:
        water.answer()
    second = place(network)
    network.wait(2)
    assert (first.status, second.status) == ("in-progress" if answered else "ringing", "busy")
    water.hang_up()
    third = place(network)
    network.wait(2)
    assert third.status == "ringing"


def test_an_unknown_behaviour_is_refused_with_the_known_ones() -> None:
    _, network = paged()
    with pytest.raises(ControlRefused, match="accepts, accepts-slowly"):
        network.callee(WATER).behave("faints")
