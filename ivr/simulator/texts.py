"""Text messages: sent by the program over REST, received from residents. Owns the opt-outs (STOP and START).

Source: twilio.md sections 4 ("Others"), 5. The provider itself answers STOP and START and keeps the list; a text to
a number on it is refused with 21610.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ivr.simulator.errors import ProviderFault, RestRefused
from ivr.simulator.exchange import Exchange
from ivr.simulator.numbers import Number, normalise
from ivr.simulator.parameters import API_VERSION, Pairs
from ivr.simulator.transport import Received
from ivr.simulator.twiml.document import Verb, parse
from ivr.simulator.twiml.grammar import MESSAGING

STOP_WORDS = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "arret", "arrêt"}
START_WORDS = {"start", "unstop", "yes"}
MAX_REPLIES = 10
MAX_LENGTH = 1600
Fate = Literal["delivered", "undelivered", "failed"]
DELIVERY = ((0.5, "sending"), (1.0, "sent"), (2.0, "delivered"))
FATES: Mapping[Fate, tuple[str, int | None]] = {
    "delivered": ("delivered", None),
    "undelivered": ("delivered", 30006),
    "failed": ("sent", 30003),
}
"""What becomes of texts to a telephone -> the step of `DELIVERY` at which it shows, and the provider's error."""


@dataclass
class Text:
    """One text message; `status` is the provider's, `error_code` set when it could not be delivered; `seq`: the last
    event before it."""

    sid: str
    from_: str
    to: str
    body: str
    direction: str
    created_at: datetime
    status: str
    status_callback: str = ""
    error_code: int | None = None
    seq: int = 0

    def as_json(self) -> dict[str, object]:
        return {
            "sid": self.sid, "from": self.from_, "to": self.to, "body": self.body, "direction": self.direction,
            "at": self.created_at.isoformat(), "status": self.status, "error_code": self.error_code, "seq": self.seq,
        }  # fmt: skip


class Texts:
    """The messages of the network. `fate`: what becomes of texts to a number; `arrived` is told of delivered ones."""

    def __init__(self, exchange: Exchange, *, fate: Callable[[str], Fate], arrived: Callable[[Text], None]) -> None:
        self.exchange = exchange
        self.all: list[Text] = []
        self._fate = fate
        self._arrived = arrived
        self._opted_out: set[tuple[str, str]] = set()

    def send(self, number: Number | None, to: str, body: str, status_callback: str = "", kind: str = "api") -> Text:
        """The program sends a text. Raises `RestRefused` 21211, 21602, 21606, 21610, 21617."""
        receiver = normalise(to)
        if receiver is None:
            raise RestRefused(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        if number is None:
            raise RestRefused(400, 21606, "The 'From' number is not a number of this account that can send texts.")
        if not body.strip():
            raise RestRefused(400, 21602, "Message body is required.")
        if len(body) > MAX_LENGTH:
            raise RestRefused(400, 21617, f"The message body exceeds the {MAX_LENGTH} character limit.")
        if (number.number, receiver) in self._opted_out:
            raise RestRefused(400, 21610, "Attempt to send to unsubscribed recipient.")
        text = self._add(number.number, receiver, body, f"outbound-{kind}", "queued", status_callback)
        self.exchange.log("text.sent", None, **text.as_json())
        for seconds, status in DELIVERY:
            self.exchange.after(seconds, lambda status=status: self._moved(text, status))  # type: ignore[misc]
        return text

    def receive(self, from_: str, number: Number, body: str) -> Text:
        """A resident sends a text to one of our numbers."""
        text = self._add(from_, number.number, body, "inbound", "received")
        self.exchange.log("text.received", None, **text.as_json())
        word = body.strip().lower()
        if word in STOP_WORDS:
            self._opted_out.add((number.number, from_))
            self._provider_says(number, from_, "You have successfully been unsubscribed. Reply START to resubscribe.")
        elif word in START_WORDS and (number.number, from_) in self._opted_out:
            self._opted_out.discard((number.number, from_))
            self._provider_says(number, from_, "You have successfully been re-subscribed. Reply STOP to unsubscribe.")
        if number.sms_url:
            form = self.form(text)
            self.exchange.postbox.post(
                number.sms_url, form, "text", lambda answer: self._answered(number, text, answer)
            )
        return text

    def forget(self) -> None:
        """Forgets every text and opt-out."""
        self.all.clear()
        self._opted_out.clear()

    def form(self, text: Text) -> Pairs:
        """What the provider posts about a text that came in."""
        return [
            ("MessageSid", text.sid), ("SmsSid", text.sid), ("SmsMessageSid", text.sid),
            ("AccountSid", self.exchange.account_sid), ("From", text.from_), ("To", text.to), ("Body", text.body),
            ("NumMedia", "0"), ("NumSegments", "1"), ("SmsStatus", "received"), ("ApiVersion", API_VERSION),
        ]  # fmt: skip

    def _add(self, from_: str, to: str, body: str, direction: str, status: str, callback: str = "") -> Text:
        sid = self.exchange.sids.make("SM")
        text = Text(sid, from_, to, body, direction, self.exchange.clock.now(), status, callback)
        text.seq = self.exchange.events.last
        self.all.append(text)
        return text

    def _provider_says(self, number: Number, to: str, body: str) -> None:
        text = self._add(number.number, to, body, "outbound-reply", "delivered")
        self.exchange.log("text.sent", None, **text.as_json())
        self._arrived(text)

    def _moved(self, text: Text, status: str) -> None:
        fate = self._fate(text.to)
        shows_at, error = FATES[fate]
        if text.error_code is not None:
            return
        if status == shows_at and error is not None:
            status, text.error_code = fate, error
        text.status = status
        if status == "delivered":
            self._arrived(text)
        self.exchange.log("text.status", None, sid=text.sid, status=status)
        if text.status_callback:
            form = [
                ("MessageSid", text.sid), ("SmsSid", text.sid), ("AccountSid", self.exchange.account_sid),
                ("From", text.from_), ("To", text.to), ("MessageStatus", status), ("SmsStatus", status),
                ("ApiVersion", API_VERSION),
            ]  # fmt: skip
            if text.error_code is not None:
                form.append(("ErrorCode", str(text.error_code)))
            self.exchange.postbox.notify(text.status_callback, form, f"text {status}")

    def _answered(self, number: Number, text: Text, answer: Received | ProviderFault) -> None:
        try:
            for body in _replies(answer):
                self.send(number, text.from_, body, kind="reply")
        except ProviderFault as fault:
            self.exchange.log("error", None, code=fault.code, sentence=fault.sentence, url=number.sms_url)
        except RestRefused as refused:
            self.exchange.log("error", None, code=refused.code, sentence=refused.sentence, url=number.sms_url)


def _replies(answer: Received | ProviderFault) -> list[str]:
    """The words of the Message elements in a web server's answer to a text. Raises `ProviderFault`."""
    if isinstance(answer, ProviderFault):
        raise answer
    if answer.status >= 300:
        raise ProviderFault(11200, f"The web server answered HTTP {answer.status} to a text.")
    if answer.status == 204 or not answer.body.strip():
        return []
    if answer.content_type.startswith("text/plain"):
        return [answer.body.decode(errors="replace")]
    messages = [verb for verb in parse(answer.body, MESSAGING) if verb.name == "Message"]
    if len(messages) > MAX_REPLIES:
        raise ProviderFault(14109, f"{len(messages)} replies to one text; at most {MAX_REPLIES} are sent.")
    return [_body(message) for message in messages]


def _body(message: Verb) -> str:
    return message.text or "".join(child.text for child in message.children)
