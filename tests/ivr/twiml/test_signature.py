"""The provider's published vectors, the library as a second opinion, and what must never be accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict

from ivr.twiml.signature import check, public_address

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
BODY = '{"property": "value", "boolean": true}'
BODY_URL = f"{URL}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
BODY_SIGNATURE = "a9nBmqA0ju/hNViExpshrM61xv4="

VECTORS = [
    pytest.param(URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", id="https"),
    pytest.param("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=", id="own port"),
    pytest.param("https://mycompany.com/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w=", id="signed with :443"),
    pytest.param("http://mycompany.com/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4=", id="signed with :80"),
]

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
forms = st.dictionaries(names, st.lists(names, min_size=1, max_size=3), max_size=6)
tokens = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
urls = st.from_regex(
    r"https?://[a-z]{1,9}\.example(:[1-9][0-9]{1,3})?/[a-z/%0-9]{0,20}(\?[a-z=&+%0-9]{1,20})?", fullmatch=True
)


@pytest.mark.parametrize(("url", "signature"), VECTORS)
def test_the_providers_vectors_are_accepted(url: str, signature: str) -> None:
    assert check(url, FORM, signature, [TOKEN])


def test_a_repeated_name_counts_each_distinct_value_once() -> None:
    form = MultiDict(
        [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]
    )
    assert check(URL, form, "IK+Dwps556ElfBT0I3Rgjkr1wJU=", [TOKEN])


def test_a_json_body_is_accepted_by_its_digest_in_the_url() -> None:
    assert check(BODY_URL, BODY, BODY_SIGNATURE, [TOKEN])
    assert check(BODY_URL, BODY.encode(), BODY_SIGNATURE, [TOKEN])


@pytest.mark.parametrize("body", [BODY + " ", "", b"\xff\xfe"], ids=["changed", "empty", "not text"])
def test_another_body_is_refused(body: str | bytes) -> None:
    assert not check(BODY_URL, body, BODY_SIGNATURE, [TOKEN])


def test_a_body_the_url_does_not_vouch_for_is_refused() -> None:
    assert not check(URL, BODY, RequestValidator(TOKEN).compute_signature(URL, {}), [TOKEN])


def test_a_get_request_is_signed_by_its_url_alone() -> None:
    signature = RequestValidator(TOKEN).compute_signature(URL, {})
    assert check(URL, None, signature, [TOKEN])
    assert not check(URL + "1", None, signature, [TOKEN])


def test_either_token_counts_while_they_are_rotated() -> None:
    for token in ("old", "new"):
        assert check(URL, FORM, RequestValidator(token).compute_signature(URL, FORM), ["new", "old"])
    assert not check(URL, FORM, RequestValidator("older").compute_signature(URL, FORM), ["new", "old"])


@pytest.mark.parametrize("given_tokens", [[], [""], ["", ""]], ids=["none", "an empty one", "two empty ones"])
def test_without_a_token_nothing_is_accepted(given_tokens: list[str]) -> None:
    assert not check(URL, FORM, RequestValidator("").compute_signature(URL, FORM), given_tokens)


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        (URL, None),
        (URL, ""),
        (URL, "é" * 28),
        (URL, "\ud800"),
        ("https://[::1/voice", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://host:99999999/voice", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ],
    ids=["none", "empty", "not ASCII", "half a character", "a broken address", "a port too high"],
)
def test_nonsense_is_refused_without_a_fuss(url: str, signature: str | None) -> None:
    assert not check(url, FORM, signature, [TOKEN])


def test_a_form_that_is_no_text_is_refused_without_a_fuss() -> None:
    assert not check(URL, {"Body": "\udcff"}, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", [TOKEN])


def test_a_signature_of_one_value_is_not_one_of_another() -> None:
    assert not check(URL, FORM | {"Digits": "1235"}, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", [TOKEN])
    assert not check(URL, FORM | {"Extra": ""}, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", [TOKEN])


@given(urls, forms, tokens)
def test_what_the_library_signs_is_accepted(url: str, form: dict[str, list[str]], token: str) -> None:
    sent = MultiDict([(name, value) for name, values in form.items() for value in values])
    signature = RequestValidator(token).compute_signature(url, sent)
    assert check(url, sent, signature, [token])


@given(urls, forms, tokens, st.text(alphabet="abcXYZ019+/=", max_size=28), st.booleans())
def test_the_library_and_we_agree(url: str, form: dict[str, list[str]], token: str, noise: str, right: bool) -> None:
    sent = MultiDict([(name, value) for name, values in form.items() for value in values])
    signature = RequestValidator(token).compute_signature(url, sent) if right else noise
    assert check(url, sent, signature, [token]) == RequestValidator(token).validate(url, sent, signature)


@pytest.mark.parametrize(
    ("public", "path", "query", "address"),
    [
        ("https://311.example", "/voice", "", "https://311.example/voice"),
        ("https://311.example/", "/voice", "", "https://311.example/voice"),
        ("https://311.example/ivr/", "/voice/turn/1/2", "", "https://311.example/ivr/voice/turn/1/2"),
        ("https://311.example:8443", "/voice", "a=1&b=%20", "https://311.example:8443/voice?a=1&b=%20"),
    ],
    ids=["plain", "with a slash", "below a path", "with port and query"],
)
def test_the_public_address_is_the_one_the_provider_called(public: str, path: str, query: str, address: str) -> None:
    assert public_address(public, path, query) == address
