"""Only the provider comes in, through every door of the telephone, and who does not leaves no trace but a count."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.routing import Rule

from tests.support.county import TOKEN
from tests.support.door import BASE, Door, a_form, door

GROUPS = ("/voice", "/recordings", "/messages")
VALUES = {
    "text": "01920000-0000-7000-8000-000000000000",
    "attempt": "01920000-0000-7000-8000-000000000000",
    "call": "01920000-0000-7000-8000-000000000000",
    "turn": "1",
    "test": "018f0000-0000-7000-8000-000000000000",
    "leg": "018f0000-0000-7000-8000-000000000000",
    "sealed": "nothing",
}
BY_TOKEN = ("listening.", "words.")
"""What callers said is heard by whoever has a signed address: a session, or the provider on behalf of who is paged."""
OLD = "token-of-last-year"


def routes(county: Door) -> Iterator[Rule]:
    for rule in county.app.url_map.iter_rules():
        if rule.rule.startswith(GROUPS) and not rule.endpoint.startswith(BY_TOKEN):
            yield rule


def address(rule: Rule) -> str:
    """An address that leads to the route."""
    address = rule.rule
    for name, value in VALUES.items():
        for written in (f"<uuid:{name}>", f"<int:{name}>", f"<{name}>"):
            address = address.replace(written, value)
    return address


def refused() -> float:
    return REGISTRY.get_sample_value("ivr_refused_signatures_total") or 0


def untouched(county: Door) -> bool:
    return not any(county.count(table) for table in ("call", "turn", "case", "outbox"))


def test_the_telephone_has_the_doors_that_the_provider_is_told(county: Door) -> None:
    expected = {"/voice", "/voice/turn/<uuid:call>/<int:turn>", "/voice/leg/<sealed>/<int:turn>", "/voice/fallback"}
    expected |= {"/voice/status", "/voice/fallback/end", "/recordings/status", "/recordings/transcript", "/messages"}
    expected |= {"/recordings/talks/<uuid:call>"}
    expected |= {"/messages/status", "/messages/status/<uuid:text>"}
    assert expected <= {rule.rule for rule in routes(county)}


def test_every_route_of_the_telephone_refuses_who_has_not_signed(county: Door) -> None:
    for rule in routes(county):
        before = refused()
        answer = county.app.test_client().post(address(rule), data=a_form())
        assert (rule.rule, answer.status_code, answer.data) == (rule.rule, 403, b"")
        assert refused() == before + 1
    assert untouched(county)
    assert list(county.parts.spool.waiting()) == []


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": "x" * 9999}, {"X-Twilio-Signature": "\xe9"}],
    ids=["none", "empty", "long", "not ascii"],
)
def test_rubbish_for_a_signature_is_refused(county: Door, headers: dict[str, str]) -> None:
    assert county.app.test_client().post("/voice", data=a_form(), headers=headers).status_code == 403
    assert untouched(county)


def test_a_signature_with_another_token_is_refused(county: Door) -> None:
    assert county.post("/voice", a_form(), token="another").status_code == 403
    assert untouched(county)


def test_a_signature_of_other_words_is_refused(county: Door) -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"{BASE}/voice", a_form())
    forged = a_form(From="+15195550199")
    answer = county.app.test_client().post("/voice", data=forged, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403
    assert untouched(county)


def test_bytes_that_are_no_text_in_an_address_are_refused_and_not_kept(county: Door) -> None:
    raw = {"QUERY_STRING": "x=\xff"}
    answer = county.app.test_client().post("/voice", data=a_form(), environ_overrides=raw)
    assert answer.status_code == 403
    assert list(county.parts.spool.waiting()) == []


def test_a_form_too_large_to_be_the_provider_s_is_refused_and_not_kept(county: Door) -> None:
    answer = county.app.test_client().post("/voice", data=a_form(Body="x" * 2_000_000))
    assert answer.status_code in (403, 413)
    assert list(county.parts.spool.waiting()) == []
    assert untouched(county)


def test_while_tokens_are_rotated_both_are_accepted(database_url: str, tmp_path: Path) -> None:
    with door(database_url, tmp_path, TWILIO_AUTH_TOKEN=f"{TOKEN},{OLD}") as rotating:
        assert rotating.post("/voice", a_form("CA1")).status_code == 200
        assert rotating.post("/voice", a_form("CA2"), token=OLD).status_code == 200
        assert rotating.post("/voice", a_form("CA3"), token="older").status_code == 403


def test_behind_a_tls_proxy_the_public_address_is_what_was_signed(county: Door) -> None:
    """The test client asks http://localhost; PUBLIC_URL is https, and the provider signed that."""
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "Host": "10.0.0.7:8311"}
    assert county.post("/voice", a_form(), **proxied).status_code == 200


def test_nobody_can_choose_the_signed_address_by_a_header(county: Door) -> None:
    signature = RequestValidator(TOKEN).compute_signature("https://evil.example/voice", a_form())
    headers = {"X-Twilio-Signature": signature, "X-Forwarded-Host": "evil.example", "Host": "evil.example"}
    assert county.app.test_client().post("/voice", data=a_form(), headers=headers).status_code == 403


def test_parameters_that_the_provider_adds_without_notice_are_welcome(county: Door) -> None:
    answer = county.call("/voice", NewThing="ä ö", StirPassportToken="x" * 3000, CalledCity="")
    assert answer.status_code == 200


def test_whoever_only_looks_finds_nothing(county: Door) -> None:
    for rule in routes(county):
        assert county.app.test_client().get(address(rule)).status_code in (403, 404, 405)
    assert untouched(county)
