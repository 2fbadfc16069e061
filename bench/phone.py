"""A resident's call as the provider's requests: a late bus, reported by day, in eight signed webhooks.

The forms are as long as the provider's own (some 600 bytes); bodies and what is signed are prepared once, and each
call only puts in its own ids.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote_plus, urlencode

from ivr.twiml.signature import joined, sign

ACCOUNT, TOKEN = "AC" + "b" * 32, "token-of-the-bench"
LINE = "+15195550100"
PLACES = {"City": "PORT ROWAN", "State": "ON", "Zip": "", "Country": "CA"}
FIXED = {
    "AccountSid": ACCOUNT,
    "ApiVersion": "2010-04-01",
    "Called": LINE,
    "Direction": "inbound",
    "To": LINE,
    "StirVerstat": "TN-Validation-Passed-A",
    **{f"{who}{name}": value for who in ("Caller", "Called", "From", "To") for name, value in PLACES.items()},
}
CALL, CALLER = "CA" + "0" * 32, "+15195550199"
"""Stand in the prepared forms where each call puts its own."""

RECORDING = {
    "RecordingUrl": f"https://api.example.org/2010-04-01/Accounts/{ACCOUNT}/Recordings/RE{'1' * 32}",
    "RecordingSid": "RE" + "1" * 32,
    "RecordingDuration": "9",
    "Digits": "hangup",
}
KEYS = ("1", "5", "2", "5", "212")
"""English; another matter; roads and buses; a bus stop or a late bus; the number of the stop."""

STEPS: tuple[Mapping[str, str], ...] = (
    {"CallStatus": "ringing"},
    *({"CallStatus": "in-progress", "Digits": keys, "FinishedOnKey": "", "msg": "Gather End"} for keys in KEYS),
    {"CallStatus": "in-progress", **RECORDING},
    {"CallStatus": "completed", "CallDuration": "61", "Duration": "2", "SequenceNumber": "0"},
)
TURN = re.compile(rb'action="http://[^/"]+(/voice/turn/[0-9a-f-]+/)[0-9]+[?"]')
LAST_WORDS = b"<Hangup/>"
FICTIONAL_NUMBERS = 80_000


class WrongAnswer(Exception):
    """The server did not say what the call expects: whatever was measured is worthless."""


class Requests(Protocol):
    """Somebody who has a next request, and hears its answer."""

    @property
    def over(self) -> bool: ...

    def request(self) -> bytes: ...

    def hear(self, status: int, body: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """One step's form: the body to send, and names and values as they are signed, both with the stand-ins."""

    body: str
    signed: str


def prepared(step: Mapping[str, str]) -> Prepared:
    form = {**FIXED, **step, "CallSid": CALL, "From": CALLER, "Caller": CALLER}
    return Prepared(urlencode(form), joined(form))


def request_of(base: str, path: str, form: Prepared, sid: str, caller: str) -> bytes:
    """The signed webhook of one call's step."""
    body = form.body.replace(CALL, sid).replace(quote_plus(CALLER), quote_plus(caller))
    signed = form.signed.replace(CALL, sid).replace(CALLER, caller)
    signature = sign(f"{base}{path}{signed}".encode(), TOKEN).decode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: {len(body)}\r\n"
        f"X-Twilio-Signature: {signature}\r\n\r\n{body}"
    ).encode()


PREPARED = tuple(prepared(step) for step in STEPS)


class Call:
    """One call, from the first request to the report that it is over."""

    def __init__(self, base: str, number: int) -> None:
        self._base = base
        self._sid = f"CA{number:032x}"
        self._caller = fictional(number)
        self._turns = ""
        self._step = 0

    @property
    def over(self) -> bool:
        return self._step == len(STEPS)

    def request(self) -> bytes:
        return request_of(self._base, self._path(), PREPARED[self._step], self._sid, self._caller)

    def hear(self, status: int, body: bytes) -> None:
        """Go on to the next step. Raises WrongAnswer."""
        if status != (204 if self._step == len(STEPS) - 1 else 200):
            raise WrongAnswer(f"step {self._step} was answered with {status}: {body[:300]!r}")
        if self._step == 0:
            self._turns = next_turns(body)
        if (LAST_WORDS in body) != (self._step == len(STEPS) - 2):
            raise WrongAnswer(f"step {self._step} was answered with {body[:600]!r}")
        self._step += 1

    def _path(self) -> str:
        if self._step == 0:
            return "/voice"
        return "/voice/status" if self._step == len(STEPS) - 1 else f"{self._turns}{self._step}"


class BareCall:
    """The same requests, for the route that returns a constant: it does not look at them."""

    over = False

    def __init__(self, number: int) -> None:
        self._request = Call("http://127.0.0.1", number).request()

    def request(self) -> bytes:
        return self._request

    def hear(self, status: int, body: bytes) -> None:
        if status != 200 or not body:
            raise WrongAnswer(f"the bare route answered {status}")


def next_turns(body: bytes) -> str:
    """The path of a call's turns, up to their number, as its first answer tells it."""
    found = TURN.search(body)
    if found is None:
        raise WrongAnswer(f"a first answer without a next turn: {body[:600]!r}")
    return found.group(1).decode()


def fictional(number: int) -> str:
    """One of 80,000 numbers that are kept for stories: 555-0100 to 555-0199 in each area code."""
    area, line = divmod(number % FICTIONAL_NUMBERS, 100)
    return f"+1{200 + area}55501{line:02}"
