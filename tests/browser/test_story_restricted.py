"""A person at risk, at night: rung, screened at the desk, accepted with a PIN, and unseen by everybody else.

Screenshots of each moment are left in `screenshots/story-restricted` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from afterhours.models import Case, Person
from afterhours.rules.case_numbers import written
from afterhours.services.people.pins import set_pin
from ivr.simulator.story import Caller
from tests.support.county import RESIDENT, SATURDAY_NIGHT
from tests.support.pages import fits, shots
from tests.support.shift import Shift, a_shift
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

shoot = shots("story-restricted")
PIN = "86420"
WORKER = "eliane"
"""Of the social workers on duty, this one has the night of the 26th."""
TELLING = ("risk", "child", "social", "5 5 5")
"""Words that would say what it is about, or who called."""


@pytest.fixture
def shift(browser: Any, database_url: str, tmp_path: Path) -> Iterator[Shift]:
    with a_shift(browser, database_url, tmp_path, SATURDAY_NIGHT) as made:
        made.comes("nora", Role.COUNTY_AGENT, name="Nora Field", groups=["county-desk", "social-duty"])
        made.comes("tom", Role.COUNTY_AGENT, name="Tom Reyes", groups=["county-desk"])
        made.comes(
            "femi", Role.OUT_OF_HOURS_AGENT, name="Femi Adeyemi", organisation="nightline", groups=["night-desk"]
        )
        with made.county.parts.database.transaction() as session:
            worker = session.scalars(select(Person).where(Person.handle == WORKER)).one()
            set_pin(session, worker, PIN, SATURDAY_NIGHT)
        yield made


def reports(shift: Shift) -> Caller:
    """A person at risk, a child, by the keys."""
    caller = shift.county.phone().hears("9 1 1").presses("1")
    return caller.hears("a person at risk").presses("3").hears("Who is it about").presses("1").waits(2)


def is_told_nothing(shift: Shift) -> None:
    """Neither by text nor by telephone, whoever picks it up; what is asked for is the PIN."""
    worker = shift.county.person(WORKER)
    worker.rings().gets_text("CONFIDENTIAL EMERGENCY")
    texts = " ".join(body for (body,) in shift.rows("select body from text_message where direction = 'out'"))
    assert not [word for word in TELLING if word in texts.lower()]
    worker.answers().hears("for Eliane").presses("1").hears("A confidential emergency").presses("1")
    worker.hears("Enter your PIN")
    for word in TELLING:
        worker.has_heard_nothing_about(word)


def screens(page: Any) -> None:
    """By keyboard: nobody is hurt, a child of four, with whoever is feared."""
    script = page.locator("#script")
    script.get_by_role("button", name="No", exact=True).focus()
    page.keyboard.press("Enter")
    script.locator("button:focus", has_text="A child").wait_for()
    page.keyboard.press("Enter")
    script.locator("input:focus").wait_for()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    script.locator("button:focus", has_text="Nobody").wait_for()
    shoot(page, "2-screening")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    script.get_by_text("raise the emergency now").wait_for()


def finds_nothing(shift: Shift, login: str, case: Case) -> None:
    """By address, in lists, by words and by the telephone number that called."""
    page = shift.desk(login)
    pages = {f"/desk/calls/{case.call_id}", f"/desk/cases/{case.number}", f"/desk/emergencies/{case.number}"}
    assert {page.request.get(address).status for address in pages} == {404}
    lists = [page.request.get(f"/desk/{each}") for each in ("cases", "emergencies", "handover", "lines", "alarms")]
    for answer in lists:
        assert answer.status in {200, 403, 404}, answer.url
        assert not [word for word in (written(case.number), case.number, "Eliane has it") if word in answer.text()]
    for typed in ("risk", case.number[:5], RESIDENT, case.number):
        page.goto("/desk/cases")
        page.get_by_role("searchbox").fill(typed)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("main").get_by_role("link", name=written(case.number)).count() == 0
    shoot(page, f"4-nothing-for-{login}")


def test_a_person_at_risk_is_seen_by_their_group_alone(shift: Shift) -> None:
    caller = reports(shift)
    case = shift.county.case()
    assert case.restricted == "social-duty"
    is_told_nothing(shift)

    page = shift.desk("nora")
    page.get_by_role("link", name=written(case.number)).click()
    page.get_by_role("link", name="The page of the call").click()
    page.get_by_text("Nobody has accepted").first.wait_for()
    shoot(page, "1-rings")
    screens(page)
    shoot(page, "3-raise-it-now")

    worker = shift.county.person(WORKER).presses(f"{PIN}#").hears("It is yours now").hears("A person at risk")
    worker.hears("The caller is on the line").waits(6).is_connected_to(RESIDENT)
    page.get_by_text("Eliane has it since").first.wait_for()
    for login in ("tom", "femi"):
        finds_nothing(shift, login, case)
    caller.hangs_up()
    worker.hears("If it is done, press 1").presses("1")
    page.reload()
    page.get_by_text("The caller has hung up").wait_for()
    assert fits(page)
    shoot(page, "5-the-whole-call")
