"""The page on personal data, for administrators alone: what is kept, what must stay, and one person's file."""

import io
import json
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webhooks.pages.world import World, token_in
from webhooks.roles import Role


@pytest.fixture
def admin(world: World) -> FlaskClient:
    if not getattr(world, "has_admin", False):
        world.user("admin", Role.ADMINISTRATOR)
        world.has_admin = True  # type: ignore[attr-defined]
    return world.browser("admin")


def send(client: FlaskClient, path: str, **form: str) -> Any:
    token = token_in(client.get("/desk/privacy").text)
    return client.post(f"/desk/privacy/{path}", data={"csrf_token": token, **form}, follow_redirects=True)


def test_it_says_for_each_council_how_long_what_is_kept(admin: FlaskClient) -> None:
    page = admin.get("/desk/privacy").text
    assert "Recordings" in page
    assert "At least, days" in page
    assert "Nothing is held." in page


def test_what_is_held_stands_there_until_it_is_lifted_with_a_reason(world: World, admin: FlaskClient) -> None:
    case = world.case()
    page = send(admin, "holds", what=case.number, reason="a claim").text
    assert "a claim" in page
    lifting = page.split("/lift")[0].rpartition("/")[2]
    refused = send(admin, f"holds/{lifting}/lift", reason="")
    assert (refused.status_code, "Say why" in refused.text) == (400, True)
    assert "Nothing is held." in send(admin, f"holds/{lifting}/lift", reason="settled").text


def test_what_is_no_number_at_all_is_refused_beside_the_field(admin: FlaskClient) -> None:
    answer = send(admin, "holds", what="the mayor", reason="a claim")
    assert (answer.status_code, "This is no case number" in answer.text) == (400, True)


def test_one_persons_file_is_shown_first_and_handed_out_when_asked_again(world: World, admin: FlaskClient) -> None:
    case = world.case(caller_e164="+15195550177")
    page = send(admin, "person", who="519 555 0177").text
    assert "Download the file" in page
    answer = send(admin, "person", who="519 555 0177", sure="yes")
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told = json.loads(archive.read("data.json"))
    assert [row["number"] for row in told["tables"]["case"]] == [case.number]


def test_nobody_else_comes_here(world: World) -> None:
    world.user("tess", Role.SUPERVISOR)
    assert world.browser("tess").get("/desk/privacy").status_code in (403, 404)
