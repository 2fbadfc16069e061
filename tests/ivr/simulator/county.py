"""A web server of a county in a few lines: addresses with the TwiML they answer, and what was posted to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from ivr.clock import SteppedClock
from ivr.simulator.calls import Call
from ivr.simulator.network import Network
from ivr.simulator.transport import Form

HOST = "https://county.example"
LINE = "+15195550100"
CALLER = "+15195550123"
WATER = "+15195550150"
ROADS = "+15195550151"
ACCOUNT = "AC" + "0" * 32
TOKEN = "a-token-for-tests"
NIGHT = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)

Answer = tuple[int, str, bytes]
Posted = dict[str, str]


def twiml(inside: str) -> Answer:
    document = f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'
    return 200, "text/xml; charset=utf-8", document.encode()


def say(words: str) -> str:
    return f'<Say voice="Polly.Joanna-Neural" language="en-US">{words}</Say>'


@dataclass
class County:
    """`pages`: path -> TwiML inside Response, a whole answer, or a function of the form. `posts`: all that came."""

    pages: dict[str, str | Answer | Callable[[Posted], str]] = field(default_factory=dict)
    posts: list[tuple[str, Posted]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def deliver(self, url: str, form: Form, headers: Mapping[str, str]) -> Answer:
        posted = dict(form)
        assert RequestValidator(TOKEN).validate(url, posted, headers["X-Twilio-Signature"])
        path = urlsplit(url).path
        self.posts.append((path, posted))
        self.tokens.append(headers["I-Twilio-Idempotency-Token"])
        page = self.pages.get(path)
        if page is None:
            return (204, "", b"") if path.startswith("/status") else (404, "text/html", b"not found")
        if callable(page):
            page = page(posted)
        return twiml(page) if isinstance(page, str) else page

    def posted(self, path: str) -> list[Posted]:
        return [form for where, form in self.posts if where == path]


def network_of(county: County, **options: object) -> Network:
    network = Network(county.deliver, SteppedClock(NIGHT), ACCOUNT, TOKEN, seed="test", **options)  # type: ignore[arg-type]
    network.add_number(
        LINE,
        f"{HOST}/voice",
        voice_fallback_url=f"{HOST}/fallback",
        status_callback=f"{HOST}/status",
        sms_url=f"{HOST}/messages",
    )
    return network


def ring(network: Network, **extras: str) -> Call:
    return network.dial(from_=CALLER, to=LINE, extras=extras)


def heard(call: Call) -> list[str]:
    return [line.what for line in call.transcript if line.who == "line"]
