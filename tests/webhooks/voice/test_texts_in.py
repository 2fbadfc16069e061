"""Texts that come in: answered once, whatever comes twice or at once; and what people on duty can do by text."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select

from afterhours.models import Person
from afterhours.rules.case_numbers import number_at, written
from afterhours.services.emergencies.change_emergency import accept, done, same_as
from afterhours.services.people.pins import set_pin
from afterhours.services.texts.sending import Outgoing, send_text
from ivr.errors import DatabaseGone, Refused
from tests.support.county import MAIN, RESIDENT, SATURDAY_NIGHT, WEALDEN
from tests.support.door import Door, a_form
from tests.support.emergencies import AT, an_attempt, an_emergency

pytestmark = pytest.mark.database
PIN = "4711"
SIDS = count(1)


def texts(county: Door, body: str, from_: str = RESIDENT, to: str = MAIN, sid: str = "") -> str:
    """What is answered to a text; "" for an empty document."""
    answer = county.post("/messages", form_of(body, from_, to, sid))
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    return "".join(ET.fromstring(answer.text).itertext())


def form_of(body: str, from_: str = RESIDENT, to: str = MAIN, sid: str = "") -> dict[str, str]:
    sid = sid or f"SM{next(SIDS):032}"
    return a_form(MessageSid=sid, From=from_, To=to, Body=body, NumMedia="0")


@pytest.fixture
def ann(county: Door) -> str:
    """Ann's number; her PIN is 4711."""
    return person(county, "ann")


def person(county: Door, handle: str) -> str:
    with county.parts.database.transaction() as session:
        found = session.scalars(select(Person).where(Person.canonical_handle == handle)).one()
        set_pin(session, found, PIN, AT)
        return found.numbers[0]


def raised(county: Door, at: int = 0, person: str = "ann", **fields: Any) -> Any:
    """The id of an emergency that somebody was texted about."""
    with county.parts.database.transaction() as session:
        emergency = an_emergency(session, at, **fields)
        an_attempt(session, emergency, person=person)
        return emergency


def state(county: Door, emergency: Any) -> dict[str, Any]:
    told = "select state, accepted_by as by, accepted_how as how from emergency where id = :id"
    return county.rows(told, id=emergency)[0]


# --- everybody -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["There is a hole in the road", "", "who do I call?", "🚒", "take 2 dogs"])
def test_a_resident_is_told_in_every_language_that_the_number_is_for_calls(county: Door, body: str) -> None:
    answer = texts(county, body)
    assert "takes calls only" in answer
    assert "ne reçoit que les appels" in answer


def test_a_partner_s_line_answers_in_its_own_languages(county: Door) -> None:
    answer = texts(county, "hello", to=WEALDEN)
    assert "takes calls only" in answer
    assert "appels" not in answer


def test_help_says_who_we_are_and_how_to_be_left_alone(county: Door) -> None:
    answer = texts(county, "HELP")
    for words in ("Long Point County", "(519) 555-0100", "STOP", "ARRET"):
        assert words in answer
    assert "PIN" not in answer


@pytest.mark.parametrize("word", ["STOP", "arrêt", "Unsubscribe"])
def test_stop_is_kept_and_left_to_the_provider_to_answer(county: Door, word: str) -> None:
    assert texts(county, word) == ""
    (row,) = county.rows("select number, our_number, tenant from text_stop")
    assert row == {"number": RESIDENT, "our_number": MAIN, "tenant": county.parts.book.lines["main"].tenant}
    telephony: Any = None
    outgoing = Outgoing(tenant="county", to=RESIDENT, from_=MAIN, body="x", purpose="page", key=f"after {word}")
    with pytest.raises(Refused, match="said STOP"):
        send_text(county.parts.database, telephony, "", outgoing)


def test_start_undoes_stop_and_is_an_ordinary_word_otherwise(county: Door) -> None:
    texts(county, "STOP")
    assert texts(county, "START") == ""
    assert county.count("text_stop") == 0
    assert "calls only" in texts(county, "yes")


def test_stop_is_for_one_of_our_numbers(county: Door) -> None:
    texts(county, "STOP")
    texts(county, "START", to=WEALDEN)
    assert county.count("text_stop") == 1


def test_a_sender_without_a_number_can_stop_nothing(county: Door) -> None:
    assert "calls only" in texts(county, "STOP", from_="anonymous")
    assert county.count("text_stop") == 0


