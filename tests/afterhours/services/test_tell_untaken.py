"""An emergency that nobody took: put into the outbox when the call ends, sent once to each who should know."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text, update

from afterhours.models import Case, OutboxMessage, Person
from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services import outbox
from afterhours.services.outbox import MOST_ATTEMPTS, Waiting
from afterhours.services.reconcile import reconcile
from afterhours.services.tell_untaken import GRACE, KIND
from ivr.engine.inputs import Input, Pressed, RingEnded, Said
from ivr.errors import ProviderGone, Refused
from ivr.flowfile.names import name
from ivr.telephony.port import ListedCall
from ivr.twiml.forms import RecordingReport
from tests.afterhours.conftest import ACCOUNT, Caller

pytestmark = pytest.mark.database
ANN, MANAGER, MAIN = "+15195550171", "+15195550179", "+15195550100"
EMERGENCY: tuple[Input, ...] = (Pressed("1"), Pressed("1"), Said("12 Main Street"))


@dataclass
class Carrier:
    """Takes texts, or fails as it is told to."""

    error: Exception | None = None
    sent: list[dict[str, str]] = field(default_factory=list)

    def send_text(self, **told: str) -> str:
        if self.error:
            raise self.error
        self.sent.append(told)
        return f"SM{len(self.sent)}"


class NothingListed:
    """A provider whose list of calls is empty."""

    def list_calls(self, *_: datetime) -> Iterator[ListedCall]:
        return iter(())


@pytest.fixture
def carrier(parts: Parts) -> Carrier:
    made: Any = Carrier()
    parts.telephony = made
    return made  # type: ignore[no-any-return]


def an_emergency(caller: Caller, *more: Input) -> None:
    caller.rings()
    for given in (*EMERGENCY, *more):
        caller.gives(given)


def waiting(parts: Parts) -> list[OutboxMessage]:
    with parts.database.transaction() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.idempotency_key)))


def later(parts: Parts) -> None:
    clock = parts.clock
    assert isinstance(clock, ServiceClock)
    clock.advance(GRACE.total_seconds() + 1)


def claimed(parts: Parts) -> list[Waiting]:
    with parts.database.transaction() as session:
        return outbox.claim(session, "a test", [KIND], 10)


def sent_on(parts: Parts) -> int:
    """How many of the outbox's messages were due, and were handed to their sender."""
    due = claimed(parts)
    for message in due:
        outbox.send(parts.database, "a test", message, parts.senders[message.kind], 0)
    return len(due)


def texted(caller: Caller) -> list[tuple[str, str]]:
    return [(entry["who"], entry["result"]) for entry in caller.case.action_taken if entry["action"] == "texted"]


def test_the_responder_and_the_fallback_person_are_texted_from_the_line(caller: Caller, carrier: Carrier) -> None:
    an_emergency(caller, RingEnded("no_answer"))
    caller.is_over()
    later(caller.parts)
    assert sent_on(caller.parts) == 2
    assert sorted(told["to"] for told in carrier.sent) == [ANN, MANAGER]
    assert {told["from_"] for told in carrier.sent} == {MAIN}
    for words in ("Long Point County", "Burst water pipe", "12 Main Street", "(519) 555-0123"):
        assert words in carrier.sent[0]["text"]
    assert sorted(result for _, result in texted(caller)) == ["sent", "sent"]


def test_no_number_and_no_place_lies_in_the_outbox(caller: Caller) -> None:
    an_emergency(caller)
    caller.is_over()
    case = caller.case
    assert [row.payload for row in waiting(caller.parts)] == [
        {"case": case.number, "person": "ann"},
        {"case": case.number, "person": "duty_manager"},
    ]


def test_nobody_is_told_before_the_call_is_over(caller: Caller) -> None:
    an_emergency(caller, RingEnded("no_answer"))
    assert waiting(caller.parts) == []


@pytest.mark.parametrize("given", [(Pressed("1"), Pressed("2")), (Pressed("1"),)], ids=["a lost dog", "nothing yet"])
def test_what_is_no_emergency_is_told_nobody(caller: Caller, given: tuple[Pressed, ...]) -> None:
    caller.rings()
    for each in given:
        caller.gives(each)
    caller.is_over()
    assert waiting(caller.parts) == []


def test_an_emergency_that_somebody_took_is_told_nobody(caller: Caller) -> None:
    an_emergency(caller, RingEnded("talked", 40))
    caller.is_over()
    assert waiting(caller.parts) == []


def test_a_conversation_that_is_told_after_the_call_s_end_recalls_the_texts(caller: Caller, carrier: Carrier) -> None:
    an_emergency(caller)
    caller.is_over()
    assert sent_on(caller.parts) == 0
    caller.gives(RingEnded("talked", 40))
    later(caller.parts)
    assert sent_on(caller.parts) == 2
    assert carrier.sent == []
    assert all(row.done_at for row in waiting(caller.parts))
    assert texted(caller) == []


def test_an_emergency_that_is_told_only_after_the_call_s_end_is_told_on(caller: Caller) -> None:
    caller.rings()
    caller.is_over()
    for given in EMERGENCY:
        caller.gives(given)
    assert len(waiting(caller.parts)) == 2


