"""A membership gives a user role, councils and groups while it holds; agents.yaml says what may be given."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from afterhours.models import Membership, User
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World, sign_in
from webhooks.roles import ROLES, Permission, Role
from webhooks.signin.enlisting import NotLetIn, Terms, end_membership, enlist

NIGHT: dict[str, Any] = {"role": Role.OUT_OF_HOURS_AGENT, "organisation": "nightline"}
DAY = timedelta(days=1)


def terms(**changes: object) -> Terms:
    told = {"organisation": "nightline", "role": Role.OUT_OF_HOURS_AGENT, "tenants": (COUNTY,)}
    return Terms(**{**told, **changes})  # type: ignore[arg-type]


def stranger(login: str) -> User:
    return User(login=login, name=login, password_hash="none", created_at=NOW)


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        pytest.param({"valid_until": NOW}, 401, id="over since this instant"),
        pytest.param({"valid_until": NOW + DAY}, 303, id="until tomorrow"),
        pytest.param({"valid_from": NOW + DAY}, 401, id="from tomorrow on"),
    ],
)
def test_without_a_membership_that_holds_nobody_signs_in(
    world: World, dates: dict[str, Any], code: int, request: pytest.FixtureRequest
) -> None:
    login = f"dated-{request.node.callspec.id.replace(' ', '-')}"
    world.user(login, **dates)
    assert sign_in(world.browser(), login).status_code == code


def test_the_end_of_a_membership_is_felt_at_the_next_request(world: World) -> None:
    leaver = world.user("leaver")
    client = world.browser("leaver")
    assert client.get("/desk/cases").status_code == 200
    with world.parts.database.transaction() as session:
        end_membership(session, session.get_one(User, leaver.id), NOW, "boss")
    assert client.get("/desk/cases").location == "/sign-in?next=/desk/cases"


def test_a_contract_that_ends_ends_the_sign_in_of_all_its_people(world_with: Callable[..., World]) -> None:
    world = world_with()
    world.user("night", **NIGHT)
    world.user("own")
    client = world.browser("night")
    assert client.get("/desk/cases").status_code == 200
    ended = replace(SITE.organisations["nightline"], until=date(2026, 12, 25))
    world.parts.site = replace(SITE, organisations={**SITE.organisations, "nightline": ended})
    assert client.get("/desk/cases").status_code == 303
    assert world.browser("own").get("/desk/cases").status_code == 200


def test_a_council_that_is_no_longer_served_is_seen_no_more(world_with: Callable[..., World]) -> None:
    world = world_with()
    world.user("late", tenants=(COUNTY, PARTNER), **NIGHT)
    left = replace(SITE.organisations["nightline"], serves=(COUNTY,))
    world.parts.site = replace(SITE, organisations={**SITE.organisations, "nightline": left})
    client = world.browser("late")
    assert client.get("/desk/hours").status_code == 200
    world.parts.site = replace(SITE, organisations={"county": SITE.organisations["county"]})
    assert client.get("/desk/hours").status_code == 303


REFUSED = {
    "no such organisation": ({"organisation": "nightlane"}, 'did you mean "nightline"?'),
    "a role of the county's": ({"role": Role.ADMINISTRATOR}, "nightline has nobody with the role administrator"),
    "no such role": ({"role": "king"}, "There is no role"),
    "a council it does not serve": ({"tenants": ("third",)}, "nightline does not serve third"),
    "no council": ({"tenants": ()}, "No council is chosen"),
    "another's group": ({"groups": ("county-desk",)}, '"county-desk" is no group of nightline'),
    "after the contract": ({"until": NOW + 500 * DAY}, "ends on 2027-12-31"),
    "before today": ({"until": NOW - DAY}, "The last day is past"),
}


@pytest.mark.parametrize(("changes", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_agents_yaml_does_not_allow_is_refused(world: World, changes: dict[str, object], words: str) -> None:
    with world.parts.database.transaction() as session, pytest.raises(NotLetIn, match=words):
        enlist(session, stranger("nobody-yet"), terms(**changes), SITE, NOW, "boss")


def test_the_last_seat_is_the_last_and_an_end_frees_one(world: World) -> None:
    office = terms(organisation="vale-office", role=Role.COUNTY_AGENT, tenants=(PARTNER,))
    with world.parts.database.transaction() as session:
        one, two, three = (stranger(name) for name in ("one", "two", "three"))
        enlist(session, one, office, SITE, NOW, "boss")
        enlist(session, two, office, SITE, NOW, "boss")
        with pytest.raises(NotLetIn, match="All 2 seats of vale-office are taken"):
            enlist(session, three, office, SITE, NOW, "boss")
        end_membership(session, one, NOW, "boss")
        enlist(session, three, office, SITE, NOW, "boss")


def test_who_is_moved_keeps_one_seat_and_the_copy_for_the_previous_version(world: World) -> None:
    with world.parts.database.transaction() as session:
        user = stranger("mover")
        enlist(session, user, terms(groups=("Night Desk",)), SITE, NOW, "boss")
        enlist(session, user, terms(tenants=(PARTNER, COUNTY), role=Role.OUT_OF_HOURS_SUPERVISOR), SITE, NOW, "boss")
        rows = session.scalars(select(Membership).where(Membership.user_id == user.id).order_by(Membership.id)).all()
        assert [(row.role, row.groups, row.ended_by) for row in rows] == [
            (Role.OUT_OF_HOURS_AGENT, ["night-desk"], "boss"),
            (Role.OUT_OF_HOURS_SUPERVISOR, [], None),
        ]
        assert (user.tenant, user.tenants, user.role) == (PARTNER, [PARTNER, COUNTY], Role.OUT_OF_HOURS_SUPERVISOR)


@pytest.mark.parametrize("role", [Role.OUT_OF_HOURS_AGENT, Role.OUT_OF_HOURS_SUPERVISOR])
def test_an_answering_company_sees_no_list_of_cases(role: Role) -> None:
    assert Permission.ALL_CASES not in ROLES[role]
    assert Permission.HEAR_RECORDINGS not in ROLES[role]


@pytest.mark.parametrize("role", [Role.QUALITY_REVIEWER, Role.FIGURES, Role.AUDITOR, Role.MACHINE])
def test_who_reviews_counts_or_audits_reads_no_cases(role: Role) -> None:
    assert not ROLES[role] & {Permission.READ_CASES, Permission.ALL_CASES, Permission.READ_CONTACTS}
