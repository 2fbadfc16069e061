"""The handover by e-mail: at each council's own opening, to those who are named, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from afterhours.jobs import letters
from afterhours.jobs.letters import LettersJob
from afterhours.models import OutboxMessage
from afterhours.parts import Parts
from afterhours.services.releases.release import release
from ivr.clock import SteppedClock
from tests.afterhours.small_county import HOURS, SITE, folder
from tests.support.nights import COUNTY, PARTNER, Nights

pytestmark = pytest.mark.database

TORONTO, LONDON = ZoneInfo("America/Toronto"), ZoneInfo("Europe/London")
OWN = "lines:\n"
WRITTEN = "handover_to: [Ann, bo, duty-manager, nobody]\ntonight_to: []\nlines:\n"
THEIRS = "    country: GB\n    office_hours: wealden-office\n    handover_to: [priya]\n    tonight_to: []\n"
OFFICE = "wealden-office:\n  zone: Europe/London\n  tenant: wealden-vale\n  open: {mon-fri: '08:30-17:00'}\n"
FILES = {"site": SITE.replace(OWN, WRITTEN, 1).replace("    country: GB\n", THEIRS), "hours": HOURS + OFFICE}


@pytest.fixture
def night(bare: Parts) -> Nights:
    with bare.database.transaction() as session:
        release(session, folder(**FILES), "tests", datetime(2026, 1, 1, tzinfo=UTC))
    made = Nights(bare)
    made.person("ann", name="Ann Baker")
    made.person("bo", name="Bo Lachance", language="fr")
    made.person("duty-manager", email=None)
    made.person("priya", email="priya@example.org")
    made.message(local("2026-11-24T01:00"))
    return made


def local(text: str, zone: ZoneInfo = TORONTO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def job(night: Nights, at: datetime) -> LettersJob:
    assert isinstance(night.parts, Parts)
    parts = night.parts
    return LettersJob(parts.database, lambda: parts.site, SteppedClock(at), "https://311.example.org")


def rows(night: Nights, tenant: str = COUNTY) -> list[OutboxMessage]:
    with night.parts.database.transaction() as session:
        query = select(OutboxMessage).where(OutboxMessage.tenant == tenant).order_by(OutboxMessage.idempotency_key)
        found = list(session.scalars(query))
        session.expunge_all()
    return found


def test_when_the_office_opens_everybody_named_with_an_address_gets_the_night(night: Nights) -> None:
    assert job(night, local("2026-11-24T08:30")).tick() == 2
    ann, bo = rows(night)
    assert (ann.kind, ann.payload["to"], ann.due_at) == ("mail", "ann@example.org", local("2026-11-24T08:30"))
    assert ann.payload["subject"] == ("Long Point County: The morning after, Mon 23 Nov 16:30 – Tue 24 Nov 08:30")
    assert "1 message is to be heard" in ann.payload["text"]
    assert "https://311.example.org/desk/cases/" in ann.payload["html"]
    assert "1 message est à écouter" in bo.payload["text"]


def test_no_letter_holds_a_caller_s_number(night: Nights) -> None:
    night.emergency(local("2026-11-24T02:00"))
    job(night, local("2026-11-24T08:30")).tick()
    for row in rows(night):
        assert "555-0123" not in row.payload["text"] + row.payload["html"]


NEVER = [
    pytest.param("2026-11-24T08:29", id="a minute before"),
    pytest.param("2026-11-24T12:45", id="after more than four hours"),
    pytest.param("2026-11-24T13:00", id="after lunch"),
    pytest.param("2026-11-21T08:30", id="on Saturday"),
    pytest.param("2026-12-28T08:30", id="between Christmas and New Year"),
]


@pytest.mark.parametrize("at", NEVER)
def test_at_other_times_there_is_no_letter(night: Nights, at: str) -> None:
    assert job(night, local(at)).tick() == 0


def test_what_a_stopped_scheduler_missed_by_hours_is_still_sent(night: Nights) -> None:
    assert job(night, local("2026-11-24T11:55")).tick() == 2


def test_each_letter_is_written_once_however_often_and_by_how_many_it_is_looked(night: Nights) -> None:
    jobs = [job(night, local("2026-11-24T08:30") + timedelta(seconds=30 * n)) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        written = list(pool.map(LettersJob.tick, jobs))
    assert sum(written) == 2
    assert len(rows(night)) == 2
    assert job(night, local("2026-11-25T08:30")).tick() == 2


def test_each_council_opens_in_its_own_zone(night: Nights) -> None:
    assert job(night, local("2026-11-24T08:30", LONDON)).tick() == 1
    (row,) = rows(night, PARTNER)
    assert row.payload["to"] == "priya@example.org"
    assert rows(night) == []


@pytest.mark.parametrize("day", ["2026-11-02", "2026-03-09", "2026-10-26", "2026-03-30"])
def test_after_a_weekend_on_which_clocks_changed_there_is_one_letter(night: Nights, day: str) -> None:
    opening = local(f"{day}T08:30")
    ticks = [job(night, opening + timedelta(minutes=minutes)).tick() for minutes in range(-70, 71, 5)]
    assert sum(ticks) == 2 + sum(row.payload["to"] == "priya@example.org" for row in rows(night, PARTNER))
    assert {row.due_at for row in rows(night)} == {opening.astimezone(UTC)}


def test_the_trouble_of_one_council_keeps_no_letter_from_another(
    night: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = letters.WRITERS["handover"]

    def broken(session: Any, site: Any, tenant: str, now: datetime, language: str) -> Any:
        if tenant == PARTNER:
            raise ValueError(tenant)
        return real(session, site, tenant, now, language)

    monkeypatch.setattr(letters, "WRITERS", {"handover": broken})
    given = SITE.replace(OWN, WRITTEN, 1).replace("    country: GB\n", THEIRS.replace("wealden-office", "town-hall"))
    with night.parts.database.transaction() as session:
        release(session, folder(site=given), "tests", datetime(2026, 1, 2, tzinfo=UTC))
    assert job(night, local("2026-11-24T08:30")).tick() == 2
    assert rows(night, PARTNER) == []


def test_before_the_first_release_nothing_is_written(bare: Parts) -> None:
    assert job(Nights(bare), local("2026-11-24T08:30")).tick() == 0


# ---- tonight on paper


EVENING = FILES["site"].replace("nobody]\ntonight_to: []", "nobody]\ntonight_to: [ann]")
EVENINGS = [
    pytest.param("2026-11-24T16:29", 0, id="before the closing"),
    pytest.param("2026-11-24T16:30", 1, id="at the closing"),
    pytest.param("2026-11-24T20:00", 1, id="the scheduler was down"),
    pytest.param("2026-11-24T20:45", 0, id="too late"),
    pytest.param("2026-11-24T12:00", 0, id="at noon"),
    pytest.param("2026-12-24T12:00", 1, id="Christmas Eve closes at noon"),
    pytest.param("2026-12-28T16:30", 0, id="between Christmas and New Year"),
]


@pytest.mark.parametrize(("at", "letters_written"), EVENINGS)
def test_when_the_office_closes_the_paper_for_the_night_goes_out(night: Nights, at: str, letters_written: int) -> None:
    written = FILES | {"site": EVENING}
    with night.parts.database.transaction() as session:
        release(session, folder(**written), "tests", datetime(2026, 1, 2, tzinfo=UTC))
    job(night, local(at)).tick()
    assert job(night, local(at)).tick() == 0
    found = [row for row in rows(night) if row.idempotency_key.startswith("mail tonight")]
    assert len(found) == letters_written
    for row in found:
        assert (row.payload["to"], "Tonight on paper" in row.payload["subject"]) == ("ann@example.org", True)
        assert "Duty-Manager" in row.payload["text"]


def test_the_paper_is_not_sent_once_the_night_is_over(night: Nights) -> None:
    late = "town-hall:\n  zone: America/Toronto\n  open: {mon-fri: '02:00-22:00'}\n"
    written = FILES | {"site": EVENING, "hours": late + OFFICE}
    with night.parts.database.transaction() as session:
        release(session, folder(**written), "tests", datetime(2026, 1, 2, tzinfo=UTC))
    assert job(night, local("2026-11-24T01:59")).tick() == 1
    job(night, local("2026-11-25T02:00")).tick()
    assert [row.idempotency_key.split()[1] for row in rows(night)] == ["handover", "handover", "tonight"]
