"""The work on a call: details of two agents at once, identity, drafts, who is there, receipts, emergencies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from afterhours.models import (
    Case,
    CaseEvent,
    Contact,
    ContactNumber,
    Emergency,
    EmergencyEvent,
    IdentityCheck,
    OutboxMessage,
    TextStop,
)
from afterhours.parts import Parts
from afterhours.services.casework.case_presence import HERE, be_here, leave, others_here
from afterhours.services.casework.check_identity import check_identity, passed_check
from afterhours.services.casework.drafts import KEPT, draft_of, drop_draft, keep_draft
from afterhours.services.casework.take_details import Taken, details_of, stands_after, take_details
from afterhours.services.emergencies.raise_emergency import has_one, raise_emergency
from afterhours.services.outbox import Waiting
from afterhours.services.texts.send_receipt import KIND, ReceiptSender, send_receipt, why_not
from ivr.errors import Refused
from ivr.store.base import new_key
from tests.afterhours.conftest import NOW, Caller

CALLER = "+15195550123"


@pytest.fixture
def case(caller: Caller) -> Case:
    """Somebody has rung the line of the small county."""
    caller.rings()
    return caller.case


def now_is(parts: Parts, case: Case) -> Case:
    with parts.database.transaction() as session:
        return session.get_one(Case, case.id)


def writes(parts: Parts, case: Case, who: str, began: dict[str, Any] | None = None, **mine: Any) -> Taken:
    """One agent's form, which began as `began` or as the case is."""
    more = {name: mine.pop(name) for name in ("added", "wrap_up") if name in mine}
    start = began or details_of(now_is(parts, case))
    with parts.database.transaction() as session:
        return take_details(session, case.id, start, start | mine, who, NOW, **more)


def history(parts: Parts, case: Case) -> list[tuple[str, str]]:
    with parts.database.transaction() as session:
        query = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
        return [(each.actor, each.what) for each in session.scalars(query)]


def test_what_an_agent_writes_is_the_cases_and_opens_it(parts: Parts, case: Case) -> None:
    taken = writes(parts, case, "nora", service="water-main-break", caller_name="Mary", added={"note": "She cries."})
    found = now_is(parts, case)
    assert taken.written == {"service", "caller_name"}
    assert (found.status, found.kind, found.version) == ("open", "service_request", 2)
    assert history(parts, case) == [("nora", "changed"), ("nora", "note")]


def test_two_who_change_different_fields_both_get_what_they_wrote(parts: Parts, case: Case) -> None:
    began = details_of(now_is(parts, case))
    assert not writes(parts, case, "nora", began, location="1 Elm Street").clashes
    assert not writes(parts, case, "bo", began, caller_name="Mary Poole").clashes
    found = now_is(parts, case)
    assert (found.location, found.caller_name) == ("1 Elm Street", "Mary Poole")


def test_two_who_change_the_same_field_are_told_of_each_other_and_nothing_is_overwritten(
    parts: Parts, case: Case
) -> None:
    began = details_of(now_is(parts, case))
    writes(parts, case, "nora", began, location="1 Elm Street")
    taken = writes(parts, case, "bo", began, location="2 Oak Street", added={"note": "kept in the form"})
    assert taken.clashes == {"location": "1 Elm Street"}
    assert now_is(parts, case).location == "1 Elm Street"
    assert ("bo", "note") not in history(parts, case)


def test_of_twenty_notes_at_once_none_is_lost(parts: Parts, case: Case) -> None:
    began = details_of(now_is(parts, case))

    def note(number: int) -> None:
        writes(parts, case, f"agent-{number}", began, added={"note": f"note {number}"})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(note, range(20)))
    assert len([what for _, what in history(parts, case) if what == "note"]) == 20


