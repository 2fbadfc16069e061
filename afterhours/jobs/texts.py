"""The job that asks what became of texts."""

from collections.abc import Callable

from sqlalchemy import text as sql

from afterhours.services.texts.ask_for_texts import ask_for_texts
from ivr.store.database import Database
from ivr.telephony.port import Telephony

ANY = sql("select true from text_message where direction = 'out' and status in ('queued', 'sending', 'sent') limit 1")


def texts(database: Database, provider: Callable[[], Telephony]) -> None:
    """Where nothing was sent the provider's client is not even made. Raises BadSetting without credentials."""
    with database.transaction() as session:
        sent = session.scalar(ANY)
    if sent:
        ask_for_texts(database, provider())
