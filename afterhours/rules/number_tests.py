"""Test calls to people's numbers: how long one counts, when the next is due, at which hours it may ring. Pure."""

from datetime import datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

State: TypeAlias = Literal["usable", "ringing", "untested", "unanswered", "expired"]

USABLE_FOR = timedelta(days=30)
TEST_AFTER = timedelta(days=25)
"""Some days before a number would stop counting, so that one busy day makes nobody unreachable."""
FIRST_HOUR, LAST_HOUR = time(10), time(18)
"""A test call must not be what wakes somebody who was called out at night."""
LATER, NEXT_DAY = timedelta(hours=3), timedelta(hours=20)
ALARM_AFTER = 3
"""After so many calls in vain people are told: two on the first day, one on the second."""
LONGEST_CALL = timedelta(minutes=5)
"""Until then a call without a result may still be going on."""


def is_decent(at: datetime, zone: str) -> bool:
    """Whether a test call may ring at this instant (aware) where people live by `zone`."""
    return FIRST_HOUR <= at.astimezone(ZoneInfo(zone)).time() < LAST_HOUR


def pause_after(in_vain: int) -> timedelta:
    """Until the next call, after so many in vain (this one included): later the same day, then once a day."""
    return LATER if in_vain == 1 else NEXT_DAY


def state_of(answered_at: datetime | None, tested_at: datetime | None, result: str | None, now: datetime) -> State:
    """What is known of a number. A confirmed one stays usable for its time, whatever later calls came to."""
    if tested_at is not None and result is None and now - tested_at < LONGEST_CALL:
        return "ringing"
    if answered_at is not None and now - answered_at < USABLE_FOR:
        return "usable"
    if tested_at is not None and result != "answered":
        return "unanswered"
    return "untested" if answered_at is None else "expired"
