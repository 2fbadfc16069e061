"""The page of a call: what it says to whom, and what may be done on it."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from afterhours.models import AuditEntry
from tests.webhooks.desk.calls_world import address_of, household, night_call, page
from tests.webhooks.pages.world import BOOK, World
from webhooks.roles import Role


def test_the_first_glance_says_who_where_how_long_and_what_to_say(night: World) -> None:
    shown = page(night, night_call(night))
    for words in (
        "(519) 555-0123",
        "The carrier vouches for this number",
        "Long Point County",
        "Out of hours",
        "2 min 12 s",
        "Long Point County, my name is Nora Field. How can I help you?",
        "Nobody on record with this number",
    ):
        assert words in shown, words


@pytest.mark.parametrize(
    ("attestation", "caller", "words"),
    [
        ("A", "+15195550123", "The carrier vouches for this number"),
        ("C", "+15195550123", "Shown by the network, not proved"),
        (None, "+15195550123", "Shown by the network, not proved"),
        ("failed", "+15195550123", "May be forged"),
        (None, None, "Withheld by the caller"),
    ],
)
def test_how_far_the_number_can_be_trusted(
    night: World, attestation: str | None, caller: str | None, words: str
) -> None:
    assert words in page(night, night_call(night, caller_e164=caller, call={"attestation": attestation}))


def test_a_caller_without_a_number_is_not_looked_up(night: World) -> None:
    shown = page(night, night_call(night, caller_e164=None))
    assert "Cannot be looked up without a number" in shown
    assert "Without a number, other cases cannot be found." in shown


def test_the_story_is_what_the_caller_did_and_not_what_the_program_said_to_itself(night: World) -> None:
    shown = page(night, night_call(night))
    assert "Pressed 1: a burst water pipe" in shown
    assert "Where is it? “12 Main Street, Long Point”" in shown
    assert "Language: English" not in shown


def test_whoever_is_on_duty_for_what_they_report_stands_there(night: World) -> None:
    shown = page(night, night_call(night))
    assert "Water and sewers" in shown
    assert "Ann Baker" in shown
    assert "Roads and trees" not in shown.split('id="know"')[0].split('id="duty"')[1]


def test_the_greeting_of_a_line_is_said_in_the_callers_language(night: World) -> None:
    line = replace(BOOK.lines["main"], greeting={"en": "County at night.", "fr": "Le comté, la nuit."})
    before, night.parts.book = night.parts.book, replace(BOOK, lines={**BOOK.lines, "main": line})
    shown = page(night, night_call(night, language="fr"))
    night.parts.book = before
    assert '<q lang="fr">Le comté, la nuit.</q>' in shown


@pytest.mark.parametrize("login", ["kent", None])
def test_a_call_of_another_council_is_not_there(night: World, login: str | None) -> None:
    case = night_call(night)
    answer = night.browser(login).get(address_of(case)) if login else night.browser().get(address_of(case))
    assert answer.status_code == (404 if login else 303)
    assert night.browser("nora").get(f"/desk/calls/{uuid4()}").status_code == 404


def test_an_answering_companys_agent_sees_the_call_that_was_offered_and_no_other(night: World) -> None:
    case, other = night_call(night), night_call(night)
    assert night.browser("owl").get(address_of(case)).status_code == 404
    night.let_see("owl", case)
    assert night.browser("owl").get(address_of(case)).status_code == 200
    assert night.browser("owl").get(address_of(other)).status_code == 404


def test_a_restricted_case_is_absent_for_others_also_from_the_list_of_the_caller(night: World) -> None:
    night.case(status="open", restricted="social-duty", subject="A child at risk")
    secret, plain = night_call(night, restricted="social-duty"), night_call(night)
    assert night.browser("nora").get(address_of(secret)).status_code == 404
    assert night.browser("social").get(address_of(secret)).status_code == 200
    assert "None with this number" in page(night, plain).split("Their other cases")[1]
    assert "A child at risk" in page(night, plain, "social")


@pytest.mark.parametrize("role", [Role.OUT_OF_HOURS_SUPERVISOR, Role.QUALITY_REVIEWER, Role.FIGURES, Role.AUDITOR])
def test_whoever_answers_no_calls_has_no_page_of_one(night: World, role: Role) -> None:
    assert night.browser(role).get(address_of(night_call(night))).status_code == 403


def test_what_was_shown_is_written_down_by_the_names_of_its_fields(night: World) -> None:
    household(night, "Mary Poole")
    case = night_call(night)
    page(night, case)
    with night.parts.database.transaction() as session:
        seen = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "call.seen", AuditEntry.object == f"case {case.number}")
        ).one()
    assert "number" in seen.detail["fields"]
    assert "contact.name" not in seen.detail["fields"]
    assert "555" not in str(seen.detail)


def test_a_case_leads_to_the_page_of_its_call(night: World) -> None:
    case = night_call(night)
    assert address_of(case) in night.browser("nora").get(f"/desk/cases/{case.number}").text


def test_the_page_is_kept_by_nobody_and_names_nobody_in_its_title(night: World) -> None:
    answer = night.browser("nora").get(address_of(night_call(night)))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "<title>Call" in answer.text
