"""Whatever people do, and whatever the line does to webhooks: every leg ends, and its end is told once."""

from hypothesis import given
from hypothesis import strategies as st

from ivr.simulator.errors import ControlRefused
from ivr.simulator.faults import Faults
from ivr.simulator.legs import Leg
from ivr.simulator.network import Network
from ivr.simulator.quirks import Quirks
from ivr.simulator.script import Target
from tests.ivr.simulator.county import CALLER, HOST, LINE, ROADS, WATER, County, network_of, ring, say

LEG_STATUS = 'statusCallback="/status/leg"'
PAGES = {
    "/voice": '<Gather action="/menu" numDigits="1" actionOnEmptyResult="true" input="dtmf speech">'
    f"{say('Hi.')}</Gather>",
    "/menu": '<Record action="/taped" maxLength="20" recordingStatusCallback="/status/tape"/>',
    "/taped": f'<Dial action="/dialled" callerId="{LINE}"><Number url="/whisper" {LEG_STATUS}>{WATER}</Number>'
    f"<Number {LEG_STATUS}>{ROADS}</Number></Dial>",
    "/whisper": f'<Gather action="/accept" numDigits="1">{say("Press 1.")}</Gather><Hangup/>',
    "/accept": "",
    "/dialled": say("Goodbye."),
    "/elsewhere": '<Pause length="5"/><Redirect>/voice2</Redirect>',
    "/fallback": say("Sorry."),
}

DEEDS = st.one_of(
    st.tuples(st.just("press"), st.text("0123456789*#", min_size=1, max_size=3)),
    st.tuples(st.just("say"), st.sampled_from(["water", "a long story about a dog " * 3])),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 1, 4, 9, 30])),
    st.tuples(st.sampled_from(["hang up", "answer", "decline", "callee hangs up", "redirect", "redirect callee"])),
)
BEHAVIOURS = st.sampled_from(["answers", "answers-silently", "busy", "declines", "no-answer", "voicemail", "by-hand"])
FAULTS = st.builds(
    Faults,
    repeats=st.sampled_from([1, 2]),
    delay=st.sampled_from([0.0, 0.0, 1.5]),
    status_order=st.sampled_from(["sent", "reversed"]),
    status_late=st.sampled_from([0.0, 40.0]),
    loses_answer=st.sampled_from([lambda _url: False, lambda url: url.endswith("/taped")]),
)
QUIRKS = st.builds(Quirks, whispers_race=st.booleans(), drops_silent_recordings=st.booleans())


def do(network: Network, sid: str, deed: tuple[object, ...]) -> None:
    """One deed; raises `ControlRefused` when it makes no sense just now."""
    match deed:
        case ("press", str(keys)):
            network.call(sid).press(keys)
        case ("say", str(words)):
            network.call(sid).say(words)
        case ("wait", int(seconds) | float(seconds)):
            network.wait(seconds)
        case ("redirect",):
            redirect(network, network.call(sid).leg)
        case ("redirect callee",):
            redirect(network, network.callee(WATER).leg)
        case (str(name),):
            water = network.callee(WATER)
            deeds = {"answer": water.answer, "decline": water.decline, "callee hangs up": water.hang_up}
            deeds.get(name, network.call(sid).hang_up)()


def redirect(network: Network, leg: Leg | None) -> None:
    if leg is not None and leg.answered_at is not None and not leg.ended:
        network.redirect(leg.sid, Target(f"{HOST}/elsewhere"))


@given(st.lists(DEEDS, max_size=12), BEHAVIOURS, BEHAVIOURS, FAULTS, QUIRKS)
def test_every_leg_ends_and_its_end_is_told_once(
    deeds: list[tuple[object, ...]], water: str, roads: str, faults: Faults, quirks: Quirks
) -> None:
    county = County({**PAGES})
    network = network_of(county, faults=faults, quirks=quirks)
    network.callee(WATER).behave(water).hangs_up_after(25)
    network.callee(ROADS).behave(roads).hangs_up_after(50)
    call = ring(network)
    for deed in deeds:
        try:
            do(network, call.sid, deed)
        except ControlRefused:
            continue
    network.wait(20_000)
    assert {leg.leg.ended for leg in network.calls()} == {True}
    assert {leg.leg.script for leg in network.calls()} == {None}
    assert network.exchange.postbox.is_quiet()
    ends = county.posted("/status") + county.posted("/status/leg")
    told = [form["CallSid"] for form in ends]
    assert sorted(told) == sorted([leg.sid for leg in network.calls()] * faults.repeats)
    assert {form["From"] for form in county.posted("/voice")} == {CALLER}


def test_many_callers_at_once_each_get_their_own_call(stage_of_many: Network) -> None:
    calls = [stage_of_many.dial(from_=f"+1519555{number:04}", to=LINE) for number in range(100, 120)]
    for call in calls:
        call.press("1")
    assert [call.transcript[-1].what for call in calls] == [call.leg.from_ for call in calls]
