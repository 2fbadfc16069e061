"""E-mail: letters wait in the outbox like everything that leaves the house, and go by the mail server that is set.

Without SMTP_URL they become files under VAR_DIR/mail, which the demonstration shows and a house without a mail server
can print. What stands in a letter is personal: it is taken out of the outbox once it was handed over.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from afterhours.models import OutboxMessage
from afterhours.services.mail.folder_mailer import FolderMailer
from afterhours.services.mail.letters import Letter, Mailer
from afterhours.services.outbox import Patience, Waiting
from ivr.clock import Clock
from ivr.settings import Settings
from ivr.store.base import new_key
from ivr.store.database import Database

__all__ = ["KIND", "Letter", "MailSender", "Mailer", "enqueue_mail", "mailer_of"]

KIND = "mail"
FORGET = text("update outbox set payload = payload - 'text' - 'html' where id = :id")


def mailer_of(settings: Settings, real_clock: Clock) -> Mailer:
    """The mail server, or its twin. `real_clock`: letters carry real dates, whatever the simulated day is."""
    if settings.smtp_url:
        from afterhours.services.mail.smtp_mailer import SmtpMailer

        return SmtpMailer(settings.smtp_url, settings.mail_from, real_clock)
    host = urlsplit(settings.public_url).hostname
    return FolderMailer(settings.var_dir / "mail", settings.mail_from or f"311@{host}", real_clock)


def enqueue_mail(session: Session, tenant: str, letter: Letter, now: datetime) -> bool:
    """Let a letter leave after the commit of `session`; the same key is sent once. `now`: service time.

    True when it was put in, False when it had been before.
    """
    values = {
        "id": new_key(),
        "tenant": tenant,
        "kind": KIND,
        "payload": letter.payload(),
        "idempotency_key": f"{KIND} {letter.key}",
        "created_at": now,
        "due_at": now,
        "attempts": 0,
    }
    statement = insert(OutboxMessage).values(values).on_conflict_do_nothing(index_elements=["idempotency_key"])
    return session.scalar(statement.returning(OutboxMessage.id)) is not None


class MailSender:
    """The outbox's sender for `KIND`. A slow mail server may take minutes over a letter, each step within its time."""

    patience = Patience(lease=timedelta(minutes=5))

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database, self._mailer = database, mailer

    def __call__(self, message: Waiting) -> None:
        """Raises Refused for an address that is refused, MailGone when it can be tried again."""
        self._mailer.send(Letter.of(message.payload, message.idempotency_key))
        with self._database.transaction() as session:
            session.execute(FORGET, {"id": message.id})
