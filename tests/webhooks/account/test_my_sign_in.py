"""My sign-in: setting up and removing a second factor, the password, sessions, and proving once more who one is."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from pyotp import TOTP
from sqlalchemy import select

from afterhours.models import AuditEntry, RecoveryCode, TotpSecret, User
from afterhours.services.guesses import SIGN_IN
from tests.support.authenticator import Authenticator
from tests.support.second_factors import REAL, code_now, post, with_app
from tests.webhooks.pages.world import PASSWORD, World, sign_in, token_in
from tests.webhooks.signin.test_keys import add_key, options
from webhooks.account.own import FRESH
from webhooks.roles import Role
from webhooks.signin.cookie import PLAIN
from webhooks.signin.totp import PERIOD

ACCOUNT, APP, HOME, SECOND = "/account", "/account/app", "/desk/cases", "/sign-in/second"


@pytest.fixture(autouse=True)
def the_clock_goes_back(world: World) -> Iterator[None]:
    start = world.parts.real_clock.now()
    yield
    world.parts.real_clock.set(start)


def token_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(PLAIN)
    assert cookie is not None
    return cookie.value


def secret_in(page: str) -> str:
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found is not None
    return found[1].replace(" ", "")


def set_up(world: World, client: FlaskClient) -> tuple[TOTP, str]:
    """An app set up by its page; the page with the recovery codes."""
    app = TOTP(secret_in(client.get(APP).text))
    answer = post(client, APP, APP, code=code_now(world, app))
    assert answer.status_code == 200, answer.text
    world.parts.real_clock.advance(PERIOD)
    return app, answer.text


def by_code(world: World, login: str, app: TOTP) -> FlaskClient:
    """A browser signed in with the second factor."""
    client = world.browser()
    sign_in(client, login)
    assert post(client, SECOND, SECOND, code=code_now(world, app)).status_code == 303
    world.parts.real_clock.advance(PERIOD)
    return client


def audited(world: World, login: str) -> list[str]:
    with world.parts.database.transaction() as session:
        rows = select(AuditEntry.action).where(AuditEntry.object == f"user {login}").order_by(AuditEntry.id)
        return list(session.scalars(rows))


def test_an_app_is_set_up_by_a_drawn_code_or_by_typing_and_counts_once_confirmed(world: World) -> None:
    user = world.user("ann@own")
    client, elsewhere = world.browser("ann@own"), world.browser("ann@own")
    page = client.get(APP).text
    assert "<svg" in page
    assert secret_in(client.get(APP).text) == secret_in(page)
    assert sign_in(world.browser(), "ann@own").location == "/desk"
    before = token_of(client)
    app, codes = set_up(world, client)
    assert len(re.findall(r"<code>[a-z2-9-]{19}</code>", codes)) == 10
    assert token_of(client) != before
    assert client.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 303
    assert sign_in(world.browser(), "ann@own").location == SECOND
    with world.parts.database.transaction() as session:
        kept = session.get_one(TotpSecret, user.id).sealed
        hashes = session.scalars(select(RecoveryCode.code_hash).where(RecoveryCode.user_id == user.id)).all()
    assert app.secret not in kept
    assert len(hashes) == 10
    assert "second_factor.added" in audited(world, "ann@own")
    assert client.get(APP).location == ACCOUNT


def test_a_wrong_first_code_is_explained_and_counted(world: World) -> None:
    world.user("bo@own")
    client = world.browser("bo@own")
    app = TOTP(secret_in(client.get(APP).text))
    for _ in range(5):
        wrong = post(client, APP, APP, code="000000")
        assert (wrong.status_code, "Check that your telephone" in wrong.text) == (400, True)
    assert post(client, APP, APP, code=code_now(world, app)).status_code == 429


def test_the_code_that_confirmed_does_not_also_sign_in(world: World) -> None:
    world.user("cy@own")
    client = world.browser("cy@own")
    app = TOTP(secret_in(client.get(APP).text))
    code = code_now(world, app)
    post(client, APP, APP, code=code)
    other = world.browser()
    sign_in(other, "cy@own")
    assert post(other, SECOND, SECOND, code=code).status_code == 401


def test_changes_ask_for_a_proof_of_the_last_minutes_by_the_second_factor(world: World) -> None:
    app = with_app(world, "dee@own")
    client = by_code(world, "dee@own", app)
    world.parts.real_clock.advance(FRESH.total_seconds())
    asked = post(client, f"{APP}/remove", ACCOUNT)
    assert (asked.status_code, asked.location) == (303, "/account/confirm?next=/account")
    page = client.get(asked.location).text
    assert "Code of six digits" in page
    assert 'type="password"' not in page
    refused = post(client, "/account/confirm/password", asked.location, password=PASSWORD)
    assert refused.status_code == 403
    assert post(client, "/account/confirm", asked.location, code="000000").status_code == 401
    before = token_of(client)
    proved = post(client, "/account/confirm", asked.location, code=code_now(world, app), next=ACCOUNT)
    assert (proved.status_code, proved.location) == (303, ACCOUNT)
    assert token_of(client) != before
    post(client, f"{APP}/remove", ACCOUNT)
    assert "is removed" in client.get(ACCOUNT).text
    assert sign_in(world.browser(), "dee@own").location == "/desk"


def test_whoever_has_none_yet_proves_it_by_their_password(world: World) -> None:
    world.user("eve@own")
    client = world.browser("eve@own")
    world.parts.real_clock.advance(FRESH.total_seconds())
    asked = client.get(APP)
    assert asked.location == f"/account/confirm?next={APP}"
    wrong = post(client, "/account/confirm/password", asked.location, password="wrong", next=APP)
    assert (wrong.status_code, "not your password" in wrong.text) == (401, True)
    assert post(client, "/account/confirm/password", asked.location, password=PASSWORD, next=APP).location == APP
    assert client.get(APP).status_code == 200


def test_a_proof_makes_no_session_longer(world: World) -> None:
    app = with_app(world, "fay@own")
    client = by_code(world, "fay@own", app)
    clock = world.parts.real_clock
    start = clock.now()
    while clock.now() - start < timedelta(hours=11, minutes=30):
        clock.advance(20 * 60)
        page = "/account/confirm"
        assert post(client, page, page, code=code_now(world, app)).status_code == 303
    clock.advance(20 * 60)
    assert client.get(HOME).status_code == 303


def test_recovery_codes_are_made_anew_and_the_earlier_are_void(world: World) -> None:
    world.user("gil@own")
    client = world.browser("gil@own")
    _, before = set_up(world, client)
    after = post(client, "/account/codes", ACCOUNT).text
    first = re.findall(r"<code>([a-z2-9-]{19})</code>", before)[0]
    second = re.findall(r"<code>([a-z2-9-]{19})</code>", after)[0]
    path, page = f"{SECOND}/recovery", f"{SECOND}?by=recovery"
    for code, status in ((first, 401), (second, 303)):
        other = world.browser()
        sign_in(other, "gil@own")
        assert post(other, path, page, recovery=code).status_code == status
    assert "9 are left" in client.get(ACCOUNT).text


def test_a_key_proves_it_too(world: World) -> None:
    world.user("hal@own")
    client, key = world.browser("hal@own"), Authenticator(verifies=False)
    add_key(client, key)
    world.parts.real_clock.advance(FRESH.total_seconds())
    page = "/account/confirm?next=/account"
    answer = key.signed(options(client, "/account/confirm/key/options", page))
    assert post(client, "/account/confirm/key", page, answer=answer, next=ACCOUNT).location == ACCOUNT


def test_the_password_is_changed_by_whoever_knows_it(world: World) -> None:
    world.user("ivy@own")
    client, elsewhere = world.browser("ivy@own"), world.browser("ivy@own")
    new = "five calm night owls"
    for form, words in (
        ({"old": "wrong", "new": new, "again": new}, "not your present password"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "12 to 256 characters"),
        ({"old": PASSWORD, "new": "x" * 20, "again": "x" * 20}, "too easy to guess"),
        ({"old": PASSWORD, "new": new, "again": "another one entirely"}, "not the same"),
    ):
        answer = post(client, "/account/password", ACCOUNT, **form)
        assert (answer.status_code, words in answer.text) == (400, True), words
    before = token_of(client)
    assert post(client, "/account/password", ACCOUNT, old=PASSWORD, new=new, again=new).location == ACCOUNT
    assert token_of(client) != before
    assert elsewhere.get(HOME).status_code == 303
    assert sign_in(world.browser(), "ivy@own").status_code == 401
    assert sign_in(world.browser(), "ivy@own", new).status_code == 303
    assert "user.password_changed" in audited(world, "ivy@own")


def test_guesses_at_the_present_password_are_limited(world: World) -> None:
    world.user("joe@own")
    client = world.browser("joe@own")
    form = {"new": "five calm night owls", "again": "five calm night owls"}
    for _ in range(SIGN_IN.free):
        post(client, "/account/password", ACCOUNT, old="wrong", **form)
    answer = post(client, "/account/password", ACCOUNT, old=PASSWORD, **form)
    assert "Too many attempts" in answer.text
    assert sign_in(world.browser(), "joe@own").status_code == 429


def test_sessions_are_listed_and_ended_elsewhere(world: World) -> None:
    world.user("kim@own")
    client = world.app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
    sign_in(client, "kim@own")
    elsewhere = world.browser("kim@own")
    page = client.get(ACCOUNT).text
    assert "Firefox on Windows" in page
    assert page.count("last page") == 2
    post(client, "/account/sessions/end", ACCOUNT)
    assert "1 other session is ended" in client.get(ACCOUNT).text
    assert elsewhere.get(HOME).status_code == 303
    assert client.get(HOME).status_code == 200
    assert "sign_out.elsewhere" in audited(world, "kim@own")


def test_whoever_looks_around_changes_nothing_for_the_next_visitor(world: World) -> None:
    client = world.browser()
    client.post("/sign-in/demonstration", data={"csrf_token": token_in(client.get("/sign-in").text)})
    page = client.get(ACCOUNT).text
    assert "shared by everybody" in page
    assert "127.0.0.1" not in page
    for path in ("/account/sessions/end", "/account/password", "/account/codes", APP, f"{APP}/remove"):
        assert client.post(path, data={"csrf_token": token_in(page)}).status_code == 403, path
    assert client.get(APP).status_code == 403


@pytest.fixture
def real(world_with: Callable[..., World]) -> World:
    """A service whose people are real."""
    return world_with(**REAL)


def test_who_needs_a_second_factor_and_has_none_sets_one_up_before_anything_else(real: World) -> None:
    real.user("ann@real")
    client = real.browser("ann@real")
    for path in ("/desk", HOME, "/desk/people", "/desk/handover"):
        assert client.get(path).location == ACCOUNT
    page = client.get(ACCOUNT)
    assert page.status_code == 200
    assert "Before you go on" in page.text
    assert 'href="/desk/' not in page.text
    assert client.get("/desk/alarms").status_code == 401
    set_up(real, client)
    assert client.get(HOME).status_code == 200


def test_the_last_second_factor_stays_where_one_is_needed(real: World) -> None:
    app = with_app(real, "bo@real")
    client = by_code(real, "bo@real", app)
    post(client, f"{APP}/remove", ACCOUNT)
    assert "You need a second factor" in client.get(ACCOUNT).text
    key = Authenticator()
    add_key(client, key)
    post(client, f"{APP}/remove", ACCOUNT)
    assert "is removed" in client.get(ACCOUNT).text


@pytest.mark.parametrize(
    ("exempt", "led"),
    [("", True), ("supervisor, administrator", True), ("county-agents", True), ("county-agent", False), ("*", False)],
)
def test_the_settings_say_who_needs_none_and_a_mistyped_name_excuses_nobody(
    world_with: Callable[..., World], exempt: str, led: bool
) -> None:
    world = world_with(SECOND_FACTOR_EXEMPT=exempt, **REAL)
    login = f"exempt{abs(hash(exempt))}"
    world.user(login, role=Role.COUNTY_AGENT)
    assert (world.browser(login).get(HOME).status_code == 303) is led


def test_over_https_forms_need_no_referer(world_with: Callable[..., World]) -> None:
    world = world_with(PUBLIC_URL="https://localhost")
    world.user("ref@own")
    client = world.app.test_client()
    page = client.get("/sign-in", base_url="https://localhost").text
    form = {"login": "ref@own", "password": PASSWORD, "csrf_token": token_in(page)}
    assert client.post("/sign-in", data=form, base_url="https://localhost").status_code == 303


def test_a_disabled_user_is_out_of_their_own_pages_too(world: World) -> None:
    user = world.user("zed@own")
    client = world.browser("zed@own")
    with world.parts.database.transaction() as session:
        session.get_one(User, user.id).disabled = True
    assert client.get(ACCOUNT).status_code == 303