def test_a_case_that_is_folded_again_tells_nobody_twice_and_keeps_what_was_sent(
    caller: Caller, carrier: Carrier
) -> None:
    an_emergency(caller)
    caller.is_over()
    later(caller.parts)
    sent_on(caller.parts)
    report = RecordingReport(provider_call_id="CA1", account=ACCOUNT, recording="RE1", status="completed", seconds=7)
    caller.parts.runner.chronicle.recording(report)
    assert caller.case.message_seconds == 7
    assert len(waiting(caller.parts)) == 2
    assert sorted((name(who), result) for who, result in texted(caller)) == [("ann", "sent"), ("duty_manager", "sent")]
    assert sent_on(caller.parts) == 0


def test_a_case_that_a_person_has_closed_meanwhile_is_told_nobody(caller: Caller, carrier: Carrier) -> None:
    an_emergency(caller)
    caller.is_over()
    with caller.parts.database.transaction() as session:
        session.execute(update(Case).values(status="resolved", version=2))
    later(caller.parts)
    assert sent_on(caller.parts) == 2
    assert carrier.sent == []


def test_one_person_who_is_both_gets_one_text(caller: Caller, carrier: Carrier) -> None:
    """The responder of the service is the fallback person of the line."""
    an_emergency(caller)
    with caller.parts.database.transaction() as session:
        session.execute(update(Case).values(service="no-such-service"))
    caller.is_over()
    later(caller.parts)
    sent_on(caller.parts)
    assert [told["to"] for told in carrier.sent] == [MANAGER]


def test_who_reads_french_is_told_in_french(caller: Caller, carrier: Carrier) -> None:
    with caller.parts.database.transaction() as session:
        session.execute(update(Person).values(language="fr"))
    an_emergency(caller)
    caller.is_over()
    later(caller.parts)
    sent_on(caller.parts)
    assert all(told["text"].startswith("URGENCE") for told in carrier.sent)
    assert "Conduite d'eau brisée" in carrier.sent[0]["text"]


def test_the_first_number_that_takes_texts_is_texted(caller: Caller, carrier: Carrier) -> None:
    numbers = ["+441632960111", "+447700900111"]
    with caller.parts.database.transaction() as session:
        session.execute(update(Person).values(numbers=numbers))
    an_emergency(caller)
    caller.is_over()
    later(caller.parts)
    sent_on(caller.parts)
    assert {told["to"] for told in carrier.sent} == {"+447700900111"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param("update person set numbers = '{+441632960111}'", "no number that texts can reach", id="landline"),
        pytest.param("delete from person", "no number that texts can reach", id="nobody there"),
    ],
)
def test_who_cannot_be_texted_is_shown_as_failed(caller: Caller, carrier: Carrier, change: str, said: str) -> None:
    an_emergency(caller)
    caller.is_over()
    with caller.parts.database.transaction() as session:
        session.execute(text(change))
    later(caller.parts)
    sent_on(caller.parts)
    rows = waiting(caller.parts)
    assert all(row.parked_at is not None and said in (row.last_error or "") for row in rows)
    assert [result for _, result in texted(caller)] == ["failed", "failed"]


def test_a_carrier_that_is_away_is_asked_again_and_nothing_is_shown_yet(caller: Caller, carrier: Carrier) -> None:
    carrier.error = ProviderGone("busy")
    an_emergency(caller)
    caller.is_over()
    later(caller.parts)
    assert sent_on(caller.parts) == 2
    assert texted(caller) == []
    carrier.error = None
    later(caller.parts)
    assert sent_on(caller.parts) == 2
    assert [result for _, result in texted(caller)] == ["sent", "sent"]


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        pytest.param(Refused("this number takes no texts"), 0, id="refused"),
        pytest.param(ProviderGone("busy"), MOST_ATTEMPTS - 1, id="too often"),
    ],
)
def test_what_is_given_up_is_shown_as_failed(caller: Caller, carrier: Carrier, error: Exception, attempts: int) -> None:
    carrier.error = error
    an_emergency(caller)
    caller.is_over()
    with caller.parts.database.transaction() as session:
        session.execute(update(OutboxMessage).values(attempts=attempts))
    later(caller.parts)
    sent_on(caller.parts)
    assert all(row.parked_at for row in waiting(caller.parts))
    assert [result for _, result in texted(caller)] == ["failed", "failed"]


def test_a_text_that_is_sent_twice_is_shown_once(caller: Caller, carrier: Carrier) -> None:
    """At least once: a process may die between sending and writing down."""
    an_emergency(caller)
    caller.is_over()
    later(caller.parts)
    for message in 2 * claimed(caller.parts):
        caller.parts.senders[KIND](message)
    assert len(carrier.sent) == 4
    assert len(texted(caller)) == 2


def test_an_emergency_whose_call_s_end_nobody_told_is_told_on_when_it_is_given_up(caller: Caller) -> None:
    an_emergency(caller, RingEnded("no_answer"))
    parts = caller.parts
    with parts.database.transaction() as session:
        session.execute(text("update call set started_at = started_at - interval '27 hours'"))
    telephony: Any = NothingListed()
    reconcile(parts.runner, telephony, parts.database, [MAIN], datetime.now(UTC))
    assert (caller.case.ending, len(waiting(parts))) == ("lost", 2)
