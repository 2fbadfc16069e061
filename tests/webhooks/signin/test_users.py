"""Keeping users: `webhooks.signin.users`, and the command over it."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from afterhours.models import AuditEntry, BoundIdentity
from ivr.errors import NotFound, Refused
from tests.support.second_factors import code_now, post, with_app
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, PASSWORD, SITE, World, sign_in, token_in
from webhooks.cli import users as command
from webhooks.roles import Role
from webhooks.signin.users import NewUser, add_user, disable_user, enable_user, set_password

Run = Callable[..., Result]


def new(**changes: object) -> NewUser:
    told = {"login": "zoe", "name": "Zoe", "role": Role.COUNTY_AGENT, "tenants": (COUNTY,), "password": PASSWORD}
    return NewUser(**{**told, **changes})  # type: ignore[arg-type]


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(command, "parts", lambda: world.parts)

    def call(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(command.users, list(arguments), input=typed)

    return call


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"login": "  "}, "is no login"),
        ({"login": "zoe smith"}, "is no login"),
        ({"role": "king"}, "out-of-hours-agent"),
        ({"tenants": ()}, "--tenant"),
        ({"tenants": ("atlantis",)}, "Use one of: long-point, wealden-vale"),
        ({"password": "short"}, "needs 12 to 256"),
    ],
)
def test_what_cannot_be_a_user_is_refused_with_what_to_do(world: World, changes: dict[str, object], words: str) -> None:
    with world.parts.database.transaction() as session, pytest.raises(Refused, match=words):
        add_user(session, new(**changes), SITE, NOW)


def test_a_login_exists_once_however_it_is_written(world: World) -> None:
    with world.parts.database.transaction() as session:
        add_user(session, new(login="Twice@Example.org"), SITE, NOW)
        with pytest.raises(Refused, match="already"):
            add_user(session, new(login="twice@example.ORG"), SITE, NOW)


def test_a_new_password_signs_out_and_is_the_only_one_that_works(world: World) -> None:
    world.user("kim")
    client = world.browser("kim")
    with world.parts.database.transaction() as session:
        set_password(session, "kim", "five calm night owls", NOW)
    assert client.get("/desk/cases").status_code == 303
    assert sign_in(world.browser(), "kim").status_code == 401
    assert sign_in(world.browser(), "kim", "five calm night owls").status_code == 303


def test_a_disabled_user_may_come_back_when_enabled(world: World) -> None:
    world.user("lee")
    client = world.browser("lee")
    with world.parts.database.transaction() as session:
        disable_user(session, "lee", NOW)
    assert client.get("/desk/cases").status_code == 303
    with world.parts.database.transaction() as session:
        enable_user(session, "lee", NOW)
        changes = session.scalars(select(AuditEntry.action).where(AuditEntry.object == "user lee")).all()
    assert client.get("/desk/cases").status_code == 303
    assert sign_in(world.browser(), "lee").status_code == 303
    assert {"user.disabled", "user.enabled"} <= set(changes)


def test_a_user_nobody_has_is_not_found(world: World) -> None:
    with world.parts.database.transaction() as session, pytest.raises(NotFound, match="ivr users list"):
        disable_user(session, "nobody", NOW)


def test_the_command_makes_a_user_who_can_sign_in(world: World, run: Run) -> None:
    done = run("add", "mia", "--role", "county-agent", "--generate")
    assert done.exit_code == 0, done.output
    password = done.output.split("Password: ")[1].split()[0]
    assert f"may sign in as county-agent for {COUNTY}" in done.output
    assert sign_in(world.browser(), "mia", password).status_code == 303


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [(["--password-stdin"], f"{PASSWORD}\n"), ([], f"{PASSWORD}\n{PASSWORD}\n")],
    ids=["stdin", "typed"],
)
def test_a_password_is_typed_twice_or_read(world: World, run: Run, arguments: list[str], typed: str) -> None:
    login = "nia" + str(len(arguments))
    told = ["add", login, "--role", "administrator", "--tenant", COUNTY, "--tenant", PARTNER, *arguments]
    done = run(*told, typed=typed)
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    assert sign_in(world.browser(), login).status_code == 303


def test_the_list_for_scripts_has_stable_names(world: World, run: Run) -> None:
    world.user("oli", name="Oli")
    rows = [json.loads(line) for line in run("list", "--json").output.splitlines()]
    oli = next(row for row in rows if row["login"] == "oli")
    assert oli == {
        "login": "oli",
        "name": "Oli",
        "role": "county-agent",
        "organisation": "county",
        "tenants": [COUNTY],
        "groups": [],
        "valid_until": None,
        "disabled": False,
        "last_sign_in_at": None,
    }
    assert "oli" in run("list").output


def test_the_command_disables_enables_and_sets_a_password(world: World, run: Run) -> None:
    world.user("pam")
    assert run("disable", "pam").exit_code == 0
    assert sign_in(world.browser(), "pam").status_code == 401
    assert run("enable", "pam").exit_code == 0
    assert run("password", "pam", "--password-stdin", typed="six calm night owls\n").exit_code == 0
    assert sign_in(world.browser(), "pam", "six calm night owls").status_code == 303


def test_a_user_of_an_answering_company_has_its_groups_and_a_last_day(world: World, run: Run) -> None:
    told = ["--role", "out-of-hours-agent", "--organisation", "Nightline", "--group", "night desk"]
    done = run("add", "quin", *told, "--until", "2026-12-31", "--generate")
    assert done.exit_code == 0, done.output
    row = next(json.loads(line) for line in run("list", "--json").output.splitlines() if "quin" in line)
    assert (row["organisation"], row["groups"], row["tenants"]) == ("nightline", ["night-desk"], [COUNTY])
    assert row["valid_until"] == "2027-01-01T05:00:00+00:00"


def test_a_user_who_is_moved_goes_on_with_the_new_role(world: World, run: Run) -> None:
    world.user("rex")
    client = world.browser("rex")
    done = run("move", "rex", "--role", "supervisor", "--tenant", PARTNER)
    assert done.exit_code == 0, done.output
    assert f"rex is supervisor of county for {PARTNER} from now on." in done.output
    row = next(json.loads(line) for line in run("list", "--json").output.splitlines() if "rex" in line)
    assert (row["role"], row["tenants"]) == ("supervisor", [PARTNER])
    assert client.get("/desk/cases").status_code == 200


def test_whoever_has_no_membership_is_listed_with_what_to_do(world: World, run: Run) -> None:
    world.user("sue", valid_until=NOW)
    assert "no membership: ivr users move sue --role ROLE" in run("list").output
    assert sign_in(world.browser(), "sue").status_code == 401


def test_a_lost_second_factor_is_reset_after_a_question(world: World, run: Run) -> None:
    app = with_app(world, "lost@users")
    client = world.browser()
    sign_in(client, "lost@users")
    assert post(client, "/sign-in/second", "/sign-in/second", code=code_now(world, app)).status_code == 303
    assert run("reset-second-factor", "lost@users", typed="n\n").exit_code == 1
    assert client.get("/desk/cases").status_code == 200
    done = run("reset-second-factor", "lost@users", typed="y\n")
    assert done.exit_code == 0, done.output
    assert client.get("/desk/cases").status_code == 303
    assert sign_in(world.browser(), "lost@users").location == "/desk"
    with world.parts.database.transaction() as session:
        said = session.scalars(select(AuditEntry.action).where(AuditEntry.object == "user lost@users")).all()
    assert "second_factor.reset" in said


def test_a_reset_ends_what_is_halfway_in(world: World, run: Run) -> None:
    app = with_app(world, "rae")
    client = world.browser()
    sign_in(client, "rae")
    page = client.get("/sign-in/second").text
    assert run("reset-second-factor", "rae", "--yes").exit_code == 0
    late = client.post("/sign-in/second", data={"csrf_token": token_in(page), "code": code_now(world, app)})
    assert late.location == "/sign-in"


def test_somebody_with_a_new_account_at_the_identity_provider_is_released(world: World, run: Run) -> None:
    user = world.user("sid")
    assert "was not bound" in run("forget-identity", "sid").output
    world.add(BoundIdentity(issuer="https://id.example", subject="s", tenant=COUNTY, user_id=user.id, bound_at=NOW))
    assert "again" in run("forget-identity", "sid").output
    with world.parts.database.transaction() as session:
        assert session.scalar(select(BoundIdentity).where(BoundIdentity.user_id == user.id)) is None


def test_before_an_old_key_goes_what_it_sealed_is_sealed_anew(world: World, run: Run) -> None:
    app, before = with_app(world, "tess"), world.parts.settings
    world.parts.settings = replace(before, secret_keys=("a-new-key-of-the-tests", *before.secret_keys))
    assert "secrets are sealed" in run("reseal").output
    assert run("reseal").output.startswith("0 ")
    world.parts.settings = replace(before, secret_keys=("a-new-key-of-the-tests",))
    client = world.browser()
    sign_in(client, "tess")
    assert post(client, "/sign-in/second", "/sign-in/second", code=code_now(world, app)).status_code == 303
    world.parts.settings = replace(before, secret_keys=(*before.secret_keys, "a-new-key-of-the-tests"))
    run("reseal")
    world.parts.settings = before
