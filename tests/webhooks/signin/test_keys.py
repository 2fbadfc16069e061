"""Passkeys and security keys, held by a key in software; the browser's own are in `tests/browser/test_signin.py`."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from afterhours.models import AuditEntry, KeyChallenge, SecurityKey, User
from tests.support.authenticator import Authenticator
from tests.support.second_factors import code_now, post, with_app
from tests.webhooks.pages.world import World, sign_in, token_in
from webhooks.signin.cookie import PLAIN
from webhooks.signin.keys import LASTS, Party, party_of

HOME, ACCOUNT, SECOND = "/desk/cases", "/account", "/sign-in/second"


@pytest.fixture(autouse=True)
def the_clock_goes_back(world: World) -> Iterator[None]:
    start = world.parts.real_clock.now()
    yield
    world.parts.real_clock.set(start)


def options(client: FlaskClient, path: str, page: str) -> dict[str, Any]:
    """What the page's script would be told."""
    answer = client.post(path, headers={"X-CSRFToken": token_in(client.get(page).text)})
    assert answer.status_code == 200, answer.status
    told: dict[str, Any] = answer.get_json()
    return told


def add_key(client: FlaskClient, key: Authenticator, name: str = "blue key") -> Any:
    asked = options(client, f"{ACCOUNT}/keys/options", ACCOUNT)
    return post(client, f"{ACCOUNT}/keys", ACCOUNT, answer=key.made(asked), name=name)


def with_key(world: World, login: str, key: Authenticator) -> User:
    user = world.user(login)
    assert add_key(world.browser(login), key).status_code == 200
    return user


def alone(client: FlaskClient, key: Authenticator, **more: Any) -> Any:
    """Signs in with the key and nothing else."""
    asked = options(client, "/sign-in/key/options", "/sign-in")
    return post(client, "/sign-in/key", "/sign-in", answer=key.signed(asked, **more), next=HOME)


def halfway(world: World, login: str) -> FlaskClient:
    client = world.browser()
    assert sign_in(client, login, next=HOME).location == SECOND
    return client


def beside(client: FlaskClient, key: Authenticator) -> Any:
    """The key as the second step."""
    asked = options(client, f"{SECOND}/key/options", SECOND)
    return post(client, f"{SECOND}/key", SECOND, answer=key.signed(asked))


def kept(world: World, key: Authenticator) -> SecurityKey | None:
    with world.parts.database.transaction() as session:
        return session.scalar(select(SecurityKey).where(SecurityKey.credential_id == key.credential_id))


def test_the_first_key_comes_with_recovery_codes_and_another_session_id(world: World) -> None:
    key = Authenticator()
    world.user("ann@keys")
    client = world.browser("ann@keys")
    before = client.get_cookie(PLAIN)
    page = add_key(client, key, " blue   key ")
    assert page.text.count("<li><code>") == 10
    after = client.get_cookie(PLAIN)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    found = kept(world, key)
    assert found is not None
    assert (found.name, found.transports) == ("blue key", ["usb"])
    assert "blue key" in client.get(ACCOUNT).text


def test_a_key_that_verified_its_holder_is_enough_alone(world: World) -> None:
    key = Authenticator()
    with_key(world, "bo@keys", key)
    client = world.browser()
    answer = alone(client, key)
    assert (answer.status_code, answer.location) == (303, HOME)
    assert client.get(HOME).status_code == 200
    found = kept(world, key)
    assert found is not None
    assert found.sign_count == 1
    assert found.last_used_at == world.parts.real_clock.now()


def test_a_key_without_a_pin_is_a_second_factor_and_not_enough_alone(world: World) -> None:
    key = Authenticator(verifies=False)
    with_key(world, "cy@keys", key)
    assert alone(world.browser(), key).status_code == 401
    assert beside(halfway(world, "cy@keys"), key).location == HOME


def test_the_options_say_nothing_about_who_has_keys(world: World) -> None:
    told = options(world.browser(), "/sign-in/key/options", "/sign-in")
    assert told["userVerification"] == "required"
    assert told.get("allowCredentials", []) == []
    assert told["rpId"] == "localhost"


@pytest.mark.parametrize(
    "bend",
    [
        pytest.param({"origin": "https://evil.example"}, id="another page asked it"),
        pytest.param({"host": "evil.example"}, id="another host asked it"),
        pytest.param({"key": Authenticator().key}, id="somebody else signed"),
        pytest.param({"count": -1, "counts": False}, id="it has signed less often than before: a copy"),
    ],
)
def test_a_key_that_does_not_answer_us_is_refused(world: World, bend: dict[str, Any]) -> None:
    key = Authenticator(count=5)
    login = f"{abs(hash(str(bend)))}@keys"
    with_key(world, login, key)
    for name, value in bend.items():
        setattr(key, name, key.count + value if name == "count" else value)
    refused = alone(world.browser(), key)
    assert refused.status_code == 401
    assert "opens nothing here" in refused.text


