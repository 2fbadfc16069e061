"""The REST API, spoken to by the provider's own library."""

import io
import wave
from datetime import timedelta
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from tests.ivr.simulator.conftest import Stage
from tests.ivr.simulator.county import ACCOUNT, CALLER, HOST, LINE, NIGHT, TOKEN, WATER, heard, say

MENU = f'<Gather action="/chosen" numDigits="1">{say("Press 1.")}</Gather>'


class Elsewhere(TwilioHttpClient):  # type: ignore[misc]
    """Sends the library's requests to the served network."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self._base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self._base), *args, **kwargs)


@pytest.fixture
def twilio(stage: Stage) -> Any:
    return Client(ACCOUNT, TOKEN, http_client=Elsewhere(stage.served.url))


def refused(error: Any) -> tuple[int, int]:
    return error.value.status, error.value.code


def test_the_account_can_be_fetched(twilio: Any) -> None:
    account = twilio.api.accounts(ACCOUNT).fetch()
    assert (account.sid, account.status) == (ACCOUNT, "active")


def test_a_wrong_token_is_refused(stage: Stage) -> None:
    stranger = Client(ACCOUNT, "wrong", http_client=Elsewhere(stage.served.url))
    with pytest.raises(TwilioRestException) as error:
        stranger.api.accounts(ACCOUNT).fetch()
    assert refused(error) == (401, 20003)
    with pytest.raises(TwilioException):
        stranger.calls.list(limit=1)


def test_a_number_is_found_and_connected(stage: Stage, twilio: Any) -> None:
    (number,) = twilio.incoming_phone_numbers.list(phone_number=LINE, limit=5)
    assert (number.phone_number, number.voice_url) == (LINE, f"{HOST}/voice")
    assert number.capabilities["voice"] is True
    changed = number.update(
        voice_url="https://new.example/voice",
        voice_fallback_url="https://new.example/fallback",
        status_callback="https://new.example/status",
        sms_url="https://new.example/messages",
    )
    assert changed.sms_url == "https://new.example/messages"
    assert stage.network.numbers[LINE].voice_url == "https://new.example/voice"
    assert twilio.incoming_phone_numbers(number.sid).fetch().status_callback == "https://new.example/status"
    assert twilio.incoming_phone_numbers.list(phone_number="+15195550199", limit=5) == []
    with pytest.raises(TwilioRestException, match="POST is supported"):
        number.update(status_callback_method="GET")


def test_a_call_can_be_fetched_while_it_lasts_and_after(stage: Stage, twilio: Any) -> None:
    stage.county.pages["/voice"] = MENU
    sid = stage.client.dial(from_=CALLER, to=LINE).sid
    call = twilio.calls(sid).fetch()
    assert (call.status, call.direction, call._from, call.to, call.duration) == (
        "in-progress", "inbound", CALLER, LINE, None,
    )  # fmt: skip
    stage.client.wait(30)
    call = twilio.calls(sid).fetch()
    assert (call.status, call.duration) == ("completed", "6")
    assert call.start_time == NIGHT
    with pytest.raises(TwilioRestException) as error:
        twilio.calls("CA" + "9" * 32).fetch()
    assert refused(error) == (404, 20404)


def test_calls_are_listed_newest_first_over_several_pages(stage: Stage, twilio: Any) -> None:
    stage.county.pages["/voice"] = "<Hangup/>"
    sids = []
    for _ in range(7):
        sids.append(stage.client.dial(from_=CALLER, to=LINE).sid)
        stage.client.wait(60)
    assert [call.sid for call in twilio.calls.list(page_size=3)] == sids[::-1]
    since = twilio.calls.list(start_time_after=NIGHT + timedelta(minutes=5), page_size=3)
    assert [call.sid for call in since] == sids[:4:-1]
    before = twilio.calls.list(start_time_before=NIGHT + timedelta(minutes=1))
    assert [call.sid for call in before] == sids[1::-1]


def test_calls_are_filtered(stage: Stage, twilio: Any) -> None:
    stage.county.pages["/voice"] = f'<Dial callerId="{LINE}">{WATER}</Dial>'
    parent = stage.client.dial(from_=CALLER, to=LINE).sid
    (child,) = twilio.calls.list(parent_call_sid=parent)
    assert (child.to, child.parent_call_sid, child.direction) == (WATER, parent, "outbound-dial")
    assert [call.sid for call in twilio.calls.list(from_=CALLER)] == [parent]
    assert [call.sid for call in twilio.calls.list(to=WATER)] == [child.sid]
    assert twilio.calls.list(status="busy") == []


def test_a_person_is_rung_and_led_once_they_answer(stage: Stage, twilio: Any) -> None:
    stage.county.pages.update({"/hello": say("Hello."), "/status/out": (204, "", b"")})
    stage.network.callee(WATER).answers(after=5)
    events = ["initiated", "ringing", "answered", "completed"]
    call = twilio.calls.create(
        to=WATER, from_=LINE, url=f"{HOST}/hello", status_callback=f"{HOST}/status/out", status_callback_event=events
    )
    assert call.direction == "outbound-api"
    stage.client.wait(4)
    assert stage.county.posted("/hello") == []
    stage.client.wait(10)
    assert stage.county.posted("/hello")[0]["Direction"] == "outbound-api"
    statuses = {form["CallStatus"] for form in stage.county.posted("/status/out")}
    assert statuses == {"initiated", "ringing", "in-progress", "completed"}


def test_a_person_who_does_not_answer_is_reported_after_the_time_out(stage: Stage, twilio: Any) -> None:
    call = twilio.calls.create(
        to=WATER,
        from_=LINE,
        twiml=f"<Response>{say('Hi.')}</Response>",
        status_callback=f"{HOST}/status/out",
        timeout=20,
    )
    stage.client.wait(26)
    assert twilio.calls(call.sid).fetch().status == "no-answer"
    assert [form["CallStatus"] for form in stage.county.posted("/status/out")] == ["no-answer"]


CREATE_REFUSED: dict[str, tuple[dict[str, str], int]] = {
    "a To that is no number": ({"to": "the mayor"}, 21211),
    "a From that is not ours": ({"from_": "+15195550199"}, 21210),
    "no address": ({"url": ""}, 21205),
    "an address that is none": ({"url": "hello"}, 21205),
    "TwiML that is too long": ({"url": "", "twiml": "x" * 4001}, 32018),
    "something not imitated": ({"send_digits": "1"}, 20001),
    "a machine detection nobody has": ({"machine_detection": "Maybe"}, 20001),
    "a detection that tells nobody": ({"machine_detection": "Enable", "async_amd": "true"}, 20001),
}


@pytest.mark.parametrize(("change", "code"), CREATE_REFUSED.values(), ids=CREATE_REFUSED.keys())
def test_a_call_that_cannot_be_made_is_refused(twilio: Any, change: dict[str, str], code: int) -> None:
    asked = {"to": WATER, "from_": LINE, "url": f"{HOST}/hello", **change}
    with pytest.raises(TwilioRestException) as error:
        twilio.calls.create(**asked)
    assert refused(error) == (400, code)


def test_a_live_call_is_sent_elsewhere_and_ended(stage: Stage, twilio: Any) -> None:
    stage.county.pages.update({"/voice": MENU, "/other": MENU.replace("Press 1.", "Elsewhere.")})
    sid = stage.client.dial(from_=CALLER, to=LINE).sid
    twilio.calls(sid).update(url=f"{HOST}/other")
    assert stage.client.call(sid).listen("elsewhere")
    twilio.calls(sid).update(twiml=f"<Response>{say('One moment.')}<Pause length='60'/></Response>")
    assert heard(stage.network.call(sid))[-1] == "One moment."
    assert twilio.calls(sid).update(status="completed").status == "completed"
    with pytest.raises(TwilioRestException) as error:
        twilio.calls(sid).update(url=f"{HOST}/other")
    assert refused(error) == (400, 21220)
    with pytest.raises(TwilioRestException) as error:
        twilio.calls(sid).update(status="completed")
    assert refused(error) == (400, 21220)


def test_twiml_given_over_rest_needs_absolute_addresses(stage: Stage, twilio: Any) -> None:
    stage.county.pages.update({"/voice": MENU, "/fallback": say("Sorry.")})
    sid = stage.client.dial(from_=CALLER, to=LINE).sid
    twilio.calls(sid).update(twiml="<Response><Record/></Response>")
    assert stage.client.call(sid).listen("sorry")
    assert stage.county.posted("/fallback")[0]["ErrorCode"] == "11100"


def test_a_ringing_call_can_be_canceled_but_not_sent_elsewhere(twilio: Any) -> None:
    sid = twilio.calls.create(to=WATER, from_=LINE, url=f"{HOST}/hello").sid
    with pytest.raises(TwilioRestException) as error:
        twilio.calls(sid).update(url=f"{HOST}/other")
    assert refused(error) == (400, 21220)
    assert twilio.calls(sid).update(status="canceled").status == "canceled"


def test_a_web_server_may_use_the_api_while_it_answers(stage: Stage, twilio: Any) -> None:
    def voice(form: dict[str, str]) -> str:
        assert twilio.calls(form["CallSid"]).fetch().status == "ringing"
        twilio.messages.create(to=CALLER, from_=LINE, body="You rang us.")
        return say("Hello.")

    stage.county.pages["/voice"] = voice
    assert stage.client.dial(from_=CALLER, to=LINE).listen("hello")
    assert [text["body"] for text in stage.client.texts()] == ["You rang us."]


def test_a_message_is_sent_listed_and_reported(stage: Stage, twilio: Any) -> None:
    sent = twilio.messages.create(to=CALLER, from_=LINE, body="Your case is 12.", status_callback=f"{HOST}/status/text")
    assert (sent.status, sent.direction, sent.body) == ("queued", "outbound-api", "Your case is 12.")
    stage.client.wait(3)
    assert twilio.messages(sent.sid).fetch().status == "delivered"
    assert [message.sid for message in twilio.messages.list(to=CALLER)] == [sent.sid]
    assert len(stage.county.posted("/status/text")) == 3


MESSAGE_REFUSED: dict[str, tuple[dict[str, str], int]] = {
    "a To that is no number": ({"to": "12"}, 21211),
    "a From that is not ours": ({"from_": "+15195550199"}, 21606),
    "no words": ({"body": " "}, 21602),
    "too many words": ({"body": "x" * 1601}, 21617),
}


@pytest.mark.parametrize(("change", "code"), MESSAGE_REFUSED.values(), ids=MESSAGE_REFUSED.keys())
def test_a_message_that_cannot_be_sent_is_refused(twilio: Any, change: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as error:
        twilio.messages.create(**{"to": CALLER, "from_": LINE, "body": "Hello", **change})
    assert refused(error) == (400, code)


def test_nobody_is_texted_after_stop(stage: Stage, twilio: Any) -> None:
    stage.client.text_in(from_=CALLER, to=LINE, body="STOP")
    with pytest.raises(TwilioRestException) as error:
        twilio.messages.create(to=CALLER, from_=LINE, body="Hello")
    assert refused(error) == (400, 21610)
    assert error.value.uri.endswith("/Messages.json")


def test_a_recording_is_fetched_with_its_sound_and_deleted(stage: Stage, twilio: Any) -> None:
    stage.county.pages.update({"/voice": '<Record action="/taped"/>', "/taped": say("Thanks.")})
    stage.client.dial(from_=CALLER, to=LINE).say("a burst pipe", 3).press("#")
    (recording,) = twilio.recordings.list()
    url = stage.county.posted("/taped")[0]["RecordingUrl"]
    assert requests.get(f"{url}.wav", auth=(ACCOUNT, TOKEN), timeout=5).status_code == 404
    stage.client.wait(2)
    assert twilio.recordings(recording.sid).fetch().status == "completed"
    sound = requests.get(f"{url}.wav", auth=(ACCOUNT, TOKEN), timeout=5).content
    with wave.open(io.BytesIO(sound)) as file:
        assert file.getnframes() > 0
    assert requests.get(f"{url}.mp3", auth=(ACCOUNT, TOKEN), timeout=5).headers["Content-Type"] == "audio/mpeg"
    assert requests.get(f"{url}.wav", timeout=5).status_code == 401
    assert twilio.recordings(recording.sid).delete()
    assert twilio.recordings.list() == []