@pytest.mark.parametrize(
    ("disposition", "status", "closed"),
    [("dealt_with", "resolved", False), ("passed_on", "open", False), ("wrong_number", "closed", True)],
)
def test_wrapping_up_leaves_the_case_as_its_disposition_says(
    parts: Parts, case: Case, disposition: str, status: str, closed: bool
) -> None:
    writes(parts, case, "nora", disposition=disposition, wrap_up=True)
    found = now_is(parts, case)
    assert (found.status, found.wrapped_by, found.closed_at is not None) == (status, "nora", closed)


def test_what_the_agent_said_stays_when_the_call_ends(parts: Parts, case: Case, caller: Caller) -> None:
    writes(parts, case, "nora", disposition="dealt_with", wrap_up=True)
    caller.is_over()
    found = now_is(parts, case)
    assert (found.status, found.disposition, found.ending) == ("resolved", "dealt_with", "completed")


@pytest.fixture
def household(parts: Parts, case: Case) -> tuple[Contact, Contact]:
    made = []
    with parts.database.transaction() as session:
        for account, name, numbers in (
            ("LP-1", "Helen Baker", [CALLER]),
            ("LP-2", "Tom Baker", [CALLER, "+15195550124"]),
        ):
            each = Contact(
                tenant=case.tenant, external_id=account, name=name, address="12 Main Street, Port Avery", updated_at=NOW
            )
            each.numbers = [
                ContactNumber(e164=number, tenant=case.tenant, position=place, shared=number == CALLER)
                for place, number in enumerate(numbers)
            ]
            session.add(each)
            made.append(each)
    return made[0], made[1]


def checks(parts: Parts, case: Case, **given: str) -> bool:
    with parts.database.transaction() as session:
        return check_identity(session, session.get_one(Case, case.id), given, sorted(given), "nora", NOW).passed


def test_answers_that_fit_one_record_name_it_and_are_kept_nowhere(
    parts: Parts, case: Case, household: tuple[Contact, Contact]
) -> None:
    assert checks(parts, case, account="lp-2", address="12 Main Street")
    with parts.database.transaction() as session:
        check = passed_check(session, session.get_one(Case, case.id))
        assert check is not None
        assert (check.level, check.contact_id, check.questions) == (
            "kba_passed", household[1].id, ["account", "address"],
        )  # fmt: skip
        told = session.scalars(select(CaseEvent)).one()
        assert "lp-2" not in str(told.detail).casefold()
    assert now_is(parts, case).contact_id == household[1].id


def test_whoever_withholds_their_number_can_be_found_by_what_they_know(
    parts: Parts, case: Case, household: tuple[Contact, Contact]
) -> None:
    with parts.database.transaction() as session:
        session.get_one(Case, case.id).caller_e164 = None
    assert checks(parts, case, account="LP-1", address="12 main street")


def test_after_three_failures_no_name_is_told_in_this_call_and_nothing_else_is_closed(
    parts: Parts, case: Case, household: tuple[Contact, Contact]
) -> None:
    assert [checks(parts, case, account="LP-7", address="12 Main Street") for _ in range(3)] == [False] * 3
    with pytest.raises(Refused, match="as often as it may"):
        checks(parts, case, account="LP-2", address="12 Main Street")
    assert not writes(parts, case, "nora", subject="Still reported").clashes
    with parts.database.transaction() as session:
        assert {each.passed for each in session.scalars(select(IdentityCheck))} == {False}


def test_a_draft_is_its_writers_alone_and_lives_for_a_day(parts: Parts, case: Case) -> None:
    with parts.database.transaction() as session:
        keep_draft(session, case, "nora", {"note": "half a"}, NOW)
        keep_draft(session, case, "nora", {"note": "half a sentence"}, NOW)
        mine = draft_of(session, case, "nora", NOW)
        assert mine is not None
        assert mine.fields == {"note": "half a sentence"}
        assert draft_of(session, case, "bo", NOW) is None
        assert draft_of(session, case, "nora", NOW + KEPT) is None
        drop_draft(session, case, "nora")
        assert draft_of(session, case, "nora", NOW) is None


