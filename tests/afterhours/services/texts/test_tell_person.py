"""Telling somebody something: a text where one can reach them, else an e-mail."""

from traceback import format_exception
from typing import Any

import pytest
from sqlalchemy import select, update

from afterhours.models import OutboxMessage, Person, TextMessage, TextStop
from afterhours.parts import Parts
from afterhours.services.outbox import Waiting
from afterhours.services.people.known import person_by_handle
from afterhours.services.texts.tell_person import KIND, PersonTeller, tell_person
from ivr.errors import Refused
from ivr.store.base import new_key
from tests.afterhours.conftest import NOW

DUTY_NUMBER = "+15195550100"


class Carrier:
    """Takes texts, and keeps them."""

    def __init__(self) -> None:
        self.texts: list[dict[str, Any]] = []

    def send_text(self, **text: Any) -> str:
        self.texts.append(text)
        return f"SM{len(self.texts)}"


@pytest.fixture(name="carrier")
def a_carrier() -> Carrier:
    return Carrier()


@pytest.fixture(name="teller")
def a_teller(parts: Parts, carrier: Carrier) -> PersonTeller:
    return PersonTeller(parts.database, lambda: parts.site, lambda: carrier, "https://x.example/status", parts.clock)  # type: ignore[arg-type, return-value]


def told(parts: Parts, teller: PersonTeller) -> None:
    """Ann is told once, though it is asked for twice."""
    with parts.database.transaction() as session:
        ann = person_by_handle(session, "ann")
        assert ann is not None
        put = [tell_person(session, ann, "Soon", "You are on.", "a", NOW, purpose="reminder") for _ in range(2)]
        assert put == [True, False]
        payload = session.scalars(select(OutboxMessage.payload).where(OutboxMessage.kind == KIND)).one()
        assert "+1" not in str(payload)
    teller(Waiting(new_key(), ann.tenant, KIND, payload, f"{KIND} a", None, 1))


def letters(parts: Parts) -> list[dict[str, Any]]:
    with parts.database.transaction() as session:
        return list(session.scalars(select(OutboxMessage.payload).where(OutboxMessage.kind == "mail")))


def test_a_text_goes_to_their_first_number_from_the_duty_number(
    parts: Parts, teller: PersonTeller, carrier: Carrier
) -> None:
    told(parts, teller)
    (text,) = carrier.texts
    assert (text["to"], text["from_"], text["text"]) == ("+15195550171", DUTY_NUMBER, "You are on.")
    with parts.database.transaction() as session:
        kept = session.scalars(select(TextMessage)).one()
        assert (kept.person, kept.purpose) == ("ann", "reminder")


def test_whoever_said_stop_gets_an_e_mail(parts: Parts, teller: PersonTeller, carrier: Carrier) -> None:
    with parts.database.transaction() as session:
        session.execute(update(Person).values(email="ann@longpoint.example"))
        session.add(TextStop(number="+15195550171", our_number=DUTY_NUMBER, tenant="long-point-county", since=NOW))
    told(parts, teller)
    assert carrier.texts == []
    (letter,) = letters(parts)
    assert (letter["to"], letter["subject"], letter["text"]) == ("ann@longpoint.example", "Soon", "You are on.\n")


def test_whoever_has_neither_waits_for_a_person_to_look(parts: Parts, teller: PersonTeller) -> None:
    with parts.database.transaction() as session:
        session.execute(update(Person).values(numbers=["+441632960111"]))
    with pytest.raises(Refused, match=r"has no e-mail address: give them one at /desk/people") as refused:
        told(parts, teller)
    assert "+44" not in "".join(format_exception(refused.value))


def test_somebody_who_is_gone_is_not_told(parts: Parts, teller: PersonTeller, carrier: Carrier) -> None:
    payload = {"person": "nobody", "subject": "", "text": "x", "purpose": "reminder"}
    teller(Waiting(new_key(), "long-point-county", KIND, payload, "b", None, 1))
    assert carrier.texts == []