def test_a_challenge_counts_once_in_one_browser_for_five_minutes(world: World) -> None:
    key = Authenticator()
    with_key(world, "dee@keys", key)
    client, page = world.browser(), "/sign-in"
    answer = key.signed(options(client, "/sign-in/key/options", page))
    assert post(world.browser(), "/sign-in/key", page, answer=answer).status_code == 401
    cookie = client.get_cookie("ivr_form")
    assert cookie is not None
    assert post(client, "/sign-in/key", page, answer=answer).status_code == 303
    replayed = world.browser()
    replayed.set_cookie("ivr_form", cookie.value)
    assert post(replayed, "/sign-in/key", page, answer=answer).status_code == 401
    late = world.browser()
    answer = key.signed(options(late, "/sign-in/key/options", page))
    world.parts.real_clock.advance(LASTS.total_seconds())
    assert post(late, "/sign-in/key", page, answer=answer).status_code == 401


def test_a_wrong_answer_spends_the_challenge_too(world: World) -> None:
    key = Authenticator()
    with_key(world, "eli@keys", key)
    client = world.browser()
    right = key.signed(options(client, "/sign-in/key/options", "/sign-in"))
    cookie = client.get_cookie("ivr_form")
    assert cookie is not None
    with world.parts.database.transaction() as session:
        before = session.scalar(select(func.count()).select_from(KeyChallenge))
    assert (
        post(
            client, "/sign-in/key", "/sign-in", answer=right.replace('"signature": "', '"signature": "AAAA')
        ).status_code
        == 401
    )
    with world.parts.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(KeyChallenge)) == (before or 0) - 1
    client.set_cookie("ivr_form", cookie.value)
    assert post(client, "/sign-in/key", "/sign-in", answer=right).status_code == 401


def test_a_key_that_names_another_owner_is_refused(world: World) -> None:
    key = Authenticator()
    with_key(world, "fay@keys", key)
    assert alone(world.browser(), key, owner=UUID(int=7).bytes).status_code == 401


def test_somebody_elses_key_is_no_second_factor(world: World) -> None:
    own, other = Authenticator(), Authenticator()
    with_key(world, "gil@keys", own)
    with_key(world, "hal@keys", other)
    refused = beside(halfway(world, "gil@keys"), other)
    assert refused.status_code == 401
    assert "was not accepted" in refused.text


def test_a_disabled_user_has_no_key_in(world: World) -> None:
    key = Authenticator()
    user = with_key(world, "ivy@keys", key)
    with world.parts.database.transaction() as session:
        session.get_one(User, user.id).disabled = True
    assert alone(world.browser(), key).status_code == 401


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "nonsense", '{"id": "AA", "rawId": "AA", "type": "public-key"}', "null"]
)
def test_an_answer_that_is_none_is_refused_and_breaks_nothing(world: World, answer: str) -> None:
    client = world.browser()
    options(client, "/sign-in/key/options", "/sign-in")
    assert post(client, "/sign-in/key", "/sign-in", answer=answer).status_code == 401


def test_one_key_is_registered_once_and_refused_with_words(world: World) -> None:
    key = Authenticator()
    with_key(world, "joe@keys", key)
    client = world.browser()
    alone(client, key)
    again = add_key(client, key)
    assert again.location == ACCOUNT
    assert "registered already" in client.get(ACCOUNT).text
    bent = Authenticator(origin="https://evil.example")
    add_key(client, bent)
    assert "cannot be accepted" in client.get(ACCOUNT).text
    assert kept(world, bent) is None


def test_a_key_is_removed_by_its_owner_only(world: World) -> None:
    key, other = Authenticator(), Authenticator()
    with_key(world, "kim@keys", key)
    with_key(world, "lee@keys", other)
    client, found, theirs = world.browser(), kept(world, key), kept(world, other)
    assert found is not None
    assert theirs is not None
    alone(client, key)
    post(client, f"{ACCOUNT}/keys/{theirs.id}/remove", ACCOUNT)
    assert kept(world, other) is not None
    post(client, f"{ACCOUNT}/keys/{found.id}/remove", ACCOUNT)
    assert kept(world, key) is None
    assert alone(world.browser(), key).status_code == 401
    with world.parts.database.transaction() as session:
        said = session.scalars(select(AuditEntry.action).where(AuditEntry.object == "user kim@keys")).all()
    assert {"second_factor.added", "second_factor.removed"} <= set(said)


def test_app_and_key_may_stand_side_by_side(world: World) -> None:
    app = with_app(world, "mia@keys")
    client = halfway(world, "mia@keys")
    post(client, SECOND, SECOND, code=code_now(world, app))
    key = Authenticator(verifies=False)
    assert add_key(client, key).location == ACCOUNT
    page = halfway(world, "mia@keys").get(SECOND).text
    assert "Code of six digits" in page
    assert "Use a key" in page
    assert beside(halfway(world, "mia@keys"), key).status_code == 303


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("https://311.example.org", Party("311.example.org", "https://311.example.org")),
        ("https://311.example.org:8443", Party("311.example.org", "https://311.example.org:8443")),
        ("http://127.0.0.1:8311", Party("localhost", "http://localhost:8311")),
    ],
)
def test_keys_are_made_for_the_public_address(address: str, party: Party) -> None:
    assert party_of(address) == party
