"""One signed request to an answering company: its contract, and what is done for whatever it answers."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import orjson
import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from afterhours.services.screenpop.push import SIGNATURE, Push, address_of, is_public, send_push, signature
from ivr.errors import Refused, Unavailable
from ivr.folders import PROJECT
from tests.support.offers import AT

SECRETS = ("the-secret-of-now", "the-secret-before")
BODY = {"offer": "0193", "line": "Long Point County, main", "link": "https://311.example.org/pop/x"}


@dataclass
class Company:
    """An answering company's program: it keeps what it is sent, and answers `status`."""

    status: int = 204
    url: str = ""
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, environ: object, start_response: object) -> object:
        request = Request(environ)  # type: ignore[arg-type]
        self.asked.append((request.path, dict(request.headers), request.get_data()))
        return Response(status=self.status, headers={"Location": "/elsewhere"})(environ, start_response)  # type: ignore[arg-type]


@contextmanager
def answering(company: Company) -> Iterator[Company]:
    server = make_server("127.0.0.1", 0, company, threaded=True)  # type: ignore[arg-type]
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    company.url = f"http://localhost:{server.server_port}/calls"
    yield company
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(name="company")
def some_company() -> Iterator[Company]:
    with answering(Company()) as found:
        yield found


def push(company: Company, **changes: object) -> Push:
    given = {"url": company.url, "secrets": SECRETS, "key": "pop.push 0193", "body": BODY, **changes}
    return Push(**given)  # type: ignore[arg-type]


def test_the_request_is_what_the_contract_says(company: Company) -> None:
    send_push(push(company), AT, private=True)
    ((path, headers, body),) = company.asked
    assert path == "/calls"
    assert orjson.loads(body) == BODY
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"] == "pop.push 0193"
    assert headers["Host"].startswith("localhost:")
    stamp, *seals = headers[SIGNATURE].split(",")
    for secret, seal in zip(SECRETS, seals, strict=True):
        signed = f"{int(AT.timestamp())}.".encode() + body
        assert seal == f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
    assert stamp == f"t={int(AT.timestamp())}"


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_what_they_take_is_done(company: Company, status: int) -> None:
    company.status = status
    send_push(push(company), AT, private=True)


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 410, 422])
def test_what_they_refuse_waits_for_a_person_and_no_redirect_is_followed(company: Company, status: int) -> None:
    company.status = status
    with pytest.raises(Refused, match=str(status)):
        send_push(push(company), AT, private=True)
    assert [path for path, _, _ in company.asked] == ["/calls"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
def test_what_may_go_better_later_is_tried_again(company: Company, status: int) -> None:
    company.status = status
    with pytest.raises(Unavailable):
        send_push(push(company), AT, private=True)


def test_nobody_there_is_tried_again() -> None:
    with pytest.raises(Unavailable):
        send_push(push(Company(url="http://127.0.0.1:1/calls")), AT, private=True)


def test_an_address_inside_the_house_is_never_asked(company: Company) -> None:
    with pytest.raises(Refused, match="public"):
        send_push(push(company), AT)
    assert company.asked == []


INSIDE = ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "fd00::1", "::ffff:10.0.0.1"]


@pytest.mark.parametrize("address", [*INSIDE, "0.0.0.0", "224.0.0.1", "fe80::1%eth0"])
def test_what_is_no_public_address(address: str) -> None:
    assert not is_public(address)


def test_a_public_address_is_one() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")
    assert address_of("127.0.0.1", 443, private=True) == "127.0.0.1"


@pytest.mark.parametrize("changes", [{"url": ""}, {"secrets": ()}], ids=["no endpoint", "no secret"])
def test_nothing_leaves_unsigned_or_to_nowhere(company: Company, changes: dict[str, object]) -> None:
    with pytest.raises(Refused, match="POP_SECRETS"):
        send_push(push(company, **changes), AT, private=True)


def test_the_example_of_the_document_checks_what_is_sent() -> None:
    text = (PROJECT / "docs" / "screen-pop.md").read_text()
    example: dict[str, Any] = {}
    exec(text.split("```python\n")[1].split("```")[0], example)
    check = example["is_from_the_county"]
    body, at = b'{"offer":"0193"}', 1798269300
    header = signature(body, SECRETS, at)
    assert all(check(header, body, secret, at + 299) for secret in SECRETS)
    assert not check(header, body + b" ", SECRETS[0], at)
    assert not check(header, body, "another-secret", at)
    assert not check(header, body, SECRETS[0], at + 301)
    assert not check("", body, SECRETS[0], at)
