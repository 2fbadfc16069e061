"""Who is calling: no name before a check, and nothing by it in the next call."""

from datetime import timedelta

from sqlalchemy import select

from afterhours.models import AuditEntry, CaseEvent
from tests.webhooks.desk.calls_world import address_of, filled, household, night_call, page, sends
from tests.webhooks.pages.world import NOW, World


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
