"""Letters by SMTP, over the county's own mail server.

`smtps://` is encrypted from the first byte, `smtp://` by STARTTLS (RFC 3207), without which nothing is handed to
another machine. `smtp+plain://` is for a relay in the same house that has no certificate; it takes no password.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import SplitResult, unquote, urlsplit

from afterhours.services.mail.letters import Letter, address_of, message_of
from ivr.clock import Clock
from ivr.errors import MailGone, Refused

SECONDS = 15
"""So long each answer of the server is waited for; all of a letter is far within the outbox's lease."""
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
FOR_GOOD = 500
"""Replies from here on mean that asking again would change nothing (RFC 5321 4.2.1)."""


class SmtpMailer:
    """One connection for each letter: there are a few a day, and a connection that was kept would be cut by then."""

    def __init__(self, url: str, from_: str, clock: Clock, trust: Callable[[], ssl.SSLContext] | None = None) -> None:
        self._url, self._from, self._clock = urlsplit(url), from_, clock
        self._trust = trust or ssl.create_default_context
        self.place = f"the mail server {self._url.hostname}"

    def send(self, letter: Letter) -> None:
        message = message_of(letter, self._from, self._clock.now())
        with self._translated(), self._server() as server:
            server.send_message(message)

    def check(self) -> None:
        with self._translated(), self._server() as server:
            server.noop()

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        server = self._connect()
        try:
            self._protect(server)
            self._sign_in(server)
            yield server
        finally:
            with suppress(smtplib.SMTPException, OSError):  # what was accepted stays accepted, whatever QUIT says
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port or PORTS[self._url.scheme]
        own_name = address_of(self._from).domain
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, own_name, timeout=SECONDS, context=self._trust())
        return smtplib.SMTP(host, port, own_name, timeout=SECONDS)

    def _protect(self, server: smtplib.SMTP) -> None:
        """Encrypt, unless it is already, or is not wished for. Raises Refused where it cannot be and must."""
        server.ehlo_or_helo_if_needed()
        if self._url.scheme != "smtp":
            return
        if server.has_extn("starttls"):
            server.starttls(context=self._trust())
            server.ehlo()
        elif not is_this_machine(self._url):
            raise Refused(
                f"{self._url.hostname} offers no encryption (STARTTLS). Use smtps://, or smtp+plain:// for a relay"
                " in your own house."
            )

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            self._fail(*next(iter(error.recipients.values())))
        except smtplib.SMTPAuthenticationError as error:
            raise MailGone(f"{self.place} does not accept the user of SMTP_URL ({error.smtp_code}).") from error
        except smtplib.SMTPResponseException as error:
            self._fail(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(f"{self.place} cannot take this letter: it lacks {error}.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailGone(f"{self.place} cannot be reached ({type(error).__name__}).") from error

    def _fail(self, code: int, said: bytes | str) -> NoReturn:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        kind = Refused if code >= FOR_GOOD else MailGone
        raise kind(f"{self.place} did not take the letter ({code} {words[:200]}).")


def is_this_machine(url: SplitResult) -> bool:
    host = url.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
