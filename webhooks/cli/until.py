"""A time to come, as people type it: `2h`, `18:00`, `2026-12-24T18:00`."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afterhours.rules.local_time import DAY, exists, to_utc, wall_at
from ivr.errors import Refused

LENGTH = re.compile(r"(\d{1,4})\s*([mhd])", re.ASCII)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def moment_to_come(text: str, now: datetime, zone: str) -> datetime:
    """UTC. A time of day is its next coming in `zone` (IANA). Raises Refused for what is no time, or never comes."""
    typed, place = text.strip(), ZoneInfo(zone)
    if length := LENGTH.fullmatch(typed):
        return now + timedelta(**{UNITS[length[2]]: int(length[1])})
    if found := CLOCK.fullmatch(typed):
        wall = datetime.combine(wall_at(now, place).date(), time(int(found[1]), int(found[2])))
        return instant(wall if to_utc(wall, place) > now else wall + DAY, place)
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        at = None
    if at is None or re.fullmatch(r"[\d-]+", typed):
        raise Refused(f'"{text}" is no time. Write 2h, 18:00, or 2026-12-24T18:00.')
    return at.astimezone(UTC) if at.tzinfo else instant(at, place)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """UTC of a local time (naive); of two equal ones the first. Raises Refused for one that the clocks leave out."""
    if not exists(wall, zone):
        raise Refused(f"{wall:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks go forward then.")
    return to_utc(wall, zone)
