"""The page of a call: what it says to whom, and what may be done on it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from afterhours.models import AuditEntry, CallDraft, Case, CaseEvent, Emergency
from tests.support.emergency_pages import ROADS, WATER, emergency, tried
from tests.webhooks.desk.calls_world import address_of, filled, household, night_call, sends
from tests.webhooks.pages.world import BOOK, COUNTY, NOW, PARTNER, SITE, World
from webhooks.roles import Role


@pytest.fixture(scope="module")
def staffed(world: World) -> World:
    world.person("ann", "Ann Baker")
    world.person("bo", "Bo Singh")
    world.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    world.user("bo", Role.COUNTY_AGENT, (COUNTY,), name="Bo Singh")
    world.user("kent", Role.COUNTY_AGENT, (PARTNER,))
    world.user("owl", Role.OUT_OF_HOURS_AGENT, (COUNTY, PARTNER), organisation="nightline", name="Nat Owl")
    world.user("social", Role.COUNTY_AGENT, (COUNTY,), groups=("social-duty",))
    for role in (Role.OUT_OF_HOURS_SUPERVISOR, Role.QUALITY_REVIEWER, Role.FIGURES, Role.AUDITOR, Role.MACHINE):
        world.user(role, role, (COUNTY,))
    return world


@pytest.fixture
def night(staffed: World) -> Iterator[World]:
    """With rosters; afterwards without what the test has left."""
    before = staffed.parts.site
    staffed.parts.site = replace(SITE, rosters={"water": WATER, "roads": ROADS})
    yield staffed
    staffed.parts.site = before
    with staffed.parts.database.transaction() as session:
        session.execute(text('truncate "case", contact, identity_check, case_event, call_draft, emergency cascade'))


def page(world: World, case: Case, login: str = "nora") -> str:
    answer = world.browser(login).get(address_of(case))
    assert answer.status_code == 200
    return str(answer.text)


def now_is(world: World, case: Case) -> Case:
    with world.parts.database.transaction() as session:
        return session.get_one(Case, case.id)


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


def test_every_deed_on_another_councils_call_is_refused_alike(night: World) -> None:
    case, own = night_call(night), night_call(night, tenant=PARTNER, line="wealden-night")
    client = night.browser("kent")
    for what in ("details", "draft", "identity", "emergency", "receipt", "draft/discard"):
        token_page = client.get(address_of(own)).text
        token = token_page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        assert client.post(address_of(case, f"/{what}"), data={"csrf_token": token}).status_code == 404, what


def test_no_name_before_a_check_and_the_name_after_it(night: World) -> None:
    household(night, "Mary Poole", "Tom Poole")
    case = night_call(night)
    assert "maybe: 2 people with this number" in page(night, case)
    assert "Mary Poole" not in page(night, case)
    client = night.browser("nora")
    done = sends(client, case, "identity", **{"answer-account": "mary poole", "answer-address": "12 main street"})
    assert done.status_code == 303
    shown = page(night, case)
    assert "Mary Poole" in shown
    assert "Tom Poole" not in shown


def test_one_unshared_number_that_the_carrier_vouches_for_is_sure_and_still_no_name(night: World) -> None:
    household(night, "Mary Poole")
    shown = page(night, night_call(night))
    assert "sure: the carrier vouches" in shown
    assert "Mary Poole" not in shown
    assert "maybe: 1 person" in page(night, night_call(night, call={"attestation": "C"}))


def test_a_check_that_fails_closes_nothing_and_keeps_no_answer(night: World) -> None:
    household(night, "Mary Poole", "Tom Poole")
    case, client = night_call(night), night.browser("nora")
    for _ in range(3):
        failed = sends(client, case, "identity", **{"answer-account": "LP-77", "answer-address": "9 Elm Street"})
        assert failed.status_code == 400
        assert "Nothing is closed by that" in failed.text
        assert "LP-77" not in failed.text
    assert "No name is told in this call any more" in page(night, case)
    assert sends(client, case, "details", **filled(client, case, subject="Still reported")).status_code == 303
    with night.parts.database.transaction() as session:
        kept = [str(each.detail) for each in session.scalars(select(CaseEvent))]
        kept += [str(each.detail) for each in session.scalars(select(AuditEntry))]
    assert not any("LP-77" in each or "9 Elm" in each for each in kept)


def test_details_are_saved_and_stand_in_the_history(night: World) -> None:
    case, client = night_call(night), night.browser("nora")
    form = filled(
        client, case, caller_name="Mary Poole", contact_number="519 555 0144", subject="The cellar fills",
        priority="urgent", callback_wanted="yes", did="Told her to shut the valve", note="Speaks slowly",
    )  # fmt: skip
    assert sends(client, case, "details", **form).status_code == 303
    found = now_is(night, case)
    assert (found.caller_name, found.contact_number, found.priority, found.callback_wanted) == (
        "Mary Poole", "+15195550144", "urgent", True,
    )  # fmt: skip
    shown = page(night, case)
    for words in (
        "Did: Told her to shut the valve",
        "Note: Speaks slowly",
        '<span class="quiet">Nora Field</span>',
        "The cellar fills",
        "(519) 555-0144",
    ):
        assert words in shown, words


def test_a_fault_stands_beside_its_field_and_nothing_that_was_typed_is_lost(night: World) -> None:
    case, client = night_call(night), night.browser("nora")
    form = filled(client, case, contact_number="12", subject="The cellar fills", note="half a sentence")
    answer = sends(client, case, "details", **form)
    assert answer.status_code == 400
    assert "write it with its area code" in answer.text
    assert 'id="contact_number-fault"' in answer.text
    assert "The cellar fills" in answer.text
    assert "half a sentence" in answer.text
    assert now_is(night, case).subject is None


def test_a_call_is_not_finished_without_saying_what_came_of_it(night: World) -> None:
    case, client = night_call(night), night.browser("nora")
    answer = sends(client, case, "details", **filled(client, case), then="wrap-up")
    assert answer.status_code == 400
    assert "Say what came of the call" in answer.text
    form = filled(client, case, disposition="dealt_with", avoidable="progress", first_contact="yes")
    done = sends(client, case, "details", **form, then="wrap-up")
    assert (done.status_code, done.headers["Location"]) == (303, "/desk")
    found = now_is(night, case)
    assert (found.status, found.avoidable, found.first_contact, found.wrapped_by) == (
        "resolved", "progress", True, "nora",
    )  # fmt: skip


def test_how_a_call_ended_by_itself_is_no_answer_of_an_agent(night: World) -> None:
    over = {"ended_at": NOW - timedelta(seconds=20), "end_status": "completed"}
    case, nora = night_call(night, disposition="message_left", call=over), night.browser("nora")
    shown = page(night, case)
    assert "The caller has hung up" in shown
    assert "How can I help you?" not in shown
    form = filled(nora, case)
    assert form["disposition"] == ""
    assert sends(nora, case, "details", **form, then="wrap-up").status_code == 400
    done = sends(nora, case, "details", **{**form, "disposition": "passed_on"}, then="wrap-up")
    assert done.status_code == 303
    assert now_is(night, case).disposition == "passed_on"


def test_two_agents_on_one_call_see_each_other_and_lose_nothing(night: World) -> None:
    case, nora, bo = night_call(night), night.browser("nora"), night.browser("bo")
    theirs = filled(bo, case)
    assert "Bo Singh has this call open too" in nora.get(address_of(case, "/here")).text
    mine = filled(nora, case, location="14 Main Street", caller_name="Mary")
    assert sends(nora, case, "details", **mine).status_code == 303
    clash = sends(bo, case, "details", **{**theirs, "location": "16 Main Street", "subject": "The cellar fills"})
    assert clash.status_code == 409
    assert "14 Main Street" in clash.text
    assert 'value="16 Main Street"' in clash.text
    assert 'value="The cellar fills"' in clash.text
    assert 'value="Mary"' in clash.text
    assert now_is(night, case).location == "14 Main Street"


def test_whoever_saves_again_after_seeing_the_others_words_keeps_their_own(night: World) -> None:
    case, nora, bo = night_call(night), night.browser("nora"), night.browser("bo")
    theirs = filled(bo, case)
    sends(nora, case, "details", **filled(nora, case, location="14 Main Street"))
    sends(bo, case, "details", **{**theirs, "location": "16 Main Street"})
    again = {**theirs, "location": "16 Main Street", "was-location": "14 Main Street"}
    assert sends(bo, case, "details", **again).status_code == 303
    assert now_is(night, case).location == "16 Main Street"


def test_a_draft_is_there_again_for_its_writer_alone_until_it_is_saved(night: World) -> None:
    case, nora = night_call(night), night.browser("nora")
    form = filled(nora, case, note="She says that the", subject="cell")
    assert sends(nora, case, "draft", **form).status_code == 204
    shown = page(night, case)
    assert "She says that the" in shown
    assert "Your draft of" in shown
    assert "She says that the" not in page(night, case, "bo")
    assert "is writing" in night.browser("bo").get(address_of(case, "/here")).text
    assert now_is(night, case).subject is None
    sends(nora, case, "details", **filled(nora, case, note="She says that the cellar fills"))
    assert "Your draft of" not in page(night, case)
    with night.parts.database.transaction() as session:
        assert session.scalars(select(CallDraft)).all() == []


def test_a_draft_can_be_thrown_away(night: World) -> None:
    case, nora = night_call(night), night.browser("nora")
    sends(nora, case, "draft", **filled(nora, case, note="nonsense"))
    assert sends(nora, case, "draft/discard").status_code == 303
    assert "nonsense" not in page(night, case)


def test_an_emergency_is_raised_for_the_roster_of_its_service_and_followed_here(night: World) -> None:
    case, nora = night_call(night), night.browser("nora")
    form = {"emergency-service": "water-main-break", "where": "16 Main Street", "roster": ""}
    assert sends(nora, case, "emergency", **form).status_code == 303
    with night.parts.database.transaction() as session:
        raised = session.scalars(select(Emergency)).one()
    assert (raised.roster, raised.call_id, raised.state) == ("water", None, "open")
    assert now_is(night, case).location == "16 Main Street"
    tried(night, raised, "ann", 4, None)
    shown = nora.get(address_of(case, "/emergency")).text
    for words in ("Nobody has accepted", "Burst water pipe", "Calling Ann Baker", "nora"):
        assert words in shown, words


def test_a_chosen_roster_is_called_instead_and_a_service_without_one_needs_it(night: World) -> None:
    case, nora = night_call(night), night.browser("nora")
    answer = sends(nora, case, "emergency", **{"emergency-service": "lost-dog", "where": "", "roster": ""})
    assert answer.status_code == 400
    assert "choose who is called" in answer.text
    assert sends(nora, case, "emergency", **{"emergency-service": "lost-dog", "roster": "roads"}).status_code == 303
    with night.parts.database.transaction() as session:
        assert session.scalars(select(Emergency.roster)).all() == ["roads"]
    again = sends(nora, case, "emergency", **{"emergency-service": "lost-dog", "roster": "water"})
    assert "already" in again.text


def test_an_emergency_keeps_its_priority_whatever_the_form_says(night: World) -> None:
    case, nora = night_call(night, priority="emergency"), night.browser("nora")
    emergency(night, case)
    sends(nora, case, "details", **filled(nora, case, priority="normal", subject="calmer now"))
    assert now_is(night, case).priority == "emergency"


def test_a_receipt_leaves_once_and_its_reasons_not_to_are_told(night: World) -> None:
    case, nora = night_call(night), night.browser("nora")
    assert sends(nora, case, "receipt").status_code == 303
    withheld = night_call(night, caller_e164=None)
    refused = sends(nora, withheld, "receipt")
    assert refused.status_code == 400
    assert "take down where they can be reached" in refused.text


def test_other_cases_of_the_number_stand_there_open_ones_first(night: World) -> None:
    done = night.case(status="closed", service="lost-dog", opened_at=NOW - timedelta(days=1))
    still = night.case(status="open", service="lost-dog", opened_at=NOW - timedelta(days=9))
    shown = page(night, night_call(night)).split("Their other cases")[1]
    assert shown.index(f"/desk/cases/{still.number}") < shown.index(f"/desk/cases/{done.number}")


def test_a_caller_who_asks_how_it_stands_is_linked_and_the_call_counts_as_one_that_could_be_spared(
    night: World,
) -> None:
    still = night.case(status="open", service="lost-dog", opened_at=NOW - timedelta(days=2))
    case, nora = night_call(night), night.browser("nora")
    assert sends(nora, case, f"about/{still.number}").status_code == 303
    assert now_is(night, case).avoidable == "progress"
    assert "linked" in page(night, case).split("Their other cases")[1].split("</section>")[0]
    assert sends(nora, case, f"about/{case.number}").status_code == 404


def test_an_answering_companys_agent_sees_the_call_that_was_offered_and_no_other(night: World) -> None:
    case, other = night_call(night), night_call(night)
    assert night.browser("owl").get(address_of(case)).status_code == 404
    night.let_see("owl", case)
    assert night.browser("owl").get(address_of(case)).status_code == 200
    assert night.browser("owl").get(address_of(other)).status_code == 404


def test_of_a_callers_other_cases_they_see_number_kind_and_status_and_more_after_a_check(night: World) -> None:
    household(night, "Mary Poole")
    night.case(status="open", service="lost-dog", kind="service_request", subject="Bello", opened_at=NOW - timedelta(3))
    case, owl = night.let_see("owl", night_call(night)), night.browser("owl")
    before = owl.get(address_of(case)).text.split("Their other cases")[1].split("</section>")[0]
    assert "Service request" in before
    assert "Open" in before
    for words in ("Bello", "Lost dog", "href", "It is about this"):
        assert words not in before, words
    assert "Bello" in page(night, case).split("Their other cases")[1]
    sends(owl, case, "identity", **{"answer-account": "mary poole", "answer-address": "12 Main Street"})
    after = owl.get(address_of(case)).text
    assert "Mary Poole" in after
    assert "Bello" in after


def test_a_check_in_one_call_opens_nothing_in_the_next(night: World) -> None:
    household(night, "Mary Poole")
    first, second = night_call(night), night_call(night)
    sends(
        night.browser("nora"), first, "identity", **{"answer-account": "mary poole", "answer-address": "12 Main Street"}
    )
    assert "Mary Poole" in page(night, first)
    assert "Mary Poole" not in page(night, second)


def test_a_restricted_case_is_absent_for_others_also_from_the_list_of_the_caller(night: World) -> None:
    night.case(status="open", restricted="social-duty", subject="A child at risk")
    secret, plain = night_call(night, restricted="social-duty"), night_call(night)
    assert night.browser("nora").get(address_of(secret)).status_code == 404
    assert night.browser("social").get(address_of(secret)).status_code == 200
    assert "None with this number" in page(night, plain).split("Their other cases")[1]
    assert "A child at risk" in page(night, plain, "social")


@pytest.mark.parametrize(
    "role", [Role.OUT_OF_HOURS_SUPERVISOR, Role.QUALITY_REVIEWER, Role.FIGURES, Role.AUDITOR, Role.MACHINE]
)
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
