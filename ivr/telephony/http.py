"""How the provider's REST interface is reached: time-outs, another base address, and silence in the logs.

The library's own HTTP client has no time-out unless told, logs telephone numbers, and reaches another host only within
the provider's domain; this one stands in its place.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.http.response import Response  # type: ignore[import-untyped]

CONNECT_SECONDS, READ_SECONDS = 3.0, 10.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ProviderHttp:
    """What the library's client asks with. `base`: another host that speaks the same, "" for the provider itself."""

    is_async = False

    def __init__(self, base: str = "", timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS)) -> None:
        self.timeout = timeout
        self._base = urlsplit(base)
        self._session = requests.Session()
        self._session.trust_env = self._base.hostname not in LOOPBACK

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request, as the library words it. Raises `requests.RequestException`."""
        answer = self._session.request(
            method,
            self.rebased(url),
            params=params,
            data=data,
            headers=headers,
            auth=auth,
            timeout=timeout or self.timeout,
            allow_redirects=allow_redirects,
        )
        return Response(answer.status_code, answer.text, answer.headers)

    def sound(self, url: str, auth: tuple[str, str]) -> requests.Response:
        """A file, for which the library has no call; it may lie on another host. Its content is read by whoever asks.

        Raises `requests.RequestException`.
        """
        return self._session.get(self.rebased(url), auth=auth, timeout=self.timeout, stream=True)

    def rebased(self, url: str) -> str:
        """`url` at the other host; as it is where there is none."""
        if not self._base.netloc:
            return url
        asked = urlsplit(url)
        path = self._base.path.rstrip("/") + asked.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, asked.query, ""))
