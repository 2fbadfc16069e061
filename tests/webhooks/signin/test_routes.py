"""Signing in and out, as a browser meets it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select

from afterhours.models import AuditEntry, User, UserSession
from afterhours.services.guesses import SIGN_IN
from afterhours.services.people import hashes
from tests.webhooks.pages.world import PASSWORD, World, sign_in, token_in
from webhooks.roles import Role
from webhooks.signin import demonstration
from webhooks.signin.cookie import PLAIN
from webhooks.signin.sessions import IDLE, LONGEST, hash_of


def audited(world: World, login: str) -> list[str]:
    with world.parts.database.transaction() as session:
        rows = select(AuditEntry.action).where(AuditEntry.object == f"user {login}").order_by(AuditEntry.id)
        return list(session.scalars(rows))


def test_who_is_not_signed_in_is_sent_to_the_sign_in_and_back_again(world: World) -> None:
    world.user("ann@example.org")
    client = world.browser()
    asked = client.get("/desk/cases?status=open")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/desk/cases?status%3Dopen")
    page = client.get(asked.location).text
    assert sign_in(client, "ann@example.org", next="/desk/cases?status=open").location == "/desk/cases?status=open"
    assert 'value="/desk/cases?status=open"' in page


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\tx",
        "",
        "/\n/evil.example",
    ],
)
def test_a_sign_in_leads_to_own_pages_only(world: World, elsewhere: str) -> None:
    login = f"user{abs(hash(elsewhere))}"
    world.user(login)
    assert sign_in(world.browser(), login, next=elsewhere).location == "/desk"


def test_only_the_hash_of_the_session_is_kept_and_the_cookie_is_closed_to_scripts(world: World) -> None:
    world.user("bo")
    client = world.browser()
    answer = sign_in(client, "BO ")
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(PLAIN))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    token = client.get_cookie(PLAIN)
    assert token is not None
    with world.parts.database.transaction() as session:
        kept = set(session.scalars(select(UserSession.token_hash)))
    assert hash_of(token.value) in kept
    assert token.value not in kept


def test_over_https_the_cookie_is_bound_to_this_host(world_with: Callable[..., World]) -> None:
    world = world_with(PUBLIC_URL="https://localhost")
    world.user("https")
    client = world.app.test_client()
    page = client.get("/sign-in", base_url="https://localhost")
    form = {"login": "https", "password": PASSWORD, "csrf_token": token_in(page.text)}
    answer = client.post(
        "/sign-in", data=form, base_url="https://localhost", headers={"Referer": "https://localhost/sign-in"}
    )
    cookies = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-ivr_session")]
    assert "Secure" in cookies[0]
    assert "Path=/" in cookies[0]
    assert answer.status_code == 303


def test_signing_in_again_changes_the_session_and_ends_the_one_before(world: World) -> None:
    world.user("cy")
    client = world.browser("cy")
    before = client.get_cookie(PLAIN)
    assert before is not None
    other = world.app.test_client()
    other.set_cookie(PLAIN, before.value)
    page = client.get("/desk/cases").text
    assert client.post("/sign-out", data={"csrf_token": token_in(page)}).location == "/sign-in"
    assert other.get("/desk/cases").status_code == 303
    assert sign_in(client, "cy").status_code == 303
    after = client.get_cookie(PLAIN)
    assert after is not None
    assert after.value != before.value


def test_a_session_ends_when_nobody_looks_and_after_a_long_shift(world: World) -> None:
    world.user("dee")
    client, clock = world.browser("dee"), world.parts.real_clock
    start = clock.now()
    try:
        while clock.now() - start < LONGEST - timedelta(minutes=30):
            clock.advance(IDLE.total_seconds() - 60)
            assert client.get("/desk/cases").status_code == 200
        clock.set(start + LONGEST)
        assert client.get("/desk/cases").status_code == 303
        client = world.browser("dee")
        clock.advance(IDLE.total_seconds())
        assert client.get("/desk/cases").status_code == 303
    finally:
        clock.set(start)


def test_a_disabled_user_is_out_at_once(world: World) -> None:
    user = world.user("eve")
    client = world.browser("eve")
    with world.parts.database.transaction() as session:
        session.get_one(User, user.id).disabled = True
    assert client.get("/desk/cases").status_code == 303
    assert sign_in(world.browser(), "eve").status_code == 401


def test_unknown_wrong_and_disabled_get_the_same_page(world: World) -> None:
    world.user("fay")
    world.user("gil", disabled=True)
    tried = {"fay": "wrong", "gil": PASSWORD, "nobody-at-all": PASSWORD}
    pages = {login: sign_in(world.browser(), login, password) for login, password in tried.items()}
    assert {page.status_code for page in pages.values()} == {401}
    texts = {
        page.text.replace(f'value="{login}"', "x").replace(token_in(page.text), "t") for login, page in pages.items()
    }
    assert len(texts) == 1


def test_an_unknown_login_costs_as_much_as_a_wrong_password(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash is computed and the same statements are sent: there is nothing in the time to tell them apart."""
    world.user("known")
    world.user("shut", disabled=True)
    costs = {login: cost_of(world, login, monkeypatch) for login in ("known", "shut", "nobody-of-that-name")}
    assert len(set(map(tuple, costs.values()))) == 1
    assert costs["known"].count("argon2id") == 1


