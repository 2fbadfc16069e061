"""Signing in by the county's identity provider: a small one, over real HTTP on loopback."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import AuditEntry, BoundIdentity, User, UserSession
from tests.support.identity_provider import STRANGERS_KEY, Bend, IdentityProvider, identity_provider
from tests.support.second_factors import REAL, code_now, post, with_app
from tests.webhooks.pages.world import World

GO, HOME = "/sign-in/provider", "/desk/cases"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as found:
        yield found


@pytest.fixture(scope="module")
def world(module_database_url: str, provider: IdentityProvider) -> Iterator[World]:
    made = World(module_database_url, OIDC_NAME="Long Point account", **provider.settings())
    yield made
    made.parts.database.close()


def led_back(client: FlaskClient, then: str = HOME) -> str:
    """Where the provider sends a browser that was sent to it."""
    sent = client.get(f"{GO}?next={then}")
    assert sent.status_code == 302
    return requests.get(sent.location, allow_redirects=False, timeout=5).headers["Location"]


def arrive(client: FlaskClient, back: str) -> Any:
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def come(world: World) -> tuple[FlaskClient, Any]:
    """A browser that has been to the provider, and what it is answered."""
    client = world.browser()
    return client, arrive(client, led_back(client))


def test_the_button_says_whose_account_it_is(world: World, world_with: Callable[..., World]) -> None:
    assert "Sign in with Long Point account" in world.browser().get("/sign-in").text
    without = world_with(DATABASE_URL="postgresql://unused")
    assert "Sign in with " not in without.browser().get("/sign-in").text.replace("Sign in with a passkey", "")
    assert without.browser().get(GO).status_code == 404


def test_somebody_with_a_verified_address_comes_in_and_is_known_by_subject_from_then(
    world: World, provider: IdentityProvider
) -> None:
    user = world.user("ann@longpoint.example")
    provider.signs_in("s-ann", "Ann@LongPoint.example")
    client, answer = come(world)
    assert (answer.status_code, answer.location) == (303, HOME)
    assert "Ann" in client.get(HOME).text
    provider.signs_in("s-ann", "somebody.else@longpoint.example")
    assert come(world)[1].status_code == 303
    with world.parts.database.transaction() as session:
        bound = session.scalars(select(BoundIdentity).where(BoundIdentity.user_id == user.id)).one()
        held = session.scalars(select(UserSession).where(UserSession.user_id == user.id)).all()
    assert (bound.issuer, bound.subject) == (provider.address, "s-ann")
    assert {(each.method, each.second_at is not None) for each in held} == {("provider", True)}


def test_the_browser_is_sent_with_state_nonce_and_a_challenge(world: World, provider: IdentityProvider) -> None:
    provider.signs_in("s-x", "x@longpoint.example")
    led_back(world.browser())
    asked = provider.asked[-1]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["redirect_uri"] == "http://127.0.0.1:8311/sign-in/provider/back"
    assert asked["scope"] == "openid email"


@pytest.mark.parametrize(
    "bend",
    [
        pytest.param(lambda claims: {**claims, "nonce": "another"}, id="another nonce"),
        pytest.param(lambda claims: {key: claims[key] for key in claims if key != "nonce"}, id="no nonce"),
        pytest.param(lambda claims: {**claims, "aud": "another-service"}, id="another audience"),
        pytest.param(lambda claims: {**claims, "aud": ["another-service"], "azp": "ivr"}, id="only the party is ours"),
        pytest.param(lambda claims: {**claims, "exp": claims["iat"] - 3600}, id="expired"),
        pytest.param(lambda claims: {**claims, "iss": "https://evil.example"}, id="another issuer"),
        pytest.param(lambda claims: {key: claims[key] for key in claims if key != "sub"}, id="nobody"),
    ],
)
def test_a_token_that_is_not_for_this_moment_and_this_service_is_refused(
    world: World, provider: IdentityProvider, bend: Bend
) -> None:
    provider.signs_in("s-ann", "ann@longpoint.example")
    provider.bend = bend
    client, answer = come(world)
    assert answer.status_code == 401
    assert "The answer of Long Point account cannot be accepted" in answer.text
    assert client.get(HOME).status_code == 303


def test_a_token_that_somebody_else_signed_is_refused(world: World, provider: IdentityProvider) -> None:
    provider.signs_in("s-ann", "ann@longpoint.example")
    provider.key = STRANGERS_KEY
    assert come(world)[1].status_code == 401


def test_an_answer_belongs_to_the_browser_that_asked_and_counts_once(world: World, provider: IdentityProvider) -> None:
    world.user("bo@longpoint.example")
    provider.signs_in("s-bo", "bo@longpoint.example")
    client = world.browser()
    back = led_back(client)
    stolen = arrive(world.browser(), back)
    assert stolen.status_code == 401
    assert "begun in another window" in stolen.text
    assert arrive(client, back).status_code == 303
    assert arrive(client, back).status_code == 401


def refused(world: World, login: str) -> list[str]:
    with world.parts.database.transaction() as session:
        query = select(AuditEntry).where(AuditEntry.action == "sign_in.failed").order_by(AuditEntry.id)
        found = [each for each in session.scalars(query) if each.object in (f"user {login}", None)]
    return [each.detail.get("why", "") for each in found]


@pytest.mark.parametrize(
    ("login", "email", "verified", "why", "words"),
    [
        ("", "nobody@longpoint.example", True, "unknown", "nobody is called that here"),
        ("cy@longpoint.example", "cy@longpoint.example", False, "unverified", "has not verified your e-mail address"),
        ("dee@longpoint.example", "", True, "unverified", "has not verified your e-mail address"),
    ],
)
def test_who_cannot_be_known_is_told_what_to_do(
    world: World, provider: IdentityProvider, login: str, email: str, verified: bool, why: str, words: str
) -> None:
    if login:
        world.user(login)
    provider.signs_in(f"s-{email or login}", email, verified=verified)
    _, answer = come(world)
    assert answer.status_code == 401
    assert words in answer.text
    assert refused(world, login)[-1] == why


def test_nobody_is_made_a_user(world: World, provider: IdentityProvider) -> None:
    provider.signs_in("s-new", "new@longpoint.example")
    come(world)
    with world.parts.database.transaction() as session:
        assert session.scalar(select(User).where(User.login == "new@longpoint.example")) is None


def test_a_disabled_user_stays_outside(world: World, provider: IdentityProvider) -> None:
    user = world.user("eve@longpoint.example", disabled=True)
    provider.signs_in("s-eve", "eve@longpoint.example")
    _, answer = come(world)
    assert answer.status_code == 401
    assert "switched off" in answer.text
    with world.parts.database.transaction() as session:
        assert session.scalar(select(BoundIdentity).where(BoundIdentity.user_id == user.id)) is None


def test_an_address_that_was_given_to_somebody_else_opens_nothing(world: World, provider: IdentityProvider) -> None:
    world.user("fay@longpoint.example")
    provider.signs_in("s-fay", "fay@longpoint.example")
    assert come(world)[1].status_code == 303
    provider.signs_in("s-new-fay", "fay@longpoint.example")
    _, answer = come(world)
    assert answer.status_code == 401
    assert "belongs to somebody else" in answer.text


def test_whoever_the_provider_turns_away_is_told(world: World, provider: IdentityProvider) -> None:
    provider.signs_in("s-ann", "ann@longpoint.example")
    provider.error = "access_denied"
    _, answer = come(world)
    assert (answer.status_code, "did not sign you in" in answer.text) == (401, True)


def test_a_provider_that_is_away_hinders_nobody_with_a_password(world_with: Callable[..., World]) -> None:
    world = world_with(OIDC_ISSUER="http://127.0.0.1:9", OIDC_CLIENT_ID="ivr", OIDC_CLIENT_SECRET="x")
    answer = world.browser().get(GO)
    assert answer.status_code == 503
    assert "cannot be reached" in answer.text
    world.user("gil@longpoint.example")
    assert world.browser("gil@longpoint.example").get(HOME).status_code == 200


def test_where_the_second_factor_is_ours_it_is_asked_for_unless_the_token_tells_of_one(
    world: World, provider: IdentityProvider
) -> None:
    app, before = with_app(world, "hal@longpoint.example"), world.parts.settings
    world.parts.settings = replace(before, oidc_second_factor="ours")
    try:
        provider.signs_in("s-hal", "hal@longpoint.example")
        client, answer = come(world)
        assert answer.location == "/sign-in/second"
        assert post(client, "/sign-in/second", "/sign-in/second", code=code_now(world, app)).location == HOME
        provider.signs_in("s-hal", "hal@longpoint.example", amr=["pwd", "mfa"])
        assert come(world)[1].location == HOME
    finally:
        world.parts.settings = before


def test_whose_second_factor_is_the_providers_is_not_led_to_set_one_up(
    provider: IdentityProvider, world_with: Callable[..., World]
) -> None:
    world = world_with(**REAL, **provider.settings())
    world.user("ida@longpoint.example")
    provider.signs_in("s-ida", "ida@longpoint.example")
    client, _ = come(world)
    assert client.get(HOME).status_code == 200
