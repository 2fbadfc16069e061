"""Signing in in a real browser, with keys that Chromium itself plays: wide and narrow, light and dark, by keyboard.

Screenshots are left in `screenshots/signin` of this user's state folder (`var/`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pyotp import TOTP

from tests.support.identity_provider import IdentityProvider, identity_provider
from tests.support.pages import Opener, fits, served, shots, signed_in
from tests.support.second_factors import REAL, code_now
from tests.webhooks.pages.world import PASSWORD, World
from webhooks.signin.totp import PERIOD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("signin")
LOOKS = [("wide", "light"), ("wide", "dark"), ("narrow", "light"), ("narrow", "dark")]
HOME = "/desk/cases"
PLATFORM = {"transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
STICK = {"transport": "usb", "hasResidentKey": False, "hasUserVerification": False, "isUserVerified": False}


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as found:
        yield found


@pytest.fixture(scope="module")
def world(module_database_url: str, provider: IdentityProvider) -> Iterator[World]:
    """A service whose people are real, with an identity provider beside the passwords."""
    made = World(module_database_url, OIDC_NAME="Long Point account", **REAL, **provider.settings())
    for login in ("nora", "kim", "lee", "tom", "wide-light", "wide-dark", "narrow-light", "narrow-dark"):
        made.user(login)
    yield made
    made.parts.database.close()


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """By the name of this machine: browsers keep no keys for bare numbers."""
    with served(world.app) as found:
        here = found.replace("127.0.0.1", "localhost")
        world.parts.settings = replace(world.parts.settings, public_url=here)
        yield here


def looked_at(page: Any, name: str) -> None:
    shoot(page, name)
    assert fits(page), f"{name} is wider than its window"


def holds_key(page: Any, kind: dict[str, Any]) -> None:
    """From here on the browser has such a key, and somebody touches it at once."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "automaticPresenceSimulation": True, **kind}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def comes(page: Any, login: str) -> Any:
    """The page "My sign-in" of somebody who has no second factor yet."""
    signed_in(page, login, to="/account")
    page.get_by_role("heading", name="My sign-in").wait_for()
    return page


def types(page: Any, code: str) -> None:
    """At once, without a look for the field: the page has put the typist there."""
    page.locator("input[name=code]:focus").wait_for()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def signs_out(page: Any) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in")


def adds_key(page: Any, name: str) -> None:
    page.get_by_label("What you call it").fill(name)
    page.get_by_role("button", name="Add a key", disabled=False).press("Enter")


def set_up_app(world: World, page: Any) -> TOTP:
    """By keyboard: the secret is typed into an app, the app's code into the page."""
    page.get_by_role("link", name=re.compile("Set up")).press("Enter")
    page.wait_for_url("**/account/app")
    app = TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    types(page, code_now(world, app))
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    world.parts.real_clock.advance(PERIOD)
    return app


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_pages_fit_every_window(world: World, page_of: Opener, size: str, scheme: str) -> None:
    page, look = page_of(size, scheme), f"{size}-{scheme}"
    page.goto("/sign-in")
    looked_at(page, f"sign-in-{look}")
    comes(page, look)
    looked_at(page, f"must-set-up-{look}")
    page.goto("/account/app")
    looked_at(page, f"app-{look}")
    page.goto("/account")
    app = set_up_app(world, page)
    looked_at(page, f"codes-{look}")
    holds_key(page, STICK)
    page.get_by_role("link", name="I have kept them").click()
    adds_key(page, "blue key")
    page.get_by_text("The key is added").wait_for()
    looked_at(page, f"account-{look}")
    page.get_by_label("Present password").fill("wrong")
    page.get_by_role("button", name="Change the password").click()
    looked_at(page, f"account-fault-{look}")
    page.goto("/account/confirm")
    looked_at(page, f"confirm-{look}")
    signs_out(page)
    page.get_by_label("Login").fill(look)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/second")
    looked_at(page, f"second-{look}")
    types(page, "000000")
    page.get_by_text("This code is wrong").wait_for()
    looked_at(page, f"second-fault-{look}")
    page.goto("/sign-in/second?by=recovery")
    looked_at(page, f"recovery-{look}")
    page.goto("/sign-in/second")
    types(page, code_now(world, app))
    page.wait_for_url("**/desk/cases")


def test_where_telephones_are_banned_a_passkey_is_set_up_and_is_enough_alone(page_of: Opener) -> None:
    page = comes(page_of(), "kim")
    holds_key(page, PLATFORM)
    page.goto(HOME)
    page.wait_for_url("**/account")
    adds_key(page, "this computer")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.goto(HOME)
    page.wait_for_url(f"**{HOME}")
    signs_out(page)
    page.get_by_role("button", name="Sign in with a passkey").press("Enter")
    page.wait_for_url(f"**{HOME}")
    page.goto("/account")
    assert page.get_by_text("by passkey").count() == 1
    assert page.get_by_text("last used").count() == 1


def test_a_plain_security_key_is_the_second_step_after_the_password(page_of: Opener) -> None:
    page = comes(page_of(), "lee")
    holds_key(page, STICK)
    adds_key(page, "blue key")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    signs_out(page)
    page.get_by_label("Login").fill("lee")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/second")
    page.get_by_role("button", name="Use a key").press("Enter")
    page.wait_for_url(f"**{HOME}")


def test_the_countys_own_account_leads_in_and_says_what_is_wrong(
    page_of: Opener, world: World, provider: IdentityProvider
) -> None:
    world.user("pat@longpoint.example")
    page = page_of()
    provider.signs_in("s-nobody", "nobody@longpoint.example")
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with Long Point account").press("Enter")
    page.get_by_text("nobody is called that here").wait_for()
    looked_at(page, "provider-unknown")
    provider.signs_in("s-pat", "pat@longpoint.example")
    page.goto(f"/sign-in?next={HOME}")
    page.get_by_role("link", name="Sign in with Long Point account").press("Enter")
    page.wait_for_url(re.compile(f"localhost:[0-9]+{HOME}$"))
    page.goto("/account")
    page.get_by_text("by your organisation's account").wait_for()


def test_the_same_key_twice_is_refused_in_words(page_of: Opener) -> None:
    page = comes(page_of(), "tom")
    holds_key(page, PLATFORM)
    adds_key(page, "one")
    page.get_by_role("link", name="I have kept them").click()
    adds_key(page, "the same")
    page.get_by_text("This key is registered already.").wait_for()
    looked_at(page, "key-known")


def test_at_another_address_keys_are_not_offered_and_the_own_page_says_where_they_work(
    page_of: Opener, address: str
) -> None:
    page, elsewhere = page_of(), address.replace("localhost", "127.0.0.1")
    page.goto(f"{elsewhere}/sign-in")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    page.get_by_label("Login").fill("nora")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text(f"Keys work at {address} only").wait_for()
    assert page.get_by_role("button", name="Add a key").is_disabled()
    looked_at(page, "elsewhere")
