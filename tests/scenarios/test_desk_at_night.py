"""The desk beside the telephone: it sees an emergency from the key to its end, and what it orders holds for callers."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import Case, Emergency
from tests.support.county import TUESDAY_MORNING, County
from tests.support.scheduled import at_work
from tests.webhooks.pages.world import PASSWORD, sign_in, token_in
from webhooks.roles import Role
from webhooks.signin.users import NewUser, add_user

pytestmark = pytest.mark.database


@pytest.fixture
def working(long_point: County) -> Iterator[County]:
    with at_work(long_point) as county:
        yield county


@pytest.fixture
def desk(long_point: County) -> FlaskClient:
    """A supervisor of the county who has signed in."""
    parts = long_point.parts
    tenant = parts.site.tenant
    new = NewUser(login="nora", name="Nora Field", role=Role.SUPERVISOR, tenants=[tenant], password=PASSWORD)
    with parts.database.transaction() as session:
        add_user(session, new, parts.site, parts.real_clock.now())
    application: Any = long_point.server.app
    client: FlaskClient = application.test_client()
    assert sign_in(client, "nora").status_code == 303
    return client


def send(desk: FlaskClient, path: str, **fields: str) -> Any:
    token = token_in(desk.get("/desk/hours").text)
    return desk.post(path, data={**fields, "csrf_token": token}, follow_redirects=True)


def the_emergency(county: County) -> tuple[str, Emergency]:
    """(the number of its case, the emergency); there is one."""
    with county.parts.database.transaction() as session:
        number, found = session.execute(select(Case.number, Emergency).join(Case)).one()
        return number, found


def test_an_emergency_is_followed_from_the_key_to_its_end(working: County, desk: FlaskClient) -> None:
    cy = working.person("cy")
    working.phone().hears("9 1 1").presses("1").presses("1").waits(5)
    number, found = the_emergency(working)
    assert "Nobody has accepted" in desk.get("/desk/emergencies").text
    cy.rings()
    assert "Calling Cy" in desk.get("/desk/emergencies/live").text

    cy.answers().hears("press").presses("1").hears("press 1").presses("1").waits(5)
    shown = desk.get(f"/desk/emergencies/{number}").text
    for words in ("Emergency raised", "Texted Cy", "Called Cy: accepted", "Cy accepted, on the telephone"):
        assert words in shown, words
    assert "Cy has it since" in desk.get("/desk/emergencies").text
    assert "Called Cy: accepted" in desk.get(f"/desk/cases/{number}").text

    answer = send(desk, f"/desk/emergencies/{number}/{found.id}/done", reason="Valve closed")
    assert "nora reported it done: “Valve closed”" in answer.text
    assert the_emergency(working)[1].state == "done"


def test_an_alarm_stands_on_every_page_until_the_desk_knows_who_takes_it(working: County, desk: FlaskClient) -> None:
    working.phone().hears("9 1 1").presses("1").presses("1").waits(200)
    number, found = the_emergency(working)
    assert '<div class="alarm">' in desk.get("/desk/cases").text
    send(desk, f"/desk/emergencies/{number}/{found.id}/accept", reason="bo")
    assert '<div class="alarm">' not in desk.get("/desk/cases").text
    assert the_emergency(working)[1].accepted_by == "bo"


def test_an_office_that_the_desk_closes_is_closed_for_the_next_caller(long_point: County, desk: FlaskClient) -> None:
    long_point.at(TUESDAY_MORNING).phone(from_="+15195550124").waits(1).hangs_up()
    until = f"{TUESDAY_MORNING:%Y-%m-%dT}12:00"
    answer = send(desk, "/desk/hours/town-hall", opens="close", until=until, reason="Water in the cellar")
    assert "Closed by order until" in answer.text
    long_point.at(TUESDAY_MORNING.replace(minute=1)).phone(from_="+15195550125").waits(1).hangs_up()
    long_point.at(TUESDAY_MORNING.replace(hour=12)).phone(from_="+15195550126").waits(1).hangs_up()
    assert [each.in_hours for each in long_point.calls()] == [True, False, True]
