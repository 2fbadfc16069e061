"""A text of which nobody reports is asked for: after five minutes, once an hour, for a day."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from afterhours.models import TextMessage
from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.texts.ask_for_texts import ask_for_texts
from afterhours.services.texts.sending import Outgoing, send_text
from ivr.telephony.port import ListedText

pytestmark = pytest.mark.database


class Carrier:
    """Takes texts, and says of each what it is told to."""

    def __init__(self, status: str | None = "delivered", error: str | None = None) -> None:
        self.status, self.error, self.asked = status, error, 0

    def send_text(self, **_: str) -> str:
        return "SM1"

    def read_text(self, provider_text_id: str) -> ListedText | None:
        self.asked += 1
        if self.status is None:
            return None
        return ListedText(
            provider_text_id=provider_text_id,
            to_raw="",
            text="",
            status=self.status,
            created_at=datetime.now(UTC),
            error=self.error,
        )


def sent_and_waited(parts: Parts, carrier: Any, minutes: float) -> None:
    outgoing = Outgoing(
        tenant="county", to="+15195550171", from_="+15195550100", body="Burst pipe", purpose="page", key="a"
    )
    send_text(parts.database, carrier, "https://311.example.org/messages/status", outgoing)
    later(parts, minutes)


def later(parts: Parts, minutes: float) -> None:
    clock = parts.clock
    assert isinstance(clock, ServiceClock)
    clock.advance(minutes * 60)


def asked(parts: Parts, carrier: Any) -> int:
    return ask_for_texts(parts.database, carrier)


def row(parts: Parts) -> TextMessage:
    with parts.database.transaction() as session:
        return session.scalars(select(TextMessage)).one()


@pytest.mark.parametrize(
    ("status", "error"),
    [("delivered", None), ("undelivered", "30006"), ("failed", "30003")],
    ids=lambda each: str(each),
)
def test_what_the_provider_knows_is_written_down(parts: Parts, status: str, error: str | None) -> None:
    carrier = Carrier(status, error)
    sent_and_waited(parts, carrier, 6)
    assert asked(parts, carrier) == 1
    assert (row(parts).status, row(parts).error) == (status, error)
    assert asked(parts, carrier) == 0


def test_nobody_is_asked_before_five_minutes_or_after_a_day(parts: Parts) -> None:
    carrier = Carrier()
    sent_and_waited(parts, carrier, 4)
    assert asked(parts, carrier) == 0
    later(parts, 24 * 60)
    assert asked(parts, carrier) == 0


@pytest.mark.parametrize("status", ["sent", None], ids=["still on its way", "forgotten"])
def test_one_of_which_nothing_is_known_is_asked_for_once_an_hour(parts: Parts, status: str | None) -> None:
    carrier = Carrier(status)
    sent_and_waited(parts, carrier, 6)
    assert [asked(parts, carrier) for _ in range(3)] == [1, 0, 0]
    with parts.database.transaction() as session:
        session.execute(sql("update text_message set asked_at = asked_at - interval '61 minutes'"))
    assert asked(parts, carrier) == 1
