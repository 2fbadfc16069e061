"""A text leaves once for each key, to nobody who said STOP, and a crash in between sends it neither twice nor never."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from afterhours.models import TextMessage
from afterhours.parts import Parts
from afterhours.services.texts.opt_out import start, stop
from afterhours.services.texts.sending import Outgoing, send_text
from ivr.errors import DatabaseGone, ProviderGone, Refused, Unavailable
from ivr.telephony.port import ListedText

pytestmark = pytest.mark.database
ANN, COUNTY = "+15195550171", "+15195550100"
STATUS = "https://311.example.org/messages/status"


@dataclass
class Carrier:
    """Takes texts and lists them; fails before or after it took one, as it is told to."""

    before: Exception | None = None
    after: Exception | None = None
    texts: list[dict[str, str]] = field(default_factory=list)
    looked: int = 0

    def send_text(self, **told: str) -> str:
        if self.before:
            raise self.before
        self.texts.append(told)
        if self.after:
            raise self.after
        return f"SM{len(self.texts)}"

    def list_texts(self, *, to: str, from_: str, since: datetime) -> Iterator[ListedText]:
        self.looked += 1
        assert since < datetime.now(UTC)
        listed = [
            (f"SM{at}", told) for at, told in enumerate(self.texts, 1) if (told["to"], told["from_"]) == (to, from_)
        ]
        for name, told in reversed(listed):
            yield ListedText(
                provider_text_id=name, to_raw=to, text=told["text"], status="sent", created_at=datetime.now(UTC)
            )


@pytest.fixture
def carrier() -> Carrier:
    return Carrier()


def an_outgoing(key: str = "page 1", **changes: Any) -> Outgoing:
    told = {"tenant": "county", "to": ANN, "from_": COUNTY, "body": "Burst water pipe", "purpose": "page"}
    return Outgoing(**{**told, "key": key, **changes})


def sent(parts: Parts, carrier: Any, outgoing: Outgoing) -> str:
    return send_text(parts.database, carrier, STATUS, outgoing)


def rows(parts: Parts) -> list[TextMessage]:
    with parts.database.transaction() as session:
        return list(session.scalars(select(TextMessage).order_by(TextMessage.idempotency_key)))


def run(parts: Parts, statement: str) -> None:
    with parts.database.transaction() as session:
        session.execute(sql(statement))


def test_a_text_is_written_down_with_what_became_of_it(parts: Parts, carrier: Carrier) -> None:
    assert sent(parts, carrier, an_outgoing(person="ann")) == "SM1"
    (row,) = rows(parts)
    assert (row.provider_id, row.status, row.person, row.direction, row.body) == (
        "SM1",
        "queued",
        "ann",
        "out",
        "Burst water pipe",
    )
    assert row.sent_at is not None
    assert carrier.texts == [
        {"to": ANN, "from_": COUNTY, "text": "Burst water pipe", "status_url": f"{STATUS}/{row.id}"}
    ]


def test_the_same_key_is_sent_once_and_another_again(parts: Parts, carrier: Carrier) -> None:
    assert [sent(parts, carrier, an_outgoing(key)) for key in ("a", "a", "b")] == ["SM1", "SM1", "SM2"]
    assert len(carrier.texts) == 2


def test_of_many_who_send_the_same_key_at_once_one_does(parts: Parts, carrier: Carrier) -> None:
    def try_it(_: int) -> str:
        try:
            return sent(parts, carrier, an_outgoing())
        except Unavailable:
            return "busy"

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(try_it, range(24)))
    assert answers <= {"SM1", "busy"}
    assert len(carrier.texts) == 1


def test_after_a_crash_the_provider_is_looked_at_and_nothing_leaves_twice(parts: Parts, carrier: Carrier) -> None:
    carrier.after = ProviderGone("no answer in time")
    with pytest.raises(ProviderGone):
        sent(parts, carrier, an_outgoing())
    assert sent(parts, carrier, an_outgoing()) == "SM1"
    assert (len(carrier.texts), carrier.looked) == (1, 1)


def test_after_a_crash_a_text_is_known_again_whatever_its_link_and_words_are_now(
    parts: Parts, carrier: Carrier
) -> None:
    carrier.after = ProviderGone("no answer in time")
    with pytest.raises(ProviderGone):
        sent(parts, carrier, an_outgoing(body="Pipe https://311.example.org/accept/first.x"))
    assert sent(parts, carrier, an_outgoing(body="Pipe at the mill https://311.example.org/accept/second.y")) == "SM1"
    assert len(carrier.texts) == 1


def test_a_process_that_died_while_sending_holds_the_text_up_for_a_minute(parts: Parts, carrier: Carrier) -> None:
    carrier.after = DatabaseGone("killed")
    run(parts, "create function dies() returns trigger language plpgsql as $$ begin raise 'killed'; end $$")
    run(
        parts,
        "create trigger dies before update on text_message for each row when (old.tries = new.tries)"
        " execute function dies()",
    )
    with pytest.raises(Exception, match="killed"):
        sent(parts, carrier, an_outgoing())
    run(parts, "drop trigger dies on text_message")
    carrier.after = None
    with pytest.raises(Unavailable, match="another process"):
        sent(parts, carrier, an_outgoing())
    run(parts, "update text_message set claimed_at = claimed_at - interval '61 seconds'")
    assert sent(parts, carrier, an_outgoing()) == "SM1"
    assert len(carrier.texts) == 1


def test_the_same_words_of_another_key_are_another_text(parts: Parts, carrier: Carrier) -> None:
    sent(parts, carrier, an_outgoing("a"))
    carrier.before = ProviderGone("busy")
    with pytest.raises(ProviderGone):
        sent(parts, carrier, an_outgoing("b"))
    carrier.before = None
    assert sent(parts, carrier, an_outgoing("b")) == "SM2"


def test_who_said_stop_is_sent_nothing_until_they_say_start(parts: Parts, carrier: Carrier) -> None:
    with parts.database.transaction() as session:
        stop(session, "county", ANN, COUNTY)
        stop(session, "county", ANN, COUNTY)
    for _ in range(2):
        with pytest.raises(Refused, match="said STOP"):
            sent(parts, carrier, an_outgoing())
    assert carrier.texts == []
    assert sent(parts, carrier, an_outgoing("elsewhere", from_="+15195550110")) == "SM1"
    with parts.database.transaction() as session:
        start(session, ANN, COUNTY)
    assert sent(parts, carrier, an_outgoing("later")) == "SM2"


def test_a_stop_that_only_the_provider_heard_is_kept(parts: Parts, carrier: Carrier) -> None:
    refused = Refused("refused")
    refused.__cause__ = type("TwilioError", (Exception,), {"code": 21610})()
    carrier.before = refused
    with pytest.raises(Refused, match="said STOP"):
        sent(parts, carrier, an_outgoing())
    carrier.before = None
    with pytest.raises(Refused, match="said STOP"):
        sent(parts, carrier, an_outgoing("another"))


def test_what_the_provider_refuses_is_not_asked_again(parts: Parts, carrier: Carrier) -> None:
    carrier.before = Refused("The telephone provider refuses: cannot text (invalid).")
    for _ in range(2):
        with pytest.raises(Refused, match="invalid"):
            sent(parts, carrier, an_outgoing())
        carrier.before = None
    assert (rows(parts)[0].status, carrier.texts) == ("refused", [])


@pytest.mark.parametrize("to", ["+266696687", "+441632960123", "+1", "anonymous"])
def test_what_is_no_mobile_number_is_never_texted(parts: Parts, carrier: Carrier, to: str) -> None:
    with pytest.raises(Refused, match="No text can reach"):
        sent(parts, carrier, an_outgoing(to=to))
    assert carrier.texts == []


def test_a_very_long_text_is_cut_and_plain(parts: Parts, carrier: Carrier) -> None:
    sent(parts, carrier, an_outgoing(body="L’eau " * 999))
    text = carrier.texts[0]["text"]
    assert text.startswith("L'eau L'eau")
    assert (text.endswith("..."), len(text) <= 1600) == (True, True)


def test_a_link_that_accepts_is_sent_and_not_kept(parts: Parts, carrier: Carrier) -> None:
    sent(parts, carrier, an_outgoing(body="Take it: https://311.example.org/accept/WyJhIl0.sig-nature_1 Case 1"))
    assert "WyJhIl0.sig-nature_1" in carrier.texts[0]["text"]
    assert rows(parts)[0].body == "Take it: https://311.example.org/accept/... Case 1"


def test_a_day_that_is_skipped_in_the_simulated_world_sends_nothing_twice(parts: Parts, carrier: Carrier) -> None:
    carrier.after = DatabaseGone("the answer was lost")
    with pytest.raises(DatabaseGone):
        sent(parts, carrier, an_outgoing())
    with parts.database.transaction() as session:
        session.execute(sql("insert into clock_offset values ('*', :ahead)"), {"ahead": timedelta(days=1).seconds})
    carrier.after = None
    assert sent(parts, carrier, an_outgoing()) == "SM1"
    assert len(carrier.texts) == 1
