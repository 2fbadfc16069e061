"""What is done with a case from its page: told in its history, refused beside the field, and only by who may."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import AuditEntry, Case, CaseEvent, TextMessage
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World, event, token_in
from webhooks.roles import Role


@pytest.fixture(scope="module")
def people(world: World) -> None:
    world.user("nora", Role.COUNTY_AGENT)
    world.user("night", Role.OUT_OF_HOURS_AGENT)
    world.user("kent", Role.COUNTY_AGENT, (PARTNER,))


@pytest.fixture
def nora(world: World, people: None) -> FlaskClient:
    return world.browser("nora")


def send(client: FlaskClient, case: Case, deed: str, **form: Any) -> Any:
    page = client.get(f"/desk/cases/{case.number}").text
    token = token_in(page) if "csrf_token" in page else ""
    return client.post(f"/desk/cases/{case.number}/{deed}", data={"csrf_token": token, **form})


def stands(world: World, case: Case) -> Case:
    with world.parts.database.transaction() as session:
        return session.scalars(select(Case).where(Case.id == case.id)).one()


def test_a_case_is_moved_on_for_a_reason_and_its_page_tells_of_it(world: World, nora: FlaskClient) -> None:
    case = world.case()
    assert send(nora, case, "move", to="waiting/third_party", version="1").status_code == 303
    page = nora.get(f"/desk/cases/{case.number}").text
    assert "Waiting: somebody else is to do something" in page
    assert "nora" in page
    assert stands(world, case).status == "waiting"


def test_what_may_not_follow_is_refused_beside_the_field(world: World, nora: FlaskClient) -> None:
    case = world.case()
    for to in ("", "closed/done", "closed/duplicate", "rubbish"):
        refused = send(nora, case, "move", to=to, version="1")
        assert (refused.status_code, "Choose how it goes on." in refused.text) == (400, True)
    assert stands(world, case).status == "new"


def test_of_two_who_decide_the_second_sees_the_case_as_it_is_now(world: World, nora: FlaskClient) -> None:
    case = world.case()
    send(nora, case, "move", to="open", version="1")
    second = send(nora, case, "correct", location="12 Mill Lane", version="1")
    assert second.status_code == 409
    assert "Somebody else has changed this case meanwhile" in second.text
    assert 'value="12 Mill Lane"' in second.text
    assert stands(world, case).location is None


def test_a_correction_tells_what_stood_there_before(world: World, nora: FlaskClient) -> None:
    case = world.case(location="12 Main Street")
    send(nora, case, "correct", location="21 Main Street", contact_number="(519) 555-0188", version="1")
    page = nora.get(f"/desk/cases/{case.number}").text
    assert "Location: “21 Main Street”, before “12 Main Street”" in page
    assert stands(world, case).contact_number == "+15195550188"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("contact_number", "12", "This is no telephone number."),
        ("service", "no-such-service", "Choose a service from the list."),
        ("priority", "emergency", "This cannot be set here."),
    ],
)
def test_a_correction_that_cannot_be_is_explained_beside_its_field(
    world: World, nora: FlaskClient, field: str, value: str, said: str
) -> None:
    refused = send(nora, world.case(), "correct", version="1", **{field: value})
    assert refused.status_code == 400
    assert said in refused.text
    assert f'id="{field}-fault"' in refused.text


def test_a_note_is_text_and_never_markup(world: World, nora: FlaskClient) -> None:
    case = world.case()
    send(nora, case, "note", note="<b>rang again</b>")
    page = nora.get(f"/desk/cases/{case.number}").text
    assert "Note: &lt;b&gt;rang again&lt;/b&gt;" in page
    assert send(nora, case, "note", note=" ").status_code == 400


def test_cases_are_linked_by_number_and_the_link_is_taken_back(world: World, nora: FlaskClient) -> None:
    first, second = world.case(), world.case()
    send(nora, second, "link", kind="follow_up_of", other=first.number, version="1")
    page, other = (nora.get(f"/desk/cases/{each.number}").text for each in (second, first))
    assert "Follows up" in page
    assert "Followed up by" in other
    link = page.split('name="link" value="')[1].split('"')[0]
    send(nora, second, "unlink", link=link)
    assert "was taken back" in nora.get(f"/desk/cases/{second.number}").text


def test_a_suggested_link_is_one_press(world: World, nora: FlaskClient) -> None:
    about: dict[str, Any] = {"service": "lost-dog", "caller_e164": "+15195550177"}
    first, second = world.case(opened_at=NOW - timedelta(days=2), **about), world.case(**about)
    assert "the same number, about the same" in nora.get(f"/desk/cases/{second.number}").text
    send(nora, second, "link", kind="progress_chase_of", other=first.number, version="1")
    assert "Asked about by" in nora.get(f"/desk/cases/{first.number}").text


@pytest.mark.parametrize("other", ["12", "another council's", "itself"])
def test_a_link_to_what_cannot_be_linked_is_refused(world: World, nora: FlaskClient, other: str) -> None:
    case = world.case()
    foreign = world.case(tenant=PARTNER, line="wealden-night")
    number = {"another council's": foreign.number, "itself": case.number}.get(other, other)
    refused = send(nora, case, "link", kind="repeat_of", other=number, version="1")
    assert (refused.status_code, 'id="other-fault"' in refused.text) == (400, True)


def test_a_link_that_would_close_a_case_with_a_complaint_leaves_nothing_behind(world: World, nora: FlaskClient) -> None:
    from afterhours.models import CaseLink, Complaint

    first, second = world.case(), world.case(kind="complaint")
    world.add(Complaint(case_id=second.id, tenant=COUNTY, received_at=NOW))
    assert send(nora, second, "link", kind="duplicate_of", other=first.number, version="1").status_code == 400
    with world.parts.database.transaction() as session:
        assert session.scalars(select(CaseLink).where(CaseLink.from_id == second.id)).all() == []


def test_an_agent_of_the_night_notes_and_corrects_only_what_is_their_own_of_this_shift(
    world: World, people: None
) -> None:
    mine, other = world.case(), world.case()
    for case, hours, what in ((mine, 2, "wrapped_up"), (other, 13, "wrapped_up"), (other, 1, "note")):
        at = NOW - timedelta(hours=hours)
        world.add(CaseEvent(tenant=COUNTY, case_id=case.id, at=at, actor="night", what=what, detail={}))
    night = world.browser("night")
    assert send(night, mine, "correct", subject="a tree", version="1").status_code == 303
    assert send(night, other, "note", note="asked again").status_code == 303
    assert send(night, other, "correct", subject="a tree", version="1").status_code in (403, 404)
    assert send(night, mine, "move", to="open", version="2").status_code == 403
    assert "Put right what stands here" not in night.get(f"/desk/cases/{other.number}").text


def test_another_councils_case_is_changed_by_nobody(world: World, people: None) -> None:
    case = world.case()
    kent = world.browser("kent")
    token = token_in(kent.get("/desk/cases").text)
    for deed in ("note", "correct", "move", "link", "unlink"):
        form = {"csrf_token": token, "note": "x", "subject": "x", "to": "open", "version": "1"}
        assert kent.post(f"/desk/cases/{case.number}/{deed}", data=form).status_code == 404
    assert stands(world, case).version == 1


def test_the_audit_says_who_did_what_and_holds_nothing_of_the_caller(world: World, nora: FlaskClient) -> None:
    case = world.case(location="12 Main Street")
    send(nora, case, "correct", location="7 Secret Lane", version="1")
    send(nora, case, "note", note="Mrs Poole is 84")
    with world.parts.database.transaction() as session:
        query = select(AuditEntry).where(AuditEntry.object == f"case {case.number}", AuditEntry.action != "case.seen")
        entries = session.scalars(query.order_by(AuditEntry.id)).all()
        told = [(each.actor, each.action, each.detail) for each in entries]
    assert told == [("nora", "case.changed", {"fields": ["location"]}), ("nora", "case.note", {})]


def test_everything_that_happened_stands_in_one_list_in_the_order_of_time(world: World, nora: FlaskClient) -> None:
    case = world.case(events=[[event("menu_choice", key="1", label="a lost dog")]])
    text = TextMessage(
        tenant=COUNTY, direction="out", idempotency_key=f"k {case.id}", from_number="+15195550100",
        to_number="+15195550123", body="Your case number", purpose="receipt", status="delivered",
        call_id=case.call_id, created_at=NOW - timedelta(minutes=5),
    )  # fmt: skip
    later = CaseEvent(tenant=COUNTY, case_id=case.id, at=NOW + timedelta(days=1), actor="bo", what="did")
    later.detail = {"text": "brought it home"}
    world.add(text, later)
    page = nora.get(f"/desk/cases/{case.number}").text
    places = [page.index(words) for words in ("Pressed 1: a lost dog", "“Your case number”", "Did: brought it home")]
    assert places == sorted(places)
    assert "Sun 27 Dec" in page
