"""Every role on every page, and every other council's, organisation's and group's objects behind it: nothing leaks.

The table is the application's own map of routes, so a new page is in it by itself. What a role may not ask for is 403;
what it may ask for, and not see, is answered as what does not exist: in status, body, and number of statements.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule

from tests.webhooks.foreign import MARK, Foreign, foreign_world, login_of, of_a_restricted_group, of_another_council
from tests.webhooks.pages.world import PARTNER, World, application, settings, token_in
from webhooks.roles import Role, permissions_of
from webhooks.signin.guard import ANYONE, SIGNED_IN, admit, declared

pytestmark = pytest.mark.database

GONE, CLOSED = 404, 403
ALIKE = {"account.remove_one_key": 303, "attending.accept": 400, "attending.hand": 400, "attending.decline": 303}
"""Answered otherwise than by 404, and all alike: who they are is asked once more before anything is looked for; an
offer that is somebody else's is told as one that is gone."""
OF_EVERYBODY = {("team", Role.ADMINISTRATOR)}
"""The municipality's administrators see every organisation's people: to them these are not foreign."""
TOKENS = {"signin.invitation", "signin.accept_invitation"}
"""A secret in the address is all that is asked for; `tests/webhooks/team` tries wrong ones."""
FORM = {
    "reason": "because", "text": "words", "kind": "repeat_of", "other": "999999999", "to": "open",
    "level": "kba_passed",
    "council": PARTNER, "tenant": PARTNER, "organisation": "vale-office", "opens": "open", "until": "2026-12-27T08:00",
    "who": "bo", "roster": "water", "role": "county-agent", "tenants": PARTNER, "digits": "999999",
}  # fmt: skip
"""What may be typed anywhere, so that an object is looked for before something else is missed."""


ADDRESSES = (f"{a}.{b}.{c}" for a in range(256) for b in range(256) for c in range(256))


class Bare:
    """Enough of a database for an application that nobody asks."""


Visitors = dict[Role, tuple[FlaskClient, str]]


def pages() -> list[tuple[Rule, str]]:
    """(rule, method) of every guarded page that is not open to anyone."""
    made = application(type("Parts", (), {"settings": settings(), "database": Bare()})())
    found = []
    for rule in made.url_map.iter_rules():
        guarded = admit in made.before_request_funcs.get(rule.endpoint.rpartition(".")[0], [])
        if guarded and declared(made.view_functions[rule.endpoint]) != ANYONE and rule.endpoint not in TOKENS:
            found += [(rule, method) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return sorted(found, key=lambda each: (str(each[0]), each[1]))


def names_an_object(rule: Rule) -> bool:
    """Whether a part of the address is more than a choice among the program's own words."""
    return any(type(converter).__name__ != "AnyConverter" for converter in rule._converters.values())


PAGES = pages()
OF_OBJECTS = [each for each in PAGES if names_an_object(each[0])]
OF_LISTS = [each for each in PAGES if not names_an_object(each[0]) and each[0].endpoint != "signin.sign_out"]


def called(page: tuple[Rule, str]) -> str:
    return f"{page[1]} {page[0].rule}"


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = foreign_world(module_database_url)
    yield made
    made.parts.database.close()


@pytest.fixture(scope="module")
def foreign(world: World) -> list[Foreign]:
    return [of_another_council(world), of_a_restricted_group(world)]


@pytest.fixture(scope="module")
def visitors(world: World) -> dict[Role, tuple[FlaskClient, str]]:
    """Role -> a browser that is signed in, and the token of its forms; a program cannot be."""
    browsers = {role: world.browser(login_of(role)) for role in Role if role is not Role.MACHINE}
    return {role: (client, token_in(client.get("/account").text)) for role, client in browsers.items()}


class Counted:
    """How many statements were sent while it was open."""

    def __init__(self, world: World) -> None:
        self.engine, self.number = world.parts.database.engine, 0

    def __enter__(self) -> "Counted":
        event.listen(self.engine, "before_cursor_execute", self.count)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self.count)

    def count(self, *_: Any) -> None:
        self.number += 1


