"""Other people's telephones as the page sees them: those rung or texted for its call, and what they can do."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from sqlalchemy import select, update

from afterhours.models import Attempt, Emergency
from afterhours.models import Call as CallRow
from afterhours.rules.escalation import Plan
from ivr.clock import SteppedClock
from ivr.errors import Refused
from ivr.simulator.calls import Call
from ivr.simulator.client import TelephoneClient
from ivr.simulator.errors import ControlRefused
from ivr.simulator.network import Network
from ivr.simulator.script import Target
from ivr.simulator.server import serve
from ivr.store.base import new_key
from tests.ivr.simulator.county import ACCOUNT, CALLER, HOST, LINE, ROADS, TOKEN, WATER, say
from tests.ivr.simulator.county import County as WebServer
from tests.webhooks.pages.world import NOW, World
from webhooks.phone.people import Onlooker, do, telephones_seen
from webhooks.phone.scene import clear, leave

NAMES = {WATER: "Ann Vandermeer", ROADS: "Cy Whitlock"}
NEIGHBOUR = "+15195550124"
TALK = "<Dial><Conference>talk</Conference></Dial>"
PAGES = {
    "/voice": f'<Gather numDigits="1" timeout="600">{say("Please wait.")}</Gather>',
    "/page": f'<Gather action="/talk" numDigits="1" timeout="60">{say("A call from Long Point County.")}</Gather>',
    "/talk": TALK,
    "/back": f'<Dial callerId="{LINE}">{CALLER}</Dial>',
    "/fallback": "<Hangup/>",
}


@dataclass
class Scene:
    """A network with a caller on a line, and what the page of the caller's call sees of it."""

    world: World
    network: Network
    telephones: TelephoneClient
    calls: dict[str, Call] = field(default_factory=dict)

    def rings(self, caller: str = CALLER) -> Onlooker:
        call = self.network.dial(from_=caller, to=LINE)
        return Onlooker(call.sid, caller, call.leg.seq, NAMES, "CA")

    def pages(self, number: str = WATER, path: str = "/page") -> Call:
        self.network.callee(number).by_hand()
        return self.network.ring_out(from_=LINE, to=number, first=Target(HOST + path))

    def seen(self, by: Onlooker) -> dict[str, dict[str, Any]]:
        found = telephones_seen(self.telephones, self.world.parts.database, by)
        return {each["name"]: each for each in found}

    def does(self, by: Onlooker, number: str, deed: str, **given: str) -> dict[str, dict[str, Any]]:
        do(self.telephones, list(self.seen(by).values()), number, deed, given)
        self.network.time.settle()
        return self.seen(by)

    def attempt(self, of: Onlooker, leg: Call) -> None:
        """The leg pages somebody for the emergency of this call."""
        case = self.world.case()
        with self.world.parts.database.transaction() as session:
            session.execute(update(CallRow).where(CallRow.id == case.call_id).values(provider_call_id=of.sid))
        about = {"tenant": case.tenant, "line": "main", "service": "water-main-break", "roster": "water"}
        times = {"raised_at": NOW, "due_at": NOW, "plan": Plan(levels=()).as_json()}
        emergency = Emergency(id=new_key(), case_id=case.id, call_id=case.call_id, **about, **times)
        rung = {"kind": "call", "round": 0, "level": 0, "person": "ann", "to_e164": WATER, "created_at": NOW}
        attempt = {"tenant": case.tenant, "emergency_id": emergency.id, "provider_id": leg.sid}
        self.world.add(emergency, Attempt(id=new_key(), **attempt, **rung))


@pytest.fixture
def scene(world: World) -> Iterator[Scene]:
    app = Flask("test")
    Babel(app)
    with ThreadPoolExecutor(4) as workers:
        network = Network(WebServer({**PAGES}).deliver, SteppedClock(NOW), ACCOUNT, TOKEN, workers=workers)
        network.add_number(LINE, f"{HOST}/voice", voice_fallback_url=f"{HOST}/fallback", sms_url=f"{HOST}/messages")
        with serve(network) as served, app.test_request_context():
            yield Scene(world, network, TelephoneClient(served.url))


def test_a_telephone_rings_answers_and_says_what_it_hears(scene: Scene) -> None:
    by = scene.rings()
    assert scene.seen(by) == {}
    scene.pages()
    assert (scene.seen(by)["Ann Vandermeer"]["doing"], scene.seen(by)["Ann Vandermeer"]["lines"]) == ("ringing", [])
    ann = scene.does(by, WATER, "answer")["Ann Vandermeer"]
    assert (ann["doing"], ann["lines"][-1]["what"]) == ("speaking", "A call from Long Point County.")
    ann = scene.does(by, WATER, "press", keys="1")["Ann Vandermeer"]
    assert (ann["doing"], ann["lines"][-1]["who"]) == ("waiting", "keys")
    ann = scene.does(by, WATER, "hang_up")["Ann Vandermeer"]
    assert (ann["doing"], ann["status"], ann["mailbox"]) == ("ended", "completed", False)


