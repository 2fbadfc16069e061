"""Posts one signed form to a web server, as often and as badly as the faults say. Knows no calls.

Signed with the provider's own library, so that it is an independent second opinion to the door under test.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urldefrag, urlencode

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict

from ivr.simulator.errors import ProviderFault
from ivr.simulator.faults import Faults
from ivr.simulator.transport import Form, Received, Transport

USER_AGENT = "TwilioProxy/1.1 (simulated)"


class Webhooks:
    """The way to a web server. `differed` is told the URL when repeated deliveries got different answers."""

    def __init__(self, transport: Transport, auth_token: str, faults: Faults) -> None:
        self.transport = transport
        self.faults = faults
        self.differed: Callable[[str], None] = lambda _url: None
        self._validator = RequestValidator(auth_token)

    def deliver(self, url: str, form: Form, token: str, method: str = "POST") -> Received:
        """Posts the form, or gets the address with the form in it. `token` is the idempotency token, the same on every
        repetition. Raises `ProviderFault`."""
        if method == "GET":
            url, form = with_query(url, form), []
        if self.faults.unreachable(url):
            raise ProviderFault(11205, "No connection (a fault of the test).", url)
        answers = self._repeat(method, url, form, self._headers(url, form, token))
        if len({(answer.status, answer.body) for answer in answers}) > 1:
            self.differed(url)
        if self.faults.loses_answer(url):
            raise ProviderFault(11200, "The answer did not come in time (a fault of the test).", url)
        return answers[0]

    def _repeat(self, method: str, url: str, form: Form, headers: dict[str, str]) -> list[Received]:
        def once(_number: int) -> Received:
            if method == "GET":
                return Received(*self._get(url, headers))
            return Received(*self.transport.post(url, form, headers))

        times = range(max(1, self.faults.repeats))
        if not self.faults.concurrently or len(times) == 1:
            return [once(number) for number in times]
        with ThreadPoolExecutor(len(times)) as pool:
            return list(pool.map(once, times))

    def _get(self, url: str, headers: dict[str, str]) -> tuple[int, str, bytes]:
        get = getattr(self.transport, "get", None)
        if get is None:
            raise ProviderFault(11200, "This transport in-process only posts.", url)
        status, kind, body = get(url, headers)
        return status, kind, body

    def _headers(self, url: str, form: Form, token: str) -> dict[str, str]:
        signature = self._validator.compute_signature(urldefrag(url).url, MultiDict(form))
        return {
            "X-Twilio-Signature": str(signature),
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
        }


def with_query(url: str, form: Form) -> str:
    """The address with the form added to its query; a fragment stays behind it."""
    plain, fragment = urldefrag(url)
    joined = f"{plain}{'&' if '?' in plain else '?'}{urlencode(form)}"
    return f"{joined}#{fragment}" if fragment else joined
