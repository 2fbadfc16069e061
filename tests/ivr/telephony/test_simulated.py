"""The adapter against the simulated telephone network: the demonstration's telephony is the real adapter."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from ivr.clock import SteppedClock
from ivr.errors import NotFound, Refused
from ivr.simulator.network import Network
from ivr.simulator.server import Served, serve
from ivr.telephony.port import NumberAddresses
from ivr.telephony.twilio_adapter import TwilioTelephony
from tests.ivr.simulator.county import ACCOUNT, CALLER, HOST, LINE, TOKEN, WATER, County, say

NIGHT = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
ADDRESSES = NumberAddresses(
    voice=f"{HOST}/voice", fallback=f"{HOST}/fallback", status=f"{HOST}/status", text=f"{HOST}/messages"
)


@pytest.fixture(name="county")
def a_county() -> County:
    return County({"/voice": f'<Gather action="/chosen">{say("Hello.")}</Gather>', "/leg": say("A call for you.")})


@pytest.fixture(name="served")
def a_network(county: County) -> Iterator[Served]:
    workers = ThreadPoolExecutor(2)
    network = Network(county.deliver, SteppedClock(NIGHT), ACCOUNT, TOKEN, workers=workers, seed="telephony")
    network.add_number(LINE, f"{HOST}/voice")
    with serve(network) as served:
        yield served
    workers.shutdown()


@pytest.fixture(name="telephony")
def a_telephony(served: Served) -> TwilioTelephony:
    return TwilioTelephony(ACCOUNT, TOKEN, served.url)


def test_a_number_is_connected(telephony: TwilioTelephony) -> None:
    assert telephony.connect_number(LINE, ADDRESSES).addresses == ADDRESSES
    found = telephony.number(LINE)
    assert found is not None
    assert (found.addresses, found.takes_calls, found.diverted) == (ADDRESSES, True, "")
    assert telephony.numbers() == [found]
    assert telephony.number("+15195550109") is None


def test_the_account_is_read(telephony: TwilioTelephony) -> None:
    assert (telephony.account().id, telephony.account().status) == (ACCOUNT, "active")


def test_a_caller_is_in_the_list_of_calls_and_can_be_hung_up_on(telephony: TwilioTelephony, served: Served) -> None:
    sid = served.network.dial(from_=CALLER, to=LINE).sid
    (call,) = telephony.list_calls(NIGHT - timedelta(hours=1), NIGHT + timedelta(hours=1))
    assert (call.provider_call_id, call.from_raw, call.to_raw, call.started_at) == (sid, CALLER, LINE, NIGHT)
    assert list(telephony.list_calls(NIGHT + timedelta(hours=1), NIGHT + timedelta(hours=2))) == []
    assert telephony.end_call(sid)
    assert not telephony.end_call(sid)
    assert not telephony.redirect_call(sid, f"{HOST}/leg")


def test_somebody_is_rung(telephony: TwilioTelephony, served: Served) -> None:
    placed = telephony.place_call(to=WATER, from_=LINE, url=f"{HOST}/leg", status_url=f"{HOST}/status", seconds=25)
    assert placed in [call.provider_call_id for call in telephony.list_calls(NIGHT, NIGHT + timedelta(hours=1))]


def test_a_look_at_the_provider_finds_a_call_that_was_made_and_no_other(
    telephony: TwilioTelephony, served: Served
) -> None:
    earlier = telephony.place_call(to=WATER, from_=LINE, url=f"{HOST}/leg", status_url=f"{HOST}/status", seconds=25)
    served.network.wait(60)
    since = served.network.now()
    placed = telephony.place_call(to=WATER, from_=LINE, url=f"{HOST}/leg", status_url=f"{HOST}/status", seconds=25)
    served.network.dial(from_=CALLER, to=LINE)
    assert [call.provider_call_id for call in telephony.find_calls(WATER, since)] == [placed]
    assert [call.provider_call_id for call in telephony.find_calls(WATER, NIGHT)] == [placed, earlier]


def test_a_text_leaves_and_one_to_nobody_is_refused(telephony: TwilioTelephony, served: Served) -> None:
    telephony.send_text(to=CALLER, from_=LINE, text="Bonjour", status_url=f"{HOST}/status")
    assert [text.body for text in served.network.texts] == ["Bonjour"]
    with pytest.raises(Refused):
        telephony.send_text(to="+1", from_=LINE, text="Bonjour", status_url=f"{HOST}/status")


def test_what_became_of_a_text_can_be_read(telephony: TwilioTelephony, served: Served) -> None:
    served.network.callee(CALLER).cannot_be_texted()
    sent = telephony.send_text(to=CALLER, from_=LINE, text="Bonjour", status_url="")
    served.network.wait(5)
    found = telephony.read_text(sent)
    assert found is not None
    assert (found.status, found.error, found.text) == ("undelivered", "30006", "Bonjour")
    assert telephony.read_text("SM" + "0" * 32) is None


def test_texts_to_a_number_are_found_again_the_newest_first(telephony: TwilioTelephony, served: Served) -> None:
    sent = [
        telephony.send_text(to=to, from_=LINE, text=text, status_url="")
        for to, text in ((CALLER, "one"), (WATER, "two"), (CALLER, "three"))
    ]
    found = list(telephony.list_texts(to=CALLER, from_=LINE, since=NIGHT))
    assert [(each.provider_text_id, each.text, each.to_raw) for each in found] == [
        (sent[2], "three", CALLER),
        (sent[0], "one", CALLER),
    ]
    assert list(telephony.list_texts(to=CALLER, from_=LINE, since=NIGHT + timedelta(seconds=1))) == []


def test_a_recording_that_does_not_exist_is_not_found(telephony: TwilioTelephony) -> None:
    with pytest.raises(NotFound), telephony.recording("RE" + "0" * 32):
        pass
    assert not telephony.delete_recording("RE" + "0" * 32)
    assert not telephony.delete_transcript("TR" + "0" * 32)


def test_a_text_that_was_deleted_is_forgotten(telephony: TwilioTelephony) -> None:
    sent = telephony.send_text(to=CALLER, from_=LINE, text="Bonjour", status_url="")
    assert [telephony.delete_text(sent), telephony.delete_text(sent)] == [True, False]
    assert telephony.read_text(sent) is None
