"""Text messages in both directions."""

import pytest

from ivr.simulator.errors import RestRefused
from tests.ivr.simulator.county import CALLER, HOST, LINE, County, network_of


def test_a_text_of_a_resident_is_posted_and_answered() -> None:
    county = County({"/messages": "<Message><Body>We are coming.</Body></Message><Message>Soon.</Message>"})
    network = network_of(county)
    network.text_in(from_=CALLER, to=LINE, body="A dog is loose")
    form = county.posted("/messages")[0]
    assert (form["From"], form["To"], form["Body"], form["NumMedia"]) == (CALLER, LINE, "A dog is loose", "0")
    assert form["MessageSid"].startswith("SM")
    assert [(text.direction, text.body) for text in network.texts][1:] == [
        ("outbound-reply", "We are coming."),
        ("outbound-reply", "Soon."),
    ]


def test_a_text_is_delivered_after_a_while_and_reported() -> None:
    county = County()
    network = network_of(county)
    text = network.texting.send(network.numbers[LINE], CALLER, "Your case is 12.", f"{HOST}/status/text")
    assert text.status == "queued"
    network.wait(3)
    assert [form["MessageStatus"] for form in county.posted("/status/text")] == ["sending", "sent", "delivered"]


def test_a_telephone_without_texts_gets_none() -> None:
    network = network_of(County())
    network.callee(CALLER).cannot_be_texted()
    text = network.texting.send(network.numbers[LINE], CALLER, "Your case is 12.")
    network.wait(3)
    assert (text.status, text.error_code) == ("undelivered", 30006)


def test_stop_is_answered_by_the_provider_and_start_undoes_it() -> None:
    county = County({"/messages": ""})
    network = network_of(county)
    number = network.numbers[LINE]
    network.text_in(from_=CALLER, to=LINE, body=" Stop ")
    assert "unsubscribed" in network.texts[-1].body
    with pytest.raises(RestRefused) as caught:
        network.texting.send(number, CALLER, "Hello")
    assert caught.value.code == 21610
    network.text_in(from_=CALLER, to=LINE, body="START")
    assert network.texting.send(number, CALLER, "Hello").status == "queued"


def test_more_than_ten_replies_are_an_error() -> None:
    network = network_of(County({"/messages": "<Message>x</Message>" * 11}))
    network.text_in(from_=CALLER, to=LINE, body="hello")
    assert [event.data["code"] for event in network.events() if event.kind == "error"] == [14109]
