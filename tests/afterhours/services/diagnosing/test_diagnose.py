"""What the doctor sees, and what it says about it: each fault alone, in a house that is otherwise in order."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from afterhours.services.diagnosing.connect_number import connect, own_addresses, plan_connection
from afterhours.services.diagnosing.database import DatabaseSight, look_at_database
from afterhours.services.diagnosing.diagnose import diagnose
from afterhours.services.diagnosing.finding import Finding
from afterhours.services.mail.letters import Letter
from ivr import settings as environment
from ivr.engine.model import Line, Voice
from ivr.errors import MailGone, NotFound, ProviderGone
from ivr.settings import Settings
from ivr.store.base import new_key
from ivr.store.database import Database
from ivr.store.timing import ClockOffset, Heartbeat
from ivr.telephony.port import (
    Account,
    ListedCall,
    ListedRecording,
    ListedText,
    NumberAddresses,
    OwnNumber,
    Sound,
    Telephony,
)

NOW = datetime(2026, 11, 14, 7, 15, tzinfo=UTC)
NUMBER = "+15195550100"
REAL, RINGS, UNKNOWN = "+15190000100", "+15190000101", "+15190000102"
"""Not among those for stories, and nobody's: no exchange is called 000."""
PUBLIC = "https://311.example.org"
ELSEWHERE = "https://files.example.net/main.xml"
SETTINGS = environment.load(
    {
        "DATABASE_URL": "postgresql:///ivr",
        "PUBLIC_URL": PUBLIC,
        "SECRET_KEY": "k" * 40,
        "TELEPHONY": "twilio",
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "token",
    }
)
SIGHT = DatabaseSight(schema="0001", newest="0001", heartbeat=NOW, people={"duty_manager": (RINGS,)}, now=NOW)
POSTED = NumberAddresses(voice="POST", fallback="POST", status="POST", text="POST")


class FakeProvider:
    """One account with one number, which can be changed."""

    def __init__(self, number: OwnNumber | None, account: Account | Exception) -> None:
        self.held = number
        self.answer = account

    def account(self) -> Account:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def number(self, number: str) -> OwnNumber | None:
        return self.held if self.held and self.held.number == number else None

    def numbers(self) -> list[OwnNumber]:
        return [self.held] if self.held else []

    def connect_number(self, number: str, addresses: NumberAddresses, *, fallback_method: str = "POST") -> OwnNumber:
        known = self.number(number)
        assert known is not None
        self.held = replace(known, addresses=addresses, methods=replace(POSTED, fallback=fallback_method), diverted="")
        return self.held

    def place_call(self, *, to: str, from_: str, url: str, status_url: str, seconds: int, machine_url: str = "") -> str:
        raise AssertionError("a doctor does not call")

    def redirect_call(self, provider_call_id: str, url: str) -> bool:
        raise AssertionError("a doctor does not redirect")

    def end_call(self, provider_call_id: str) -> bool:
        raise AssertionError("a doctor does not hang up")

    def send_text(self, *, to: str, from_: str, text: str, status_url: str) -> str:
        raise AssertionError("a doctor does not text")

    def read_text(self, provider_text_id: str) -> ListedText | None:
        raise AssertionError("a doctor reads no texts")

    def list_texts(self, *, to: str, from_: str, since: datetime) -> Iterator[ListedText]:
        raise AssertionError("a doctor reads no texts")

    def find_calls(self, to: str, since: datetime) -> Iterator[ListedCall]:
        raise AssertionError("a doctor reads no calls")

    def list_calls(self, since: datetime, until: datetime) -> Iterator[ListedCall]:
        raise AssertionError("a doctor reads no calls")

    def recording(self, recording: str) -> AbstractContextManager[Sound]:
        raise AssertionError("a doctor does not listen")

    def list_recordings(self, since: datetime, until: datetime) -> Iterator[ListedRecording]:
        raise AssertionError("a doctor does not listen")

    def delete_recording(self, recording: str) -> bool:
        raise AssertionError("a doctor forgets nothing")

    def delete_transcript(self, transcript: str) -> bool:
        raise AssertionError("a doctor forgets nothing")

    def delete_text(self, provider_text_id: str) -> bool:
        raise AssertionError("a doctor forgets nothing")


