"""A letter: what leaves by e-mail, and the message that it becomes. Who carries it is a `Mailer`.

Message-ID is made from the idempotency key (RFC 5322 3.6.4 asks only that it be unique to the letter), so a letter that
was sent twice after a crash is the same letter to every mail program that looks. Nothing a caller said can become a
header: line breaks and control characters are taken out before the library sees them, which refuses them besides.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any, Protocol

from ivr.errors import Refused

LONGEST_SUBJECT = 150
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one address. `text` is read where HTML is not; the same `key` is the same letter."""

    to: str
    subject: str
    text: str
    html: str = ""
    key: str

    def payload(self) -> dict[str, str]:
        """As it waits in the outbox; the key stands beside it."""
        return {"to": self.to, "subject": self.subject, "text": self.text, "html": self.html}

    @classmethod
    def of(cls, payload: Mapping[str, Any], key: str) -> "Letter":
        """From the outbox."""
        return cls(key=key, **{field: str(payload.get(field, "")) for field in ("to", "subject", "text", "html")})


class Mailer(Protocol):
    """Whoever carries letters. `place` says in words where they go; `check` whether they would be taken now."""

    place: str

    def send(self, letter: Letter) -> None:
        """Raises Refused when asking again would change nothing, MailGone when it can be tried again."""

    def check(self) -> None:
        """Raises as `send` does; sends nothing."""


def message_of(letter: Letter, from_: str, now: datetime) -> EmailMessage:
    """The message as it is handed over. `from_`: an address, with or without a name. Raises Refused for a bad one."""
    sender = address_of(from_)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = address_of(letter.to)
    message["Subject"] = one_line(letter.subject)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:40]}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, charset="utf-8")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", charset="utf-8")
    return message


def address_of(written: str) -> Address:
    """One address, `night@example.org` or `The night <night@example.org>`. Raises Refused for anything else."""
    if UNPRINTABLE.search(written) or written.count("@") != 1:
        raise Refused("This is no single e-mail address.")
    name, spec = parseaddr(written)
    try:
        address = Address(display_name=name, addr_spec=spec)
        domain = address.domain.encode("idna").decode()
    except (HeaderParseError, IndexError, ValueError) as error:
        raise Refused("This is no e-mail address.") from error
    if not address.username or not domain:
        raise Refused("This is no e-mail address.")
    return Address(name, address.username, domain)


def one_line(text: str) -> str:
    """A header's worth: what breaks lines or cannot be seen becomes a blank."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())
