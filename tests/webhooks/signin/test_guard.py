"""Every page declares who may see it, and one that does not is closed."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule, UUIDConverter

from tests.webhooks.pages.world import World
from webhooks.roles import ROLES, Permission, Role, permissions_of
from webhooks.signin.guard import ANYONE, SIGNED_IN, admit, declared, page_blueprint

OPEN = {
    "static",
    "vendor",
    "signin.start",
    "signin.sign_in",
    "signin.enter_by_password",
    "signin.enter_by_key",
    "signin.ask_key",
    "signin.enter_demonstration",
    "signin.invitation",
    "signin.accept_invitation",
    "second.ask",
    "second.enter_code",
    "second.enter_recovery",
    "second.enter_key",
    "second.ask_key",
    "provider.go",
    "provider.back",
}
BY_SIGNED_ADDRESS = {"words.words"}
ANSWERED = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def page_rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.rpartition(".")[0]
        if admit in app.before_request_funcs.get(blueprint, []):
            yield rule


def test_every_page_declares_a_permission(world: World) -> None:
    rules = list(page_rules(world.app))
    undeclared = [rule.endpoint for rule in rules if declared(world.app.view_functions[rule.endpoint]) is None]
    assert len(rules) >= 8
    assert undeclared == []


def test_the_pages_open_to_anyone_are_these_and_no_others(world: World) -> None:
    views = world.app.view_functions
    found = {
        rule.endpoint for rule in world.app.url_map.iter_rules() if declared(views[rule.endpoint]) in (ANYONE, None)
    }
    assert found == OPEN | BY_SIGNED_ADDRESS


def test_every_page_but_the_open_ones_sends_strangers_to_the_sign_in(world: World) -> None:
    """What a page asks for of its own accord is refused instead."""
    for rule in page_rules(world.app):
        if rule.endpoint in OPEN:
            continue
        path = address_of(rule)
        got = 401 if getattr(world.app.view_functions[rule.endpoint], "asked_by_itself", False) else 303
        for method in (rule.methods or set()) & ANSWERED:
            answer = world.browser().open(path, method=method)
            assert answer.status_code == (got if method == "GET" else 400), (method, path)


def address_of(rule: Rule) -> str:
    """An address that leads to the route, with something in each of its places."""
    given = {UUIDConverter: UUID(int=1), IntegerConverter: 1}
    values = {name: given.get(type(kind), "100000008") for name, kind in rule._converters.items()}
    values |= {
        name: next(iter(kind.items)) for name, kind in rule._converters.items() if isinstance(kind, AnyConverter)
    }
    built = rule.build(values)
    assert built is not None, rule
    return built[1]


def test_every_permission_is_known_and_held_by_some_role(world: World) -> None:
    asked = {declared(world.app.view_functions[rule.endpoint]) for rule in page_rules(world.app)}
    assert asked - {ANYONE, SIGNED_IN} <= set(Permission)
    assert set().union(*ROLES.values()) == set(Permission)


def test_a_page_that_declares_nothing_is_closed_to_everybody(world_with: Callable[..., World]) -> None:
    world = world_with()
    world.user("curious")
    forgotten = page_blueprint("forgotten", __name__)
    forgotten.add_url_rule("/forgotten", "page", lambda: "open")
    world.app.register_blueprint(forgotten)
    assert world.browser().get("/forgotten").status_code == 303
    assert world.browser("curious").get("/forgotten").status_code == 403


@pytest.mark.parametrize("role", [*ROLES, "unknown"])
def test_roles_hold_what_the_table_says(role: str) -> None:
    assert permissions_of(role) == (ROLES[Role(role)] if role in set(Role) else frozenset())
