"""The clock of the simulated world as visitors move it. One for all: it is left alone while others are on the phone."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ivr.clock import Clock
from ivr.errors import Refused
from ivr.simulator.client import TelephoneClient
from ivr.simulator.legs import ENDED

SILENT_FOR = timedelta(minutes=5)
"""After so long without a word a call belongs to nobody: its browser was closed."""

REALLY_NOW = "now"
CLOSE_ENOUGH = timedelta(seconds=30)


def others_on_the_phone(telephones: TelephoneClient, own: str | None) -> bool:
    """Whether anybody else is in a call. Calls that were left lying are ended first."""
    live = [call for call in telephones.calls() if call["direction"] == "inbound" and call["status"] not in ENDED]
    now = telephones.now()
    for call in live:
        if call["sid"] != own and now - last_heard(call) > SILENT_FOR:
            telephones.call(call["sid"]).hang_up()
    return any(call["sid"] != own and now - last_heard(call) <= SILENT_FOR for call in live)


def last_heard(call: dict[str, Any]) -> datetime:
    lines = call["transcript"]
    return datetime.fromisoformat(lines[-1]["at"] if lines else call["started_at"])


def travel(telephones: TelephoneClient, real: Clock, when: str, zone: str, own: str | None = None) -> None:
    """Let it be `when` for every process: a wall time of `zone` (ISO 8601), "now" for real time, "" for no change.

    The network moves the offset that all processes share, and its own timers with it.
    Raises Refused for what is no time, and while somebody else is on the phone.
    """
    if not when or abs(telephones.now() - instant(when, zone, real)) < CLOSE_ENOUGH:
        return
    if others_on_the_phone(telephones, own):
        raise Refused(
            _("Somebody else is on the telephone just now, so the clock stays as it is. Call at the present time.")
        )
    telephones.travel(instant(when, zone, real))


def instant(when: str, zone: str, real: Clock) -> datetime:
    """Raises Refused."""
    if when == REALLY_NOW:
        return real.now()
    try:
        at = datetime.fromisoformat(when.strip().replace(" ", "T"))
    except ValueError as error:
        raise Refused(_("“%(text)s” is no date and time. Write it as 2026-12-26 02:15.", text=when)) from error
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
