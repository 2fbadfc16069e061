"""A case is opened by the number its caller reads out: seen for the shift, written down, and guessed by nobody."""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from afterhours.models import AuditEntry, Case, CaseSight
from afterhours.rules.case_numbers import number_at, written
from afterhours.services.casework.shift import SHIFT
from afterhours.services.casework.sight import OF_ONE, REMEMBERED
from tests.webhooks.pages.world import NOW, PARTNER, World, token_in
from webhooks.roles import Role

PAGE = "/desk/cases/by-number"
MISSING = number_at(7)


def tried(world: World, login: str, number: str) -> TestResponse:
    client = world.browser(login)
    token = token_in(client.get(PAGE).text)
    return client.post(PAGE, data={"number": number, "csrf_token": token})


def noted(world: World, login: str) -> list[tuple[str, str | None]]:
    with world.parts.database.transaction() as session:
        query = select(AuditEntry).where(AuditEntry.actor == login, AuditEntry.action.like("case.%"))
        return [(each.action, each.object) for each in session.scalars(query.order_by(AuditEntry.id))]


@pytest.fixture
def case(world: World) -> Case:
    return world.case(subject="a tree")


def test_the_whole_number_opens_the_case_for_the_shift(world: World, case: Case) -> None:
    agent = world.user("first", Role.OUT_OF_HOURS_AGENT)
    answer = tried(world, "first", written(case.number))
    assert (answer.status_code, answer.location) == (303, f"/desk/cases/{case.number}")
    with world.parts.database.transaction() as session:
        sight = session.scalars(select(CaseSight).where(CaseSight.user_id == agent.id)).one()
    assert (sight.case_id, sight.until) == (case.id, NOW + SHIFT)
    assert noted(world, "first") == [("case.sight_given", f"case {case.number}")]


def test_everything_refused_is_refused_alike(world: World, case: Case) -> None:
    foreign = world.case(tenant=PARTNER, line="wealden-night")
    restricted = world.case(restricted="social-duty")
    mistyped = case.number[:-1] + str((int(case.number[-1]) + 1) % 10)
    pages = []
    for at, number in enumerate((MISSING, foreign.number, restricted.number, mistyped, "12")):
        world.user(f"curious-{at}", Role.OUT_OF_HOURS_AGENT)
        answer = tried(world, f"curious-{at}", number)
        assert answer.status_code == 404
        plain = answer.text.replace(f'value="{number}"', "").replace(f"Curious-{at}", "").replace(f"curious-{at}", "")
        pages.append(re.sub(r'name="csrf_token" value="[^"]*"', "", plain))
    assert set(pages) == {pages[0]}


def test_a_mistyped_number_never_asks_the_database_and_is_no_guess(world: World, case: Case) -> None:
    world.user("clumsy", Role.OUT_OF_HOURS_AGENT)
    for _ in range(OF_ONE + 1):
        tried(world, "clumsy", "123-456-789")
    assert {action for action, _ in noted(world, "clumsy")} == {"case.number_mistyped"}
    assert tried(world, "clumsy", case.number).status_code == 303


def test_after_five_refusals_even_a_right_number_is_refused_until_some_time_has_passed(
    world: World, case: Case
) -> None:
    world.user("guesser", Role.OUT_OF_HOURS_AGENT)
    for at in range(OF_ONE):
        assert tried(world, "guesser", number_at(20 + at)).status_code == 404
    assert tried(world, "guesser", case.number).status_code == 404
    world.user("colleague", Role.OUT_OF_HOURS_AGENT)
    assert tried(world, "colleague", case.number).status_code == 303
    with world.parts.database.transaction() as session:
        (last,) = session.scalars(
            select(AuditEntry).where(AuditEntry.actor == "guesser").order_by(AuditEntry.id.desc()).limit(1)
        )
        assert (last.object, last.detail) == (None, {"too_many": True})
    world.parts.real_clock.advance(REMEMBERED.total_seconds() + 1)
    assert tried(world, "guesser", case.number).status_code == 303


def test_nobody_without_the_permission_sees_the_page(world: World) -> None:
    world.user("counter", Role.FIGURES)
    assert world.browser("counter").get(PAGE).status_code == 403