def line(**changes: Any) -> Line:
    given: dict[str, Any] = {
        "name": "main",
        "number": REAL,
        "tenant": "county",
        "tenant_name": "Long Point County",
        "flow": "main",
        "languages": {"en": Voice("en-CA", "Polly.Joanna-Neural")},
        "emergency_number": "9 1 1",
        "country": "CA",
        "zone": "America/Toronto",
        "fallback_person": "duty-manager",
    }
    return Line(**given | changes)


def own(**changes: Any) -> OwnNumber:
    given: dict[str, Any] = {
        "number": REAL,
        "id": "PN1",
        "name": "Main line",
        "addresses": own_addresses(PUBLIC, ELSEWHERE),
        "methods": replace(POSTED, fallback="GET"),
    }
    return OwnNumber(**given | changes)


def provider(number: OwnNumber | None = None, account: Account | Exception | None = None) -> FakeProvider:
    return FakeProvider(number or own(), account or Account("AC1", "County", "active", "Full"))


def examine(
    settings: Settings = SETTINGS,
    sight: DatabaseSight = SIGHT,
    telephony: Telephony | None = None,
    lines: dict[str, Line] | None = None,
) -> list[Finding]:
    everything = {"main": line()} if lines is None else lines
    found = diagnose(settings, everything, sight, telephony or provider())
    return [finding for finding in found if finding.level != "ok"]


def test_a_house_in_order_has_nothing_to_mend() -> None:
    assert examine() == []


def test_every_complaint_says_how_to_mend_it() -> None:
    sick = replace(SETTINGS, public_url="http://127.0.0.1:8311", secret_keys=(), demo=True)
    found = examine(sick, DatabaseSight(fault="connection refused", now=NOW), provider(own(diverted="AP1")))
    assert len(found) > 5
    assert all(finding.mend.endswith(".") and finding.sentence.endswith(".") for finding in found)


SETTINGS_FAULTS = [
    pytest.param({"public_url": "http://127.0.0.1:8311"}, "fault", "cannot reach", id="this machine"),
    pytest.param({"public_url": "https://localhost"}, "fault", "cannot reach", id="localhost"),
    pytest.param({"public_url": "https://192.168.1.10"}, "fault", "cannot reach", id="a private address"),
    pytest.param({"public_url": "https://ivr.local"}, "fault", "cannot reach", id="a name of this house"),
    pytest.param({"public_url": "https://ivr"}, "fault", "cannot reach", id="a name without a dot"),
    pytest.param({"public_url": "http://311.example.org"}, "fault", "without encryption", id="not encrypted"),
    pytest.param({"public_url": "https://my_ivr.example.org"}, "fault", "underscore", id="an underscore"),
    pytest.param({"secret_keys": ()}, "fault", "SECRET_KEY is not set", id="no secret"),
    pytest.param({"secret_keys": ("k" * 20,)}, "warning", "only 20 characters", id="a short secret"),
    pytest.param({"demo": True}, "warning", "DEMO=1", id="a demonstration"),
    pytest.param({"twilio_auth_tokens": ()}, "fault", "TWILIO_AUTH_TOKEN", id="no token"),
    pytest.param({"twilio_account_sid": ""}, "fault", "TWILIO_ACCOUNT_SID is not set", id="no account"),
    pytest.param({"twilio_account_sid": "SK" + "1" * 32}, "fault", "no account id", id="a key for an account"),
    pytest.param({"twilio_api_base": "http://127.0.0.1:8312"}, "fault", "TWILIO_API_BASE", id="the simulated provider"),
    pytest.param({"telephony": "simulated"}, "fault", "although the provider's credentials", id="a contradiction"),
]


@pytest.mark.parametrize(("changes", "level", "says"), SETTINGS_FAULTS)
def test_a_wrong_setting_is_found(changes: dict[str, Any], level: str, says: str) -> None:
    found = diagnose(replace(SETTINGS, **changes), {"main": line()}, SIGHT, provider())
    assert [finding.level for finding in found if says in finding.sentence] == [level]


def test_a_compatible_carrier_may_name_its_accounts_otherwise() -> None:
    carrier = replace(SETTINGS, twilio_api_base="https://county.carrier.example", twilio_account_sid="0a1b-2c3d")
    assert examine(carrier) == []


