"""A complaint goes its way in the small county: receipt, triage, up, answered, closed; late ones by themselves."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.jobs.complaints import ComplaintsJob
from afterhours.models import Case, CaseEvent, Complaint, OutboxMessage, Person
from afterhours.parts import Parts
from afterhours.services.casework import complaints as led
from afterhours.services.casework.writing import ChangedMeanwhile
from afterhours.services.releases.release import release
from afterhours.services.signing import Signed
from afterhours.site import Site
from ivr.clock import SteppedClock
from ivr.errors import Refused
from tests.afterhours.services.casework.conftest import a_case, audit, history
from tests.afterhours.small_county import SITE, folder

pytestmark = pytest.mark.database

COUNTY = "long-point-county"
FRIDAY = datetime(2026, 12, 18, 20, tzinfo=UTC)
"""15:00 in Toronto; the office closes at 16:30, and on Monday it opens again."""
LINK = "https://311.example.org/desk/complaints/1"
NORA = Signed("nora", FRIDAY, FRIDAY)
OWN = "office_hours: town-hall\ncomplaints: {escalate_to: [ann, duty-manager], answer_within: 2 business days}\n"


@pytest.fixture
def site(bare: Parts) -> Site:
    with bare.database.transaction() as session:
        release(session, folder(site=SITE.replace("tenants:", f"{OWN}tenants:", 1)), "tests", FRIDAY)
        for handle in ("ann", "duty-manager"):
            mail = f"{handle}@example.org"
            session.add(Person(tenant=COUNTY, handle=handle, name=handle, numbers=[], email=mail, updated_at=FRIDAY))
    return bare.site


def complained(session: Session, site: Site, **columns: Any) -> tuple[Case, Complaint]:
    case = a_case(session, tenant=COUNTY, opened_at=FRIDAY, **columns)
    return case, led.open_complaint(session, site, case, NORA, case.version)


def letters(session: Session) -> list[tuple[str, str]]:
    query = select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.idempotency_key)
    return [(each.payload["to"], each.payload["subject"]) for each in session.scalars(query)]


def job_at(bare: Parts, site: Site, at: datetime) -> ComplaintsJob:
    clock = SteppedClock(at)
    return ComplaintsJob(bare.database, lambda: site, clock, clock, "https://311.example.org")


def test_its_times_are_business_time_of_the_council(bare: Parts, site: Site) -> None:
    with bare.database.transaction() as session:
        case, found = complained(session, site)
        assert (case.kind, case.status, found.stage) == ("complaint", "open", "received")
        assert found.acknowledge_by == datetime(2026, 12, 21, 21, 30, tzinfo=UTC)
        assert found.answer_by == datetime(2026, 12, 22, 21, 30, tzinfo=UTC)
        with pytest.raises(Refused, match="already"):
            led.open_complaint(session, site, case, NORA, case.version)


def test_from_receipt_to_closing(bare: Parts, site: Site) -> None:
    with bare.database.transaction() as session:
        case, found = complained(session, site)
        led.give_receipt(session, site, case, found, "email", NORA, email="mary@example.org")
        led.note_transfer(session, case, found, "not_possible", "the office is closed", NORA)
        led.escalate(session, site, case, found, "It is about the desk itself.", NORA, LINK)
        led.respond(session, case, found, "partly", "an apology", "ring back when promised", NORA)
        assert (found.stage, found.outcome, case.status) == ("responded", "partly", "resolved")
        led.close_complaint(session, case, found, NORA)
        assert (found.stage, case.status) == ("closed", "closed")
        told = [what for what, _ in history(session, case)]
        assert [each for each in told if each.startswith("complaint")] == [
            "complaint.received", "complaint.receipt", "complaint.transfer", "complaint.escalated",
            "complaint.responded", "complaint.closed",
        ]  # fmt: skip
        assert [to for to, _ in letters(session)] == ["ann@example.org", "mary@example.org"]
        kept = str([detail for _, detail in audit(session, case)])
        assert not any(words in kept for words in ("mary", "office is closed", "apology", "desk itself"))


def test_it_cannot_be_led_past_its_receipt(bare: Parts, site: Site) -> None:
    with bare.database.transaction() as session:
        case, found = complained(session, site, caller_e164=None)
        with pytest.raises(Refused, match="cannot become"):
            led.respond(session, case, found, "not", "", "", NORA)
        for how, email in (("pigeon", ""), ("email", "nobody"), ("text", "")):
            with pytest.raises(Refused):
                led.give_receipt(session, site, case, found, how, NORA, email=email)
        led.give_receipt(session, site, case, found, "refused", NORA)
        with pytest.raises(Refused, match="has had"):
            led.give_receipt(session, site, case, found, "post", NORA)


def test_a_receipt_by_text_goes_where_the_caller_can_be_texted(bare: Parts, site: Site) -> None:
    with bare.database.transaction() as session:
        case, found = complained(session, site, contact_number="+15195550188")
        led.give_receipt(session, site, case, found, "text", NORA)
        kinds = session.scalars(select(OutboxMessage.kind)).all()
        assert (found.stage, kinds) == ("triage", ["receipt.text"])


def test_nobody_stands_above_the_highest(bare: Parts, site: Site) -> None:
    with bare.database.transaction() as session:
        case, found = complained(session, site)
        led.give_receipt(session, site, case, found, "post", NORA)
        led.note_transfer(session, case, found, "attempted", "to Ann", NORA)
        for _ in range(2):
            led.escalate(session, site, case, found, "why", NORA, LINK)
        with pytest.raises(Refused, match="Nobody stands higher"):
            led.escalate(session, site, case, found, "why", NORA, LINK)


def test_of_two_who_lead_it_at_once_one_is_told(bare: Parts, site: Site) -> None:
    with bare.database.transaction() as session:
        case, _ = complained(session, site)
    with bare.database.transaction() as second:
        theirs = second.get_one(Complaint, case.id)
        with bare.database.transaction() as first:
            led.step(first, first.get_one(Complaint, case.id), {"warm_transfer": "attempted"})
        with pytest.raises(ChangedMeanwhile):
            led.step(second, theirs, {"warm_transfer": "not_possible"})


def test_what_is_late_is_told_and_goes_up_level_by_level_once(bare: Parts, site: Site) -> None:
    with bare.database.transaction() as session:
        case, _ = complained(session, site)
    seen = []
    for at in ("2026-12-21T21:00", "2026-12-21T21:31", "2026-12-22T21:31", "2026-12-22T22:00", "2026-12-23T21:31",
               "2026-12-30T12:00"):  # fmt: skip
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        seen.append([job_at(bare, site, moment).tick() for _ in range(2)])
    assert seen == [[0, 0], [1, 0], [1, 0], [0, 0], [1, 0], [0, 0]]
    with bare.database.transaction() as session:
        found = session.get_one(Complaint, case.id)
        assert (found.stage, found.level) == ("received", 2)
        assert [to for to, _ in letters(session)] == ["ann@example.org", "duty-manager@example.org", "ann@example.org"]
        events = session.scalars(select(CaseEvent).where(CaseEvent.actor == "ivr")).all()
        assert len(events) == 3


def test_what_is_answered_goes_up_no_more(bare: Parts, site: Site) -> None:
    with bare.database.transaction() as session:
        case, found = complained(session, site)
        led.give_receipt(session, site, case, found, "post", NORA)
        led.note_transfer(session, case, found, "attempted", "to Ann", NORA)
        led.respond(session, case, found, "not", "", "", NORA)
    assert job_at(bare, site, datetime(2027, 6, 1, tzinfo=UTC)).tick() == 0


def test_who_chose_to_complain_has_a_complaint_once_the_call_is_over(bare: Parts, site: Site) -> None:
    kinds = {**site.services, "sorry": replace(site.services["water-main-break"], complaint=True)}
    asked = replace(site, services=kinds)
    with bare.database.transaction() as session:
        about: dict[str, Any] = {"tenant": COUNTY, "opened_at": FRIDAY}
        over = a_case(session, service="sorry", ending="completed", status="waiting", **about)
        a_case(session, service="sorry", **about)
        a_case(session, service="sorry", ending="completed", status="closed", **about)
        a_case(session, service="water-main-break", ending="completed", **about)
    assert [job_at(bare, asked, FRIDAY).tick() for _ in range(2)] == [1, 0]
    with bare.database.transaction() as session:
        assert session.scalars(select(Complaint.case_id)).all() == [over.id]
        case = session.get_one(Case, over.id)
        assert (case.kind, case.status) == ("complaint", "waiting")


def test_before_the_first_release_nothing_is_late(bare: Parts) -> None:
    clock = SteppedClock(FRIDAY)
    assert ComplaintsJob(bare.database, lambda: bare.site, clock, clock, "").tick() == 0
