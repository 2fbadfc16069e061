"""The second step of signing in: codes of an app, recovery codes, and who is held up by guesses."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from afterhours.models import AuditEntry, RecoveryCode, TotpSecret, User, UserSession
from afterhours.services.guesses import SECOND_FACTOR
from tests.support.second_factors import code_now, post, with_app
from tests.webhooks.pages.world import World, sign_in, token_in
from webhooks.signin.cookie import PLAIN
from webhooks.signin.recovery import new_codes
from webhooks.signin.steps import LASTS
from webhooks.signin.totp import PERIOD

SECOND, HOME = "/sign-in/second", "/desk/cases"


@pytest.fixture(autouse=True)
def the_clock_goes_back(world: World) -> Iterator[None]:
    start = world.parts.real_clock.now()
    yield
    world.parts.real_clock.set(start)


def halfway(world: World, login: str, address: str = "127.0.0.1") -> Any:
    """A browser whose password was right."""
    client = world.browser()
    client.environ_base["REMOTE_ADDR"] = address
    answer = sign_in(client, login, next=HOME)
    assert (answer.status_code, answer.location) == (303, SECOND)
    return client


def entered(client: Any, code: str) -> Any:
    return post(client, SECOND, SECOND, code=code)


def audited(world: World, login: str) -> list[str]:
    with world.parts.database.transaction() as session:
        rows = select(AuditEntry.action).where(AuditEntry.object == f"user {login}").order_by(AuditEntry.id)
        return list(session.scalars(rows))


def test_the_password_alone_opens_nothing(world: World) -> None:
    with_app(world, "ann@second")
    client = halfway(world, "ann@second")
    assert client.get_cookie(PLAIN) is None
    assert client.get(HOME).status_code == 303
    assert audited(world, "ann@second") == ["sign_in.password"]


def test_a_code_of_this_moment_leads_to_the_page_that_was_wanted(world: World) -> None:
    app = with_app(world, "bo@second")
    client = halfway(world, "bo@second")
    answer = entered(client, f" {code_now(world, app)[:3]} {code_now(world, app)[3:]} ")
    assert (answer.status_code, answer.location) == (303, HOME)
    assert client.get(HOME).status_code == 200
    assert audited(world, "bo@second") == ["sign_in.password", "second_factor.shown", "sign_in.done"]
    with world.parts.database.transaction() as session:
        held = session.scalars(select(UserSession).join(User).where(User.login == "bo@second")).one()
    assert held.second_at == world.parts.real_clock.now()


def test_a_code_is_accepted_once(world: World) -> None:
    app = with_app(world, "cy@second")
    code = code_now(world, app)
    assert entered(halfway(world, "cy@second"), code).status_code == 303
    again = entered(halfway(world, "cy@second"), code)
    assert again.status_code == 401
    assert "was used before" in again.text


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 303), (0, 303), (1, 303), (2, 401)])
def test_a_telephone_may_be_half_a_minute_early_or_late(world: World, steps: int, status: int) -> None:
    login = f"drift{steps}@second"
    app = with_app(world, login)
    world.parts.real_clock.advance(5 * PERIOD)
    code = code_now(world, app, steps)
    assert entered(halfway(world, login), code).status_code == status


def test_after_a_later_code_the_earlier_one_is_worth_nothing(world: World) -> None:
    app = with_app(world, "dee@second")
    world.parts.real_clock.advance(5 * PERIOD)
    early, late = (code_now(world, app, step) for step in (0, 1))
    assert entered(halfway(world, "dee@second"), late).status_code == 303
    assert entered(halfway(world, "dee@second"), early).status_code == 401


def test_guesses_have_to_wait_and_the_owner_elsewhere_does_not(world: World) -> None:
    app = with_app(world, "eve@second")
    attacker = halfway(world, "eve@second", "192.0.2.66")
    for _ in range(SECOND_FACTOR.free):
        assert entered(attacker, "000000").status_code == 401
    slowed = entered(attacker, code_now(world, app))
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "2")
    assert entered(halfway(world, "eve@second", "192.0.2.7"), code_now(world, app)).status_code == 303


def test_a_step_ends_by_time_and_with_its_use(world: World) -> None:
    app = with_app(world, "fay@second")
    late = halfway(world, "fay@second")
    page = late.get(SECOND).text
    world.parts.real_clock.advance(LASTS.total_seconds())
    answer = late.post(SECOND, data={"csrf_token": token_in(page), "code": code_now(world, app)})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "took too long" in late.get("/sign-in").text
    assert world.browser().get(SECOND).location == "/sign-in"


def test_somebody_disabled_meanwhile_does_not_get_in(world: World) -> None:
    app = with_app(world, "gil@second")
    client = halfway(world, "gil@second")
    page = client.get(SECOND).text
    with world.parts.database.transaction() as session:
        session.scalars(select(User).where(User.login == "gil@second")).one().disabled = True
    answer = client.post(SECOND, data={"csrf_token": token_in(page), "code": code_now(world, app)})
    assert answer.location == "/sign-in"


def test_a_recovery_code_lets_in_once_however_it_is_typed(world: World) -> None:
    with_app(world, "hal@second")
    with world.parts.database.transaction() as session:
        user = session.scalars(select(User).where(User.login == "hal@second")).one()
        codes = new_codes(session, user, world.parts.real_clock.now())
        kept = set(session.scalars(select(RecoveryCode.code_hash).where(RecoveryCode.user_id == user.id)))
    assert len(kept) == 10
    assert not any(code in each for code in codes for each in kept)
    path, page = f"{SECOND}/recovery", f"{SECOND}?by=recovery"
    typed = codes[3].replace("-", " ").upper()
    assert post(halfway(world, "hal@second"), path, page, recovery=typed).status_code == 303
    again = post(halfway(world, "hal@second"), path, page, recovery=codes[3])
    assert again.status_code == 401
    assert "none of your recovery codes" in again.text


def test_the_secret_is_kept_sealed_and_opens_with_an_older_key_too(world: World) -> None:
    app = with_app(world, "ivy@second")
    with world.parts.database.transaction() as session:
        query = select(TotpSecret).join(User, User.id == TotpSecret.user_id).where(User.login == "ivy@second")
        kept = session.scalars(query).one()
        before = kept.sealed
    assert app.secret not in before
    old = world.parts.settings
    world.parts.settings = replace(old, secret_keys=("a-new-key-of-the-tests", *old.secret_keys))
    try:
        assert entered(halfway(world, "ivy@second"), code_now(world, app)).status_code == 303
        with world.parts.database.transaction() as session:
            assert session.get_one(TotpSecret, kept.user_id).sealed != before
        world.parts.settings = replace(old, secret_keys=("a-new-key-of-the-tests",))
        world.parts.real_clock.advance(PERIOD)
        assert entered(halfway(world, "ivy@second"), code_now(world, app)).status_code == 303
        world.parts.settings = replace(old, secret_keys=("yet-another-key-of-the-tests",))
        world.parts.real_clock.advance(PERIOD)
        lost = entered(halfway(world, "ivy@second"), code_now(world, app))
        assert lost.status_code == 401
        assert "can no longer be read" in lost.text
    finally:
        world.parts.settings = old


def test_the_form_asks_the_browser_for_a_one_time_code(world: World) -> None:
    with_app(world, "joe@second")
    page = halfway(world, "joe@second").get(SECOND).text
    assert re.search(r'inputmode="numeric"[^>]*autocomplete="one-time-code"', page)