# --- once ----------------------------------------------------------------------------------------------------------


def test_the_same_text_again_gets_the_same_answer_and_does_nothing(county: Door, ann: str) -> None:
    raised(county)
    first = texts(county, f"TAKE {PIN}", ann, sid="SM1")
    assert "YOU HAVE IT" in first
    county.rows("update emergency set state = 'done' returning id")
    assert texts(county, f"TAKE {PIN}", ann, sid="SM1") == first
    assert county.count("text_message") == 1
    assert [row["what"] for row in county.rows("select what from emergency_event")] == ["accepted"]


def test_twenty_identical_texts_at_once_do_one_thing(county: Door, ann: str) -> None:
    raised(county)
    form, audited = form_of(f"TAKE {PIN}", ann), county.count("audit")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: county.post("/messages", form).text, range(20)))
    assert len(set(answers)) == 1
    assert "YOU HAVE IT" in answers[0]
    assert county.count("emergency_event") == 1
    assert county.count("audit") == audited + 1


def test_a_wrong_pin_that_comes_twice_counts_once(county: Door, ann: str) -> None:
    for _ in range(9):
        texts(county, "WHO 9999", ann, sid="SM1")
    assert county.rows("select wrong from person_pin")[0]["wrong"] == 1


def test_a_text_whose_work_failed_is_worked_when_it_comes_again(
    county: Door, ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised(county)
    with monkeypatch.context() as broken:
        broken.setattr("afterhours.services.texts.take_by_text.accept", lambda *_: 1 / 0)
        assert texts(county, f"TAKE {PIN}", ann, sid="SM1") == ""
    assert county.count("text_message") == 0
    assert "YOU HAVE IT" in texts(county, f"TAKE {PIN}", ann, sid="SM1")


def test_a_text_that_cannot_be_read_is_refused(county: Door) -> None:
    form = form_of("hello")
    del form["MessageSid"]
    assert county.post("/messages", form).status_code == 400


# --- people on duty ------------------------------------------------------------------------------------------------


def test_take_accepts_and_tells_what_the_page_told(county: Door, ann: str) -> None:
    emergency = raised(county)
    answer = texts(county, f"take {PIN}", ann)
    for words in ("YOU HAVE IT: Burst water pipe", "(519) 555-0123", written(number_at(0))):
        assert words in answer
    assert state(county, emergency) == {"state": "accepted", "by": "ann", "how": "text"}
    assert texts(county, f"TAKE {PIN}", ann).startswith("YOU HAVE IT")


def test_take_in_french_is_answered_in_french(county: Door, ann: str) -> None:
    raised(county)
    county.rows("update person set language = 'fr' where canonical_handle = 'ann' returning id")
    assert "VOUS L'AVEZ PRIS : Conduite d'eau brisée" in texts(county, f"Prendre {PIN}", ann)
    county.rows("update person set language = null where canonical_handle = 'ann' returning id")


def test_of_several_open_ones_it_is_asked_which(county: Door, ann: str) -> None:
    first, second = raised(county, 0), raised(county, 1, raised_at=AT + timedelta(minutes=1))
    answer = texts(county, f"TAKE {PIN}", ann)
    assert [line.partition(" ")[0] for line in answer.splitlines()[1:]] == [
        written(number_at(1)),
        written(number_at(0)),
    ]
    assert state(county, first)["state"] == state(county, second)["state"] == "open"
    assert "YOU HAVE IT" in texts(county, f"TAKE {PIN} {written(number_at(0))}", ann)
    assert (state(county, first)["state"], state(county, second)["state"]) == ("accepted", "open")


def test_who_comes_second_reads_who_has_it(county: Door, ann: str) -> None:
    emergency = raised(county)
    with county.parts.database.transaction() as session:
        accept(session, emergency, "cy", "key", AT)
    for body in (f"TAKE {PIN}", f"TAKE {PIN} {number_at(0)}"):
        assert texts(county, body, ann).startswith("TAKEN: Cy has Burst water pipe")
    assert state(county, emergency)["by"] == "cy"


def test_the_case_of_a_master_is_taken_by_the_number_of_any_of_its_cases(county: Door, ann: str) -> None:
    master, other = raised(county, 0), raised(county, 1)
    with county.parts.database.transaction() as session:
        same_as(session, other, "cy", master, AT)
    assert "YOU HAVE IT" in texts(county, f"TAKE {PIN} {number_at(1)}", ann)
    assert (state(county, master)["by"], state(county, other)["by"]) == ("ann", None)


def test_what_is_over_cannot_be_taken(county: Door, ann: str) -> None:
    emergency = raised(county)
    with county.parts.database.transaction() as session:
        accept(session, emergency, "ann", "key", AT)
        done(session, emergency, "ann", AT)
    assert "over already" in texts(county, f"TAKE {PIN} {number_at(0)}", ann)
    assert "no open emergency" in texts(county, f"TAKE {PIN}", ann)


@pytest.mark.parametrize("case", [number_at(0), number_at(7), "12", "123456789"])
def test_an_emergency_one_was_not_called_about_is_told_like_one_that_does_not_exist(
    county: Door, ann: str, case: str
) -> None:
    emergency = raised(county, person="cy")
    shown = written(case) if len(case) == 9 else case
    assert texts(county, f"TAKE {PIN} {case}", ann) == f"Case {shown} is no open emergency of yours."
    assert state(county, emergency)["state"] == "open"


@pytest.mark.parametrize("body", ["TAKE 9999", "TAKE", "WHO 9999", "WHO", f"TAKE {PIN}", f"WHO {PIN}"])
def test_a_wrong_number_and_a_wrong_pin_are_told_alike(county: Door, ann: str, body: str) -> None:
    emergency = raised(county)
    stranger = texts(county, body)
    assert "do not go together" in stranger
    if PIN not in body:
        assert texts(county, body, ann) == stranger
    assert state(county, emergency)["state"] == "open"


def test_after_five_wrong_pins_the_right_one_waits_a_quarter_of_an_hour(county: Door, ann: str) -> None:
    raised(county)
    for _ in range(5):
        texts(county, "TAKE 9999", ann)
    assert "do not go together" in texts(county, f"TAKE {PIN}", ann)
    county.parts.clock.set(SATURDAY_NIGHT + timedelta(minutes=16))  # type: ignore[attr-defined]
    assert "YOU HAVE IT" in texts(county, f"TAKE {PIN}", ann)


def test_a_number_that_several_share_is_nobody_s(county: Door, ann: str) -> None:
    raised(county)
    county.rows(
        "update person set numbers = numbers || cast(:number as text) where canonical_handle = 'bo' returning id",
        number=ann,
    )
    assert "do not go together" in texts(county, f"TAKE {PIN}", ann)
    county.rows(
        "update person set numbers = array_remove(numbers, :number) where canonical_handle = 'bo' returning id",
        number=ann,
    )


def test_who_names_those_on_duty_and_no_number(county: Door, ann: str) -> None:
    answer = texts(county, f"WHO {PIN}", ann)
    assert answer.splitlines()[0] == "On duty now:"
    assert "Water and sewers, primary: " in answer
    assert "Roads" not in answer
    numbers = [number for row in county.rows("select numbers from person") for number in row["numbers"]]
    assert not any(number[2:] in answer for number in numbers)


def test_somebody_on_duty_who_writes_otherwise_is_told_the_commands(county: Door, ann: str) -> None:
    assert "TAKE, your PIN" in texts(county, f"take {PIN} please", ann)
    assert "TAKE, your PIN" in texts(county, "HELP", ann)


def test_no_pin_is_kept_rightly_written_or_not(county: Door, ann: str) -> None:
    for body in (f"TAKE {PIN}", f"take{PIN} please", f"{PIN} take", f"WHO {PIN}"):
        texts(county, body, ann)
        texts(county, body)
    assert not [row for row in county.rows("select body from text_message where person = 'ann'") if PIN in row["body"]]
    commands = county.rows("select body from text_message where purpose in ('who', 'take')")
    assert not [row for row in commands if PIN in row["body"]]


# --- without the database ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [("TAKE 4711", "cannot be done by text"), ("START", "cannot be done"), ("hello", "calls only"), ("STOP", "")],
)
def test_without_the_database_it_is_said_what_cannot_be_done(
    county: Door, monkeypatch: pytest.MonkeyPatch, body: str, said: str
) -> None:
    def gone() -> None:
        raise DatabaseGone("away")

    county.parts.snapshots.refresh()
    monkeypatch.setattr(county.parts.database, "transaction", gone)
    answer = texts(county, body)
    assert said in answer
    assert bool(answer) == bool(said)
