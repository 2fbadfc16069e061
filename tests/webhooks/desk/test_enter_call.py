"""A call that was taken while the line was down: entered by hand, with its real time, as exactly one case."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from afterhours.models import AuditEntry, Call, Case, CaseEvent, Revision
from ivr.store.base import new_key
from tests.webhooks.pages.world import COUNTY, NOW, World, token_in
from webhooks.roles import Role

PAGE = "/desk/cases/enter"
GOOD = {
    "line": "main", "at": "2026-12-26T01:10", "minutes": "4", "number": "(519) 555-0188", "caller_name": "Mary Poole",
    "service": "lost-dog", "location": "Mill Lane", "note": "A spaniel.", "done": "yes",
}  # fmt: skip


@pytest.fixture(scope="module")
def people(world: World) -> None:
    world.user("nora", Role.COUNTY_AGENT)
    world.user("night", Role.OUT_OF_HOURS_AGENT)
    world.user("counter", Role.FIGURES)
    world.add(Revision(tenant=COUNTY, digest="d", files={}, released_at=NOW, released_by="tests"))


def entered(world: World, login: str = "nora", key: str | None = None, **changes: str) -> TestResponse:
    client = world.browser(login)
    token = token_in(client.get(PAGE).text)
    form = {"csrf_token": token, "key": key or str(new_key()), **GOOD, **changes}
    return client.post(PAGE, data=form)


def case_at(world: World, answer: TestResponse) -> Case:
    with world.parts.database.transaction() as session:
        return session.scalars(select(Case).where(Case.number == answer.location.rpartition("/")[2])).one()


def test_the_case_has_the_time_of_the_call_and_what_was_written_down(world: World, people: None) -> None:
    answer = entered(world)
    case = case_at(world, answer)
    assert (case.opened_at, case.seconds, case.talk_seconds) == (datetime(2026, 12, 26, 6, 10, tzinfo=UTC), 240, 240)
    assert (case.caller_e164, case.caller_name, case.location) == ("+15195550188", "Mary Poole", "Mill Lane")
    assert (case.status, case.kind, case.disposition, case.tenant) == ("open", "service_request", "talked", COUNTY)
    page = world.browser("nora").get(f"/desk/cases/{case.number}").text
    assert "Entered by hand" in page
    assert "Note: A spaniel." in page
    with world.parts.database.transaction() as session:
        query = select(AuditEntry.action).where(AuditEntry.object == f"case {case.number}").order_by(AuditEntry.id)
        assert session.scalars(query).all()[:2] == ["case.entered", "case.note"]


def test_what_was_settled_is_closed_and_a_caller_may_have_no_number(world: World, people: None) -> None:
    case = case_at(world, entered(world, done="no", number="", note=""))
    assert (case.status, case.closed_at, case.caller_e164, case.caller_state) == ("closed", NOW, None, "withheld")


def test_a_form_that_is_sent_twice_is_one_call_and_one_case(world: World, people: None) -> None:
    key = str(new_key())
    first, second = entered(world, key=key), entered(world, key=key)
    assert first.location == second.location
    with world.parts.database.transaction() as session:
        calls = select(func.count()).select_from(Call).where(Call.provider_call_id == key.replace("-", ""))
        events = select(func.count()).select_from(CaseEvent).where(CaseEvent.case_id == case_at(world, first).id)
        assert (session.scalar(calls), session.scalar(events)) == (1, 2)


def test_an_agent_of_the_night_enters_a_call_and_may_go_on_with_it(world: World, people: None) -> None:
    case = case_at(world, entered(world, "night"))
    page = world.browser("night").get(f"/desk/cases/{case.number}")
    assert (page.status_code, "Put right what stands here" in page.text) == (200, True)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        pytest.param("line", "", "Choose the line", id="no line"),
        pytest.param("line", "wealden-night", "Choose the line", id="another council's line"),
        pytest.param("at", "", "Write the day and the time", id="no time"),
        pytest.param("at", "2026-03-08T02:30", "some times do not exist", id="a time that was skipped"),
        pytest.param("at", "2026-12-26T09:00", "still to come", id="to come"),
        pytest.param("at", "2026-11-01T09:00", "too long ago", id="too long ago"),
        pytest.param("minutes", "0", "how many minutes", id="no length"),
        pytest.param("minutes", "100", "would not be over yet", id="not over"),
        pytest.param("number", "12", "no telephone number", id="no number"),
        pytest.param("done", "", "something is left to do", id="not said whether it is done"),
        pytest.param("service", "no-such", "Choose a service", id="no service of ours"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(
    world: World, people: None, field: str, value: str, said: str
) -> None:
    refused = entered(world, **{field: value})
    assert refused.status_code == 400
    assert said in refused.text
    assert 'value="Mary Poole"' in refused.text
    assert "A spaniel." in refused.text


def test_without_a_service_it_says_what_it_was_about(world: World, people: None) -> None:
    assert "Say what it was about" in entered(world, service="").text
    assert entered(world, service="", subject="a noise").status_code == 303


def test_a_time_that_came_twice_is_asked_about(world: World, people: None) -> None:
    was = world.parts.clock.now()
    world.parts.clock.set(datetime(2026, 11, 1, 12, tzinfo=UTC))
    try:
        asked = entered(world, at="2026-11-01T01:30")
        assert "Which of the two" in asked.text
        times: list[Any] = [
            case_at(world, entered(world, at="2026-11-01T01:30", which=each)).opened_at for each in ("first", "second")
        ]
    finally:
        world.parts.clock.set(was)
    assert times[1] - times[0] == timedelta(hours=1)


def test_who_only_counts_enters_nothing(world: World, people: None) -> None:
    assert world.browser("counter").get(PAGE).status_code == 403
