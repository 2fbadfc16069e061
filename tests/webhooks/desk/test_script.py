"""The script on the page of a call: the question that is open, what was answered, and how the way changes."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from afterhours.models import AuditEntry, Case
from tests.support.script_world import screened
from tests.webhooks.desk.calls_world import address_of, night_call, sends
from tests.webhooks.pages.world import COUNTY, PARTNER, World, token_in
from webhooks.roles import Role

ASKED = 'class="open'


@pytest.fixture
def night(world: World) -> Iterator[World]:
    world.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    before = world.parts.site
    world.parts.site = screened(before)
    yield world
    world.parts.site = before
    with world.parts.database.transaction() as session:
        session.execute(text('truncate app_user, "case" cascade'))


def page(world: World, case: Case) -> str:
    return str(world.browser("nora").get(address_of(case)).text)


def answers(world: World, case: Case, *given: tuple[str, str]) -> str:
    """The page after these answers."""
    client = world.browser("nora")
    for step, answer in given:
        assert sends(client, case, "script", step=step, answer=answer).status_code == 303
    return str(client.get(address_of(case)).text)


def test_a_script_begins_with_its_first_question_and_what_to_listen_for(night: World) -> None:
    shown = page(night, night_call(night))
    assert "Is anybody in danger at this moment?" in shown
    assert "Listen for voices in the background." in shown
    assert "Who is it about?" not in shown


def test_the_question_is_put_in_the_callers_language(night: World) -> None:
    assert "Quelqu&#39;un est-il en danger?" in page(night, night_call(night, language="fr"))


def test_answers_stand_in_words_and_lead_on(night: World) -> None:
    shown = answers(night, night_call(night), ("danger_now", "no"), ("who", "adult"))
    assert "<strong>An adult who needs care</strong>" in shown
    assert "How old are they?" in shown


def test_another_answer_further_up_leads_another_way(night: World) -> None:
    case = night_call(night)
    shown = answers(night, case, ("danger_now", "no"), ("who", "adult"), ("danger_now", "yes"))
    assert "Tell them to dial 9 1 1." in shown
    assert "Who is it about?" not in shown
    shown = answers(night, case, ("safe_number", "519 555 0144"))
    assert "(519) 555-0144" in shown
    assert "Everything is asked" in shown


def test_an_answer_that_is_none_is_said_beside_its_question(night: World) -> None:
    case, client = night_call(night), night.browser("nora")
    answers(night, case, ("danger_now", "no"), ("who", "child"))
    form = {"csrf_token": token_in(client.get(address_of(case)).text), "step": "age", "answer": "seven"}
    piece = client.post(address_of(case, "/script"), data=form, headers={"HX-Request": "true"})
    assert piece.status_code == 200
    assert "Write the number in digits, such as 12." in piece.text
    assert "<html" not in piece.text


def test_a_kind_of_request_without_a_script_shows_none(night: World) -> None:
    assert 'id="script"' not in page(night, night_call(night, service="lost-dog"))


def test_who_asked_what_is_written_down_and_never_the_answer(night: World) -> None:
    case = night_call(night)
    answers(night, case, ("danger_now", "yes"))
    with night.parts.database.transaction() as session:
        noted = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "script.answered", AuditEntry.object == f"case {case.number}")
        ).all()
        told: list[dict[str, Any]] = [each.detail for each in noted]
    assert told == [{"question": "danger_now"}]
