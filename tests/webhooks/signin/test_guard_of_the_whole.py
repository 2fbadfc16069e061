"""The whole web application: every route is a guarded page, or belongs to a group with a check of its own."""

from collections.abc import Iterator

import pytest
from flask import Flask

from afterhours.parts import build
from tests.webhooks.pages.world import settings
from webhooks.app import create_app
from webhooks.signin.guard import ANYONE, admit, declared

SIGNED_BY_THE_PROVIDER = {"voice", "reports", "messages", "text_reports", "checks", "leg_reports"}
FOR_MACHINES = {"health"}
BY_SIGNED_ADDRESS = {"words", "accept", "calendars"}
ASSETS = {"static", "vendor"}
OPEN_PAGES = {"signin", "second", "provider", "phone"}


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    parts = build(settings(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"))
    yield create_app(parts)
    parts.close()


def test_every_route_is_a_page_with_a_permission_or_of_a_group_with_its_own_check(app: Flask) -> None:
    strays = []
    for rule in app.url_map.iter_rules():
        group = rule.endpoint.rpartition(".")[0]
        guarded = admit in app.before_request_funcs.get(group, [])
        declares = declared(app.view_functions[rule.endpoint]) is not None
        other = group in SIGNED_BY_THE_PROVIDER | FOR_MACHINES | BY_SIGNED_ADDRESS or rule.endpoint in ASSETS
        if other == guarded or guarded != declares:
            strays.append(rule.endpoint)
    assert strays == []


def test_nobody_signs_in_only_where_there_is_nothing_to_protect(app: Flask) -> None:
    views = app.view_functions
    found = {rule.endpoint for rule in app.url_map.iter_rules() if declared(views[rule.endpoint]) == ANYONE}
    assert {endpoint.partition(".")[0] for endpoint in found} <= OPEN_PAGES