SIGHTS = [
    pytest.param({"fault": "connection refused"}, "The database cannot be used: connection refused.", id="away"),
    pytest.param({"schema": None}, "The database is empty", id="empty"),
    pytest.param({"newest": "0002"}, "of migration 0001; this program needs 0002", id="old"),
    pytest.param({"heartbeat": None}, "The scheduler has never run", id="no scheduler"),
    pytest.param({"heartbeat": NOW - timedelta(hours=1)}, "no sign for 60 minutes", id="a dead scheduler"),
    pytest.param({"heartbeat": NOW + timedelta(hours=1)}, "ahead of this machine", id="clocks apart"),
    pytest.param({"offset": 3600.0}, "3600 seconds away", id="a clock that was moved"),
    pytest.param({"people": {}}, "duty-manager has no telephone number", id="nobody"),
    pytest.param({"people": {"duty_manager": ()}}, "has no telephone number", id="somebody without a telephone"),
    pytest.param({"people": {"duty_manager": ("+1519",)}}, "which cannot be", id="an impossible number"),
    pytest.param({"people": {"duty_manager": (NUMBER,)}}, "reserved for stories", id="a number of a story"),
]


@pytest.mark.parametrize(("changes", "says"), SIGHTS)
def test_what_is_wrong_with_the_database_is_found_and_nothing_else(changes: dict[str, Any], says: str) -> None:
    found = examine(sight=replace(SIGHT, **changes))
    assert len(found) == 1
    assert says in found[0].sentence


NUMBERS = [
    pytest.param(
        {"addresses": own_addresses(PUBLIC), "methods": POSTED}, "warning", "on this same site", id="a fallback here"
    ),
    pytest.param(
        {"addresses": replace(own_addresses(PUBLIC, ELSEWHERE), voice="")}, "fault", "is empty", id="no voice"
    ),
    pytest.param(
        {"addresses": own_addresses("https://old.example", ELSEWHERE)}, "fault", "old.example", id="elsewhere"
    ),
    pytest.param({"addresses": replace(own_addresses(PUBLIC), fallback="")}, "fault", "are cut off", id="no fallback"),
    pytest.param(
        {"addresses": own_addresses(PUBLIC, "http://files.example.net/x")},
        "fault",
        "not encrypted",
        id="an open fallback",
    ),
    pytest.param(
        {"addresses": own_addresses(PUBLIC, f"{PUBLIC}/fallback")}, "fault", "no fallback at", id="a wrong path"
    ),
    pytest.param(
        {"addresses": replace(own_addresses(PUBLIC, ELSEWHERE), status="")}, "fault", "no case", id="no status"
    ),
    pytest.param(
        {"addresses": replace(own_addresses(PUBLIC, ELSEWHERE), text="x")}, "warning", "texts", id="other texts"
    ),
    pytest.param({"methods": replace(POSTED, voice="GET")}, "fault", "asked with GET", id="read with GET"),
    pytest.param({"diverted": "TK1"}, "fault", "TK1 answers", id="a trunk before us"),
    pytest.param({"takes_calls": False}, "fault", "takes no calls", id="a number for texts"),
]


@pytest.mark.parametrize(("changes", "level", "says"), NUMBERS)
def test_what_is_wrong_with_a_number_is_found(changes: dict[str, Any], level: str, says: str) -> None:
    found = examine(telephony=provider(own(**changes)))
    assert level in [finding.level for finding in found if says in finding.sentence]


def test_a_number_without_texts_needs_no_address_for_them() -> None:
    silent = own(takes_texts=False, addresses=replace(own_addresses(PUBLIC, ELSEWHERE), text=""))
    assert examine(telephony=provider(silent)) == []


def test_a_number_that_is_not_ours_or_never_rings_is_found() -> None:
    assert "no number" in examine(lines={"main": line(number=UNKNOWN)})[0].sentence
    assert "reserved for stories" in examine(lines={"main": line(number=NUMBER)})[0].sentence


def test_without_a_line_there_is_nothing_to_answer() -> None:
    assert [finding.sentence for finding in examine(lines={})] == ["There is no line to answer."]


def test_a_provider_that_does_not_answer_is_one_finding() -> None:
    away = provider(account=ProviderGone("The telephone provider did not answer."))
    found = examine(telephony=away, lines={"main": line(), "other": line(name="other")})
    assert [finding.sentence for finding in found] == ["The telephone provider did not answer."]


