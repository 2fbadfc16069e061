"""What `ivr doctor` says of the identity provider."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from afterhours.services.diagnosing.identity import check_identity, judged
from ivr.settings import Settings, load
from tests.support.identity_provider import IdentityProvider, identity_provider


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as found:
        yield found


@pytest.fixture
def settings(provider: IdentityProvider) -> Settings:
    return load({"TELEPHONY": "simulated", **provider.settings()})


def test_one_that_answers_and_is_who_we_think_is_well(settings: Settings) -> None:
    assert check_identity(settings).level == "ok"


def test_one_that_calls_itself_otherwise_lets_nobody_in(settings: Settings) -> None:
    found = check_identity(replace(settings, oidc_issuer=f"{settings.oidc_issuer}/"))
    assert (found.level, "to the last slash" in found.mend) == ("fault", True)


def test_one_that_is_away_is_a_fault(settings: Settings) -> None:
    found = check_identity(replace(settings, oidc_issuer="http://127.0.0.1:9"))
    assert (found.level, "does not answer" in found.sentence) == ("fault", True)


@pytest.mark.parametrize(
    ("changes", "level", "words"),
    [
        ({"token_endpoint": ""}, "fault", "token_endpoint"),
        ({"code_challenge_methods_supported": ["plain"]}, "warning", "S256"),
    ],
    ids=["an address is missing", "no challenge"],
)
def test_what_it_lacks_is_named(settings: Settings, changes: dict[str, object], level: str, words: str) -> None:
    told = {
        "issuer": settings.oidc_issuer,
        "authorization_endpoint": "https://id.example/authorize",
        "token_endpoint": "https://id.example/token",
        "jwks_uri": "https://id.example/keys",
        **changes,
    }
    found = judged(settings, told)
    assert (found.level, words in found.sentence) == (level, True)
