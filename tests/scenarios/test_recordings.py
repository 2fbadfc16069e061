"""A caller's own words, from the telephone to the page: recorded by the network, fetched, kept, and deleted there."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from afterhours.jobs.retention import RetentionJob
from afterhours.models import OutboxMessage, Recording
from afterhours.services.outbox import claim, patience_of, send
from afterhours.services.recordings.links import playable_url
from afterhours.services.recordings.reconcile import reconcile_recordings
from afterhours.services.retention.holds import hold_number, lift_hold
from afterhours.services.retention.purging import Times
from afterhours.services.signing import Signed
from ivr.simulator.server import Served, serve
from ivr.telephony.twilio_adapter import TwilioTelephony
from tests.afterhours.small_county import FILES
from tests.support.county import ACCOUNT, RESIDENT, SATURDAY_NIGHT, TOKEN, County, county
from webhooks.app import create_app

WORDS = "Please call me about the bridge."
AFTER_THE_TONE = {"1": "after the tone", "2": "après le signal"}


@pytest.fixture(name="small")
def a_small_county(database_url: str, tmp_path: Path) -> Iterator[County]:
    """The small county, whose flows ask for a message soon."""
    for name, content in FILES.items():
        path = tmp_path / "callflows" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    with county(database_url, tmp_path / "var", tmp_path / "callflows") as served:
        yield served.at(SATURDAY_NIGHT)


@pytest.fixture(name="provider")
def a_provider(small: County) -> Iterator[Served]:
    """The network's REST interface, which the service's own adapter asks."""
    with serve(small.network) as served:
        small.parts.__dict__["telephony"] = TwilioTelephony(ACCOUNT, TOKEN, served.url)
        yield served


def work(county: County, passed: timedelta = timedelta()) -> list[str]:
    """Everything of recordings that is due after so much time is sent; the kinds, in order."""
    done: list[str] = []
    senders = county.parts.large_senders
    with county.parts.database.transaction() as session:
        session.execute(text("update outbox set due_at = due_at - :passed"), {"passed": passed})
    patience = {kind: patience_of(sender) for kind, sender in senders.items()}
    while True:
        with county.parts.database.transaction() as session:
            claimed = claim(session, "a test", sorted(senders), 5, patience)
        if not claimed:
            return done
        for message in claimed:
            send(county.parts.database, "a test", message, senders[message.kind], 0)
            done.append(message.kind)


def tape_of(county: County) -> Recording:
    with county.parts.database.transaction() as session:
        found = session.query(Recording).one()
        session.expunge(found)
    return found


def leaves_a_message(county: County, language: str) -> None:
    """For the duty manager, who is busy; nothing is fetched yet."""
    county.network.callee(county.people["duty-manager"]).behave("busy")
    caller = county.phone().presses(language).presses("3").waits(8)
    caller.hears(AFTER_THE_TONE[language]).telephone.listen()
    caller.says(WORDS).waits(4).hangs_up()


def test_a_message_comes_home_with_its_transcript_and_the_provider_keeps_nothing(
    small: County, provider: Served
) -> None:
    leaves_a_message(small, "1")
    small.network.wait(20)
    assert work(small, timedelta(minutes=1)) == ["recording.fetch", "recording.delete"]
    tape = tape_of(small)
    assert (tape.state, tape.content_type, tape.transcript) == ("deleted_at_provider", "audio/x-wav", WORDS)
    assert (small.network.recordings, small.network.transcripts) == ({}, {})
    assert small.case().messages == [{"recording": tape.provider_recording_id, "seconds": tape.seconds}]
    kept = list((small.parts.settings.var_dir / "recordings").glob("*/*"))
    assert [path.stat().st_size for path in kept] == [tape.bytes]


def test_where_the_council_wants_no_transcripts_nobody_is_asked_for_one(
    small: County, provider: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = small.parts.site
    line = replace(site.book.lines["main"], transcripts=False)
    silent = replace(site, book=replace(site.book, lines={**site.book.lines, "main": line}))
    monkeypatch.setattr(small.parts.library, "site", lambda _: silent)
    leaves_a_message(small, "1")
    small.network.wait(20)
    assert work(small, timedelta(minutes=1)) == ["recording.fetch", "recording.delete"]
    assert (tape_of(small).transcript_state, tape_of(small).transcript, small.network.transcripts) == ("none", None, {})


def test_when_its_time_is_over_it_is_erased_in_the_store_and_at_the_provider_and_nothing_knows_of_it(
    small: County, provider: Served
) -> None:
    leaves_a_message(small, "1")
    small.network.wait(20)
    with small.parts.database.transaction() as session:
        session.execute(text("update \"case\" set status = 'closed', closed_at = opened_at"))
        job = RetentionJob(small.parts.database, lambda: small.parts.site, small.parts.clock, small.parts.real_clock)
    times = Times(small.parts.clock.now() + timedelta(days=400), small.parts.real_clock.now())
    tenant = small.parts.site.tenant
    assert job.purge(tenant, "recordings", times.now - timedelta(days=365), times) == 1
    work(small, timedelta(days=400))
    assert small.network.recordings == {}
    assert list((small.parts.settings.var_dir / "recordings").glob("*/*")) == []
    with small.parts.database.transaction() as session:
        assert session.query(Recording).count() == 0


def test_a_hold_that_comes_before_the_erasing_stops_it_and_the_purge_finds_it_again(
    small: County, provider: Served
) -> None:
    leaves_a_message(small, "2")
    small.network.wait(20)
    work(small, timedelta(minutes=1))
    with small.parts.database.transaction() as session:
        session.execute(text("update \"case\" set status = 'closed', closed_at = opened_at"))
    job = RetentionJob(small.parts.database, lambda: small.parts.site, small.parts.clock, small.parts.real_clock)
    now = small.parts.clock.now()
    times, tenant = Times(now + timedelta(days=400), now), small.parts.site.tenant
    assert job.purge(tenant, "recordings", times.now - timedelta(days=365), times) == 1
    with small.parts.database.transaction() as session:
        hold = hold_number(session, tenant, RESIDENT, "a claim", Signed("nora", now, now))
    work(small, timedelta(days=400))
    assert tape_of(small).stored_key
    assert job.purge(tenant, "recordings", times.now - timedelta(days=365), times) == 0
    with small.parts.database.transaction() as session:
        lift_hold(session, hold.id, "settled", Signed("nora", now, now))
    assert job.purge(tenant, "recordings", times.now - timedelta(days=365), times) == 1
    work(small, timedelta(days=400))
    with small.parts.database.transaction() as session:
        assert session.query(Recording).count() == 0


def test_a_message_in_french_comes_home_without_one(small: County, provider: Served) -> None:
    leaves_a_message(small, "2")
    small.network.wait(20)
    assert work(small, timedelta(minutes=1)) == ["recording.fetch", "recording.delete"]
    assert (tape_of(small).transcript_state, tape_of(small).transcript) == ("none", None)


def test_what_the_provider_does_not_have_yet_is_fetched_when_it_does(small: County, provider: Served) -> None:
    leaves_a_message(small, "2")
    (recording,) = small.network.recordings.values()
    recording.ready_at = small.network.now() + timedelta(minutes=10)
    assert work(small, timedelta(minutes=1)) == ["recording.fetch"]
    assert tape_of(small).state == "expected"
    small.network.wait(601)
    assert work(small, timedelta(minutes=1)) == ["recording.fetch", "recording.delete"]


def test_whoever_is_paged_hears_it_before_and_after_it_has_come_home(small: County, provider: Served) -> None:
    leaves_a_message(small, "2")
    small.network.wait(20)
    browser = create_app(small.parts).test_client()
    settings, now = small.parts.settings, small.parts.real_clock.now()
    address = playable_url("", settings.secret_keys, tape_of(small).id, now)
    before = browser.get(address)
    work(small, timedelta(minutes=1))
    after = browser.get(address)
    assert before.data == after.data
    assert before.data.startswith(b"RIFF")
    assert (before.headers["Accept-Ranges"], after.headers["Accept-Ranges"]) == ("none", "bytes")


def test_nothing_of_it_waits_once_it_is_home(small: County, provider: Served) -> None:
    leaves_a_message(small, "1")
    small.network.wait(20)
    work(small, timedelta(minutes=1))
    with small.parts.database.transaction() as session:
        waiting = session.query(OutboxMessage).filter(OutboxMessage.done_at.is_(None)).all()
        assert [row.kind for row in waiting if row.kind.startswith("recording.")] == []


def test_what_neither_turn_nor_report_told_of_is_found_in_the_provider_s_list(small: County, provider: Served) -> None:
    lost = ("/recordings/", "/voice/turn/")
    small.network.callee(small.people["duty-manager"]).behave("busy")
    caller = small.phone().presses("2").presses("3").waits(8)
    caller.hears(AFTER_THE_TONE["2"]).telephone.listen()
    small.network.faults.unreachable = lambda url: any(part in url for part in lost)
    caller.says(WORDS).waits(4).hangs_up()
    small.network.wait(600)
    small.network.faults.unreachable = lambda _: False
    given = (small.parts.runner, small.parts.telephony, small.parts.database, small.network.now())
    assert reconcile_recordings(*given) == 1
    assert reconcile_recordings(*given) == 0
    tape = tape_of(small)
    assert small.case().messages == [{"recording": tape.provider_recording_id, "seconds": tape.seconds}]
    assert work(small, timedelta(minutes=1)) == ["recording.fetch", "recording.delete"]
    assert reconcile_recordings(*given) == 0


def test_neither_who_spoke_nor_what_was_said_is_in_a_log(
    small: County, provider: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        leaves_a_message(small, "1")
        recording = next(iter(small.network.recordings.values()))
        recording.ready_at = small.network.now() + timedelta(minutes=10)
        work(small, timedelta(minutes=1))
        small.network.wait(601)
        work(small, timedelta(minutes=1))
        tape = tape_of(small)
        address = playable_url("", small.parts.settings.secret_keys, tape.id, small.parts.real_clock.now())
        create_app(small.parts).test_client().get(address)
    assert tape.transcript == WORDS
    assert "could not be sent" in caplog.text
    for secret in (WORDS, "the bridge", RESIDENT[2:], address.rpartition("/")[2]):
        assert secret not in caplog.text
