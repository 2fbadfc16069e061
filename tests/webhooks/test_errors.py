"""Errors as a person at a desk reads them, and as a machine does."""

from collections.abc import Iterator

import pytest
from flask import abort

from ivr.errors import DatabaseGone, NotFound, Refused
from ivr.store.database import Database
from tests.webhooks.pages.world import World
from webhooks.signin.cookie import PLAIN
from webhooks.signin.guard import anyone, page_blueprint

CODES = (400, 403, 404, 405, 413, 429, 500, 503)


def fail(how: str) -> str:
    if how.isdigit():
        abort(int(how))
    raise {
        "missing": NotFound("case 1"),
        "refused": Refused("secret detail"),
        "gone": DatabaseGone("10.0.0.1 is away"),
        "bug": ValueError("secret detail"),
    }[how]


@pytest.fixture(scope="module")
def failing(module_database_url: str) -> Iterator[World]:
    world = World(module_database_url)
    pages = page_blueprint("failing", __name__)
    pages.add_url_rule("/fail/<how>", "fail", anyone(fail))
    world.app.register_blueprint(pages)
    yield world
    world.parts.database.close()


@pytest.mark.parametrize("code", CODES)
def test_every_error_says_what_happened_and_what_to_do(failing: World, code: int) -> None:
    page = failing.browser().get(f"/fail/{code}")
    assert page.status_code == code
    assert f"Error {code}" in page.text
    assert page.text.count("<p>") >= 1
    assert "Content-Security-Policy" in page.headers


def test_no_two_errors_have_the_same_words(failing: World) -> None:
    headings = [failing.browser().get(f"/fail/{code}").text.split("<h1>")[1].split("</h1>")[0] for code in CODES]
    assert len(set(headings)) == len(CODES)


@pytest.mark.parametrize(
    ("how", "code"), [("missing", 404), ("refused", 400), ("gone", 503), ("bug", 500), ("418", 418)]
)
def test_the_programs_own_errors_become_pages_that_give_nothing_away(failing: World, how: str, code: int) -> None:
    page = failing.browser().get(f"/fail/{how}")
    assert page.status_code == code
    assert "secret detail" not in page.text
    assert "10.0.0.1" not in page.text


def test_a_machine_gets_an_object(failing: World) -> None:
    answer = failing.browser().get("/fail/404", headers={"Accept": "application/json"})
    assert answer.get_json()["error"]["code"] == 404
    assert set(answer.get_json()["error"]) == {"code", "what", "do"}


def test_a_wrong_method_names_the_right_ones(failing: World) -> None:
    answer = failing.browser().put("/sign-in")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_whoever_is_signed_in_keeps_their_header_on_an_error(failing: World) -> None:
    failing.user("lost", name="Lost Soul")
    assert "Lost Soul" in failing.browser("lost").get("/nowhere").text


def test_without_the_database_a_page_says_that_calls_go_on(failing: World) -> None:
    parts = failing.parts
    parts.database, kept = Database("postgresql://nobody@127.0.0.1:1/none"), parts.database
    try:
        client = failing.browser()
        client.set_cookie(PLAIN, "some-token")
        page = client.get("/desk/cases")
        missing = client.get("/nowhere")
    finally:
        parts.database.close()
        parts.database = kept
    assert (page.status_code, missing.status_code) == (503, 404)
    assert "Calls are still answered" in page.text