def cost_of(world: World, login: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a wrong password costs: statements by their first words, and hashes."""
    done: list[str] = []
    client, engine = world.browser(), world.parts.database.engine
    token = token_in(client.get("/sign-in").text)

    def note(_: object, __: object, statement: str, *rest: object) -> None:
        done.append(" ".join(statement.split()[:3]))

    class Counting(PasswordHasher):
        def verify(self, kept: str | bytes, given: str | bytes) -> Literal[True]:
            done.append("argon2id")
            return super().verify(kept, given)

    with monkeypatch.context() as patch:
        patch.setattr(hashes, "HASHER", Counting())
        event.listen(engine, "before_cursor_execute", note)
        client.post("/sign-in", data={"login": login, "password": "wrong", "csrf_token": token})
        event.remove(engine, "before_cursor_execute", note)
    return done


def test_many_wrong_passwords_have_to_wait_and_nobody_else_does(world: World) -> None:
    world.user("hal")
    for _ in range(SIGN_IN.free):
        assert sign_in(world.browser(), "hal", "wrong").status_code == 401
    slowed = sign_in(world.browser(), "hal")
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "2")
    assert "Wait 2 seconds" in slowed.text
    elsewhere = world.app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in(elsewhere, "hal").status_code == 303
    world.parts.real_clock.advance(2)
    assert sign_in(world.browser(), "hal").status_code == 303


def test_sign_in_failure_and_sign_out_are_written_down(world: World) -> None:
    world.user("ivy")
    sign_in(world.browser(), "ivy", "wrong")
    client = world.browser("ivy")
    client.post("/sign-out", data={"csrf_token": token_in(client.get("/desk/cases").text)})
    assert audited(world, "ivy") == ["sign_in.failed", "sign_in.done", "sign_out"]


def test_what_was_typed_as_a_login_that_nobody_has_is_not_written_down(world: World) -> None:
    sign_in(world.browser(), "my secret passphrase", "x")
    with world.parts.database.transaction() as session:
        written = [(row.object, str(row.detail)) for row in session.scalars(select(AuditEntry))]
    assert not any("secret" in f"{what} {detail}" for what, detail in written)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/sign-in/demonstration", "/desk/cases"])
def test_a_form_without_its_token_is_refused(world: World, path: str) -> None:
    refused = world.browser().post(path, data={"login": "x", "password": "y"})
    assert refused.status_code == 400
    assert "no longer valid" in refused.text


def test_an_old_hash_is_made_anew_at_sign_in(world: World) -> None:
    user = world.user("joe", password_hash=PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD))
    world.browser("joe")
    with world.parts.database.transaction() as session:
        assert session.get_one(User, user.id).password_hash != user.password_hash


def test_the_demonstration_signs_in_at_one_click(world: World) -> None:
    client = world.browser()
    page = client.get("/sign-in").text
    assert client.post("/sign-in/demonstration", data={"csrf_token": token_in(page)}).location == "/desk"
    assert "Sam Demo" in client.get("/desk/cases").text


def test_the_demonstration_has_a_button_for_each_role_it_has_loaded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for login, role in (("fee@demo", "figures"), ("fay@demo", "figures"), ("abe@demo", "auditor")):
        world.user(login, role=role)
    world.user("own@operator", role="administrator")
    monkeypatch.setattr(demonstration, "logins_of", lambda parts: ["abe@demo", "fee@demo", "fay@demo", "gone@demo"])
    page = world.browser().get("/sign-in").text
    assert re.findall(r'name="as" value="([^"]+)"', page) == ["abe@demo", "fee@demo"]
    for login, status in (("abe@demo", 303), ("own@operator", 404), ("fay@demo", 404)):
        assert at_one_click(world, login).status_code == status, login


def at_one_click(world: World, login: str) -> Any:
    client = world.browser()
    form = {"as": login, "csrf_token": token_in(client.get("/sign-in").text)}
    return client.post("/sign-in/demonstration", data=form)


def test_with_a_real_telephone_there_is_no_demonstration(world_with: Callable[..., World]) -> None:
    credentials = {"TELEPHONY": "twilio", "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "a-token-of-the-tests"}
    world = world_with(DATABASE_URL="postgresql://unused", **credentials)
    client = world.browser()
    page = client.get("/sign-in").text
    assert "demonstration" not in page
    assert "SIMULATED" not in page
    assert client.post("/sign-in/demonstration", data={"csrf_token": token_in(page)}).status_code == 404


def test_another_program_cannot_sign_in_and_is_told_so_only_with_its_password(world: World) -> None:
    world.user("crm-bridge", Role.MACHINE)
    right, wrong = sign_in(world.browser(), "crm-bridge"), sign_in(world.browser(), "crm-bridge", "a wrong password")
    assert (right.status_code, wrong.status_code) == (401, 401)
    assert "Programs have no pages here" in right.text
    assert "Programs have no pages here" not in wrong.text
    assert audited(world, "crm-bridge") == ["sign_in.failed", "sign_in.failed"]
