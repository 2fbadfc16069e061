"""From document to document: redirects, rejections, faults and the fallback."""

import pytest

from ivr.simulator.faults import Faults
from ivr.simulator.verbs.prompts import APOLOGY
from tests.ivr.simulator.county import HOST, County, heard, network_of, ring, say


def test_a_redirect_leaves_the_rest_of_the_document_unread() -> None:
    county = County({"/voice": "<Redirect>/next?turn=2</Redirect>" + say("Never."), "/next": say("Next.")})
    assert heard(ring(network_of(county)).wait(5)) == ["Next."]


def test_a_blank_redirect_asks_the_same_document_again() -> None:
    county = County({"/voice": lambda _form: say("Again.") + "<Redirect/>"})
    call = ring(network_of(county)).wait(2)
    assert len(county.posted("/voice")) == 5
    assert set(heard(call)) == {"Again."}


def test_documents_in_a_circle_that_takes_no_time_are_stopped() -> None:
    county = County({"/voice": "<Redirect>/voice</Redirect>"})
    call = ring(network_of(county)).wait(10)
    assert call.status == "completed"
    assert len(county.posted("/voice")) == 100


def test_the_call_ends_when_the_document_runs_out() -> None:
    call = ring(network_of(County({"/voice": ""})))
    assert call.status == "completed"


def test_nothing_is_read_after_a_hangup() -> None:
    call = ring(network_of(County({"/voice": "<Hangup/>" + say("Never.")})))
    assert (call.status, heard(call)) == ("completed", [])


@pytest.mark.parametrize(
    ("inside", "status"),
    [
        ("<Reject/>", "no-answer"),
        ('<Reject reason="busy"/>', "busy"),
        ('<Pause length="2"/><Reject reason="busy"/>', "busy"),
        (say("Hi.") + '<Reject reason="busy"/>', "completed"),
    ],
    ids=["rejected", "busy", "after ringing on", "too late"],
)
def test_only_a_call_that_was_not_answered_can_be_rejected(inside: str, status: str) -> None:
    call = ring(network_of(County({"/voice": inside}))).wait(3)
    assert call.status == status


def test_a_caller_who_gives_up_before_the_answer_was_not_answered() -> None:
    call = ring(network_of(County({"/voice": '<Pause length="9"/>'}))).wait(2).hang_up()
    assert (call.status, call.leg.duration()) == ("no-answer", 0)


BAD = {
    "the address is wrong": (None, "11200"),
    "the server fails": ((500, "text/html", b"oops"), "11200"),
    "the document is none": ((200, "text/xml", b"<Resp"), "12100"),
    "a word is too long": (say("x" * 3001), "13521"),
    "an action leads nowhere": ('<Gather action="mailto:x" numDigits="1"/>', "11100"),
    "a host has an underscore": ("<Redirect>https://bad_host.example/</Redirect>", "11100"),
}


@pytest.mark.parametrize(("page", "code"), BAD.values(), ids=BAD.keys())
def test_a_document_that_cannot_be_used_leads_to_the_fallback(page: object, code: str) -> None:
    pages = {"/voice": page, "/fallback": say("One moment.")}
    county = County({path: page for path, page in pages.items() if page is not None})  # type: ignore[misc]
    call = ring(network_of(county))
    call.press("1")
    asked = county.posted("/fallback")[0]
    assert asked["ErrorCode"] == code
    assert asked["ErrorUrl"].startswith("https://")
    assert heard(call) == ["One moment."]


def test_without_a_usable_fallback_the_provider_speaks_and_the_call_ends() -> None:
    network = network_of(County({}))
    call = ring(network)
    assert [line.what for line in call.transcript] == [APOLOGY]
    assert call.wait(10).status == "completed"
    assert [event.data["code"] for event in network.events() if event.kind == "error"] == [11200, 11200]


def test_after_the_fallback_the_call_goes_on() -> None:
    pages = {"/fallback": f"<Redirect>{HOST}/again</Redirect>", "/again": say("We are back.")}
    assert heard(ring(network_of(County({**pages})))) == ["We are back."]


def test_a_lost_answer_is_not_asked_for_again_but_leads_to_the_fallback() -> None:
    county = County({"/voice": say("Never heard."), "/fallback": say("One moment.")})
    network = network_of(county, faults=Faults(loses_answer=lambda url: url.endswith("/voice")))
    call = ring(network)
    assert [path for path, _ in county.posts] == ["/voice", "/fallback"]
    assert heard(call) == ["One moment."]


def test_no_connection_leads_to_the_fallback() -> None:
    county = County({"/voice": say("Never heard."), "/fallback": say("One moment.")})
    ring(network_of(county, faults=Faults(unreachable=lambda url: url.endswith("/voice"))))
    assert [(path, form.get("ErrorCode")) for path, form in county.posts] == [("/fallback", "11205")]