def test_two_who_have_a_case_open_see_each_other_until_one_is_gone(parts: Parts, case: Case) -> None:
    with parts.database.transaction() as session:
        be_here(session, case, "nora", "Nora Field", NOW)
        be_here(session, case, "bo", "Bo Singh", NOW, writing=True)
        be_here(session, case, "bo", "Bo Singh", NOW + timedelta(seconds=5))
        seen = others_here(session, case, "nora", NOW + timedelta(seconds=6))
        assert [(each.name, each.writing) for each in seen] == [("Bo Singh", True)]
        assert others_here(session, case, "nora", NOW + HERE + timedelta(seconds=6)) == []
        leave(session, case, "bo")
        assert others_here(session, case, "nora", NOW) == []


class Carrier:
    """Takes texts, and keeps them."""

    def __init__(self) -> None:
        self.texts: list[dict[str, Any]] = []

    def send_text(self, **text: Any) -> str:
        self.texts.append(text)
        return f"SM{len(self.texts)}"


def test_a_receipt_says_the_number_of_the_case_and_leaves_once(parts: Parts, case: Case) -> None:
    with parts.database.transaction() as session:
        assert [send_receipt(session, session.get_one(Case, case.id), "nora", NOW) for _ in range(2)] == [True, False]
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == KIND)).one()
        assert CALLER not in str(message.payload)
        waiting = Waiting(new_key(), case.tenant, KIND, message.payload, message.idempotency_key, None, 1)
    carrier = Carrier()
    ReceiptSender(parts.database, lambda: parts.site, lambda: carrier, "https://x.example/status")(waiting)  # type: ignore[arg-type, return-value]
    (text,) = carrier.texts
    assert text["to"] == CALLER
    assert text["from_"] == "+15195550100"
    assert f"{case.number[:3]}-{case.number[3:6]}-{case.number[6:]}" in text["text"]
    assert history(parts, case) == [("nora", "receipt")]


def test_nobody_who_said_stop_or_has_no_mobile_gets_one(parts: Parts, case: Case) -> None:
    with parts.database.transaction() as session:
        found = session.get_one(Case, case.id)
        assert why_not(session, found, "+15195550100") == ""
        session.add(TextStop(number=CALLER, our_number="+15195550100", tenant=case.tenant, since=NOW))
        session.flush()
        assert why_not(session, found, "+15195550100") == "stopped"
        found.caller_e164 = None
        assert why_not(session, found, "+15195550100") == "no_number"


def test_an_emergency_of_the_desk_is_due_at_once_and_leaves_the_caller_where_they_are(parts: Parts, case: Case) -> None:
    with parts.database.transaction() as session:
        found = session.get_one(Case, case.id)
        raised = raise_emergency(session, found, "water-main-break", "water", parts.site.plan_of("water"), "nora", NOW)
        emergency = session.get_one(Emergency, raised)
        assert (emergency.call_id, emergency.state, emergency.due_at) == (None, "open", NOW)
        assert (found.priority, found.service, found.status) == ("emergency", "water-main-break", "open")
        event = session.scalars(select(EmergencyEvent)).one()
        assert (event.what, event.who, event.worked_at) == ("raised", "nora", None)
        assert has_one(session, found)


def test_a_second_one_for_the_same_service_is_refused(parts: Parts, case: Case) -> None:
    plan = parts.site.plan_of("water")
    with parts.database.transaction() as session:
        found = session.get_one(Case, case.id)
        raise_emergency(session, found, "water-main-break", "water", plan, "nora", NOW)
        with pytest.raises(Refused, match="already"):
            raise_emergency(session, found, "water-main-break", "water", plan, "nora", NOW)


@pytest.mark.parametrize(
    ("status", "wanted", "then"),
    [
        ("closed", "resolved", "closed"),
        ("closed", "waiting", "waiting"),
        ("resolved", "waiting", "waiting"),
        ("closed", "open", "open"),
        ("open", "resolved", "resolved"),
    ],
)
def test_a_case_that_the_end_of_the_call_has_closed_can_still_be_written_up(
    status: str, wanted: str, then: str
) -> None:
    assert stands_after(status, wanted) == then
