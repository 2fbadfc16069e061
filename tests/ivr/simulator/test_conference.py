"""Conferences: who is let in, when they begin and end, who hears whom, and who is told what (twilio.md section 4)."""

import pytest

from ivr.simulator.calls import Call
from ivr.simulator.errors import RestRefused
from ivr.simulator.network import Network
from ivr.simulator.script import Target
from tests.ivr.simulator.county import CALLER, HOST, LINE, ROADS, WATER, County, heard, network_of, ring, say

ROOM = "emergency-1"
EVENTS = 'statusCallback="/status/room" statusCallbackEvent="start end join leave"'
NEIGHBOUR = "+15195550124"


def dial(attributes: str = "", name: str = ROOM, action: str = 'action="/dialled"') -> str:
    return f"<Dial {action}><Conference {attributes}>{name}</Conference></Dial>"


def county_with(caller: str = "", person: str = "", **pages: str) -> tuple[County, Network]:
    """`/voice` and `/person` lead into the room, with these attributes of theirs."""
    county = County({"/voice": dial(caller), "/person": dial(person), "/dialled": say("Goodbye."), **pages})
    return county, network_of(county)


def rung(network: Network, number: str = WATER, path: str = "/person") -> Call:
    """Somebody who is rung over REST, answers after 4 seconds and is led to `path`."""
    network.callee(number).answers()
    call = network.ring_out(from_=LINE, to=number, first=Target(f"{HOST}{path}"))
    network.wait(5)
    return call


def joined(call: Call) -> list[str]:
    return [line.what for line in call.transcript if line.who == "network"]


def test_a_caller_and_somebody_rung_over_rest_hear_each_other() -> None:
    _, network = county_with()
    caller = ring(network)
    assert (caller.doing, caller.connected_to) == ("waiting", None)
    water = rung(network)
    assert (caller.doing, caller.connected_to, water.connected_to) == ("talking", WATER, CALLER)
    assert (joined(caller), joined(water)) == ([f"joined with {WATER}"], [f"joined with {CALLER}"])
    caller.say("It is in the cellar.")
    water.say("I am on my way.")
    for call in (caller, water):
        assert [line.what for line in call.transcript[-2:]] == ["It is in the cellar.", "I am on my way."]


STARTS = {
    "both may start it": ("", "", True),
    "only the caller may start it": ("", 'startConferenceOnEnter="false"', True),
    "only the person may start it": ('startConferenceOnEnter="false"', "", True),
    "nobody may start it": ('startConferenceOnEnter="false"', 'startConferenceOnEnter="false"', False),
}


@pytest.mark.parametrize(("caller", "person", "starts"), STARTS.values(), ids=STARTS.keys())
def test_it_begins_with_two_of_whom_one_may_start_it(caller: str, person: str, starts: bool) -> None:
    _, network = county_with(caller, person)
    call = ring(network)
    water = rung(network)
    assert [call.doing, water.doing] == ["talking" if starts else "waiting"] * 2
    assert (call.connected_to == WATER) is starts


ENDS = {
    "the caller ends it and leaves": ('endConferenceOnExit="true"', "", "caller", True),
    "the person ends it and leaves": ("", 'endConferenceOnExit="true"', "person", True),
    "the caller ends it and the person leaves": ('endConferenceOnExit="true"', "", "person", False),
    "nobody ends it": ("", "", "person", False),
}


@pytest.mark.parametrize(("caller", "person", "who", "ends"), ENDS.values(), ids=ENDS.keys())
def test_it_ends_when_somebody_leaves_who_ends_it(caller: str, person: str, who: str, ends: bool) -> None:
    _, network = county_with(caller, person)
    call = ring(network)
    water = rung(network)
    gone, other = (call, water) if who == "caller" else (water, call)
    gone.hang_up()
    assert gone.status == "completed"
    assert other.connected_to is None
    if ends:
        assert heard(other) == ["Goodbye."]
        assert other.wait(2).status == "completed"
    else:
        assert (other.doing, other.status) == ("waiting", "in-progress")
    assert (not network.exchange.conferences) is ends