@pytest.mark.parametrize(
    ("account", "level"),
    [
        (Account("AC1", "County", "suspended", "Full"), "fault"),
        (Account("AC1", "County", "active", "Trial"), "warning"),
    ],
    ids=["suspended", "on trial"],
)
def test_an_account_that_will_not_do_is_found(account: Account, level: str) -> None:
    assert [finding.level for finding in examine(telephony=provider(account=account))] == [level]


class FakeMailer:
    place = "the mail server mail.example.org"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def send(self, letter: Letter) -> None:
        raise AssertionError("a doctor writes no letters")

    def check(self) -> None:
        if self.error:
            raise self.error


@pytest.mark.parametrize(
    ("url", "error", "level", "says"),
    [
        pytest.param("", None, "warning", "E-mail is not set up", id="none"),
        pytest.param("smtp://mail.example.org", None, "ok", "leaves by the mail server", id="in order"),
        pytest.param("smtp://mail.example.org", MailGone("It is away."), "fault", "It is away.", id="away"),
    ],
)
def test_whether_letters_would_leave_is_told(url: str, error: Exception | None, level: str, says: str) -> None:
    given = replace(SETTINGS, smtp_url=url, mail_from="311@example.org")
    found = diagnose(given, {"main": line()}, SIGHT, provider(), FakeMailer(error))
    assert [finding.level for finding in found if says in finding.sentence] == [level]


def test_connecting_shows_what_changes_and_then_nothing_is_left_to_change() -> None:
    telephony = provider(own(addresses=own_addresses("https://old.example"), diverted="AP1"))
    plan = plan_connection(telephony, REAL, PUBLIC, ELSEWHERE)
    assert plan.changes["voice"] == ("https://old.example/voice", f"{PUBLIC}/voice")
    assert plan.changes["fallback"] == ("https://old.example/voice/fallback", ELSEWHERE)
    assert connect(telephony, plan).addresses == own_addresses(PUBLIC, ELSEWHERE)
    assert not plan_connection(telephony, REAL, PUBLIC, ELSEWHERE).is_needed
    assert examine(telephony=telephony) == []


def test_a_method_alone_is_reason_enough_to_connect() -> None:
    plan = plan_connection(provider(own(methods=POSTED)), REAL, PUBLIC, ELSEWHERE)
    assert plan.changes == {}
    assert plan.is_needed


def test_a_number_of_somebody_else_is_not_connected() -> None:
    with pytest.raises(NotFound, match=r"\+15195550100"):
        plan_connection(provider(), NUMBER, PUBLIC)


@pytest.mark.database
def test_the_database_is_seen_as_it_is(database_url: str) -> None:
    database = Database(database_url)
    try:
        empty = look_at_database(database, NOW)
        assert (empty.fault, empty.schema, empty.heartbeat, empty.offset, empty.people) == (
            None,
            empty.newest,
            None,
            0.0,
            {},
        )
        with database.unit_of_work() as work, work.transaction() as session:
            from afterhours.models.person import Person

            session.add(Heartbeat(process="scheduler", at=NOW))
            person = {"id": new_key(), "tenant": "county", "handle": "ann", "name": "Ann", "updated_at": NOW}
            session.add(Person(**person, numbers=[NUMBER]))
            session.merge(ClockOffset(tenant="*", seconds=0.0))
            session.flush()
            session.execute(update(ClockOffset).values(seconds=60.0))
        seen = look_at_database(database, NOW)
        assert (seen.heartbeat, seen.offset, seen.people) == (NOW, 60.0, {"ann": (NUMBER,)})
    finally:
        database.engine.dispose()


@pytest.mark.database
def test_a_database_without_tables_is_seen_to_be_empty(databases: Any) -> None:
    database = Database(databases.fresh(migrated=False))
    try:
        sight = look_at_database(database, NOW)
        assert (sight.fault, sight.schema) == (None, None)
        assert sight.newest
    finally:
        database.engine.dispose()


def test_a_database_that_is_away_is_seen_to_be_away(tmp_path: Path) -> None:
    database = Database(f"postgresql+psycopg:///ivr?host={tmp_path}")
    try:
        assert look_at_database(database, NOW).fault
    finally:
        database.engine.dispose()
    assert look_at_database(None, NOW).fault == "DATABASE_URL is not set"
