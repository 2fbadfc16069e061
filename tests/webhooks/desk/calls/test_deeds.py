"""What is done from the page of a call: an emergency raised, a receipt sent, another case linked."""

from datetime import timedelta

from sqlalchemy import select

from afterhours.models import Emergency
from tests.support.emergency_pages import emergency, tried
from tests.webhooks.desk.calls_world import address_of, filled, night_call, now_is, page, sends
from tests.webhooks.pages.world import NOW, PARTNER, World


def test_every_deed_on_another_councils_call_is_refused_alike(night: World) -> None:
    case, own = night_call(night), night_call(night, tenant=PARTNER, line="wealden-night")
    client = night.browser("kent")
    for what in ("details", "draft", "identity", "emergency", "receipt", "draft/discard"):
        token_page = client.get(address_of(own)).text
        token = token_page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        assert client.post(address_of(case, f"/{what}"), data={"csrf_token": token}).status_code == 404, what


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
