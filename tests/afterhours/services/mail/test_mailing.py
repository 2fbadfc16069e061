"""E-mail over a real mail server: delivered once, refused for good, tried again; and the folder in its place."""

import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from threading import Event
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from afterhours.jobs.outbox import AT_ONCE, LETTERS_AT_ONCE, OutboxJob
from afterhours.models import OutboxMessage
from afterhours.parts import Parts
from afterhours.services.mail.folder_mailer import KEPT, FolderMailer
from afterhours.services.mail.letters import Letter, message_of
from afterhours.services.mail.mailing import KIND, MailSender, enqueue_mail, mailer_of
from afterhours.services.mail.smtp_mailer import SmtpMailer
from afterhours.services.outbox import Waiting, claim, send
from afterhours.services.screenpop import links as pop_links
from ivr import settings
from ivr.clock import SteppedClock
from ivr.errors import MailGone, Refused
from tests.support.mail_server import PASSWORD, USER, MailServer, free_port, mail_server

NOW = datetime(2026, 12, 28, 13, 30, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""Due whatever this machine's clock says."""
CLOCK = SteppedClock(NOW)
FROM = "Comté <311@example.org>"
LETTER = Letter(
    to="margaret@example.org", subject="Relève du matin – été", text="Une urgence.\n", html="<p>é</p>", key="k1"
)


def smtp(server: MailServer, url: str = "smtp://127.0.0.1") -> SmtpMailer:
    return SmtpMailer(f"{url}:{server.port}", FROM, CLOCK, server.trust)


def test_a_letter_arrives_as_text_and_html_with_its_accents_and_a_name_made_of_its_key() -> None:
    with mail_server() as server:
        smtp(server).send(LETTER)
    (letter,) = server.letters
    assert (letter["Subject"], letter["To"], letter["From"]) == (LETTER.subject, LETTER.to, FROM)
    assert letter["Message-ID"] == message_of(LETTER, FROM, NOW)["Message-ID"]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert [part.get_content().strip() for part in letter.iter_parts()] == ["Une urgence.", "<p>é</p>"]
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b"])
def test_words_of_a_caller_never_become_a_header(end: str) -> None:
    given = Letter(to=LETTER.to, subject=f"At 12 Main{end}Bcc: all@example.org", text="x", key="k")
    message = message_of(given, FROM, NOW)
    assert message["Subject"] == "At 12 Main Bcc: all@example.org"
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "to",
    ["", "nobody", "a@example.org, b@example.org", "a@example.org\nBcc: b@example.org", "@example.org", "a@"],
)
def test_what_is_no_single_address_is_refused(to: str) -> None:
    with pytest.raises(Refused):
        message_of(Letter(to=to, subject="x", text="x", key="k"), FROM, NOW)


def test_a_domain_with_accents_is_written_as_the_network_writes_it() -> None:
    message = message_of(Letter(to="a@comté.example", subject="x", text="x", key="k"), FROM, NOW)
    assert message["To"] == "a@xn--comt-epa.example"


def test_a_server_that_demands_it_is_spoken_to_encrypted_and_with_a_password() -> None:
    who = f"smtp://{quote(USER.decode(), '')}:{quote(PASSWORD.decode(), '')}@localhost"
    with mail_server(strict=True) as server:
        smtp(server, who).send(LETTER)
        smtp(server, who).check()
        with pytest.raises(MailGone, match="does not accept the user"):
            smtp(server, f"smtp://{quote(USER.decode(), '')}:wrong@localhost").send(LETTER)
    assert len(server.letters) == 1


def test_a_server_whose_certificate_is_not_believed_gets_nothing() -> None:
    with mail_server(strict=True) as server:
        doubting = SmtpMailer(f"smtp://localhost:{server.port}", FROM, CLOCK, ssl.create_default_context)
        with pytest.raises(MailGone, match="SSLCertVerificationError"):
            doubting.send(LETTER)
    assert server.letters == []


def test_without_encryption_nothing_goes_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        monkeypatch.setattr("afterhours.services.mail.smtp_mailer.is_this_machine", lambda _: False)
        with pytest.raises(Refused, match="STARTTLS"):
            smtp(server).send(LETTER)
        smtp(server, "smtp+plain://127.0.0.1").send(LETTER)
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [("550 no such person", Refused), ("450 mailbox busy", MailGone), ("552 full for good", Refused)],
)
def test_what_the_server_says_of_an_address_decides_whether_it_is_asked_again(
    answer: str, error: type[Exception]
) -> None:
    with mail_server() as server:
        server.answers[LETTER.to] = answer
        with pytest.raises(error, match=answer[:3]):
            smtp(server).send(LETTER)


@pytest.mark.parametrize(("said", "error"), [("554 looks like spam", Refused), ("451 later", MailGone)])
def test_what_the_server_says_of_the_letter_decides_too(said: str, error: type[Exception]) -> None:
    with mail_server() as server:
        server.said = said
        with pytest.raises(error, match=said):
            smtp(server).send(LETTER)


