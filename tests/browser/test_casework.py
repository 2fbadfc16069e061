"""Work on cases in a real browser: moved on, corrected, noted, linked, searched, entered by hand; complaints; audit.

Screenshots are left in `screenshots/casework` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from afterhours.models import CaseEvent, Complaint, Revision, TextMessage
from tests.support.pages import SIZES, Opener, fits, shots, signed_in
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World, event
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("casework")
CALL = [
    [event("arrived", line="main", flow="main"), event("language", language="en")],
    [event("menu_choice", key="2", label="a lost dog")],
    [event("answered", question="location", value="the mill at the bridge", recording=None)],
    [event("ended", end="")],
]


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    made.user("night", Role.OUT_OF_HOURS_AGENT, name="Nat Owl")
    yield made
    made.parts.database.close()


@pytest.fixture(scope="module")
def dog(world: World) -> str:
    """The number of a case with a long story, and an earlier one about the same."""
    about: dict[str, Any] = {"service": "lost-dog", "kind": "service_request", "caller_e164": "+15195550142"}
    world.case(opened_at=NOW - timedelta(days=2), status="open", location="Mill Lane", **about)
    case = world.case(
        opened_at=NOW - timedelta(hours=9), events=CALL, location="the mill at the bridge", language="en", **about
    )
    told: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
        (8, "night", "wrapped_up", {}),
        (7, "nora", "moved", {"from": "new", "to": "waiting", "reason": "caller"}),
        (6, "nora", "changed", {"fields": {"location": ["Mill Lane", "the mill at the bridge"]}}),
        (5, "nora", "note", {"text": "A brown spaniel with a white paw.\nThe owner is deaf: text, do not ring."}),
    )
    for hours, who, what, detail in told:
        at = NOW - timedelta(hours=hours)
        world.add(CaseEvent(tenant=COUNTY, case_id=case.id, at=at, actor=who, what=what, detail=detail))
    world.add(
        TextMessage(
            tenant=COUNTY, direction="out", idempotency_key="dog", from_number="+15195550100",
            to_number="+15195550142", body="Thank you. Your case number is 123-456-782.", purpose="receipt",
            status="delivered", call_id=case.call_id, created_at=NOW - timedelta(hours=8),
        )
    )  # fmt: skip
    return case.number


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_case_with_its_forms_fits_its_window(page_of: Opener, dog: str, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme))
    page.goto(f"/desk/cases/{dog}")
    shoot(page, f"case-{size}-{scheme}")
    assert fits(page)


def test_a_case_is_noted_corrected_linked_and_moved_on_by_keyboard(page_of: Opener, world: World) -> None:
    about: dict[str, Any] = {"service": "lost-dog", "caller_e164": "+15195550143"}
    world.case(opened_at=NOW - timedelta(days=1), **about)
    case = world.case(**about)
    page = signed_in(page_of())
    page.goto(f"/desk/cases/{case.number}")
    page.get_by_label("Note").fill("She rang again.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Note: She rang again.").wait_for()
    page.get_by_text("Put right what stands here").click()
    page.get_by_label("Location").fill("7 Mill Lane")
    page.keyboard.press("Enter")
    page.get_by_text("Location: “7 Mill Lane”, before nothing").wait_for()
    page.get_by_role("button", name="Link with case").click()
    page.get_by_text("Asks how it stands with").first.wait_for()
    page.get_by_label("The case becomes").select_option("waiting/caller")
    page.get_by_role("button", name="Move on").press("Enter")
    page.get_by_text("Waiting: the caller is to answer").wait_for()
    shoot(page, "case-worked-on")


def test_what_is_wrong_is_said_beside_the_field(page_of: Opener, world: World) -> None:
    case = world.case()
    page = signed_in(page_of())
    page.goto(f"/desk/cases/{case.number}")
    page.get_by_role("button", name="Move on").click()
    page.get_by_text("Choose how it goes on.").wait_for()
    page.get_by_text("Put right what stands here").click()
    page.get_by_label("Number to reach them at").fill("12")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This is no telephone number.").wait_for()
    shoot(page, "case-faults")


@pytest.mark.parametrize("size", SIZES)
def test_one_box_finds_by_words_and_stays_while_the_list_is_narrowed(page_of: Opener, dog: str, size: str) -> None:
    page = signed_in(page_of(size))
    page.get_by_role("searchbox").fill("spaniel paw")
    page.keyboard.press("Enter")
    page.get_by_text("Cases with “spaniel paw”").wait_for()
    assert "spaniel" not in page.url
    assert page.get_by_role("link", name=f"{dog[:3]}-{dog[3:6]}-{dog[6:]}").count() == 1
    shoot(page, f"search-{size}")
    assert fits(page)
    if size == "wide":
        page.get_by_label("Status").select_option("closed")
        page.get_by_role("button", name="Filter").click()
        page.get_by_role("heading", name="No case is like that").wait_for()
        assert page.get_by_role("searchbox").input_value() == "spaniel paw"
        shoot(page, "search-nothing")


@pytest.mark.parametrize(("size", "scheme"), [("wide", "light"), ("narrow", "dark")])
def test_an_agent_of_the_night_opens_a_case_by_the_number_that_is_read_out(
    page_of: Opener, dog: str, size: str, scheme: str
) -> None:
    page = signed_in(page_of(size, scheme), "night", "/desk/cases/by-number")
    page.get_by_label("The whole number").fill("123-456-789")
    page.keyboard.press("Enter")
    page.get_by_text("No case with this number can be opened.").wait_for()
    shoot(page, f"by-number-{size}-{scheme}")
    assert fits(page)
    page.get_by_label("The whole number").fill(dog)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Lost dog").wait_for()


@pytest.fixture(scope="module")
def complaint(world: World) -> str:
    """The number of a complaint that has just been received, beside one that is late."""
    for at, (days, stage) in enumerate(((12, "triage"), (3, "responded"), (0, "received"))):
        opened = NOW - timedelta(days=days, hours=1)
        case = world.case(kind="complaint", status="open", opened_at=opened, caller_e164=f"+1519555017{at}",
                          subject="Nobody rang back")  # fmt: skip
        world.add(
            Complaint(
                case_id=case.id, tenant=COUNTY, received_at=opened, stage=stage, level=at % 2,
                acknowledge_by=opened + timedelta(days=1), answer_by=opened + timedelta(days=10),
                receipt=None if stage == "received" else "post",
            ),
            CaseEvent(tenant=COUNTY, case_id=case.id, at=opened, actor="nora", what="complaint.received", detail={}),
        )  # fmt: skip
    return str(case.number)


@pytest.mark.parametrize(("size", "scheme"), [("wide", "light"), ("wide", "dark"), ("narrow", "light")])
def test_a_complaint_is_led_from_its_receipt_to_its_closing(
    page_of: Opener, complaint: str, world: World, size: str, scheme: str
) -> None:
    page = signed_in(page_of(size, scheme), to="/desk/complaints")
    page.get_by_role("heading", name="Complaints").wait_for()
    shoot(page, f"complaints-{size}-{scheme}")
    assert fits(page)
    page.goto(f"/desk/complaints/{complaint}")
    if (size, scheme) != ("wide", "light"):
        shoot(page, f"complaint-{size}-{scheme}")
        assert fits(page)
        return
    page.get_by_label("by e-mail, now").check()
    page.get_by_label("E-mail address").fill("mary")
    page.get_by_role("button", name="Give the receipt").click()
    page.get_by_text("This is no e-mail address.").wait_for()
    shoot(page, "complaint-fault")
    page.get_by_label("E-mail address").fill("mary@example.org")
    page.keyboard.press("Enter")
    page.get_by_label("That was not possible").check()
    page.get_by_label("To whom, or why not").fill("The office is closed.")
    page.keyboard.press("Enter")
    page.get_by_label("Partly upheld").check()
    page.get_by_label("Remedy").fill("An apology, and a call the same day.")
    page.get_by_role("button", name="It is answered").click()
    page.get_by_role("button", name="Close the complaint").click()
    page.get_by_text("The complaint is closed").wait_for()
    shoot(page, "complaint-closed")


@pytest.mark.parametrize(("size", "scheme"), [("wide", "light"), ("wide", "dark"), ("narrow", "light")])
def test_the_audit_is_narrowed_and_read_by_the_auditor(
    page_of: Opener, dog: str, world: World, size: str, scheme: str
) -> None:
    login = f"auditor-{size}-{scheme}"
    world.user(login, Role.AUDITOR, name="Ada Reed")
    signed_in(page_of(), to=f"/desk/cases/{dog}")
    page = signed_in(page_of(size, scheme), login, "/admin/audit")
    page.get_by_role("heading", name="Audit").wait_for()
    shoot(page, f"audit-{size}-{scheme}")
    assert fits(page)
    page.get_by_label("Case").fill("12")
    page.get_by_role("button", name="Filter").click()
    page.get_by_text("This is no case number").wait_for()
    page.get_by_label("Case").fill(dog)
    page.keyboard.press("Enter")
    page.get_by_text("case.seen").first.wait_for()
    page.get_by_label("Who").fill("nobody")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="No entry is like that").wait_for()
    shoot(page, f"audit-nothing-{size}-{scheme}")


@pytest.mark.parametrize(("size", "scheme"), [("wide", "light"), ("narrow", "dark")])
def test_a_call_is_entered_by_hand(page_of: Opener, world: World, size: str, scheme: str) -> None:
    if size == "wide":
        world.add(Revision(tenant=COUNTY, digest="d", files={}, released_at=NOW, released_by="tests"))
    page = signed_in(page_of(size, scheme), to="/desk/cases/enter")
    page.get_by_role("button", name="Enter the call").click()
    page.get_by_text("Choose the line that was called.").wait_for()
    shoot(page, f"enter-faults-{size}-{scheme}")
    assert fits(page)
    page.get_by_label("Line that was called").select_option("main")
    page.get_by_label("It began").fill("2026-12-26T01:10")
    page.get_by_label("How many minutes it took").fill("4")
    page.get_by_label("What it was about").fill("A tree on the road")
    page.get_by_label("no, it was settled").check()
    shoot(page, f"enter-{size}-{scheme}")
    page.get_by_role("button", name="Enter the call").click()
    page.get_by_role("heading", name="A tree on the road").wait_for()
    page.get_by_text("Entered by hand").wait_for()
