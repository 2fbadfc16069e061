"""The demo telephone's requests: where it exists, what it asks for, and how it says that something is not possible."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

MACHINE = {"Accept": "application/json"}


def token_of(visitor: FlaskClient) -> str:
    found = re.search(r'data-csrf="([^"]+)"', visitor.get("/phone").text)
    assert found
    return found[1]


def test_the_page_needs_no_sign_in_and_says_simulated(visitor: FlaskClient) -> None:
    answer = visitor.get("/phone")
    assert answer.status_code == 200
    assert "SIMULATED" in answer.text


def test_stories_with_faults_are_told_and_the_telephone_works(visitor: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "stories.yaml").write_text("- name: lonely")
    page = visitor.get("/phone")
    assert page.status_code == 200
    assert "stories.yaml:1" in page.text


def test_the_page_has_no_script_or_style_in_itself(visitor: FlaskClient) -> None:
    page = visitor.get("/phone").text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("address", ["/phone", "/phone/api/world"])
def test_where_the_telephone_is_real_there_is_no_such_page(
    visitor_of_real_telephony: FlaskClient, address: str
) -> None:
    assert visitor_of_real_telephony.get(address).status_code == 404


@pytest.mark.parametrize("address", ["calls", "calls/CA1/press", "calls/CA1/people/answer", "start-over", "stories/x"])
def test_a_change_without_the_forms_token_is_refused(visitor: FlaskClient, address: str) -> None:
    assert visitor.post(f"/phone/api/{address}", json={}, headers=MACHINE).status_code == 400


def test_a_network_that_is_down_is_a_sentence_with_what_to_do(visitor: FlaskClient) -> None:
    answer = visitor.get("/phone/api/world", headers=MACHINE)
    assert answer.status_code == 503
    assert "make run" in answer.get_json()["error"]["do"]


def test_an_unknown_line_is_a_sentence(visitor: FlaskClient) -> None:
    headers = {**MACHINE, "X-CSRFToken": token_of(visitor)}
    answer = visitor.post("/phone/api/calls", json={"to": "moon"}, headers=headers)
    assert answer.status_code == 409
    assert "There is no line moon; there are main" in answer.get_json()["error"]["what"]


def test_an_unknown_story_is_not_found(visitor: FlaskClient) -> None:
    headers = {**MACHINE, "X-CSRFToken": token_of(visitor)}
    assert visitor.post("/phone/api/stories/none", json={}, headers=headers).status_code == 404