def asks(client: FlaskClient, method: str, path: str, token: str, **fields: str) -> Any:
    """From an address of its own each time, so that nobody has to wait for others who guessed there."""
    where = {"REMOTE_ADDR": f"10.{next(ADDRESSES)}"}
    if method == "GET":
        return client.get(path, query_string=fields or None, environ_overrides=where)
    form = {**FORM, **fields, "csrf_token": token}
    return client.open(path, method=method, data=form, environ_overrides=where)


def neutral(page: str) -> str:
    """A page without its own address, its form token, and what an earlier form left to be said, which differ however
    alike two pages are."""
    page = re.sub(r'csrf_token" value="[^"]*"', "", page)
    page = re.sub(r'<p class="note[^"]*" role="status">.*?</p>', "", page)
    return re.sub(r'\s+|(href|action|content|value)="/[^"]*"', "", page)


@pytest.mark.parametrize("page", OF_OBJECTS, ids=called)
def test_what_is_another_s_is_answered_as_what_does_not_exist(
    world: World, foreign: list[Foreign], visitors: Visitors, page: tuple[Rule, str]
) -> None:
    rule, method = page
    wrong = []
    for role, (client, token) in others(visitors, rule):
        for each in foreign:
            answers = []
            for missing in (False, True):
                path = each.filled(rule, client, missing=missing)
                with Counted(world) as counted:
                    answer = asks(client, method, path, token)
                answers.append((answer.status_code, neutral(answer.text), counted.number))
            if answers[0] != answers[1] or answers[0][0] not in expected(world, rule, role) or MARK in answers[0][1]:
                wrong.append((str(role), each.name, [(code, statements) for code, _body, statements in answers]))
    assert wrong == []


def others(visitors: Visitors, rule: Rule) -> list[tuple[Role, tuple[FlaskClient, str]]]:
    """The visitors to whom the objects are foreign."""
    group = rule.endpoint.rpartition(".")[0]
    return [(role, each) for role, each in visitors.items() if (group, role) not in OF_EVERYBODY]


def expected(world: World, rule: Rule, role: Role) -> set[int]:
    asked = declared(world.app.view_functions[rule.endpoint])
    if asked != SIGNED_IN and asked not in permissions_of(role):
        return {CLOSED}
    return {ALIKE.get(rule.endpoint, GONE)}


@pytest.mark.usefixtures("foreign")
@pytest.mark.parametrize("page", OF_LISTS, ids=called)
def test_no_list_or_form_shows_what_is_another_s(
    world: World, foreign: list[Foreign], visitors: Visitors, page: tuple[Rule, str]
) -> None:
    rule, method = page
    wrong = []
    for role, (client, token) in others(visitors, rule):
        for each in foreign:
            number = each.values["number"][0]
            for fields in ({}, {"council": PARTNER, "organisation": "vale-office", "number": number, "before": number}):
                answer = asks(client, method, each.filled(rule, client, missing=False), token, **fields)
                closed = expected(world, rule, role) == {CLOSED}
                if MARK in answer.text or closed != (answer.status_code == CLOSED):
                    wrong.append((str(role), each.name, answer.status_code, fields))
    assert wrong == []


def test_what_is_foreign_is_there_for_those_whose_it_is(world: World, foreign: list[Foreign]) -> None:
    """Or else the table would prove nothing."""
    world.user("kent-agent", Role.COUNTY_AGENT, (PARTNER,), organisation="county")
    world.user("social", Role.COUNTY_AGENT, groups=["social-duty"])
    for login, each in zip(("kent-agent", "social"), foreign, strict=True):
        answer = world.browser(login).get(f"/desk/cases/{each.values['number'][0]}")
        assert answer.status_code == 200, each.name
        assert MARK in answer.text


def test_the_table_has_every_page_of_the_whole_application() -> None:
    from afterhours.parts import build
    from webhooks.app import create_app

    parts = build(settings(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"))
    whole = create_app(parts)
    guarded = {
        rule.endpoint
        for rule in whole.url_map.iter_rules()
        if admit in whole.before_request_funcs.get(rule.endpoint.rpartition(".")[0], [])
        and declared(whole.view_functions[rule.endpoint]) != ANYONE
    }
    parts.close()
    assert guarded - {rule.endpoint for rule, _method in PAGES} == set()