def test_a_letter_that_cannot_be_written_for_this_server_is_refused() -> None:
    with mail_server() as server, pytest.raises(Refused):
        smtp(server).send(Letter(to="zoé@example.org", subject="x", text="x", key="k"))


# ---- from the outbox


def row_of(parts: Parts) -> OutboxMessage:
    with parts.database.transaction() as session:
        return session.scalars(select(OutboxMessage)).one()


def sent(parts: Parts, mailer: SmtpMailer) -> int:
    """What is due is sent, as the scheduler would; how many that were."""
    with parts.database.transaction() as session:
        claimed = claim(session, "one", [KIND], 10)
    for message in claimed:
        send(parts.database, "one", message, MailSender(parts.database, mailer), 0)
    return len(claimed)


def put_in(parts: Parts) -> bool:
    with parts.database.transaction() as session:
        return enqueue_mail(session, "long-point-county", LETTER, LONG_AGO)


@pytest.mark.database
def test_a_letter_is_delivered_once_and_what_it_said_is_forgotten(parts: Parts) -> None:
    assert [put_in(parts), put_in(parts)] == [True, False]
    with mail_server() as server:
        assert [sent(parts, smtp(server)), sent(parts, smtp(server))] == [1, 0]
    assert server.recipients == [LETTER.to]
    row = row_of(parts)
    assert row.done_at is not None
    assert set(row.payload) == {"to", "subject"}


@pytest.mark.database
def test_a_refused_recipient_is_parked_for_a_person(parts: Parts) -> None:
    put_in(parts)
    with mail_server() as server:
        server.answers[LETTER.to] = "550 no such person"
        sent(parts, smtp(server))
    row = row_of(parts)
    assert row.parked_at is not None
    assert "no such person" in (row.last_error or "")


@pytest.mark.database
def test_while_the_server_is_away_a_letter_waits_and_then_leaves(parts: Parts) -> None:
    put_in(parts)
    nowhere = SmtpMailer(f"smtp://127.0.0.1:{free_port()}", FROM, CLOCK)
    sent(parts, nowhere)
    row = row_of(parts)
    assert (row.done_at, row.parked_at) == (None, None)
    assert "MailGone" in (row.last_error or "")
    with parts.database.transaction() as session:
        session.execute(update(OutboxMessage).values(due_at=LONG_AGO))
    with mail_server() as server:
        sent(parts, smtp(server))
    assert len(server.letters) == 1


@pytest.mark.database
def test_a_mail_server_that_never_answers_keeps_nobody_from_being_rung(parts: Parts) -> None:
    answered, rung = Event(), Event()
    for number in range(12):
        with parts.database.transaction() as session:
            enqueue_mail(session, "long-point-county", replace(LETTER, key=str(number)), LONG_AGO)
            row = {"kind": "page.call", "idempotency_key": f"call {number}", "payload": {}, "attempts": 0}
            session.add(OutboxMessage(tenant="long-point-county", created_at=LONG_AGO, due_at=LONG_AGO, **row))

    def silent(_: Waiting) -> None:
        answered.wait(60)

    with ThreadPoolExecutor(AT_ONCE + LETTERS_AT_ONCE) as pool:
        letters = OutboxJob(parts.database, {KIND: silent}, pool, "one", LETTERS_AT_ONCE)
        calls = OutboxJob(parts.database, {"page.call": lambda _: rung.set()}, pool, "one")
        try:
            assert [letters.tick(), letters.tick()] == [LETTERS_AT_ONCE, 0]
            calls.tick()
            assert rung.wait(30)
        finally:
            answered.set()


def test_letters_have_a_job_of_their_own(tmp_path: Path) -> None:
    parts = Parts(settings.load({"VAR_DIR": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}))
    assert set(parts.letter_senders) == {KIND, pop_links.MAIL}
    assert not set(parts.letter_senders) & {*parts.senders, *parts.large_senders}
    parts.close()


# ---- the folder


def test_without_a_mail_server_letters_are_files_that_a_mail_program_opens(tmp_path: Path) -> None:
    given = settings.load({"VAR_DIR": str(tmp_path)})
    mailer = mailer_of(given, CLOCK)
    mailer.send(LETTER)
    mailer.send(LETTER)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name.startswith("20261228T133000Z-")
    assert file.stat().st_mode & 0o777 == 0o600
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (letter["To"], letter["From"]) == (LETTER.to, "311@127.0.0.1")


def test_the_folder_keeps_the_newest_letters(tmp_path: Path) -> None:
    clock = SteppedClock(NOW)
    mailer = FolderMailer(tmp_path, FROM, clock)
    for number in range(KEPT + 2):
        clock.advance(1)
        mailer.send(Letter(to=LETTER.to, subject="x", text="x", key=str(number)))
    kept = sorted(path.name[:16] for path in tmp_path.iterdir())
    assert len(kept) == KEPT
    assert kept[0] == "20261228T133003Z"


def test_with_a_mail_server_it_is_used() -> None:
    given = settings.load({"SMTP_URL": "smtp://mail.example.org", "MAIL_FROM": FROM})
    assert mailer_of(given, CLOCK).place == "the mail server mail.example.org"
