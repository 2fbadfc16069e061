"""A complaint on its pages: made of a case, led from receipt to closing, listed with what was promised."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import Case, CaseEvent, Complaint, OutboxMessage, Person
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World, token_in
from webhooks.desk.complaints.page import PAGE
from webhooks.roles import Role


@pytest.fixture(scope="module")
def people(world: World) -> None:
    world.user("nora", Role.COUNTY_AGENT)
    world.user("night", Role.OUT_OF_HOURS_AGENT)
    world.user("kent", Role.COUNTY_AGENT, (PARTNER,))
    mail = "duty@example.org"
    world.add(Person(tenant=COUNTY, handle="duty-manager", name="Maud", numbers=[], email=mail, updated_at=NOW))


@pytest.fixture
def nora(world: World, people: None) -> FlaskClient:
    return world.browser("nora")


def complaint_in(world: World, **columns: Any) -> Case:
    case = world.case(kind="complaint", status="open", **columns)
    world.add(
        Complaint(
            case_id=case.id, tenant=case.tenant, received_at=case.opened_at, acknowledge_by=NOW + timedelta(days=2),
            answer_by=NOW + timedelta(days=14),
        )
    )  # fmt: skip
    return case


def led(client: FlaskClient, case: Case, deed: str, **form: Any) -> Any:
    page = client.get(f"/desk/complaints/{case.number}").text
    version = page.split('name="version" value="')[1].split('"')[0] if 'name="version"' in page else "1"
    sent = {"csrf_token": token_in(page), "version": version, **form}
    return client.post(f"/desk/complaints/{case.number}/{deed}", data=sent)


def test_a_case_becomes_a_complaint_with_its_due_times(world: World, nora: FlaskClient) -> None:
    case = world.case()
    page = nora.get(f"/desk/cases/{case.number}").text
    form = {"csrf_token": token_in(page), "version": "1"}
    assert nora.post(f"/desk/cases/{case.number}/complaint", data=form).status_code == 303
    assert "Lead the complaint" in nora.get(f"/desk/cases/{case.number}").text
    shown = nora.get(f"/desk/complaints/{case.number}").text
    assert "Mon 28 Dec 16:30" in shown
    assert "Nobody looks into a complaint before it has its receipt." in shown
    assert nora.post(f"/desk/cases/{case.number}/complaint", data={**form, "version": "2"}).status_code == 400


def test_a_complaint_is_led_to_its_end(world: World, nora: FlaskClient) -> None:
    case = complaint_in(world)
    assert led(nora, case, "receipt", how="email", email="mary@example.org").status_code == 303
    assert led(nora, case, "transfer", how="not_possible", note="closed").status_code == 303
    assert led(nora, case, "escalate", reason="It is about the desk.").status_code == 303
    assert led(nora, case, "respond", outcome="upheld", remedy="an apology", lessons="ring back").status_code == 303
    assert led(nora, case, "close").status_code == 303
    page = nora.get(f"/desk/complaints/{case.number}").text
    for words in ("by e-mail", "passed up to duty-manager, level 1", "Upheld", "an apology", "The complaint is closed"):
        assert words in page
    with world.parts.database.transaction() as session:
        assert session.get_one(Case, case.id).status == "closed"
        query = select(OutboxMessage).where(OutboxMessage.idempotency_key.contains(str(case.id)))
        assert {each.payload["to"] for each in session.scalars(query)} == {"mary@example.org", "duty@example.org"}


@pytest.mark.parametrize(
    ("stage", "deed", "form", "field"),
    [
        pytest.param("received", "receipt", {}, "how", id="no way chosen"),
        pytest.param("received", "receipt", {"how": "email", "email": "mary"}, "email", id="no address"),
        pytest.param("received", "receipt", {"how": "text"}, "how", id="nobody to text"),
        pytest.param("triage", "transfer", {"how": "attempted"}, "note", id="to whom is not said"),
        pytest.param("escalated", "respond", {"outcome": ""}, "outcome", id="what came of it is not said"),
        pytest.param("escalated", "escalate", {"reason": " "}, "reason", id="why is not said"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    world: World, nora: FlaskClient, stage: str, deed: str, form: dict[str, str], field: str
) -> None:
    case = complaint_in(world, caller_e164=None)
    at(world, case, stage)
    refused = led(nora, case, deed, **form)
    assert (refused.status_code, f'id="{field}-fault"' in refused.text) == (400, True)


def at(world: World, case: Case, stage: str) -> None:
    with world.parts.database.transaction() as session:
        found = session.get_one(Complaint, case.id)
        found.receipt = None if stage == "received" else "post"
        found.warm_transfer = "attempted" if stage == "escalated" else None
        found.stage = stage


def test_an_older_form_changes_nothing(world: World, nora: FlaskClient) -> None:
    case = complaint_in(world)
    led(nora, case, "receipt", how="refused")
    assert led(nora, case, "transfer", how="attempted", note="to Ann", version="1").status_code == 409


def test_the_list_shows_what_waits_and_what_is_late_by_pages(world: World, nora: FlaskClient) -> None:
    world.user("lister", Role.COUNTY_AGENT, ("elsewhere",))
    lister = world.browser("lister")
    assert "No complaint waits" in lister.get("/desk/complaints").text
    made = [
        complaint_in(world, tenant="elsewhere", line="elsewhere", opened_at=NOW - timedelta(hours=each))
        for each in range(PAGE + 1)
    ]
    with world.parts.database.transaction() as session:
        session.get_one(Complaint, made[0].id).answer_by = NOW - timedelta(hours=1)
        answered = session.get_one(Complaint, made[1].id)
        answered.receipt, answered.stage = "post", "responded"
    page = lister.get("/desk/complaints").text
    assert "overdue" in page
    assert made[1].number not in page
    whole = lister.get("/desk/complaints?show=all").text
    older = whole.split('">Older complaints</a>')[0].rpartition('href="')[2].replace("&amp;", "&")
    rest = lister.get(older).text
    links = [f'href="/desk/complaints/{case.number}"' for case in made]
    assert all((link in whole) != (link in rest) for link in links)


def test_only_who_may_lead_complaints_sees_them_and_no_foreign_ones(world: World, people: None) -> None:
    case, plain = complaint_in(world), world.case()
    night, kent = world.browser("night"), world.browser("kent")
    assert night.get("/desk/complaints").status_code == 403
    assert night.get(f"/desk/complaints/{case.number}").status_code == 403
    assert kent.get(f"/desk/complaints/{case.number}").status_code == 404
    assert case.number not in kent.get("/desk/complaints?show=all").text
    assert world.browser("nora").get(f"/desk/complaints/{plain.number}").status_code == 404


def test_an_agent_of_the_night_makes_a_complaint_of_their_own_call(world: World, people: None) -> None:
    case = world.case()
    event = CaseEvent(tenant=COUNTY, case_id=case.id, at=NOW, actor="night", what="wrapped_up", detail={})
    world.add(event)
    night = world.browser("night")
    token = token_in(night.get(f"/desk/cases/{case.number}").text)
    form = {"csrf_token": token, "version": "1"}
    assert night.post(f"/desk/cases/{case.number}/complaint", data=form).status_code == 303
