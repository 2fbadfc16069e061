"""A call at night, from the key pad to the answering company's agent, who raises an emergency and hands over.

Screenshots of each moment are left in `screenshots/story-night` of this user's state folder (`var/`).
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from afterhours.models import Contact, ContactNumber
from ivr.simulator.called import LINK, Answerer
from ivr.simulator.story import Caller
from ivr.store.base import new_key
from tests.support.county import RESIDENT, SATURDAY_NIGHT
from tests.support.pages import fits, shots
from tests.support.shift import Shift, a_shift
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

shoot = shots("story-night")
SWITCHBOARD, OFFICE = "+15195550160", "+15195550171"
TENANT = "long-point-county"


@pytest.fixture
def shift(browser: Any, database_url: str, tmp_path: Path) -> Iterator[Shift]:
    with a_shift(browser, database_url, tmp_path, SATURDAY_NIGHT) as made:
        for login, name in (("femi", "Femi Adeyemi"), ("dora", "Dora Klein")):
            made.comes(login, Role.OUT_OF_HOURS_AGENT, name=name, organisation="nightline", groups=["night-desk"])
        is_on_record(made)
        yield made


def is_on_record(shift: Shift) -> None:
    """The caller's number belongs to Mary Poole of 12 Main Street."""
    number = ContactNumber(e164=RESIDENT, tenant=TENANT, position=0)
    told = {"external_id": "LP-1042", "name": "Mary Poole", "address": "12 Main Street, Long Point"}
    with shift.county.parts.database.transaction() as session:
        session.add(Contact(id=new_key(), tenant=TENANT, updated_at=SATURDAY_NIGHT, numbers=[number], **told))


def calls(shift: Shift) -> Caller:
    """The county line, English, anything else, and then a person."""
    caller = shift.county.phone().hears("9 1 1").presses("1").hears("anything else").presses("5")
    return caller.hears("can wait for the morning").presses("0")


def is_answered(shift: Shift) -> tuple[Answerer, str]:
    """By Nightline's switchboard, which plays music until somebody is free; and the six digits they hear."""
    switchboard = shift.telephone(SWITCHBOARD, "Nightline")
    switchboard.rings().answers().waits(90).hears("A caller is waiting").presses("1").hears("this is your code")
    said = " ".join(line.what for line in switchboard.telephone.transcript)
    found = re.search(r"your code: ([\d ,]+)\.", said)
    assert found, said
    return switchboard, re.sub(r"\D", "", found.group(1))


def link_in_the_letter(folder: Path) -> str:
    """Without a mail server letters are files."""
    letters = [message_from_bytes(each.read_bytes(), policy=default) for each in sorted(folder.rglob("*.eml"))]
    bodies = [body.get_content() for each in letters if (body := each.get_body(("plain",)))]
    (found,) = {link for body in bodies for link in LINK.findall(body) if "/pop/" in link}
    return f"/pop/{found.split('/pop/')[1]}"


def opens(shift: Shift, link: str) -> Any:
    """A filter looks at the link first, and spends nothing; then Femi signs in, is asked, and opens the call."""
    for _ in range(2):
        shift.open_page().request.get(link)
    page = shift.desk("femi", link)
    shoot(page, "1-the-link")
    page.get_by_role("button", name="Open the call").click()
    page.get_by_role("heading", name="Details").wait_for()
    return page


def checks(page: Any) -> None:
    """Who is calling: wrongly first, then rightly. No name is told before."""
    page.keyboard.press("i")
    page.locator("#answer-account").fill("LP-9999")
    page.locator("#answer-address").fill("12 Main Street")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("It is not enough").wait_for()
    assert "Mary Poole" not in page.content()
    shoot(page, "3-not-enough")
    page.locator("#answer-account").fill("LP 1042")
    page.locator("#answer-address").fill("12 Main Street")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("Mary Poole").wait_for()


def takes_details(page: Any) -> None:
    page.locator("#caller_name").fill("Mary Poole")
    page.locator("#location").fill("12 Main Street, Long Point")
    page.locator("#service").select_option("water-main-break")
    page.locator("#subject").fill("Water comes out of the road")
    page.locator("#note").fill("Two children in the house")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    shoot(page, "4-details")


def raises(shift: Shift, page: Any) -> None:
    """An emergency; whoever is on duty accepts it, and the page tells so by itself."""
    page.keyboard.press("e")
    page.locator("#emergency-service:focus").wait_for()
    page.get_by_role("button", name="Raise the emergency").click()
    page.get_by_text("Nobody has accepted").first.wait_for()
    page.evaluate("window.here = true")
    cy = shift.county.person("cy").rings()
    page.get_by_text("Calling Cy").first.wait_for()
    shoot(page, "5-raised")
    cy.answers().hears("for Cy").presses("1").hears("12 Main Street").presses("1").hears("It is yours now")
    page.get_by_text("Cy has it since").first.wait_for()
    assert page.evaluate("window.here")
    cy.hangs_up()


def hands_over(shift: Shift, page: Any, caller: Caller) -> Answerer:
    """To the roads office, which is asked first while the caller holds."""
    office = shift.telephone(OFFICE, "Roads office")
    page.keyboard.press("t")
    page.locator("#transfer-to").select_option("roads-office")
    page.get_by_role("button", name="Ask them").click()
    page.get_by_text("The caller has been told, and waits.").first.wait_for()
    caller.waits(3).hears("A colleague is being asked")
    office.rings().answers().hears("hands a caller over").presses("1").waits(5).is_connected_to(SWITCHBOARD)
    page.get_by_role("button", name="Connect the caller").wait_for()
    shoot(page, "6-the-office-is-asked")
    page.get_by_role("button", name="Connect the caller").click()
    page.get_by_text("The caller is with both of you").wait_for()
    caller.waits(6).is_connected_to(OFFICE)
    page.get_by_role("button", name="Leave the caller to them").click()
    page.get_by_text("Your colleague has the caller now").wait_for()
    caller.waits(6).is_connected_to(OFFICE)
    return office


def wraps_up(page: Any) -> None:
    page.locator("#disposition").select_option("put_through")
    page.locator("#avoidable").select_option("no")
    shoot(page, "7-before-the-end")
    page.get_by_role("button", name="Save and finish the call").click()
    page.get_by_text("The call is finished").wait_for()
    assert fits(page)
    shoot(page, "8-finished")


def finds_nothing(shift: Shift, link: str, code: str) -> None:
    """Dora of the same company: the page of the call, the link and the code open nothing for her."""
    page = shift.desk("dora")
    call = shift.county.case().call_id
    assert page.goto(f"/desk/calls/{call}").status == 404
    assert page.goto(link).status == 404
    page.get_by_role("heading", name="This link opens nothing").wait_for()
    shoot(page, "9-nothing-for-dora")
    page.get_by_role("link", name="Type the code").click()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Open the call").click()
    page.get_by_text("This code opens no call").wait_for()
    shoot(page, "9-no-code-for-dora")


def test_a_night_call_from_the_key_pad_to_the_handing_over(shift: Shift, tmp_path: Path) -> None:
    caller = calls(shift)
    switchboard, code = is_answered(shift)
    link = link_in_the_letter(tmp_path)
    page = opens(shift, link)
    switchboard.presses("2").waits(12).is_connected_to(RESIDENT)
    assert "Mary Poole" not in page.content()
    shoot(page, "2-the-story")
    checks(page)
    takes_details(page)
    raises(shift, page)
    office = hands_over(shift, page, caller)
    wraps_up(page)
    office.hangs_up()
    shift.waits(30)
    caller.hears("Goodbye")
    finds_nothing(shift, link, code)
