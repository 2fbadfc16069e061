"""How the provider reaches a web server: over HTTP with its time-outs, retry and redirects, or a function in-process.

Source: twilio.md section 3 (connect 5 s, read 15 s, one retry on connection failure only, at most 10 redirects, a
redirected POST becomes a GET and loses its form; the URL's fragment may override ct, rt, rc and rp).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs, urldefrag, urljoin

import requests

from ivr.simulator.errors import ProviderFault

Form = Sequence[tuple[str, str]]
MAX_REDIRECTS = 10


class Received(NamedTuple):
    """An HTTP answer."""

    status: int
    content_type: str
    body: bytes


class Transport(Protocol):
    """Whatever can deliver a form; one that has `get(url, headers)` too can be used for addresses asked by GET.

    Raises `ProviderFault` (11200, 11205, 11215) when no usable answer comes.
    """

    def post(self, url: str, form: Form, headers: Mapping[str, str]) -> tuple[int, str, bytes]: ...


class InProcess:
    """A transport made of one function of (url, form, headers), for tests and `ivr test`."""

    def __init__(self, deliver: Callable[[str, Form, Mapping[str, str]], tuple[int, str, bytes]]) -> None:
        self._deliver = deliver

    def post(self, url: str, form: Form, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        return self._deliver(url, form, headers)


class Overrides(NamedTuple):
    """Time-outs in seconds, number of retries and what is retried (`ct` connection, `rt` read, `4xx`, `5xx`, `all`)."""

    connect: float = 5.0
    read: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})


def overrides(url: str) -> Overrides:
    """Reads `#ct=2000&rt=5000&rc=2&rp=all` at the end of a URL. Raises `ProviderFault` 11243 for an unknown policy."""
    given = {name: values[-1] for name, values in parse_qs(urldefrag(url).fragment).items()}
    policy = frozenset(given.get("rp", "ct").split(","))
    if policy - {"4xx", "5xx", "ct", "rt", "all"}:
        raise ProviderFault(11243, f"The retry policy rp={given['rp']} is unknown.", url)
    return Overrides(
        connect=int(given.get("ct", 5000)) / 1000,
        read=int(given.get("rt", 15000)) / 1000,
        retries=int(given.get("rc", 1)),
        policy=policy,
    )


class HttpTransport:
    """Delivers over HTTP as the provider does. Safe to use from several threads."""

    def post(self, url: str, form: Form, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        return self._deliver("POST", url, form, headers)

    def get(self, url: str, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        return self._deliver("GET", url, [], headers)

    def _deliver(self, method: str, url: str, form: Form, headers: Mapping[str, str]) -> Received:
        rules = overrides(url)
        for attempt in range(rules.retries + 1):
            last = attempt == rules.retries
            try:
                received = self._follow(method, urldefrag(url).url, form, headers, rules)
            except requests.ConnectionError as error:
                if last or not rules.policy & {"ct", "all"}:
                    raise ProviderFault(11205, f"No connection to {urldefrag(url).url}: {error}", url) from error
                continue
            except requests.Timeout as error:
                if last or not rules.policy & {"rt", "all"}:
                    raise ProviderFault(11200, f"No answer within {rules.read:g} s.", url) from error
                continue
            except requests.RequestException as error:
                raise ProviderFault(11206, f"{url} broke the rules of HTTP: {error}", url) from error
            if last or not _retried(received.status, rules.policy):
                return received
        raise ProviderFault(11200, "No answer.", url)

    def _follow(self, method: str, url: str, form: Form, headers: Mapping[str, str], rules: Overrides) -> Received:
        data = list(form)
        for _ in range(MAX_REDIRECTS + 1):
            answer = requests.request(
                method,
                url,
                data=data,
                headers=dict(headers),
                timeout=(rules.connect, rules.read),
                allow_redirects=False,
            )
            if not answer.is_redirect:
                return Received(answer.status_code, answer.headers.get("Content-Type", ""), answer.content)
            url = urljoin(url, answer.headers["Location"])
            if answer.status_code not in (307, 308):
                method, data = "GET", []
        raise ProviderFault(11215, f"More than {MAX_REDIRECTS} redirects.", url)


def _retried(status: int, policy: frozenset[str]) -> bool:
    if status < 400:
        return False
    return bool(policy & {"all", "4xx" if status < 500 else "5xx"})