def test_several_telephones_ring_at_once_and_one_declines(scene: Scene) -> None:
    by = scene.rings()
    scene.pages()
    scene.pages(ROADS)
    assert {each["doing"] for each in scene.seen(by).values()} == {"ringing"}
    seen = scene.does(by, ROADS, "decline")
    assert [seen[name]["status"] for name in NAMES.values()] == ["ringing", "busy"]


def test_a_mailbox_is_told_apart_from_a_person(scene: Scene) -> None:
    by = scene.rings()
    scene.pages()
    ann = scene.does(by, WATER, "mailbox")["Ann Vandermeer"]
    assert (ann["mailbox"], ann["doing"]) == (True, "speaking")


def test_a_text_is_shown_and_answered(scene: Scene) -> None:
    by = scene.rings()
    line = scene.network.numbers[LINE]
    scene.network.texting.send(line, WATER, "Burst pipe. https://county.example/take/x")
    scene.network.wait(3)
    ann = scene.seen(by)["Ann Vandermeer"]
    assert (ann["doing"], [text["body"][:11] for text in ann["texts"]]) == ("resting", ["Burst pipe."])
    scene.does(by, WATER, "text", text="WHO")
    assert [(text.from_, text.to, text.body) for text in scene.network.texts[1:]] == [(WATER, LINE, "WHO")]


def test_the_caller_s_own_telephone_is_seen_when_it_is_rung_back(scene: Scene) -> None:
    by = scene.rings()
    scene.network.texting.send(scene.network.numbers[LINE], CALLER, "Ann has it.")
    scene.network.call(by.sid).hang_up()
    scene.pages(path="/back")
    scene.network.callee(CALLER).by_hand()
    assert set(scene.seen(by)) == {"Ann Vandermeer"}
    seen = scene.does(by, WATER, "answer")
    assert (seen["The caller"]["doing"], seen["The caller"]["texts"]) == ("ringing", [])
    seen = scene.does(by, CALLER, "answer")
    assert seen["Ann Vandermeer"]["lines"][-1]["what"] == "Talking with the caller"
    assert seen["The caller"]["lines"][-1]["what"] == "Talking with Ann Vandermeer"


def test_what_rings_for_another_caller_or_rang_before_is_not_shown(scene: Scene) -> None:
    scene.pages().hang_up()
    first, second = scene.rings(), scene.rings(NEIGHBOUR)
    assert scene.seen(first) == scene.seen(second) == {}
    leg = scene.pages()
    scene.attempt(first, leg)
    assert (set(scene.seen(first)), set(scene.seen(second))) == ({"Ann Vandermeer"}, set())
    with pytest.raises(Refused, match="was not rung by this call"):
        scene.does(second, WATER, "answer")


def test_a_clock_that_goes_back_brings_no_old_texts_with_it(scene: Scene) -> None:
    scene.network.texting.send(scene.network.numbers[LINE], WATER, "Yesterday's.")
    scene.network.wait(60)
    scene.network.travel(NOW)
    assert scene.seen(scene.rings()) == {}


def test_a_scene_that_is_set_back_ends_what_is_open_and_lets_the_clock_travel(scene: Scene) -> None:
    by = scene.rings()
    scene.attempt(by, scene.pages())
    scene.network.call(by.sid).hang_up()
    database = scene.world.parts.database
    leave(database, NOW, "CA of another call")
    assert scene.seen(by)["Ann Vandermeer"]["doing"] == "ringing"
    with pytest.raises(ControlRefused, match="hang up before travelling"):
        scene.telephones.travel(NOW)
    clear(scene.telephones, database, NOW)
    scene.telephones.travel(NOW)
    with database.transaction() as session:
        call = select(CallRow.id).where(CallRow.provider_call_id == by.sid).scalar_subquery()
        emergency = session.scalars(select(Emergency).where(Emergency.call_id == call)).one()
        assert (emergency.state, emergency.ended_by) == ("stood_down", "demo")


REFUSED = {
    "a deed nobody can do": ("sing", "cannot sing"),
    "a text to nobody": ("text", "no text has come"),
    "hanging up twice": ("hang_up", "is in no call"),
}


@pytest.mark.parametrize(("deed", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_a_person_cannot_do_is_a_sentence(scene: Scene, deed: str, sentence: str) -> None:
    by = scene.rings()
    scene.pages().hang_up()
    with pytest.raises((Refused, ControlRefused), match=sentence):
        scene.does(by, WATER, deed)
