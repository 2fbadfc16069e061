"""A sign of life for a watchdog outside the house: one request, as long as the pager really works.

When it stays away, whoever listens there knows what nobody in here can tell any more.
"""

from collections.abc import Callable

import requests

from ivr.errors import Unavailable

TIMEOUT_SECONDS = (3, 10)


class Watchdog:
    """`works` says whether the pager gets on; `url` is the watchdog's, "" for none."""

    def __init__(self, url: str, works: Callable[[], bool]) -> None:
        self._url, self._works = url, works

    def ping(self) -> bool:
        """Whether a sign was given: not without a watchdog, nor while the pager stands still. Raises Unavailable."""
        if not self._url or not self._works():
            return False
        try:
            requests.get(self._url, timeout=TIMEOUT_SECONDS).raise_for_status()
        except requests.RequestException as error:
            raise Unavailable(f"The watchdog did not answer ({type(error).__name__}).") from error
        return True
