"""Callers who were flagged: by an agent, decided by somebody else, and never away from help."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import CallerBlock, Case
from afterhours.site import Site
from tests.webhooks.desk.calls_world import night_call
from tests.webhooks.pages.world import NOW, World, token_in
from webhooks.roles import Role

WEEK = (NOW + timedelta(days=7)).date().isoformat()


@pytest.fixture(scope="module")
def people(world: World) -> None:
    world.user("nora", Role.COUNTY_AGENT)
    world.user("sam", Role.SUPERVISOR)


@pytest.fixture
def flagged(world: World, people: None) -> Case:
    case = world.case()
    nora = world.browser("nora")
    page = nora.get(f"/desk/cases/{case.number}").text
    told = {"csrf_token": token_in(page), "why": "threatened to come by"}
    assert "The caller is flagged." in nora.post(
        f"/desk/cases/{case.number}/flag-caller", data=told, follow_redirects=True
    ).text  # fmt: skip
    return case


def block_of(world: World, case: Case) -> CallerBlock:
    with world.parts.database.transaction() as session:
        return session.scalars(select(CallerBlock).where(CallerBlock.case_id == case.id)).one()


def decide(client: FlaskClient, block: CallerBlock, deed: str, **form: Any) -> Any:
    token = token_in(client.get("/desk/callers").text)
    return client.post(f"/desk/callers/{block.id}/{deed}", data={"csrf_token": token, **form}, follow_redirects=True)


def test_a_supervisor_sees_what_happened_and_blocks_until_a_day(world: World, flagged: Case) -> None:
    sam, block = world.browser("sam"), block_of(world, flagged)
    page = sam.get("/desk/callers").text
    assert "threatened to come by" in page
    assert "Last day" in page
    after = decide(sam, block, "block", until=WEEK, note="heard the recording").text
    assert "Nothing to decide" in after
    assert f"Until {WEEK}, decided by sam: heard the recording" in after
    assert "Nobody is blocked" in decide(sam, block, "lift").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"until": WEEK, "note": " "}, "Say why, in a few words."),
        ({"until": "", "note": "yes"}, "Choose the last day of the block."),
        ({"until": "2031-01-01", "note": "yes"}, "within a year"),
    ],
)
def test_a_mistake_is_told_beside_the_field_and_blocks_nobody(
    world: World, flagged: Case, form: dict[str, str], said: str
) -> None:
    block = block_of(world, flagged)
    answer = decide(world.browser("sam"), block, "block", **form)
    assert (answer.status_code, said in answer.text) == (400, True)
    assert block_of(world, flagged).state == "flagged"
    decide(world.browser("sam"), block, "decline", note="no")


def test_an_agent_flags_and_does_not_review(world: World, people: None) -> None:
    assert world.browser("nora").get("/desk/callers").status_code in (403, 404)


def test_a_caller_with_a_relay_service_is_marked_on_the_case(world: World, people: None) -> None:
    case, nora = world.case(), world.browser("nora")
    token = token_in(nora.get(f"/desk/cases/{case.number}").text)
    sent = {"csrf_token": token, "relay": "yes"}
    page = nora.post(f"/desk/cases/{case.number}/relay", data=sent, follow_redirects=True).text
    assert "An operator speaks for the caller" in page
    assert "Flag an abusive caller" not in page


@pytest.fixture
def restricting(world: World, people: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(Site, "restricted", lambda _, service: "social-duty" if service == "lost-dog" else None)
    return world


def corrected(world: World, case: Case, login: str, service: str) -> Any:
    client = world.browser(login)
    token = token_in(client.get(f"/desk/cases/{case.number}").text)
    told = {"csrf_token": token, "version": str(case.version), "service": service}
    return client.post(f"/desk/cases/{case.number}/correct", data=told, follow_redirects=True)


def test_a_case_leaves_the_desk_of_whoever_gives_it_a_restricted_service(restricting: World) -> None:
    case = restricting.case()
    page = corrected(restricting, case, "nora", "lost-dog").text
    assert "Only the people who deal with this kind of request see the case from now on." in page
    assert restricting.browser("nora").get(f"/desk/cases/{case.number}").status_code == 404


def test_one_of_the_group_sees_it_and_opens_it_to_everybody_again_with_a_reason(restricting: World) -> None:
    case = restricting.case()
    corrected(restricting, case, "nora", "lost-dog")
    restricting.user("social", Role.COUNTY_AGENT, groups=("social-duty",))
    client = restricting.browser("social")
    page = client.get(f"/desk/cases/{case.number}").text
    assert "Only the group social-duty sees this case" in page
    told = {"csrf_token": token_in(page), "open-reason": ""}
    refused = client.post(f"/desk/cases/{case.number}/unrestrict", data=told)
    assert (refused.status_code, "Say why everybody" in refused.text) == (400, True)
    client.post(f"/desk/cases/{case.number}/unrestrict", data={**told, "open-reason": "reported by mistake"})
    assert restricting.browser("nora").get(f"/desk/cases/{case.number}").status_code == 200


def on_call(client: FlaskClient, case: Case, deed: str, **form: str) -> Any:
    """The same from the page of the call."""
    token = token_in(client.get(f"/desk/calls/{case.call_id}").text)
    told = {"csrf_token": token, **form}
    return client.post(f"/desk/calls/{case.call_id}/{deed}", data=told, follow_redirects=True)


def test_whoever_has_the_call_marks_a_relay_caller_on_its_page(world: World, people: None) -> None:
    case, nora = night_call(world, caller_e164="+15195550149"), world.browser("nora")
    page = on_call(nora, case, "relay", relay="yes").text
    assert "An operator speaks for the caller" in page
    assert "Flag this caller" not in page
    assert "Flag this caller" in on_call(nora, case, "relay", relay="no").text


def test_whoever_has_the_call_flags_an_abusive_caller_on_its_page(world: World, people: None) -> None:
    case, nora = night_call(world, caller_e164="+15195550148"), world.browser("nora")
    empty = on_call(nora, case, "flag-caller", why=" ")
    assert (empty.status_code, "Say what happened, in a few words" in empty.text) == (400, True)
    page = on_call(nora, case, "flag-caller", why="shouted, and would not stop").text
    assert "This caller is flagged." in page
    assert block_of(world, case).reason == "shouted, and would not stop"
    again = on_call(nora, case, "flag-caller", why="once more, and worse")
    assert (again.status_code, "flagged or blocked already" in again.text) == (400, True)


def test_a_page_of_it_that_is_open_asks_whether_it_may_stay(restricting: World) -> None:
    case = restricting.case()
    client = restricting.browser("nora")
    page = client.get(f"/desk/cases/{case.number}").text
    assert f'data-live="/desk/cases/{case.number}/still"' in page
    assert client.get(f"/desk/cases/{case.number}/still").status_code == 200
    corrected(restricting, case, "nora", "lost-dog")
    assert client.get(f"/desk/cases/{case.number}/still").status_code == 404