def test_the_action_is_told_that_it_was_answered_and_of_no_leg() -> None:
    county, network = county_with('endConferenceOnExit="true"')
    call = ring(network)
    water = rung(network)
    call.hang_up()
    told = {form["CallSid"]: form for form in county.posted("/dialled")}
    assert set(told) == {call.sid, water.sid}
    for form in told.values():
        assert form["DialCallStatus"] == "answered"
        assert not {"DialCallSid", "DialCallDuration", "DialBridged"} & set(form)
    assert (told[call.sid]["CallStatus"], told[water.sid]["CallStatus"]) == ("completed", "in-progress")


def test_without_an_action_the_document_goes_on() -> None:
    county, network = county_with(person='endConferenceOnExit="true"')
    county.pages["/voice"] = dial(action="") + say("They have left.")
    call = ring(network)
    rung(network).hang_up()
    assert heard(call) == ["They have left."]


def test_the_callbacks_say_who_came_and_went_in_order() -> None:
    county, network = county_with(f'participantLabel="caller" muted="true" {EVENTS}', 'endConferenceOnExit="true"')
    call = ring(network)
    water = rung(network)
    water.hang_up()
    told = county.posted("/status/room")
    assert [form["StatusCallbackEvent"] for form in told] == [
        "participant-join", "participant-join", "conference-start", "participant-leave", "participant-leave",
        "conference-end",
    ]  # fmt: skip
    assert [form["SequenceNumber"] for form in told] == ["0", "1", "2", "3", "4", "5"]
    assert [form.get("CallSid") for form in told] == [call.sid, water.sid, None, water.sid, call.sid, None]
    assert {(form["FriendlyName"], form["ConferenceSid"][:2]) for form in told} == {(ROOM, "CF")}
    assert (told[0]["ParticipantLabel"], told[0]["Muted"], told[1]["EndConferenceOnExit"]) == ("caller", "true", "true")
    assert told[-1]["CallSidEndingConference"] == water.sid
    assert told[-1]["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"


def test_the_first_one_fixes_where_callbacks_go() -> None:
    county, network = county_with("", EVENTS)
    ring(network)
    rung(network).hang_up()
    assert county.posted("/status/room") == []


def test_only_the_events_that_were_asked_for_are_posted() -> None:
    county, network = county_with('statusCallback="/status/room" statusCallbackEvent="end"')
    ring(network).hang_up()
    (told,) = county.posted("/status/room")
    assert (told["StatusCallbackEvent"], told["ReasonConferenceEnded"]) == ("conference-end", "last-participant-left")


def test_somebody_muted_hears_and_is_not_heard() -> None:
    _, network = county_with('muted="true"')
    caller = ring(network)
    water = rung(network)
    caller.say("Can you hear me?")
    water.say("Hello?")
    assert caller.transcript[-1].what == "Hello?"
    assert "Can you hear me?" not in [line.what for line in water.transcript]


def test_three_talk_and_two_go_on_when_one_leaves() -> None:
    _, network = county_with()
    caller = ring(network)
    water = rung(network)
    roads = rung(network, ROADS)
    assert sorted(caller.talks_with) == sorted([WATER, ROADS])
    roads.say("Which street?")
    assert caller.transcript[-1].what == water.transcript[-1].what == "Which street?"
    water.hang_up()
    assert (caller.talks_with, roads.talks_with, caller.doing) == ([ROADS], [CALLER], "talking")


def test_several_conferences_at_once_do_not_mix() -> None:
    county, network = county_with()
    county.pages["/voice"] = lambda form: dial(name=f"emergency-{form['From'][-1]}")
    county.pages["/person"] = lambda form: dial(name=f"emergency-{3 if form['To'] == WATER else 4}")
    first, second = ring(network), network.dial(from_=NEIGHBOUR, to=LINE)
    rung(network, ROADS)
    rung(network, WATER)
    assert (first.talks_with, second.talks_with) == ([WATER], [ROADS])
    first.say("Only for the waterworks.")
    assert "Only for the waterworks." not in str([line.what for line in second.transcript])


def test_a_name_is_free_again_after_the_end() -> None:
    county, network = county_with(EVENTS)
    ring(network).hang_up()
    ring(network).hang_up()
    sids = [form["ConferenceSid"] for form in county.posted("/status/room")]
    assert len(set(sids)) == 2


BUSY = {
    "while listening for a key": f'<Gather numDigits="1" timeout="60">{say("Please wait.")}</Gather>',
    "while something is said": say("Please wait. " * 20) + "<Pause length='60'/>",
    "while leaving a message": '<Record action="/taped" timeout="60"/>',
    "while waiting in a conference": dial(name="waiting-room"),
    "while somebody is rung": f'<Dial callerId="{LINE}">{ROADS}</Dial>',
}


@pytest.mark.parametrize("document", BUSY.values(), ids=BUSY.keys())
def test_a_live_call_is_redirected_into_it(document: str) -> None:
    _, network = county_with(**{"/voice": document, "/join": dial()})
    caller = ring(network).wait(1)
    water = rung(network)
    network.redirect(caller.sid, Target(f"{HOST}/join"))
    assert (caller.connected_to, water.connected_to) == (WATER, CALLER)
    assert all(leg.status in ("in-progress", "canceled") for leg in network.calls())


def test_a_message_that_a_redirect_interrupts_is_kept() -> None:
    county, network = county_with(**{"/join": dial()})
    callback = 'recordingStatusCallback="/status/recording"'
    county.pages["/voice"] = f'<Record action="/taped" {callback}/>'
    caller = ring(network)
    caller.say("The cellar is full.", 4)
    caller.wait(2)
    network.redirect(caller.sid, Target(f"{HOST}/join"))
    network.wait(10)
    (told,) = county.posted("/status/recording")
    assert (told["RecordingStatus"], told["RecordingDuration"]) == ("completed", "2")
    assert county.posted("/taped") == []


def test_somebody_redirected_out_of_it_leaves_the_others_there() -> None:
    _, network = county_with(**{"/out": say("One moment.") + "<Pause length='60'/>"})
    caller = ring(network)
    water = rung(network)
    network.redirect(water.sid, Target(f"{HOST}/out"))
    assert (heard(water), water.connected_to) == (["One moment."], None)
    assert (caller.doing, caller.connected_to, caller.status) == ("waiting", None, "in-progress")
    assert joined(caller) == [f"joined with {WATER}", f"parted from {WATER}"]


def test_a_caller_who_has_gone_cannot_be_redirected_into_it() -> None:
    _, network = county_with()
    caller = ring(network).hang_up()
    with pytest.raises(RestRefused, match="not in-progress"):
        network.redirect(caller.sid, Target(f"{HOST}/join"))


WAITING = {
    "the provider's music, when nothing is said": ("", []),
    "silence": ('waitUrl=""', []),
    "a document, not repeated": ('waitUrl="/wait"', ["Somebody comes."]),
    "a document that leads to another": ('waitUrl="/again"', ["You are first.", "Somebody comes."]),
}


@pytest.mark.parametrize(("attributes", "words"), WAITING.values(), ids=WAITING.keys())
def test_what_is_heard_while_waiting(attributes: str, words: list[str]) -> None:
    pages = {"/wait": say("Somebody comes."), "/again": say("You are first.") + "<Redirect>/wait</Redirect>"}
    _, network = county_with(attributes, **pages)
    call = ring(network).wait(30)
    assert (heard(call), call.doing) == (words, "waiting")


def test_what_is_heard_while_waiting_stops_when_it_begins() -> None:
    _, network = county_with('waitUrl="/wait"', **{"/wait": say("Somebody comes. " * 20) + say("Still waiting.")})
    call = ring(network)
    rung(network)
    assert call.wait(60).doing == "talking"
    assert "Still waiting." not in heard(call)


FAULTS = {
    "a document that is not there": ('waitUrl="/nothing"', 11200),
    "a document with a verb that may not be": ('waitUrl="/gathers"', 13238),
    "a label that is taken": ('participantLabel="someone"', 16025),
    "no room left": ('maxParticipants="2"', 12400),
}


@pytest.mark.parametrize(("attributes", "code"), FAULTS.values(), ids=FAULTS.keys())
def test_who_is_not_let_in_goes_on_after_the_dial(attributes: str, code: int) -> None:
    county, network = county_with("", **{"/gathers": "<Gather/>"})
    county.pages["/voice"] = dial(attributes, name="other" if "waitUrl" in attributes else ROOM) + say("Not joined.")
    county.pages["/person"] = dial('participantLabel="someone"')
    county.pages["/roads"] = dial()
    rung(network)
    rung(network, ROADS, "/roads")
    call = ring(network)
    assert heard(call) == ["Not joined."]
    assert [event.data["code"] for event in network.events() if event.kind == "error"] == [code]
    assert county.posted("/dialled") == []


def test_a_conference_stands_alone_in_its_dial() -> None:
    county, network = county_with()
    county.pages["/voice"] = f"<Dial><Conference>a</Conference><Number>{WATER}</Number></Dial>"
    ring(network)
    assert county.posted("/fallback")[0]["ErrorCode"] == "12200"


@pytest.mark.parametrize("starred", [True, False])
def test_a_star_leaves_it_when_the_document_says_so(starred: bool) -> None:
    county, network = county_with()
    county.pages["/voice"] = dial(action=f'action="/dialled" hangupOnStar="{str(starred).lower()}"')
    call = ring(network)
    rung(network)
    call.press("1*")
    assert heard(call) == (["Goodbye."] if starred else [])


def test_a_talk_ends_at_its_longest() -> None:
    county, network = county_with()
    county.pages["/voice"] = dial(action='action="/dialled" timeLimit="60"')
    call = ring(network)
    rung(network)
    assert heard(call.wait(61)) == ["Goodbye."]


BEEPS = {"true": ["onEnter", "onExit"], "onEnter": ["onEnter"], "onExit": ["onExit"], "false": []}


@pytest.mark.parametrize(("beep", "heard_by_others"), BEEPS.items(), ids=BEEPS.keys())
def test_a_beep_tells_the_others_who_comes_and_goes(beep: str, heard_by_others: list[str]) -> None:
    _, network = county_with("", f'beep="{beep}"')
    call = ring(network)
    rung(network).hang_up()
    beeped = [event for event in network.events() if event.kind == "beeped"]
    assert [event.data["occasion"] for event in beeped] == heard_by_others
    assert {event.call for event in beeped} <= {call.sid}


def test_a_leg_dialled_by_another_may_not_confer() -> None:
    county, network = county_with()
    county.pages["/voice"] = f'<Dial callerId="{LINE}"><Number url="/person">{WATER}</Number></Dial>'
    network.callee(WATER).answers(after=1)
    ring(network).wait(2)
    assert [event.data["code"] for event in network.events() if event.kind == "error"] == [13201]


def test_a_network_that_is_reset_knows_no_conference() -> None:
    _, network = county_with()
    ring(network)
    network.reset()
    assert not network.exchange.conferences
    assert rung(network).doing == "waiting"


TAPED = 'endConferenceOnExit="true" record="record-from-start" recordingStatusCallback="/recordings/talks/1"'


def test_a_recorded_conference_is_told_when_it_is_over_and_names_no_call() -> None:
    county, network = county_with(TAPED, TAPED)
    caller = ring(network)
    rung(network)
    network.wait(30)
    caller.hang_up()
    network.wait(5)
    (told,) = county.posted("/recordings/talks/1")
    assert "CallSid" not in told
    assert (told["RecordingSource"], told["RecordingStatus"]) == ("Conference", "completed")
    assert int(told["RecordingDuration"]) >= 30
    assert told["RecordingSid"] in network.recordings


def test_what_is_not_asked_for_is_not_recorded() -> None:
    _, network = county_with()
    caller = ring(network)
    rung(network)
    caller.hang_up()
    assert network.recordings == {}
