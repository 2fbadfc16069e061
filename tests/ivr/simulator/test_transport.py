"""Delivery over HTTP: redirects, retries and time-outs as the provider has them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from ivr.clock import SteppedClock
from ivr.simulator.errors import ProviderFault
from ivr.simulator.network import Network
from ivr.simulator.transport import HttpTransport, overrides
from tests.ivr.simulator.county import ACCOUNT, LINE, NIGHT, TOKEN, heard, ring, say

FORM = [("CallSid", "CA1"), ("Digits", "1")]


@contextmanager
def serving(application: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def web_server(answers: dict[str, Response], seen: list[tuple[str, str, str]]) -> Iterator[str]:
    @Request.application
    def answer(request: Request) -> Response:
        seen.append((request.method, request.path, request.form.get("Digits", "")))
        return answers[request.path]

    with serving(answer) as url:
        yield url


def moved(where: str, status: int = 302) -> Response:
    return Response(status=status, headers={"Location": where})


def test_a_form_is_posted_and_the_answer_read() -> None:
    seen: list[tuple[str, str, str]] = []
    with web_server({"/voice": Response("<Response/>", content_type="text/xml")}, seen) as url:
        assert HttpTransport().post(f"{url}/voice#rc=2", FORM, {}) == (200, "text/xml", b"<Response/>")
    assert seen == [("POST", "/voice", "1")]


def test_a_redirected_form_is_lost() -> None:
    seen: list[tuple[str, str, str]] = []
    with web_server({"/a": moved("/b"), "/b": Response("x")}, seen) as url:
        HttpTransport().post(f"{url}/a", FORM, {})
    assert seen == [("POST", "/a", "1"), ("GET", "/b", "")]


def test_a_circle_of_redirects_is_given_up() -> None:
    seen: list[tuple[str, str, str]] = []
    with web_server({"/a": moved("/a")}, seen) as url, pytest.raises(ProviderFault) as caught:
        HttpTransport().post(f"{url}/a", FORM, {})
    assert caught.value.code == 11215
    assert len(seen) == 11


def test_an_error_is_not_repeated_unless_the_address_says_so() -> None:
    seen: list[tuple[str, str, str]] = []
    with web_server({"/a": Response(status=503)}, seen) as url:
        assert HttpTransport().post(f"{url}/a", FORM, {})[0] == 503
        assert len(seen) == 1
        HttpTransport().post(f"{url}/a#rc=2&rp=5xx", FORM, {})
    assert len(seen) == 4


def test_no_connection_is_an_error_of_its_own() -> None:
    with pytest.raises(ProviderFault) as caught:
        HttpTransport().post("http://127.0.0.1:9/voice", FORM, {})
    assert caught.value.code == 11205


def test_the_time_outs_are_the_providers_unless_the_address_says_otherwise() -> None:
    assert overrides("https://county.example/voice")[:3] == (5.0, 15.0, 1)
    assert overrides("https://county.example/voice#ct=2000&rt=5000&rc=3&rp=all")[:3] == (2.0, 5.0, 3)
    with pytest.raises(ProviderFault) as caught:
        overrides("https://county.example/voice#rp=sometimes")
    assert caught.value.code == 11243


def test_an_address_may_be_asked_by_get_with_everything_in_it() -> None:
    seen: list[tuple[str, str, str]] = []
    asked: list[str] = []

    @Request.application
    def answer(request: Request) -> Response:
        as_sent = f"{request.base_url}?{request.environ['QUERY_STRING']}"
        asked.append(as_sent)
        assert RequestValidator(TOKEN).validate(as_sent, {}, request.headers["X-Twilio-Signature"])
        seen.append((request.method, request.path, request.args["CallSid"]))
        return Response(f"<Response>{say('From a file.')}</Response>", content_type="text/xml")

    with serving(answer) as url:
        network = Network(HttpTransport(), SteppedClock(NIGHT), ACCOUNT, TOKEN)
        network.add_number(LINE, "http://127.0.0.1:9/voice", voice_fallback_url=f"{url}/static.xml?a=1")
        network.numbers[LINE].voice_fallback_method = "GET"
        call = ring(network)
    assert seen == [("GET", "/static.xml", call.sid)]
    assert "a=1&CallSid=" in asked[0]
    assert "ErrorCode=11205" in asked[0]
    assert heard(call) == ["From a file."]
