"""A sign of life for a watchdog outside the house: one request, as long as the pager really works.

When it stays away, whoever listens there knows what nobody in here can tell any more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import requests

from ivr.clock import Clock
from ivr.errors import Unavailable

PATIENCE = timedelta(seconds=30)
TIMEOUT_SECONDS = (3, 10)


class Watchdog:
    """`worked_at` says when the pager last did everything that was due; `url` is the watchdog's."""

    def __init__(self, url: str, worked_at: Callable[[], datetime], real_clock: Clock) -> None:
        self._url, self._worked_at, self._clock = url, worked_at, real_clock

    def ping(self) -> bool:
        """Whether a sign was given: not without a watchdog, nor while the pager stands still. Raises Unavailable."""
        if not self._url or self._clock.now() - self._worked_at() > PATIENCE:
            return False
        try:
            requests.get(self._url, timeout=TIMEOUT_SECONDS).raise_for_status()
        except requests.RequestException as error:
            raise Unavailable(f"The watchdog did not answer ({type(error).__name__}).") from error
        return True
